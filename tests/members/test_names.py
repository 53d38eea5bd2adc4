"""Names hold no sign that nobody sees, whichever way they come in."""

import unicodedata

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from events.models import Appearance
from members.actions import accept_invitation
from members.models import Invitation, Organisation, User
from members.texts.folding import words_of
from members.texts.names import alike, plain_name
from positions.actions import record_signature
from positions.models import Signature
from positions.recording import named_in
from tests import factories
from tests.members.test_imports import bring_in
from tests.positions import way
from tests.test_access import filled

pytestmark = pytest.mark.django_db

TURNED = "\u202eSafe\u200b \u2066Haven\u2069\ufeff"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (TURNED, "Safe Haven"),
        ("A\tB\nC\x00\x85D", "A B C D"),
        ("O\u0308sterreich\u00a0 fu\u0308r", "Österreich für"),
        ("Ελλάδα ħ ő Ö\u0308 don’t", "Ελλάδα ħ ő Ö\u0308 don’t"),
        ("a\u200cb\u200dc", "a\u200cb\u200dc"),  # they join and part letters in some scripts
        ("\u200e\u200f\u061c", ""),
    ],
)
def test_a_name_loses_what_nobody_sees_and_nothing_else(typed, kept):
    assert plain_name(typed) == kept


@pytest.mark.parametrize(
    "typed", ["l’Enfance d'abord", "L'ENFANCE D’ABORD", " l'Enfance\u00a0d'abord", "l'Enfance  d\u200b'abord"]
)
def test_spellings_that_look_the_same_are_alike(typed):
    assert alike(typed) == alike("l'Enfance d'abord") != alike("l'Enfancé d'abord")
    assert alike(unicodedata.normalize("NFD", "Été")) == alike("ÉTÉ")


@pytest.fixture
def staff(client):
    client.force_login(factories.user(staff_role="secretariat"))
    return client


def test_it_is_plain_by_a_line_of_code_by_many_and_by_the_sort_name():
    one = Organisation.objects.create(name=TURNED, acronym="\u202eSH", slug="one")
    assert (one.name, one.acronym, one.sort_name) == ("Safe Haven", "SH", "safe haven")
    event = factories.event()
    Appearance.objects.bulk_create([Appearance(event=event, name=TURNED, affiliation=TURNED, role="speaker")])
    assert list(Appearance.objects.values_list("name", "affiliation")) == [("Safe Haven", "Safe Haven")]


def test_it_is_plain_by_a_page_of_the_admin(staff):
    one = factories.organisation()
    page = reverse("admin:members_organisation_change", args=[one.pk])
    staff.post(page, filled(staff.get(page)) | {"name": TURNED})
    assert Organisation.objects.get().name == "Safe Haven"


def test_it_is_plain_by_a_table(staff):
    bring_in(staff, "organisation", f"name,kind,country\n{TURNED},ngo,NL\n".encode())
    assert list(Organisation.objects.values_list("name", "sort_name")) == [("Safe Haven", "safe haven")]


def test_it_is_plain_where_somebody_gives_her_own(staff):
    asked = Invitation.objects.create(organisation=factories.organisation(), role="contact", address="x@example.org")
    accept_invitation(asked, name=TURNED, password="a long enough password")
    assert User.objects.get(email="x@example.org").name == "Safe Haven"


def test_it_is_plain_where_staff_record_who_signed(people):
    said = way.opened(people)
    row = Signature(statement=said, version=said.current, name=TURNED, country="IE", came_by="email", date=said.date)
    record_signature(row, by=people["editor"])
    assert Signature.objects.get().name == "Safe Haven"


def test_who_signed_from_outside_stands_there_once_however_the_name_is_typed(people):
    said = way.opened(people)
    row = Signature(
        statement=said, version=said.current, name="L’Étoile", country="FR", came_by="email", date=said.date
    )
    record_signature(row, by=people["editor"])
    (named,) = named_in("L'ÉTOILE, France", said)
    assert (named.organisation, named.name, named.country) == (None, "L’Étoile", "FR")
    again = Signature(statement=said, version=said.current, name="l'étoile", country="FR")
    with pytest.raises(ValidationError) as refused:
        again.clean()
    assert refused.value.message_dict == {"name": ["This signatory stands there already."]}


def test_a_person_stands_in_a_role_once_however_her_name_is_typed():
    there = factories.appearance(factories.event(), "Zoë Brown")
    with pytest.raises(ValidationError) as refused:
        Appearance(event=there.event, role=there.role, name="ZOE\u0308  BROWN").clean()
    assert refused.value.message_dict == {"name": ["She stands in this role there already."]}
    there.clean()


@pytest.fixture
def people():
    return way.people()


def test_of_a_search_few_words_count_and_of_each_so_many_letters():
    assert words_of("a b a c d e f g") == ["a", "b", "c", "d"]
    assert words_of("x" * 6000) == ["x" * 100]
