"""Every verb of every table: who may do it, from which states it leads on, and what the log says of it."""

import copy
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
from events.states import EventState
from members.actions import erase, merge
from members.models import ChangeRequest, Invitation, Letter, Mandate, Organisation, Seat, Transition, User
from members.states import (
    AccountState,
    ActorKind,
    ChangeRequestState,
    DatedState,
    InvitationState,
    LetterState,
    OrganisationState,
)
from members.transitions import begin, note, verbs_of
from members.transitions import transition as lead
from positions.models import Correction, Delivery, Signature, Statement
from positions.states import CorrectionState, DeliveryState, SignatureState, StatementState
from tests import factories
from tests.members.test_conflicts import change_page
from tests.run import ROOT
from tests.test_access import filled

pytestmark = pytest.mark.django_db

MODELS = {
    "organisation": Organisation,
    "user": User,
    "mandate": Mandate,
    "seat": Seat,
    "letter": Letter,
    "invitation": Invitation,
    "changerequest": ChangeRequest,
    "event": Event,
    "statement": Statement,
    "signature": Signature,
    "delivery": Delivery,
    "correction": Correction,
}
STATES = {
    "organisation": OrganisationState,
    "user": AccountState,
    "mandate": DatedState,
    "seat": DatedState,
    "letter": LetterState,
    "invitation": InvitationState,
    "changerequest": ChangeRequestState,
    "event": EventState,
    "statement": StatementState,
    "signature": SignatureState,
    "delivery": DeliveryState,
    "correction": CorrectionState,
}
CASES = [
    (noun, verb, to, state)
    for noun, model in MODELS.items()
    for verb, row in verbs_of(model).items()
    for to, state in itertools.product(row.goes_to, ["", *STATES[noun]])
]
SECRETARIAT, CURATORS, STEERING = {"secretariat"}, {"secretariat", "editor"}, {"steering"}
# Who is refused whatever the state: everybody but these.
MAY = {
    "organisation": {None: SECRETARIAT, "apply": CURATORS},
    "user": {None: SECRETARIAT},
    "mandate": {None: SECRETARIAT | {"signatory"}},
    "seat": {None: SECRETARIAT},
    "letter": {None: SECRETARIAT},
    # Of a member; it went to an address that nobody of these has.
    "invitation": {None: SECRETARIAT | {"signatory"}, "accept": set(), "refuse": set()},
    "changerequest": {None: CURATORS, "ask_change": {"signatory"}},
    "event": {None: CURATORS},
    "statement": {None: CURATORS, **dict.fromkeys(("adopt", "send_back", "withdraw"), CURATORS | STEERING)},
    # Of a member, on a version: what is from before the portal has its own tests.
    "signature": {None: {"signatory"}, **dict.fromkeys(("accept", "record"), CURATORS), "merge": SECRETARIAT},
    "delivery": {None: CURATORS},
    "correction": {None: CURATORS, "report": set()},
}
ROLES = [
    *("anonymous", "nobody", "contact", "signatory", "signatory elsewhere", "steering", "former signatory"),
    *("translator", "editor", "secretariat", "retired secretariat", "clock"),
]
STAFF = {"translator", "editor", "secretariat", "retired secretariat"}


def somebody(role, member):
    """A person of that role; `member` is the organisation for which most of them act."""
    if role == "anonymous":
        return AnonymousUser()
    if role == "clock":
        return ActorKind.CLOCK
    staff = role.removeprefix("retired ") if role in STAFF else ""
    person = factories.user(
        staff_role=staff, is_active=role != "retired secretariat", translates=["en"] if staff else []
    )
    if role in {"contact", "signatory", "former signatory"}:
        given = factories.mandate(person, member, "contact" if role == "contact" else "signatory")
        if role == "former signatory":
            lead(given, "end", by=ActorKind.CLOCK)
    if role in {"signatory elsewhere", "steering"}:
        elsewhere = factories.organisation()
        factories.mandate(person, elsewhere)
        if role == "steering":
            factories.seat(elsewhere)
    return person


def thing_of(noun, state, member, version=None):
    """A thing of that noun in that state; without a state one that is not stored yet."""
    if noun in {"mandate", "seat"}:
        thing = Mandate(person=factories.user(), organisation=member, role="editor")
        thing = thing if noun == "mandate" else Seat(organisation=member)
    elif noun == "invitation":
        thing = Invitation(organisation=member, role="editor", address=f"new-{next(factories.numbers)}@example.org")
    elif noun == "changerequest":
        thing = ChangeRequest(organisation=member, text="Another name.")
    elif noun == "correction":
        thing = Correction(dossier=factories.dossier(), text="It was on another day.")
    elif noun == "signature":
        thing = Signature(statement=version.statement, version=version, organisation=member)
    elif noun == "delivery":
        thing = Delivery(statement=version.statement, addressee_en="A committee", date=datetime.date(2026, 1, 1))
    else:
        thing = {
            "user": lambda: User(email=f"new-{next(factories.numbers)}@example.org"),
            "organisation": lambda: Organisation(
                name=f"New {next(factories.numbers)}", slug=f"new-{next(factories.numbers)}"
            ),
            "letter": lambda: Letter(occasion=f"new#{next(factories.numbers)}", thing=0, address="x@example.org"),
            "event": lambda: Event(slug=f"new-{next(factories.numbers)}", date=datetime.date(2026, 1, 1)),
            "statement": lambda: Statement(slug=f"new-{next(factories.numbers)}", date=datetime.date(2026, 1, 1)),
        }[noun]()
    if state:
        thing.state = state
        thing.save()
    return thing


@pytest.mark.once
@pytest.mark.parametrize(("noun", "verb", "to", "state"), CASES)
def test_a_verb_leads_on_as_its_table_says_and_each_change_has_its_row(noun, verb, to, state):
    come_from, needs_reason = verbs_of(MODELS[noun])[verb].come_from, verbs_of(MODELS[noun])[verb].needs_reason
    allowed = {*MAY[noun].get(verb, MAY[noun][None]), "clock"}
    version, member = factories.frozen() if noun in {"signature", "delivery"} else None, factories.organisation()
    there = thing_of(noun, state, member, version)
    people = {role: somebody(role, member) for role in ROLES}
    seen, wanted = {}, {}
    for role, reason in itertools.product(ROLES, ["", "It was decided."] if needs_reason else ["It was decided."]):
        with transaction.atomic():
            thing = copy.deepcopy(there)
            try:
                outcome = "done", lead(thing, verb, by=people[role], to=to, reason=reason).state
            except PermissionDenied:
                outcome = ("refused",)
            except ValidationError:
                outcome = ("not now",)
            rows = Transition.objects.of(thing) if thing.pk else []
            now = "".join(row.state for row in MODELS[noun].objects.filter(pk=thing.pk))
            seen[role, reason] = *outcome, now, [(row.verb, row.from_state, row.to_state, row.reason) for row in rows]
            transaction.set_rollback(True)
        if role not in allowed:
            wanted[role, reason] = "refused", state, []
        elif (needs_reason and not reason) or state not in come_from:
            wanted[role, reason] = "not now", state, []
        else:
            wanted[role, reason] = "done", to, to, [(verb, state, to, reason)]
    assert seen == wanted


def test_a_verb_that_leads_to_several_states_is_told_to_which():
    with pytest.raises(ValueError, match="too many values"):
        lead(thing_of("signature", "", factories.organisation(), factories.frozen()), "sign", by=ActorKind.CLOCK)


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
    erase(person, by=factories.user(staff_role="secretariat"))
    assert [row for row in Transition.objects.values() if "Canary" in str(row)] == []
    assert set(Transition.objects.exclude(verb="erase").values_list("actor", flat=True)) == {None}
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
