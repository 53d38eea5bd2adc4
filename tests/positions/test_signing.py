"""An organisation signs, declines and withdraws, before and after the deadline; each of its people is told."""

import datetime
import itertools

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from members.models import Letter, Transition, User
from positions.actions import (
    accept,
    decline,
    move_deadline,
    open_statement,
    publish,
    record_signature,
    remind,
    sign,
    withdraw_signature,
)
from positions.models import Signature, Statement
from positions.signing import answers_by
from tests import factories
from tests.positions.way import adopted, opened, public
from tests.reading import words

pytestmark = pytest.mark.django_db


@pytest.fixture
def member():
    """An organisation with a person of each role."""
    organisation = factories.organisation(name="Lighthouse", country="MT")
    for role in ("signatory", "editor", "contact"):
        factories.mandate(factories.user(f"{role}@lighthouse.example.org", name=role.title()), organisation, role)
    return organisation


def person(member, role="signatory"):
    return User.objects.get(email=f"{role}@lighthouse.example.org")


def after(said):
    """The moment after the deadline."""
    return time_machine.travel(said.closes_at, tick=False)


def stored(said):
    return [
        list(rows.values())
        for rows in (
            Signature.objects.order_by("pk"),
            Transition.objects.filter(noun="signature"),
            Letter.objects.order_by("pk"),
        )
    ]


# Opening


def test_it_is_opened_until_the_end_of_a_day_and_is_not_public(people, member):
    said = opened(people)
    version = said.versions.get()
    assert (said.state, said.current, version.opened_at is not None, public()) == ("open", version, True, [])
    assert (said.closes_at.hour, said.closes_at.minute, said.closes_at.date()) == (23, 59, said.names_until)
    assert not said.is_closed
    with after(said):
        assert said.is_closed


@pytest.mark.parametrize("days", [None, -1])
def test_without_a_day_ahead_it_is_not_opened(people, days):
    day = None if days is None else timezone.localdate() + datetime.timedelta(days=days)
    said = adopted(people, names_until=day)
    with pytest.raises(ValidationError, match="The deadline for names is not set"):
        open_statement(said, by=people["editor"])
    assert (Statement.objects.get().state, Letter.objects.count()) == ("adopted", 0)


def test_what_nobody_signs_is_not_opened(people):
    said = adopted(people, kind="position_paper", names_until=timezone.localdate())
    with pytest.raises(ValidationError, match="This kind is adopted, not signed"):
        open_statement(said, by=people["editor"])


# Answering


def test_an_organisation_signs_by_its_signatory_and_each_of_its_people_gets_one_letter(people, member):
    said = opened(people)
    Letter.objects.all().delete()
    signed = sign(said, member, by=person(member))
    assert (signed.state, signed.version, signed.person, signed.date, signed.late) == (
        "signed",
        said.current,
        person(member),
        timezone.localdate(),
        False,
    )
    row = Transition.objects.of(signed).get()
    assert (row.verb, row.actor, row.organisation, row.digest) == (
        "sign",
        person(member),
        member.pk,
        said.current.digest,
    )
    assert row.chain == said.chain()
    assert sorted(Letter.objects.values_list("address", "occasion")) == [
        (f"{role}@lighthouse.example.org", f"receipt#{row.pk}") for role in ("contact", "editor", "signatory")
    ]


def test_it_signs_once_and_may_change_its_mind_until_the_deadline(people, member):
    said, by = opened(people), person(member)
    sign(said, member, by=by)
    with pytest.raises(ValidationError):
        sign(said, member, by=by)
    with pytest.raises(ValidationError, match="take the signature back"):
        decline(said, member, by=by)
    states = []
    for step in (
        lambda: withdraw_signature(Signature.objects.get(), by=person(member, "contact")),
        lambda: sign(said, member, by=by),
    ):
        step()
        states.append(Signature.objects.get().state)
    assert states == ["withdrawn", "signed"]
    assert list(Signature.objects.values_list("withdrawn_on")) == [(None,)]


def test_after_the_deadline_nobody_signs_unless_late_ones_are_allowed_and_accepted(people, member):
    said = opened(people)
    with after(said), pytest.raises(ValidationError, match="The deadline is over"):
        sign(said, member, by=person(member))
    Statement.objects.update(late_allowed=True)
    with after(said):
        asked = sign(said, member, by=person(member))
        assert (asked.state, Signature.objects.counting().count()) == ("awaiting_acceptance", 0)
        accepted = accept(asked, by=people["editor"])
    assert (accepted.state, accepted.late, Signature.objects.counting().count()) == ("signed", True, 1)


def test_what_is_withdrawn_after_the_deadline_is_told_with_both_days(people, member, client):
    said = opened(people)
    signed = sign(said, member, by=person(member))
    with after(said):
        publish(said, by=people["editor"])
        with pytest.raises(PermissionDenied):
            withdraw_signature(signed, by=person(member, "contact"))
        left = withdraw_signature(signed, by=person(member))
        page = words(client.get(said.get_absolute_url()))
    assert (left.state, left.withdrawn_on) == ("withdrawn", said.names_until)
    assert "Withdrawn after the deadline Lighthouse" in page
    assert "1 signatory" not in page


def test_what_is_withdrawn_or_declined_before_the_deadline_leaves_no_public_trace(people, member, client):
    said = opened(people, reservation_allowed=True)
    sign(said, member, by=person(member), reservation="Canary")
    withdraw_signature(Signature.objects.get(), by=person(member))
    other = factories.organisation(name="Canary")
    factories.mandate(people["translator"], other)
    decline(said, other, by=User.objects.get(pk=people["translator"].pk))
    publish(said, by=people["editor"])
    for address in ("", "v1/", "v1/record.json"):
        body = client.get(said.get_absolute_url() + address).content.decode()
        assert ("Canary" in body, "Lighthouse" in body) == (False, False)


def test_a_reservation_stands_beside_the_name_where_it_is_allowed(people, member, client):
    said = opened(people)
    with pytest.raises(ValidationError, match="A reservation is not possible here"):
        sign(said, member, by=person(member), reservation="But.")
    Statement.objects.update(reservation_allowed=True)
    sign(said, member, by=person(member), reservation=" But  not\nso. ")
    publish(said, by=people["editor"])
    page = words(client.get(said.get_absolute_url()))
    assert "Lighthouse by mandate of the member With the reservation: “But not so.”" in page


# Recorded


def test_staff_record_what_came_otherwise_and_the_organisation_refuses_it(people, member, client):
    said = opened(people)
    row = Signature(statement=said, version=said.current, organisation=member)
    with pytest.raises(ValidationError, match="Say how it came"):
        record_signature(row, by=people["editor"])
    row.came_by, row.date = "email", timezone.localdate()
    recorded = record_signature(row, by=people["editor"])
    assert (recorded.state, recorded.person, recorded.came_by) == ("signed", None, "email")
    assert Letter.objects.filter(occasion__startswith="receipt").count() == 3
    refused = decline(said, member, by=person(member))
    assert (refused.state, refused.came_by, refused.person) == ("declined", "", person(member))


def test_an_answer_given_anew_keeps_nothing_of_the_one_before(people, member):
    said = opened(people, late_allowed=True, reservation_allowed=True)
    row = Signature(statement=said, version=said.current, organisation=member, evidence="Called.")
    row.came_by, row.date = "telephone", timezone.localdate()
    with after(said):
        record_signature(row, by=people["editor"])
    decline(said, member, by=person(member))
    sign(said, member, by=person(member), reservation="But.")
    withdraw_signature(Signature.objects.get(), by=person(member))
    kept = ("came_by", "evidence", "reservation", "late", "withdrawn_on")
    assert Signature.objects.values_list(*kept).get() == ("", "", "", False, None)


@pytest.mark.parametrize("fields", [{"state": "suspended"}, {"is_sample": True}])
def test_who_is_not_asked_neither_answers_nor_is_recorded(people, fields):
    said, other = opened(people), factories.organisation(**fields)
    by = factories.user()
    factories.mandate(by, other)
    row = Signature(statement=said, version=said.current, organisation=other)
    row.came_by, row.date = "email", timezone.localdate()
    acts = [lambda: sign(said, other, by=by), lambda: decline(said, other, by=by)]
    for act in [*acts, lambda: record_signature(row, by=people["editor"])]:
        with pytest.raises(ValidationError, match="is not asked to sign this"):
            act()
    assert not Signature.objects.exists()


# The deadline


def test_a_moved_deadline_is_in_the_log_and_is_told_only_where_that_was_asked(people, member):
    said = opened(people)
    day, later = said.names_until, said.names_until + datetime.timedelta(days=3)
    assert move_deadline(said, later, by=people["editor"]) == 0
    assert move_deadline(said, day, by=people["editor"], tell=True) == 3
    rows = Transition.objects.of(said).filter(verb="move_deadline").order_by("pk")
    assert [(row.to_state, row.actor, row.reason) for row in rows] == [
        ("open", people["editor"], f"From {day} to {later}."),
        ("open", people["editor"], f"From {later} to {day}."),
    ]
    for role in ("translator", "steering", "signatory"):
        with pytest.raises(PermissionDenied):
            move_deadline(said, later, by=people[role])
        with pytest.raises(PermissionDenied):
            remind(said, by=people[role])


# Illegal


ROLES = ["signatory", "editor", "contact", "elsewhere", "steering", "secretary"]
DECLINABLE = {"recorded", "awaiting_acceptance"}  # also after the deadline


@pytest.mark.once
@pytest.mark.parametrize(
    "state", ["", "signed", "declined", "withdrawn", "awaiting_acceptance", "recorded", "unconfirmed"]
)
@pytest.mark.parametrize("over", [False, True])
def test_every_illegal_move_is_refused_and_changes_nothing(people, member, state, over):
    said = opened(people)
    elsewhere = factories.user()
    factories.mandate(elsewhere, factories.organisation())
    if state:
        recorded = {"state": "signed", "came_by": "email"} if state == "recorded" else {"state": state}
        factories.signature(said, member, version=said.current, **recorded)
    who = {role: person(member, role) for role in ROLES[:3]}
    who |= {"elsewhere": elsewhere, "steering": people["steering"], "secretary": people["secretary"]}
    verbs = {
        "sign": lambda by: sign(said, member, by=by),
        "decline": lambda by: decline(said, member, by=by),
        "withdraw": lambda by: withdraw_signature(Signature.objects.get(), by=by),
        "accept": lambda by: accept(Signature.objects.get(), by=by),
    }
    signs, signed = {"signatory"}, {"signed", "recorded"}
    legal = {
        "sign": signs if not over and state not in {*signed, "awaiting_acceptance"} else set(),
        "decline": signs if state in DECLINABLE or (not over and state in {"", "unconfirmed"}) else set(),
        "withdraw": (signs if over else {*ROLES[:3]}) if state in signed else set(),
        "accept": {"secretary"} if state == "awaiting_acceptance" else set(),
    }
    seen, before = {}, stored(said)
    moment = said.closes_at if over else timezone.now()
    with time_machine.travel(moment, tick=False):
        offered = {role: {VERB.get(act, act) for act in acts_of(who[role], said)} for role in ROLES}
        for verb, role in itertools.product(verbs, ROLES):
            if not state and verb in {"withdraw", "accept"}:
                continue
            with transaction.atomic():
                try:
                    verbs[verb](User.objects.get(pk=who[role].pk))
                    seen[verb, role] = "done"
                except PermissionDenied:
                    seen[verb, role] = "refused", stored(said) == before
                except ValidationError as refusal:
                    seen[verb, role] = "not now", stored(said) == before, bool(refusal.messages)
                transaction.set_rollback(True)
    assert {key for key, outcome in seen.items() if outcome == "done"} == {
        (verb, role) for verb, roles in legal.items() for role in roles
    }
    assert {outcome for outcome in seen.values() if outcome != "done"} <= {("refused", True), ("not now", True, True)}
    for role in ROLES[:3]:
        could = {verb for verb, roles in legal.items() if role in roles and verb != "accept"}
        assert (offered[role] <= could, bool(offered[role])) == (True, bool(could)), role


VERB = {"sign_late": "sign", "refuse": "decline"}  # what a page calls the verb in that case


def acts_of(user, said):
    """What a page offers this person, without passing it on to somebody else."""
    return {act for answer in answers_by(user, said) for act in answer.acts} - {"pass_on"}
