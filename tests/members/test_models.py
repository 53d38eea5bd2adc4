"""What the ground knows of people and organisations: names, mandates, and who sees whom."""

import datetime
import zoneinfo

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from members.models import Mandate, Organisation, Seat, User
from members.states import MandateRole, OrganisationState, StaffRole
from members.texts.folding import fold
from tests.factories import mandate, organisation, seat, user

pytestmark = pytest.mark.django_db
NOBODY = AnonymousUser()
LONG_AGO = datetime.date(2020, 1, 1)
DAY = datetime.date(2025, 7, 1)
BEFORE, AFTER = DAY - datetime.timedelta(days=1), DAY + datetime.timedelta(days=1)


def names(organisations):
    return set(organisations.values_list("name", flat=True))


# Names


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("ECPAT Österreich", "ecpat osterreich"),
        ("Élan Ñandú", "elan nandu"),
        ("Große Straße", "grosse strasse"),
        ("Χαμόγελο του Παιδιού", "χαμογελο του παιδιου"),
        ("Център „Надя“", "център „надя“"),
        ("Łódź", "lodz"),
        ("Ørsted", "orsted"),
        ("Đakovo", "dakovo"),
        ("Ħamrun", "hamrun"),
    ],
)
def test_a_name_sorts_without_case_and_accents(name, folded):
    assert fold(name) == folded


def test_organisations_stand_in_the_order_of_their_folded_names():
    for name in ["Ostsee", "österreich", "Zebra", "Ångström", "Anna"]:
        organisation(name=name)
    in_order = ["Ångström", "Anna", "österreich", "Ostsee", "Zebra"]
    assert list(Organisation.objects.values_list("name", flat=True)) == in_order


def test_a_new_name_is_folded_anew():
    renamed = organisation(name="Übermorgen")
    renamed.name = "Ärzte"
    renamed.save()
    assert Organisation.objects.values_list("sort_name", flat=True).get() == "arzte"


@pytest.mark.parametrize("slug", ["join", "feed", "calendar"])
def test_an_address_of_the_portal_is_no_slug(slug):
    with pytest.raises(ValidationError) as refusal:
        organisation(slug=slug).full_clean()
    assert set(refusal.value.message_dict) == {"slug"}


@pytest.mark.parametrize(
    ("field", "bad"),
    [("country", "nl"), ("country", "N1"), ("register_number", "123"), ("website", "javascript:x")],
)
def test_a_malformed_fact_is_refused(field, bad):
    with pytest.raises(ValidationError) as refusal:
        organisation(**{field: bad}).full_clean()
    assert set(refusal.value.message_dict) == {field}


# Search


@pytest.mark.parametrize(
    "words", ["osterreich", "ÖSTERREICH", "österreich ecpat", "EÖ", "vienna counsels", "  vienna "]
)
def test_an_organisation_is_found_by_name_acronym_or_deed_whatever_accents_and_case(words):
    found = organisation(name="ECPAT Österreich", acronym="EÖ", does_en="It counsels families in Vienna.")
    organisation(name="ECPAT Nederland", does_en="It counsels families in Leiden.")
    assert set(Organisation.objects.search(words)) == {found}


@pytest.mark.parametrize("words", ["secret", "evidence.example", "ecpat leiden", "%", "_"])
def test_an_organisation_is_not_found_by_what_is_for_staff_or_said_elsewhere(words):
    organisation(name="ECPAT Österreich", evidence="A secret mail.", source_url="https://evidence.example/")
    organisation(name="Other", does_en="Leiden", does_fr="ECPAT")
    assert not Organisation.objects.search(words).exists()


# Who sees whom


@pytest.fixture
def one_of_each_state():
    return {state: organisation(name=state, state=state) for state in OrganisationState.values}


def test_the_public_sees_active_and_former_members(one_of_each_state):
    assert names(Organisation.objects.visible_to(NOBODY)) == {"active", "left"}


def test_a_person_also_sees_the_organisations_she_acts_for_today(one_of_each_state):
    person = user()
    mandate(person, one_of_each_state["applicant"])
    mandate(person, one_of_each_state["suspended"], until=LONG_AGO)
    mandate(user(), one_of_each_state["declined"])
    assert names(Organisation.objects.visible_to(person)) == {"active", "left", "applicant"}


@pytest.mark.parametrize("role", ["secretariat", "editor"])
def test_curators_see_organisations_in_every_state(one_of_each_state, role):
    assert names(Organisation.objects.visible_to(user(staff_role=role))) == set(OrganisationState.values)


def test_a_translator_sees_the_organisations_that_the_public_sees(one_of_each_state):
    assert names(Organisation.objects.visible_to(user(staff_role="translator"))) == {"active", "left"}


def test_staff_whose_account_is_closed_see_what_the_public_sees(one_of_each_state):
    retired = user(staff_role=StaffRole.SECRETARIAT, is_superuser=True, is_active=False)
    assert names(Organisation.objects.visible_to(retired)) == {"active", "left"}


def test_seats_are_seen_where_their_organisation_is(one_of_each_state):
    for each in one_of_each_state.values():
        seat(each)
    assert {row.organisation.name for row in Seat.objects.visible_to(NOBODY)} == {"active", "left"}


@pytest.fixture
def mandates():
    """Hers of today, her former one, a colleague's at each place, and a stranger's."""
    person, here, there = user(), organisation(), organisation()
    return person, {
        "hers": mandate(person, here),
        "colleague's": mandate(user(), here),
        "hers of old": mandate(person, there, until=LONG_AGO),
        "former colleague's": mandate(user(), there),
        "stranger's": mandate(user(), organisation()),
    }


def test_a_person_sees_her_own_mandates_and_those_of_her_colleagues_of_today(mandates):
    person, rows = mandates
    seen = set(Mandate.objects.visible_to(person))
    assert seen == {rows["hers"], rows["colleague's"], rows["hers of old"]}


def test_the_public_sees_no_mandate(mandates):
    assert not Mandate.objects.visible_to(NOBODY).exists()


@pytest.mark.parametrize(
    ("fields", "all_of_them"),
    [
        ({"staff_role": StaffRole.SECRETARIAT}, True),
        ({"is_superuser": True}, True),
        ({"staff_role": StaffRole.EDITOR}, False),
        ({"staff_role": StaffRole.TRANSLATOR}, False),
        ({"staff_role": StaffRole.SECRETARIAT, "is_active": False}, False),
        ({"is_superuser": True, "is_active": False}, False),
    ],
)
def test_only_the_secretariat_sees_all_people_and_mandates(mandates, fields, all_of_them):
    _, rows = mandates
    staff = user(**fields)
    assert set(Mandate.objects.visible_to(staff)) == (set(rows.values()) if all_of_them else set())
    assert set(User.objects.visible_to(staff)) == (set(User.objects.all()) if all_of_them else {staff})


def test_the_public_sees_no_person():
    user()
    assert not User.objects.visible_to(NOBODY).exists()


# Days


@pytest.mark.parametrize(
    ("since", "until", "holds"),
    [
        (None, None, True),
        (BEFORE, None, True),
        (DAY, DAY, True),
        (None, DAY, True),
        (BEFORE, AFTER, True),
        (AFTER, None, False),
        (None, BEFORE, False),
        (BEFORE, BEFORE, False),
    ],
)
def test_a_mandate_and_a_seat_hold_from_day_to_day_and_an_unknown_day_limits_nothing(since, until, holds):
    mandate(user(), organisation(), since=since, until=until, given_at=None)
    seat(organisation(), since=since, until=until, given_at=None)
    noon = datetime.datetime.combine(DAY, datetime.time(12), zoneinfo.ZoneInfo("Europe/Brussels"))
    assert Mandate.objects.in_force(noon).exists() is holds
    assert Seat.objects.in_force(noon).exists() is holds


@pytest.mark.parametrize(
    ("clock", "holds"), [("2025-06-30T21:59:00+00:00", False), ("2025-06-30T22:00:00+00:00", True)]
)
def test_a_day_begins_at_midnight_in_brussels(clock, holds):
    mandate(user(), organisation(), since=DAY, given_at=None)
    with time_machine.travel(clock, tick=False):
        assert Mandate.objects.in_force().exists() is holds


@pytest.mark.parametrize("since", [DAY, None])
def test_a_mandate_is_given_once_from_a_day(since):
    person, here = user(), organisation()
    mandate(person, here, since=since)
    with pytest.raises(IntegrityError):
        mandate(person, here, since=since)


def test_mandates_that_differ_stand_side_by_side():
    person, here = user(), organisation()
    mandate(person, here)
    mandate(person, here, since=DAY)
    mandate(person, here, role=MandateRole.CONTACT)
    mandate(person, organisation())
    mandate(user(), here)
    assert Mandate.objects.count() == 5


@pytest.mark.parametrize(
    "make",
    [lambda **days: mandate(user(), organisation(), **days), lambda **days: seat(organisation(), **days)],
)
def test_nothing_ends_before_it_begins(make):
    with pytest.raises(ValidationError, match="It ends before it begins"):
        make().__class__(since=DAY, until=BEFORE).clean()
    with pytest.raises(IntegrityError):
        make(since=DAY, until=BEFORE)


# People


@pytest.mark.parametrize("second", ["ann@example.org", "Ann@Example.ORG"])
def test_an_address_belongs_to_one_person_whatever_its_case(second):
    User.objects.create(email="Ann@example.org")
    with pytest.raises(IntegrityError):
        User.objects.create(email=second)


def test_a_person_is_known_by_her_address_whatever_its_case():
    ann = User.objects.create_user("Ann@Example.org")
    assert ann.email == "ann@example.org"
    assert User.objects.get_by_natural_key("ANN@example.org") == ann


@pytest.mark.parametrize(
    ("field", "bad"),
    [("time_zone", "Mars/Olympus"), ("translates", ["xx"]), ("translates", "nl"), ("language", "xx")],
)
def test_a_person_has_a_known_zone_and_known_languages(field, bad):
    with pytest.raises(ValidationError) as refusal:
        User(email="ann@example.org", password="x", **{field: bad}).full_clean()
    assert set(refusal.value.message_dict) == {field}
