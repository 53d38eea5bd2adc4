"""What lies on the way to the public tells nothing of itself to whoever may not read it."""

import datetime
import logging

import pytest
from django.utils import timezone

from positions.actions import adopt, discard, publish, send_back, submit
from positions.models import Statement
from tests import factories

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)
STAGES = ["draft", "laid", "adopted", "ahead", "open", "sent back", "discarded"]
STRANGERS = [None, "steering contact"]  # who reads nothing of it at any stage before it is open
MEMBERS = ["signatory", "steering", "translator"]


def hidden(people, stage, kind):
    """A statement whose every text says canary, at that stage; with a file."""
    said = factories.statement(slug="hidden", kind=kind, state="draft", title_en="Canary", about_en="Canary.")
    factories.ask(factories.version(said, texts={"en": ("Canary", "<p>Canary.</p>")}), text_en="Canary.")
    said.dossiers.add(factories.dossier(slug="dossier"))
    file = factories.attachment(said, "Canary", factories.PDF + b"canary")
    if stage != "draft":
        submit(said, by=people["editor"])
    if stage in {"adopted", "ahead", "sent back"}:
        for role in ("secretary", "steering"):
            adopt(said, by=people[role])
    if stage == "ahead":
        publish(said, by=people["editor"], at=timezone.now() + HOUR)
    if stage == "open":
        Statement.objects.update(state="open")
    if stage == "sent back":
        send_back(said, by=people["editor"], reason="Canary.")
    if stage == "discarded":
        discard(said, by=people["editor"], reason="Canary.")
    return file


@pytest.mark.once
@pytest.mark.parametrize("stage", STAGES)
def test_what_is_not_public_is_in_no_page_sitemap_search_file_error_log_or_desk(people, client, caplog, stage):
    factories.page("home")
    kind = "open_letter" if stage == "open" else "steering_statement"
    file = hidden(people, stage, kind)
    organisation = people["signatory"].mandates.get().organisation.slug
    shown = [
        *("/en/", "/en/positions/", "/en/positions/?q=canary", "/en/positions/?year=2025", "/en/search/?q=canary"),
        *("/en/dossiers/", "/en/dossiers/dossier/", f"/en/members/{organisation}/", "/sitemap.xml", "/sitemap-1.xml"),
    ]
    gone = [
        *(f"/en/positions/hidden/{end}" for end in ("", "v1/", "v2/", "v1/record.json", "v1/statement.txt")),
        f"/media/{file.file.name}",
    ]
    desk = [
        *("/en/desk/positions/hidden/", "/en/desk/positions/hidden/v1/", "/en/desk/positions/hidden/v2/"),
        *("/en/desk/positions/hidden/adopt/", f"/en/desk/files/{file.pk}/"),
    ]
    refused, told = set(), []
    readers = {"open": [None], "laid": STRANGERS, "adopted": STRANGERS, "ahead": STRANGERS}
    readers = readers.get(stage, [*STRANGERS, *MEMBERS])
    with caplog.at_level(logging.DEBUG):
        for role in readers:
            if role:
                client.force_login(people[role])
            for address in [*shown, *gone, *desk, "/en/desk/", "/en/desk/dossiers/dossier/"]:
                answer = client.get(address, follow=True)
                if address in gone or (role and address in desk):
                    refused.add(answer.status_code)
                if b"canary" in answer.content.lower().replace(b"q=canary", b"").replace(b'value="canary"', b""):
                    told.append((role, address))
    assert (told, refused) == ([], {404})
    assert "canary" not in caplog.text.lower().replace("q=canary", "")
