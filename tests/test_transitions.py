"""Every verb of every table: who may do it, from which states it leads on, and what the log says of it."""

import datetime
import hashlib
import itertools
import re
import zoneinfo

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from events.models import Event
from members.actions import erase_from_history, merge
from members.models import Organisation, Transition
from members.states import ActorKind
from members.transitions import begin, note, verbs_of
from members.transitions import transition as lead
from positions.models import Statement
from tests import factories
from tests.members.test_conflicts import change_page
from tests.run import ROOT
from tests.test_access import filled

pytestmark = pytest.mark.django_db

MODELS = {"organisation": Organisation, "event": Event, "statement": Statement}
MAKE = {"organisation": factories.organisation, "event": factories.event, "statement": factories.statement}
STATES = {noun: model._meta.get_field("state").choices for noun, model in MODELS.items()}
CASES = [
    (noun, verb, state)
    for noun, model in MODELS.items()
    for verb, state in itertools.product(verbs_of(model), [value for value, _ in STATES[noun]])
]
# Who is refused whatever the state: everybody but these.
SECRETARIAT, CURATORS = {"secretariat"}, {"secretariat", "editor"}
MAY = {"organisation": SECRETARIAT, "event": CURATORS, "statement": CURATORS}
ROLES = ["anonymous", "nobody", "signatory", "translator", "editor", "secretariat", "retired secretariat", "clock"]


def somebody(role):
    if role == "anonymous":
        return AnonymousUser()
    if role == "clock":
        return ActorKind.CLOCK
    retired = role.startswith("retired ")
    staff = role.removeprefix("retired ") if role not in {"nobody", "signatory"} else ""
    person = factories.user(staff_role=staff, is_active=not retired, translates=["en"] if staff == "translator" else [])
    if role == "signatory":
        factories.mandate(person, factories.organisation())
    return person


@pytest.mark.parametrize(("noun", "verb", "state"), CASES)
def test_a_verb_leads_on_as_its_table_says_and_each_change_has_its_row(noun, verb, state):
    come_from, goes_to, needs_reason = verbs_of(MODELS[noun])[verb][1:4]
    seen, wanted = {}, {}
    for role, reason in itertools.product(ROLES, ["", "It was decided."]):
        thing, by = MAKE[noun](state=state), somebody(role)
        try:
            lead(thing, verb, by=by, reason=reason)
            outcome = "done"
        except PermissionDenied:
            outcome = "refused"
        except ValidationError:
            outcome = "not now"
        rows = Transition.objects.of(thing)
        now = MODELS[noun].objects.get(pk=thing.pk).state
        seen[role, reason] = outcome, now, [(row.verb, row.from_state, row.to_state, row.reason) for row in rows]
        allowed = MAY[noun] if verb not in {"apply"} else CURATORS
        if role not in {*allowed, "clock"}:
            wanted[role, reason] = "refused", state, []
        elif (needs_reason and not reason) or state not in come_from:
            wanted[role, reason] = "not now", state, []
        else:
            wanted[role, reason] = "done", goes_to, [(verb, state, goes_to, reason)]
    assert seen == wanted


def test_a_row_says_who_for_whom_when_why_and_which_words():
    version = factories.frozen(slug="letter")
    Statement.objects.update(state="draft")
    by, member = factories.user(staff_role="editor"), factories.organisation()
    with time_machine.travel("2026-03-01T12:00:00+00:00", tick=False):
        now = timezone.now()
        lead(version.statement, "record", by=by, reason="As printed.", organisation=member)
    row = Transition.objects.of(version.statement).first()
    assert (row.actor, row.actor_kind, row.organisation) == (by, "person", member.pk)
    assert (row.at, row.reason, row.digest) == (now, "As printed.", version.digest)
    assert row.reason_digest == hashlib.sha256(f"{row.salt}As printed.".encode()).hexdigest()


def chained():
    """A statement with three rows in its chain, written by a person."""
    said, by = factories.statement(state="draft"), factories.user(staff_role="editor", name="Canary")
    begin(said, by=by, reason="Canary asked.")
    for verb in ("first", "second"):
        note(said, verb, "draft", by=by, reason=f"Canary {verb}.")
    return said


def broken(said):
    """The numbers of the rows whose hash is not what it should be."""
    hash_before, found = "0" * 64, []
    for row in Transition.objects.filter(chain=said.chain()).order_by("number"):
        if row.computed_hash(hash_before) != row.hash:
            found.append(row.number)
        hash_before = row.hash
    return found


def test_the_rows_of_a_statement_form_a_chain():
    said = chained()
    rows = list(Transition.objects.filter(chain=f"statement:{said.pk}").order_by("number"))
    assert [(row.number, row.verb) for row in rows] == [(1, "draft"), (2, "first"), (3, "second")]
    assert broken(said) == []
    assert Transition.objects.of(factories.organisation()).count() == 0


def test_the_hash_is_taken_of_the_bytes_that_the_documentation_gives():
    row = Transition(
        verb="record",
        from_state="draft",
        to_state="published",
        digest="d" * 64,
        organisation=7,
        at=datetime.datetime(2026, 3, 1, 13, tzinfo=zoneinfo.ZoneInfo("Europe/Brussels")),
        actor_kind="person",
        actor_token="0" * 32,
        reason="As printed.",
        salt="1" * 32,
    )
    example = (ROOT / "docs" / "canonical-text.md").read_text().partition("## The log of transitions")[2]
    said, digest = re.findall(r"(?:^    .*\n)+", example, re.MULTILINE)
    said = "".join(line.strip().removesuffix("¶") + "\n" for line in said.strip().splitlines())
    assert row.seal().follow(None).hash == hashlib.sha256(said.encode()).hexdigest() == digest.strip()


WRITES = {
    "another verb": "UPDATE members_transition SET verb = 'other'",
    "another hour": "UPDATE members_transition SET at = NULL",
    "another reason": "UPDATE members_transition SET reason = 'Mine.'",
    "no reason alone": "UPDATE members_transition SET reason = ''",
    "erased and changed": "UPDATE members_transition SET actor_id = NULL, reason = '', salt = '', to_state = 'x'",
    "deleted": "DELETE FROM members_transition",
    "put in its place": "INSERT OR REPLACE INTO members_transition SELECT * FROM members_transition",
    "all at once": "TRUNCATE members_transition",
}
ONLY_ON = {"put in its place": "sqlite", "all at once": "postgresql"}


@pytest.mark.parametrize("write", WRITES)
def test_the_database_refuses_to_change_the_log(write):
    if ONLY_ON.get(write, connection.vendor) != connection.vendor:
        pytest.skip("the other database says it otherwise")
    said = chained()
    before = list(Transition.objects.order_by("pk").values())
    connection.check_constraints()  # PostgreSQL truncates no table with checks that are still due
    refused = pytest.raises(IntegrityError, match="the log is written once")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(WRITES[write])
    assert list(Transition.objects.order_by("pk").values()) == before
    assert broken(said) == []


def test_a_person_is_erased_and_the_chain_still_verifies():
    said = chained()
    person = Transition.objects.first().actor
    erase_from_history(person, by=factories.user(staff_role="secretariat"))
    assert [row for row in Transition.objects.values() if "Canary" in str(row)] == []
    assert set(Transition.objects.values_list("actor", flat=True)) == {None}
    assert broken(said) == []


def test_any_other_change_of_a_chain_is_named():
    said = chained()
    row = Transition.objects.get(number=2)
    row.to_state = "published"
    assert row.computed_hash(Transition.objects.get(number=1).hash) != row.hash
    assert broken(said) == []


def test_merging_writes_a_row_of_its_own_and_touches_none():
    by = factories.user(staff_role="secretariat")
    kept, twin = factories.organisation(name="Kept"), factories.organisation(name="Twin", slug="twin")
    lead(twin, "suspend", by=by, reason="Twice here.")
    before = list(Transition.objects.values())
    merge(kept, twin, by=by)
    new, *old = Transition.objects.values()
    assert old == before
    assert (new["verb"], new["thing"], new["reason"]) == ("merge", kept.pk, "Twin (twin) is the same organisation.")


def test_what_staff_make_begins_with_a_row(client):
    person = factories.user(staff_role="editor")
    client.force_login(person)
    address = reverse("admin:events_event_add")
    form = filled(client.get(address)) | {"slug": "new", "date": "2026-03-01", "title_en": "New"}
    assert client.post(address, form).status_code == 302
    row = Transition.objects.of(Event.objects.get()).get()
    assert (row.verb, row.from_state, row.to_state, row.actor) == ("draft", "", "draft", person)


def test_the_page_of_a_verb_says_what_will_happen_and_asks_for_a_reason_where_one_is_needed(client):
    client.force_login(factories.user(staff_role="secretariat"))
    member = factories.organisation()
    for role in ("contact", "editor"):
        factories.mandate(factories.user(), member, role)
    factories.seat(member)
    page = change_page(member)
    leave = client.get(page.replace("change/", "verb/leave/")).content.decode()
    assert "will be “left”" in leave
    assert "<li>2 mandates will end.</li><li>1 seat in the steering group will end.</li>" in leave
    assert "required" not in leave.partition("<textarea")[2].partition(">")[0]
    address = page.replace("change/", "verb/suspend/")
    assert "required" in client.get(address).content.decode().partition("<textarea")[2].partition(">")[0]
    refused = client.post(address, {"reason": " "})
    assert refused.status_code == 200
    assert "Give the reason: it is kept with it." in refused.content.decode()
    member.refresh_from_db()
    assert member.state == "active"
