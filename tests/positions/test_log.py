"""The public log, the record and the table of signatories; and that whoever bends them is found out."""

import csv
import datetime
import io
import json
import subprocess
import sys

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from members import frozen as log
from members.actions import erase
from members.models import Transition, User
from positions.actions import accept, decline, deliver, publish, record_signature, reply, sign, withdraw_signature
from positions.models import Delivery, Signature, Statement
from tests import factories
from tests.positions.way import opened
from tests.run import ROOT

pytestmark = pytest.mark.django_db
SCRIPT = ROOT / "eclag" / "static" / "verify.py"


def member(name, **fields):
    organisation = factories.organisation(name=name, country="MT", **fields)
    person = factories.user(f"{name.lower()}@example.org", name=f"Canary of {name}")
    factories.mandate(person, organisation)
    return organisation, User.objects.get(pk=person.pk)


@pytest.fixture
def published(people):
    """A public statement: one signed, one recorded, one declined, one undone, one late, one withdrawn afterwards."""
    said = opened(people, slug="letter", late_allowed=True, reservation_allowed=True)
    names = ("Signed", "Recorded", "Declined", "Undone", "Late", "Left")
    who = {name: member(name) for name in names}
    sign(said, who["Signed"][0], by=who["Signed"][1], reservation="But.")
    row = Signature(statement=said, version=said.current, organisation=who["Recorded"][0], came_by="email")
    row.date = timezone.localdate()
    record_signature(row, by=people["editor"])
    decline(said, who["Declined"][0], by=who["Declined"][1])
    withdraw_signature(sign(said, who["Undone"][0], by=who["Undone"][1]), by=who["Undone"][1])
    left = sign(said, who["Left"][0], by=who["Left"][1])
    with time_machine.travel(said.closes_at, tick=False):
        accept(sign(said, who["Late"][0], by=who["Late"][1]), by=people["editor"])
        publish(said, by=people["editor"])
        withdraw_signature(left, by=who["Left"][1])
    with time_machine.travel(said.closes_at + datetime.timedelta(minutes=1), tick=False):
        yield Statement.objects.get(pk=said.pk)


def fetch(client, said, name):
    return json.loads(client.get(f"/en/positions/letter/{name}").content)


def test_the_log_tells_what_is_public_and_of_the_rest_number_and_hash_alone(client, published):
    rows = fetch(client, published, "log.json")["rows"]
    assert [row["number"] for row in rows] == list(range(1, len(rows) + 1))
    assert [row["hash"] for row in rows] == list(
        Transition.objects.filter(chain=published.chain()).order_by("number").values_list("hash", flat=True)
    )
    told = [(row["verb"], row["organisation_name"]) for row in rows if "verb" in row]
    steering = next(name for verb, name in told if verb == "adopt" and name)
    assert told == [
        *(("adopt", ""), ("adopt", steering), ("open", ""), ("sign", "Signed"), ("record", "Recorded")),
        *(("sign", "Left"), ("accept", "Late"), ("publish", ""), ("withdraw", "Left")),
    ]
    body = client.get("/en/positions/letter/log.json").content.decode()
    assert [word for word in ("Declined", "Undone", "Canary", "example.org") if word in body] == []


def test_what_was_declined_or_undone_and_then_signed_tells_of_the_signing_alone(client, people):
    said = opened(people, slug="letter")
    organisation, person = member("Back")
    decline(said, organisation, by=person)
    withdraw_signature(sign(said, organisation, by=person), by=person)
    sign(said, organisation, by=person)
    publish(said, by=people["editor"])
    rows = fetch(client, said, "log.json")["rows"]
    assert [row["verb"] for row in rows if row.get("noun") == "signature"] == ["sign"]


def test_a_statement_that_is_not_public_has_no_log_and_no_table(client, people):
    opened(people, slug="letter")
    for name in ("log.json", "signatories.csv"):
        assert client.get(f"/en/positions/letter/{name}").status_code == 404


def test_the_record_says_who_signed_how_we_know_and_who_left_on_which_day(client, published):
    record = fetch(client, published, "v1/record.json")
    day, today = str(timezone.localdate() - datetime.timedelta(days=10)), str(published.names_until)
    assert [(row["organisation"], row["known_by"], row.get("late", False)) for row in record["signatories"]] == [
        ("Late", "mandate", True),
        ("Recorded", "email", False),
        ("Signed", "mandate", False),
    ]
    assert record["signatories"][2]["reservation"] == "But."
    assert [(row["organisation"], row["withdrawn_on"]) for row in record["withdrawn"]] == [("Left", today)]
    assert record["signatories_as_of"] == today >= day


def test_a_record_says_what_has_changed_and_since_when(client, people):
    """A late signature, a withdrawal and an answer come with their days; a newer version, an erasing change nothing."""
    said = opened(people, slug="letter", late_allowed=True)
    one, first = member("One")
    two, second = member("Two")
    early = sign(said, one, by=first)
    closed = said.closes_at

    def record_after(days, *acts):
        with time_machine.travel(closed + datetime.timedelta(days=days), tick=False):
            for act in acts:
                act()
            return fetch(client, said, "v1/record.json"), f"{timezone.localdate()}"

    published, _ = record_after(0, lambda: publish(said, by=people["editor"]))
    accepted, late_on = record_after(2, lambda: accept(sign(said, two, by=second), by=people["editor"]))
    withdrawn, withdrawn_on = record_after(3, lambda: withdraw_signature(early, by=first))
    sent = Delivery(statement=said, addressee_en="A committee", sent_by="paper", date=closed.date())
    answer = {"answered_on": closed.date(), "answer": "No."}
    answered, _ = record_after(
        4, lambda: deliver(sent, by=people["editor"]), lambda: reply(sent, by=people["editor"], **answer)
    )
    unchanged, _ = record_after(
        5,
        lambda: factories.another(said.current, texts={"en": ("A title", "<p>Better words.</p>")}),
        lambda: erase(first, by=people["secretary"]),
    )

    def changed(before, after):
        return {key: after[key] for key in after if after[key] != before[key]}

    late = {"organisation": "Two", "country": "MT", "date": late_on, "known_by": "mandate", "late": True}
    one_said = published["signatories"][0]
    assert changed(published, accepted) == {"signatories": [one_said, late], "signatories_as_of": late_on}
    assert changed(accepted, withdrawn) == {
        "signatories": [late],
        "withdrawn": [one_said | {"withdrawn_on": withdrawn_on}],
        "signatories_as_of": withdrawn_on,
    }
    [told] = changed(withdrawn, answered)["deliveries"]
    assert (told["date"], told["answered_on"]) == (f"{closed.date()}", f"{closed.date()}")
    assert changed(answered, unchanged) == {}
    with time_machine.travel(closed + datetime.timedelta(days=5), tick=False):
        assert 'rel="latest-version"' in client.get("/en/positions/letter/v1/record.json").headers["Link"]
        assert fetch(client, said, "v2/record.json")["previous"]["digest"] == published["digest"]


def test_the_table_of_signatories_is_inert_and_holds_those_who_count(client, published):
    Signature.objects.filter(organisation__name="Signed").update(reservation="=1+1")
    answer = client.get("/en/positions/letter/signatories.csv")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [(row["organisation"], row["late"], row["known_by"]) for row in rows] == [
        ("Late", "late", "mandate"),
        ("Recorded", "", "email"),
        ("Signed", "", "mandate"),
    ]
    assert not rows[2]["reservation"].startswith("=")


# Verifying


def keep(client, published, folder):
    """What the script fetches, in that folder."""
    for name, address in (
        ("record.json", "v1/record.json"),
        ("statement.txt", "v1/statement.txt"),
        ("log.json", "log.json"),
    ):
        (folder / name).write_bytes(client.get(f"/en/positions/letter/{address}").content)


def verified(folder):
    said = subprocess.run([sys.executable, "-I", SCRIPT, folder], check=False, capture_output=True, timeout=30)
    return said.returncode, said.stdout.decode()


def test_the_script_says_in_one_sentence_that_it_holds(client, published, tmp_path):
    keep(client, published, tmp_path)
    code, said = verified(tmp_path)
    assert (code, said.startswith("It holds: letter, version 1"), "3 signatories" in said) == (0, True, True)


@pytest.mark.parametrize(
    ("file", "old", "new", "fault"),
    [
        ("statement.txt", "Some words.", "Same words.", "does not have the digest"),
        ("record.json", "Some words.", "Same words.", "holds other words"),
        ("record.json", '"Signed"', '"Another"', "did not sign by the log"),
        ("log.json", '"verb": "sign"', '"verb": "decline"', "was changed"),
        ("log.json", '"number": 3,', '"number": 4,', "Row 3 of the log is missing"),
    ],
)
def test_the_script_names_what_was_bent(client, published, tmp_path, file, old, new, fault):
    keep(client, published, tmp_path)
    text = (tmp_path / file).read_text()
    assert old in text
    (tmp_path / file).write_text(text.replace(old, new, 1))
    code, said = verified(tmp_path)
    assert (code, fault in said) == (1, True), said


def verify_log():
    """The last line of what the command says, also where it finds a fault."""
    said = io.StringIO()
    try:
        call_command("verify_log", stdout=said)
    except CommandError as fault:
        return str(fault)
    return said.getvalue().strip()


def test_the_command_verifies_all_of_it_also_once_a_person_is_erased(published):
    assert "and each thing stands as its last row says." in verify_log()
    erase(User.objects.get(email="signed@example.org"), by=factories.user(staff_role="secretariat"))
    assert "and each thing stands as its last row says." in verify_log()


BENT = {
    "changed": ("UPDATE members_transition SET to_state = 'declined' WHERE number = 4", "row 4 (open of statement"),
    "another hour": ("UPDATE members_transition SET at = '2020-01-01 00:00:00+00:00' WHERE number = 5", "row 5 (sign"),
    "removed": ("DELETE FROM members_transition WHERE number = 5", "row 5 is missing"),
    "the last removed": ("DELETE FROM members_transition WHERE verb = 'withdraw' AND number > 10", "its last row"),
    "moved": ("UPDATE members_transition SET number = 99 WHERE number = 4", "row 4 is missing"),
    "the hash too": ("UPDATE members_transition SET verb = 'x', hash = 'x' WHERE number = 4", "row 4 (x of statement"),
    "the thing": ("UPDATE positions_signature SET state = 'signed' WHERE state = 'declined'", "its last row"),
}


@pytest.mark.parametrize("how", BENT)
def test_the_command_names_what_was_bent_by_plain_sql(published, how):
    sql, fault = BENT[how]
    log.drop(connection, log.triggers(connection.vendor, [log.LOG]))
    try:
        with connection.cursor() as cursor:
            cursor.execute(sql)
            assert cursor.rowcount > 0
        assert fault in verify_log()
    finally:
        log.guard()
