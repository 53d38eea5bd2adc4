"""Two rows for one organisation: found, and made one."""

import itertools

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from events.models import Appearance
from members import actions
from members.curating.translation_statuses import save_statuses
from members.models import Attachment, Mandate, Organisation, Seat, Transition, TranslationStatus
from members.models.translation_status import statuses_of
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
    assert (kept.website, kept.acronym, kept.does_nl) == ("https://kept.example.org", "T", None)
    assert not Organisation.objects.filter(pk=twin.pk).exists()
    assert not TranslationStatus.objects.exists()


def test_texts_come_over_with_the_language_that_they_render(secretary):
    kept = factories.organisation(name="Kept", does_en="")
    twin = factories.organisation(
        name="Twin", authentic_language="de", does_de="Hilft Kindern.", does_fr="Aide.", does_en=""
    )
    save_statuses(statuses_of(twin, origin="machine"))
    actions.merge(kept, twin, by=secretary)
    kept = Organisation.objects.get()
    assert (kept.authentic_language, kept.does_authentic, kept.does_fr) == ("de", "Hilft Kindern.", "Aide.")
    statuses = TranslationStatus.objects.values_list("object_id", "language", "state", "origin")
    assert list(statuses) == [(kept.pk, "fr", "current", "machine")]
    kept.full_clean()


STATES = ["applicant", "declined", "left", "suspended", "active"]


@pytest.mark.parametrize(("lower", "higher"), itertools.combinations(STATES, 2))
def test_a_member_does_not_go_into_an_organisation_that_is_less(secretary, lower, higher):
    low, high = factories.organisation(name="Low", state=lower), factories.organisation(name="High", state=higher)
    if {lower, higher} != {"applicant", "declined"}:
        with pytest.raises(ValidationError) as refused:
            actions.merge(low, high, by=secretary)
        assert refused.value.messages == [f"High is {higher} and Low is {lower}: merge them the other way round."]
        assert Organisation.objects.count() == 2
    assert actions.merge(high, low, by=secretary).state == higher


def test_the_old_addresses_lead_on_in_every_language_and_are_taken(secretary, client):
    kept, twin, third = (factories.organisation(slug=slug) for slug in ("kept", "twin", "third"))
    actions.merge(twin, third, by=secretary)
    actions.merge(kept, twin, by=secretary)
    for slug, language in itertools.product(["twin", "third"], ["en", "el"]):
        answer = client.get(f"/{language}/members/{slug}/")
        assert (answer.status_code, answer["Location"]) == (301, f"/{language}/members/kept/")
    with pytest.raises(ValidationError) as refused:
        Organisation(name="New", slug="twin", kind="ngo", country="NL").full_clean()
    assert refused.value.message_dict == {
        "slug": ["This was the address of another organisation: links lead on from it."]
    }
    Organisation.objects.update(state="applicant")
    assert client.get("/en/members/twin/").status_code == 404


def test_strangers_on_a_shared_host_are_no_twins_and_one_page_there_is():
    for name in ("a", "b"):
        factories.organisation(website=f"https://www.facebook.com/{name}")
    factories.organisation(website="https://facebook.com")
    assert Organisation.objects.twins() == []
    factories.organisation(website="http://m.facebook.com/A/")
    assert [why for _, _, why in Organisation.objects.twins()] == ["the same website"]


def test_names_that_look_the_same_are_twins():
    first = factories.organisation(name="L’Étoile d’Or")
    second = factories.organisation(name="L'ETOILE\u00a0 d'O\u200br")
    assert Organisation.objects.twins() == [(first, second, "the same name")]


def test_two_that_were_told_apart_are_not_shown_again_and_a_third_still_is(client, secretary):
    one, two, three = (factories.organisation(website="https://example.org") for _ in range(3))
    client.force_login(secretary)
    apart = reverse("admin:members_organisation_apart", args=[two.pk, one.pk])
    assert client.get(apart).status_code == 405
    for _ in range(2):
        assert client.post(apart, follow=True).status_code == 200
    assert [pair[:2] for pair in Organisation.objects.twins()] == [(one, three), (two, three)]
    with pytest.raises(PermissionDenied):
        actions.tell_apart(one, three, by=factories.user(staff_role="editor"))


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
