"""Where the letters of a demonstration go: a file each, and a line on the screen with the address they would open."""

import re
import sys
from email.utils import parseaddr
from pathlib import Path

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend


class Folder(BaseEmailBackend):
    """Writes each mail as an .eml file under EMAIL_FILE_PATH, named by its Message-ID: sent twice it is there once."""

    def send_messages(self, mails):
        folder = Path(settings.EMAIL_FILE_PATH)
        folder.mkdir(parents=True, exist_ok=True)
        for mail in mails:
            name = re.sub(r"\W+", "-", parseaddr(mail.message()["Message-ID"])[1]).strip("-")
            (folder / f"{name}.eml").write_bytes(mail.message().as_bytes())
            opens = re.search(rf"{re.escape(settings.BASE_URL)}/\S+", mail.body)
            sys.stdout.write(f"Letter to {', '.join(mail.to)}: {mail.subject} {opens[0] if opens else ''}\n")
            sys.stdout.flush()
        return len(mails)
