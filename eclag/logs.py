"""What no line of the log may hold."""

import logging
import re

# Of a letter's link: whoever has it acts in its reader's name.
SIGNED = re.compile(r"(/(?:answer|invitation|letters)/)[^/\s]+")


class WithoutKeys(logging.Filter):
    """Takes the signed part out of each address that a line names."""

    def filter(self, record):
        record.msg, record.args = SIGNED.sub(r"\1…", record.getMessage()), ()
        return True
