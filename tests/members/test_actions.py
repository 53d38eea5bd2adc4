"""The verbs of membership."""

import datetime
import itertools

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from members import actions
from members.models import Mandate, Organisation, Seat, Transition, User
from members.permissions import acts_for_a_member, sits_in_steering, speaks_for
from members.states import MandateRole, OrganisationState, StaffRole
from positions.models import Signature
from tests.factories import mandate, organisation, seat, signature, statement, user

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
LEADS = {
    ("applicant", "check"): "checked",
    ("applicant", "decline"): "declined",
    ("checked", "admit"): "active",
    ("checked", "decline"): "declined",
    ("checked", "reconsider"): "applicant",
    ("declined", "reconsider"): "applicant",
    ("active", "suspend"): "suspended",
    ("active", "leave"): "left",
    ("suspended", "reinstate"): "active",
    ("suspended", "leave"): "left",
    ("left", "reinstate"): "active",
}
VERBS = ["check", "admit", "decline", "reconsider", "suspend", "reinstate", "leave"]
MISFITS = [fit for fit in itertools.product(OrganisationState.values, VERBS) if fit not in LEADS]


@pytest.fixture
def secretariat():
    return user(staff_role=StaffRole.SECRETARIAT)


def row():
    return Organisation.objects.values().get()


@pytest.mark.parametrize(("state", "verb"), LEADS)
def test_a_verb_leads_on_and_keeps_when_and_why(secretariat, state, verb):
    here = organisation(state=state)
    before = row()
    with time_machine.travel("2025-07-01T12:00:00+00:00", tick=False):
        now = timezone.now()
        getattr(actions, verb)(here, by=secretariat, reason="The steering group met.")
    assert row() == before | {"state": LEADS[state, verb]}
    assert here.state == LEADS[state, verb]
    way = Transition.objects.of(here).get()
    assert (way.from_state, way.to_state, way.at) == (state, LEADS[state, verb], now)
    assert (way.actor, way.actor_kind, way.reason) == (secretariat, "person", "The steering group met.")


@pytest.mark.parametrize(("state", "verb"), MISFITS)
def test_a_verb_that_does_not_fit_the_state_changes_nothing(secretariat, state, verb):
    here = organisation(state=state)
    seat(here)
    before = row()
    with pytest.raises(ValidationError):
        getattr(actions, verb)(here, by=secretariat, reason="No.")
    assert row() == before
    assert here.state == state
    assert Seat.objects.get().until is None


@pytest.mark.parametrize(("state", "verb"), LEADS)
@pytest.mark.parametrize(
    "fields",
    [
        None,
        {},
        {"staff_role": StaffRole.EDITOR},
        {"staff_role": StaffRole.TRANSLATOR},
        {"staff_role": StaffRole.SECRETARIAT, "is_active": False},
    ],
    ids=["anonymous", "person", "editor", "translator", "retired secretariat"],
)
def test_only_the_secretariat_moves_an_organisation(fields, state, verb):
    here = organisation(state=state)
    before = row()
    with pytest.raises(PermissionDenied):
        getattr(actions, verb)(here, by=AnonymousUser() if fields is None else user(**fields), reason="Mine.")
    assert row() == before


def test_not_even_its_own_signatory_moves_an_organisation():
    here = organisation()
    person = user()
    mandate(person, here)
    with pytest.raises(PermissionDenied):
        actions.leave(here, by=person)
    assert row()["state"] == "active"


def test_the_state_in_the_database_decides_and_not_the_one_in_memory(secretariat):
    here = organisation(state=OrganisationState.APPLICANT)
    stale = Organisation.objects.get()
    actions.decline(here, by=secretariat, reason="Out of scope.")
    with pytest.raises(ValidationError):
        actions.check(stale, by=secretariat)
    assert row()["state"] == "declined"


def test_leaving_ends_what_holds_at_this_instant_and_leaves_the_rest(secretariat):
    here, there, today = organisation(), organisation(), timezone.localdate()
    long_ago = today - 100 * DAY
    seat(here, until=long_ago)
    seat(here, since=long_ago)
    seat(there)
    mandate(user(), here, until=long_ago)
    mandate(user(), here, MandateRole.CONTACT, until=today + DAY)
    mandate(user(), there)
    signature(statement(), here)
    with time_machine.travel(timezone.now() + DAY, tick=False):
        actions.leave(here, by=secretariat)
        now = timezone.now()
    assert set(Seat.objects.values_list("organisation", "until", "ended_at")) == {
        (here.pk, long_ago, None),
        (here.pk, None, now),
        (there.pk, None, None),
    }
    assert set(Mandate.objects.values_list("organisation", "until", "ended_at")) == {
        (here.pk, long_ago, None),
        (here.pk, today + DAY, now),
        (there.pk, None, None),
    }
    assert Signature.objects.counting().get().organisation == here
    ended = Transition.objects.filter(verb="end").values_list("noun", "organisation", "actor", "reason", "at")
    assert sorted(ended) == [(noun, here.pk, secretariat.pk, f"{here} left.", now) for noun in ("mandate", "seat")]


def test_whoever_acted_for_an_organisation_that_left_has_no_rights_in_the_coalition(secretariat):
    here, person = organisation(), user()
    seat(here)
    mandate(person, here)
    assert acts_for_a_member(person)
    actions.leave(here, by=secretariat)
    person = User.objects.get(pk=person.pk)
    assert not acts_for_a_member(person)
    assert not sits_in_steering(person)
    assert not speaks_for(person, here.pk)


def at(clock):
    """That hour of a day in June 2026 in Brussels."""
    return datetime.datetime.fromisoformat(f"2026-06-01T{clock}:00+02:00")


def test_a_mandate_is_given_ended_and_given_again_on_one_day_and_each_instant_can_be_told(secretariat):
    here, person = organisation(), user()
    day = at("00:00").date()
    for given, ended in [("09:00", "10:00"), ("11:00", "12:00"), ("15:00", None)]:
        with time_machine.travel(at(given), tick=False):
            held = mandate(person, here, since=day)
        if ended:
            with time_machine.travel(at(ended), tick=False):
                actions.end(held, by=secretariat)
    told = {hour: Mandate.objects.in_force(at(hour)).count() for hour in ["08:59", "09:00", "09:59", "10:00", "11:30"]}
    assert told == {"08:59": 0, "09:00": 1, "09:59": 1, "10:00": 0, "11:30": 1}
    assert [Mandate.objects.in_force(at(hour)).count() for hour in ("12:00", "14:59", "15:00", "23:59")] == [0, 0, 1, 1]
    with pytest.raises(IntegrityError), transaction.atomic():
        mandate(person, here, since=day)
    with pytest.raises(ValidationError):
        actions.end(Mandate.objects.order_by("pk").first(), by=secretariat)


def test_a_mandate_to_come_is_void_once_the_organisation_left(secretariat):
    here, person = organisation(), user()
    mandate(person, here, since=timezone.localdate() + 7 * DAY)
    actions.leave(here, by=secretariat)
    with time_machine.travel(timezone.now() + 8 * DAY):
        assert not speaks_for(person, here.pk)
