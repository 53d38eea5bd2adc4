"""Where the letters of a demonstration go."""

from email import message_from_bytes

import pytest
from django.utils import timezone

from members.actions import send_due
from tests import factories

pytestmark = pytest.mark.django_db


def test_a_letter_is_a_file_and_a_line_with_the_address_it_would_open(settings, tmp_path, capsys):
    settings.EMAIL_BACKEND, settings.EMAIL_FILE_PATH = "eclag.mail.Folder", tmp_path / "mail"
    letter = factories.letter("ann@example.org")
    for _ in range(2):
        send_due(timezone.now())
    [file] = (tmp_path / "mail").iterdir()
    sent = message_from_bytes(file.read_bytes())
    assert (file.suffix, sent["To"]) == (".eml", "ann@example.org")
    assert sent["Message-ID"] == f"<{letter.token}@localhost>"
    assert capsys.readouterr().out == (
        "Letter to ann@example.org: How you log in to ECLAG was changed http://localhost/en/accounts/second-factor/\n"
    )
