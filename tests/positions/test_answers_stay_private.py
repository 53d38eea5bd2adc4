"""What an organisation declines, takes back, remarks or passes on is told to nobody but its own people and staff."""

import logging

import pytest
import time_machine
from django.urls import reverse

from members.letters import mail_of
from members.models import Letter, User
from positions.actions import decline, pass_on, publish, record_signature, sign, withdraw_signature
from positions.models import Signature
from positions.signing import token_of
from tests import factories
from tests.positions.way import opened

pytestmark = [pytest.mark.django_db, pytest.mark.once]
HIDDEN = ["Falcon declined", "Falcon withdrawn", "Falcon recorded", "Falcon late", "Falcon silent"]


def member(name):
    organisation = factories.organisation(name=name)
    people = [factories.user(), factories.user()]
    for person, role in zip(people, ("signatory", "contact"), strict=True):
        factories.mandate(person, organisation, role)
    return organisation, *people


@pytest.fixture
def answered(people):
    """A statement with every kind of answer that is not public, each by a falcon; what was typed says canary."""
    said = opened(people, late_allowed=True, reservation_allowed=True)
    declined, withdrawn, recorded, late, silent = [member(name) for name in HIDDEN]
    decline(said, declined[0], by=declined[1])
    signed = sign(said, withdrawn[0], by=withdrawn[1], reservation="Canary reservation")
    withdraw_signature(signed, by=withdrawn[2])
    row = Signature(statement=said, version=said.current, organisation=recorded[0], evidence="Canary evidence")
    row.came_by, row.date = "telephone", said.date
    record_signature(row, by=people["editor"], to="declined")
    pass_on(said, silent[0], by=silent[2], note="Canary note")
    with time_machine.travel(said.closes_at, tick=False):
        sign(said, late[0], by=late[1], reservation="Canary reservation")
    return said, [token_of(said, person) for person in User.objects.filter(mandates__isnull=False)]


@pytest.mark.parametrize("stage", ["open", "published"])
def test_no_page_file_error_log_or_letter_of_others_tells_it(people, answered, client, caplog, stage):
    said, keys = answered
    said.dossiers.add(factories.dossier(slug="dossier"))
    other = people["signatory"].mandates.get().organisation
    sign(said, other, by=people["signatory"])
    if stage == "published":
        publish(said, by=people["editor"])
    public = [
        *("/en/positions/", "/en/search/?q=canary", "/en/positions/?q=canary", "/sitemap.xml"),
        *("/sitemap-1.xml", "/en/dossiers/dossier/", f"/en/members/{other.slug}/"),
        *(said.get_absolute_url() + end for end in ("", "v1/", "v1/record.json", "v1/statement.txt", "v9/")),
    ]
    desk = [
        *("/en/desk/", f"/en/desk/positions/{said.slug}/", f"/en/desk/positions/{said.slug}/v1/"),
        *(reverse("positions:answer", args=[said.slug]), "/en/desk/dossiers/dossier/"),
    ]
    letter = reverse("positions:by_letter", args=[token_of(said, people["signatory"])])
    told, seen = [], 0
    with caplog.at_level(logging.DEBUG):
        for reader, addresses in ((None, [*public, letter]), ("signatory", [*public, *desk]), ("steering", desk)):
            if reader:
                client.force_login(people[reader])
            for address in addresses:
                body = client.get(address, follow=True).content.decode().replace("q=canary", "")
                body = body.replace('value="canary"', "").replace(letter.split("/")[-2], "")
                seen += other.name in body and said.slug in address
                if "Falcon" in body or "canary" in body.lower() or any(key in body for key in keys):
                    told.append((reader, address))
    assert (told, seen > 0) == ([], True)
    lines = caplog.text.replace("q=canary", "")
    assert ("canary" in lines.lower(), any(key in lines for key in keys)) == (False, False)
    mails = [mail_of(row) for row in Letter.objects.filter(person__in=[people["signatory"], people["steering"]])]
    bodies = "".join(mail.body for mail in mails if mail)
    assert ("canary" in bodies.lower(), "Falcon" in bodies) == (False, False)


def test_its_own_people_and_staff_read_it(people, answered, client):
    said, _ = answered
    client.force_login(people["editor"])
    board = client.get(reverse("admin:positions_statement_board", args=[said.pk])).content.decode()
    assert [name for name in HIDDEN if name not in board] == []
