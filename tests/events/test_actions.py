"""The verbs of events."""

import itertools

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from events import actions
from events.models import Event
from events.states import EventState
from members.models import Transition
from members.states import StaffRole
from tests.factories import event, mandate, organisation, user

pytestmark = pytest.mark.django_db
LEADS = {
    ("draft", "announce"): "announced",
    ("announced", "cancel"): "cancelled",
    ("announced", "send_back"): "draft",
    ("cancelled", "restore"): "announced",
}
VERBS = sorted({verb for _, verb in LEADS})


def row():
    return Event.objects.values().get()


@pytest.mark.parametrize(("state", "verb"), LEADS)
@pytest.mark.parametrize("role", [StaffRole.SECRETARIAT, StaffRole.EDITOR])
def test_a_verb_leads_on_and_counts_the_calendar_entry(state, verb, role):
    here = event(state=state, sequence=3)
    before = row()
    with time_machine.travel("2025-07-01T12:00:00+00:00", tick=False):
        now = timezone.now()
        getattr(actions, verb)(here, by=user(staff_role=role), reason="It was decided.")
    assert row() == before | {"state": LEADS[state, verb], "sequence": 4, "changed_at": now}
    assert here.state == LEADS[state, verb]


@pytest.mark.parametrize(("state", "verb"), sorted({*itertools.product(EventState.values, VERBS)} - {*LEADS}))
def test_a_verb_that_does_not_fit_the_state_changes_nothing(state, verb):
    here = event(state=state)
    before = row()
    with pytest.raises(ValidationError):
        getattr(actions, verb)(here, by=user(staff_role=StaffRole.EDITOR), reason="It was decided.")
    assert row() == before
    assert here.state == state


@pytest.mark.parametrize(("state", "verb"), LEADS)
def test_only_curators_announce_and_cancel(state, verb):
    here = event(state=state)
    before = row()
    signatory = user()
    mandate(signatory, organisation())
    for person in [
        AnonymousUser(),
        signatory,
        user(staff_role=StaffRole.TRANSLATOR, translates=["en"]),
        user(staff_role=StaffRole.EDITOR, is_active=False),
    ]:
        with pytest.raises(PermissionDenied):
            getattr(actions, verb)(here, by=person, reason="It was decided.")
    assert row() == before


def test_a_cancelled_event_keeps_the_reason():
    here = event()
    actions.cancel(here, by=user(staff_role=StaffRole.EDITOR), reason="The room burnt down.")
    assert Transition.objects.of(here).get().reason == "The room burnt down."


def test_the_state_in_the_database_decides_and_not_the_one_in_memory():
    here = event(state=EventState.DRAFT)
    Event.objects.update(state=EventState.CANCELLED)
    with pytest.raises(ValidationError):
        actions.announce(here, by=user(staff_role=StaffRole.EDITOR))
    assert row()["state"] == "cancelled"
