"""Two rows for one organisation: found, and made one."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from events.models import Appearance
from members import actions
from members.models import Attachment, Mandate, Organisation, Seat, TranslationStatus
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


def test_nothing_is_merged_where_both_signed_the_same_statement(secretary):
    kept, twin = factories.organisation(), factories.organisation()
    mandate = factories.mandate(factories.user(), twin)
    said = factories.statement()
    factories.signature(said, kept)
    factories.signature(said, twin)
    with pytest.raises(ValidationError, match="Both have"):
        actions.merge(kept, twin, by=secretary)
    assert Mandate.objects.get(pk=mandate.pk).organisation == twin
    assert Signature.objects.filter(organisation=twin).count() == 1


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
