"""The verbs of membership."""

import datetime
import itertools

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from members import actions
from members.models import Mandate, Organisation, Seat, Transition
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


def test_leaving_ends_what_holds_and_leaves_the_rest(secretariat):
    here, there, today = organisation(), organisation(), timezone.localdate()
    long_ago = today - 100 * DAY
    seat(here, until=long_ago)
    seat(here, since=long_ago)
    seat(there)
    mandate(user(), here, until=long_ago)
    mandate(user(), here, MandateRole.CONTACT, until=today + DAY)
    mandate(user(), there)
    signature(statement(), here)
    actions.leave(here, by=secretariat)
    assert set(Seat.objects.values_list("organisation", "until")) == {
        (here.pk, long_ago),
        (here.pk, today - DAY),
        (there.pk, None),
    }
    assert set(Mandate.objects.values_list("organisation", "until")) == {
        (here.pk, long_ago),
        (here.pk, today - DAY),
        (there.pk, None),
    }
    assert Signature.objects.standing().get().organisation == here


def test_whoever_acted_for_an_organisation_that_left_has_no_rights_in_the_coalition(secretariat):
    here, person = organisation(), user()
    seat(here)
    mandate(person, here)
    actions.leave(here, by=secretariat)
    assert not acts_for_a_member(person)
    assert not sits_in_steering(person)
    with time_machine.travel(timezone.now() + DAY):
        assert not speaks_for(person, here)


def test_a_mandate_to_come_is_void_once_the_organisation_left(secretariat):
    here, person = organisation(), user()
    mandate(person, here, since=timezone.localdate() + 7 * DAY)
    actions.leave(here, by=secretariat)
    with time_machine.travel(timezone.now() + 8 * DAY):
        assert not speaks_for(person, here)
