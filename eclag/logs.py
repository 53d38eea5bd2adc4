"""What no line of the log may hold."""

import logging
import re

# Of a letter's link: whoever has it acts in its reader's name.
SIGNED = re.compile(r"(/(?:answer|invitation|letters)/)[^/\s]+")


LONGEST = 500  # letters of a line: an address that somebody made up may have any number


class WithoutKeys(logging.Filter):
    """Takes the signed part out of each address that a line names, and the end of a line that is too long."""

    def filter(self, record):
        said = SIGNED.sub(r"\1…", record.getMessage())
        record.msg, record.args = f"{said[:LONGEST]}…" if len(said) > LONGEST else said, ()
        return True
