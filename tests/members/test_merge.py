"""Two rows for one organisation: found, and made one."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from events.models import Appearance
from members import actions
from members.models import Attachment, Mandate, Organisation, Seat, Transition, TranslationStatus
from positions.models import Signature
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def secretary():
    return factories.user(staff_role="secretariat")


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        ({"name": "Österreich für Kinder e.V."}, {"name": "osterreich fur kinder"}, "the same name"),
        ({"name": "The House of Children"}, {"name": "Children House"}, "the same name"),
        ({"website": "https://www.example.org/en"}, {"website": "http://example.org"}, "the same website"),
        (
            {"register_number": "12345678901-23"},
            {"register_number": "12345678901-23"},
            "the same number in the Transparency Register",
        ),
        (
            {"acronym": "ABC", "country": "FI"},
            {"acronym": "abc", "country": "FI"},
            "the same acronym and country",
        ),
    ],
)
def test_twins_are_found(one, other, why):
    first, second = factories.organisation(**one), factories.organisation(**other)
    factories.organisation(acronym="ABC", country="SE")
    assert Organisation.objects.twins() == [(first, second, why)]


def test_the_page_of_twins_asks_no_more_for_many_pairs_than_for_one(admin_client, django_assert_max_num_queries):
    for number in range(30):
        for ending in ("a", "b"):
            factories.organisation(name=f"Twin {number} {ending}", website=f"https://{number}.example.org")
    with django_assert_max_num_queries(8):
        page = admin_client.get(reverse("admin:members_organisation_twins"))
    assert len(page.context["pairs"]) == 30


def test_everything_that_hangs_on_one_moves_to_the_other(secretary):
    kept = factories.organisation(name="Kept", website="https://kept.example.org")
    twin = factories.organisation(
        name="Twin", website="https://twin.example.org", acronym="T", does_nl="Nederlands.", does_en="Twin."
    )
    mandate, seat = factories.mandate(factories.user(), twin), factories.seat(twin)
    signature = factories.signature(factories.statement(), twin)
    appearance = factories.appearance(factories.event(), organisation=twin)
    file = factories.attachment(twin)
    actions.merge(kept, twin, by=secretary)
    moved = [(Mandate, mandate), (Seat, seat), (Signature, signature), (Appearance, appearance)]
    assert [model.objects.get(pk=row.pk).organisation for model, row in moved] == [kept] * 4
    assert Attachment.objects.get(pk=file.pk).thing == kept
    kept.refresh_from_db()
    assert (kept.website, kept.acronym, kept.does_nl) == ("https://kept.example.org", "T", "Nederlands.")
    assert not Organisation.objects.filter(pk=twin.pk).exists()
    assert [row.language for row in TranslationStatus.objects.all()] == ["nl"]


@pytest.mark.parametrize("versioned", [True, False])
def test_where_both_signed_the_same_words_one_answer_is_led_behind_the_other(secretary, versioned):
    kept, twin = factories.organisation(name="Kept"), factories.organisation(name="Twin")
    said = factories.frozen().statement if versioned else factories.statement()
    first, second = (factories.signature(said, each, version=said.current) for each in (kept, twin))
    actions.merge(kept, twin, by=secretary)
    assert list(Signature.objects.counting()) == [first]
    told = Signature.objects.values_list("pk", "organisation", "state", "merged_into")
    assert sorted(told) == [(first.pk, kept.pk, "signed", None), (second.pk, kept.pk, "withdrawn", first.pk)]
    row = Transition.objects.of(second).get()
    assert (row.verb, row.from_state, row.to_state, row.organisation) == ("merge", "signed", "withdrawn", twin.pk)
    assert (row.reason, row.chain) == ("Twin is Kept.", said.chain())


@pytest.mark.parametrize(("kept_state", "twin_state"), [("declined", "signed"), ("withdrawn", "signed")])
def test_nothing_is_merged_where_one_signed_what_the_other_did_not(secretary, kept_state, twin_state):
    kept, twin = factories.organisation(), factories.organisation()
    version = factories.frozen()
    mandate = factories.mandate(factories.user(), twin)
    for each, state in ((kept, kept_state), (twin, twin_state)):
        factories.signature(version.statement, each, version=version, state=state)
    before = list(Signature.objects.values()), list(Transition.objects.values())
    with pytest.raises(ValidationError, match="did not sign this"):
        actions.merge(kept, twin, by=secretary)
    assert (list(Signature.objects.values()), list(Transition.objects.values())) == before
    assert Mandate.objects.get(pk=mandate.pk).organisation == twin


def test_two_mandates_of_one_person_in_one_role_are_no_reason_to_lose_one(secretary):
    kept, twin, person = factories.organisation(), factories.organisation(), factories.user()
    for each in (kept, twin):
        factories.mandate(person, each)
    with pytest.raises(ValidationError, match="End or remove one of them first"):
        actions.merge(kept, twin, by=secretary)
    actions.end(Mandate.objects.get(organisation=twin), by=secretary)
    actions.merge(kept, twin, by=secretary)
    assert [row.organisation for row in Mandate.objects.all()] == [kept, kept]


def test_an_organisation_is_not_merged_with_itself_or_with_one_that_is_gone(secretary):
    kept, twin = factories.organisation(), factories.organisation()
    Organisation.objects.filter(pk=twin.pk).delete()
    for other in (kept, twin):
        with pytest.raises(ValidationError):
            actions.merge(kept, other, by=secretary)


@pytest.mark.parametrize("role", ["editor", "translator", ""])
def test_only_the_secretariat_merges(role):
    kept, twin = factories.organisation(), factories.organisation()
    with pytest.raises(PermissionDenied):
        actions.merge(kept, twin, by=factories.user(staff_role=role))


def test_both_are_seen_side_by_side_before_they_are_merged(client, secretary):
    client.force_login(secretary)
    kept, twin = factories.organisation(name="One", country="FI"), factories.organisation(name="Eno", country="SE")
    factories.mandate(factories.user(), twin)
    address = reverse("admin:members_organisation_merge", args=[kept.pk, twin.pk])
    page = client.get(address).content.decode()
    assert "This moves over: 1 mandates." in page
    assert '<tr><th scope="row">country</th><td>FI</td><td>SE</td></tr>' in page
    assert client.post(address, follow=True).redirect_chain == [
        (reverse("admin:members_organisation_change", args=[kept.pk]), 302)
    ]
    assert client.post(address).status_code == 404
