"""Who may do what on the ground, role by role."""

import datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from members import permissions
from members.models import User
from members.states import MandateRole, OrganisationState, StaffRole
from tests.factories import mandate, organisation, seat, user

DAY = datetime.timedelta(days=1)
ROLES = {
    "anonymous": AnonymousUser(),
    "person": User(),
    "translator": User(staff_role=StaffRole.TRANSLATOR, translates=["nl", "fr"]),
    "editor": User(staff_role=StaffRole.EDITOR),
    "secretariat": User(staff_role=StaffRole.SECRETARIAT),
    "superuser": User(is_superuser=True),
    "retired translator": User(staff_role=StaffRole.TRANSLATOR, translates=["nl", "fr"], is_active=False),
    "retired editor": User(staff_role=StaffRole.EDITOR, is_active=False),
    "retired secretariat": User(staff_role=StaffRole.SECRETARIAT, is_active=False),
    "retired superuser": User(is_superuser=True, is_active=False),
}
HEAD = {"secretariat", "superuser"}
MAY = {
    "is_secretariat": HEAD,
    "may_handle_people": HEAD,
    "may_handle_membership": HEAD,
    "may_curate": HEAD | {"editor"},
}


@pytest.mark.parametrize("predicate", MAY)
@pytest.mark.parametrize("role", ROLES)
def test_the_role_of_staff_decides(role, predicate):
    assert bool(getattr(permissions, predicate)(ROLES[role])) is (role in MAY[predicate])


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(("language", "allowed"), [("nl", HEAD | {"editor", "translator"}), ("de", HEAD | {"editor"})])
def test_a_translator_writes_her_languages_and_curators_write_all(role, language, allowed):
    assert bool(permissions.may_translate(ROLES[role], language)) is (role in allowed)


# What a mandate gives: (fields of the mandate, of the person, does it hold?)
MANDATES = {
    "of unknown days": ({}, {}, True),
    "of today alone": ({"since": 0, "until": 0}, {}, True),
    "that ended": ({"until": -1}, {}, False),
    "to come": ({"since": 1}, {}, False),
    "of a closed account": ({}, {"is_active": False}, False),
}


def acting(days, fields, there, role=MandateRole.SIGNATORY):
    """A person with such a mandate, its days counted from today."""
    person = user(**fields)
    mandate(person, there, role, **{name: timezone.localdate() + number * DAY for name, number in days.items()})
    return person


@pytest.mark.django_db
@pytest.mark.parametrize(("days", "fields", "holds"), MANDATES.values(), ids=MANDATES)
def test_a_mandate_gives_rights_while_it_holds(days, fields, holds):
    here = organisation()
    seat(here)
    person = acting(days, fields, here)
    assert permissions.speaks_for(person, here.pk) is holds
    assert permissions.speaks_for(person, here.pk, MandateRole.SIGNATORY, MandateRole.EDITOR) is holds
    assert permissions.acts_for_a_member(person) is holds
    assert permissions.sits_in_steering(person) is holds


@pytest.mark.django_db
def test_a_person_speaks_in_her_role_for_her_organisation_alone():
    here, there = organisation(), organisation()
    person = acting({}, {}, here, MandateRole.CONTACT)
    assert permissions.speaks_for(person, here.pk, MandateRole.CONTACT)
    assert not permissions.speaks_for(person, here.pk, MandateRole.SIGNATORY, MandateRole.EDITOR)
    assert not permissions.speaks_for(person, there.pk)


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["anonymous", "secretariat", "superuser"])
def test_nobody_acts_for_an_organisation_without_a_mandate(role):
    here = organisation()
    seat(here)
    person = (
        ROLES[role]
        if role == "anonymous"
        else user(staff_role=ROLES[role].staff_role, is_superuser=role == "superuser")
    )
    assert not permissions.speaks_for(person, here.pk)
    assert not permissions.acts_for_a_member(person)
    assert not permissions.sits_in_steering(person)


@pytest.mark.django_db
@pytest.mark.parametrize("state", OrganisationState.values)
def test_members_and_steering_are_those_of_active_organisations(state):
    here = organisation(state=state)
    seat(here)
    person = acting({}, {}, here)
    assert permissions.acts_for_a_member(person) is (state == "active")
    assert permissions.sits_in_steering(person) is (state == "active")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("days", "sits"),
    [({}, True), ({"since": 0, "until": 0}, True), ({"until": -1}, False), ({"since": 1}, False)],
)
def test_steering_rights_last_as_long_as_the_seat(days, sits):
    here = organisation()
    seat(here, **{name: timezone.localdate() + number * DAY for name, number in days.items()})
    seat(organisation())
    assert permissions.sits_in_steering(acting({}, {}, here)) is sits


@pytest.mark.django_db
def test_an_ended_mandate_ends_the_rights_at_the_next_question():
    here = organisation()
    seat(here)
    person = acting({}, {}, here)
    assert permissions.sits_in_steering(person)
    person.mandates.update(ended_at=timezone.now())
    person = User.objects.get(pk=person.pk)
    assert not permissions.speaks_for(person, here.pk)
    assert not permissions.sits_in_steering(person)


@pytest.mark.parametrize(
    ("fields", "account", "may"),
    [
        ({"staff_role": StaffRole.SECRETARIAT}, {}, True),
        ({"staff_role": StaffRole.SECRETARIAT}, {"is_superuser": True}, False),
        ({"is_superuser": True}, {"is_superuser": True}, True),
        ({"staff_role": StaffRole.EDITOR}, {}, False),
    ],
)
def test_only_a_superuser_changes_a_superuser(db, fields, account, may):
    assert permissions.may_change_account(user(**fields), user(**account)) is may
