"""Two people save the same page of the admin: no word is lost, and each sees what the other wrote."""

import re

import pytest
from django.core import signing
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from eclag.models import Page
from members.models import Mandate, Organisation
from tests import factories
from tests.test_access import filled

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff():
    """Two browsers of two secretaries."""
    browsers = []
    for name in ("Ada", "Bea"):
        browser = Client()
        browser.force_login(factories.user(name=name, staff_role="secretariat"))
        browsers.append(browser)
    return browsers


def change_page(thing):
    return reverse(f"admin:{thing._meta.app_label}_{thing._meta.model_name}_change", args=[thing.pk])


def opened(browser, thing):
    """The form as the browser shows it, ready to be sent back."""
    return filled(browser.get(change_page(thing)))


def conflicts(response):
    """The fields that somebody else changed, with the other text."""
    errors = response.context["adminform"].form.errors
    return {
        name: re.search(r"<blockquote>(.*?)</blockquote>", str(said), re.DOTALL)[1] for name, said in errors.items()
    }


def test_two_fields_changed_at_once_are_both_saved(staff):
    organisation = factories.organisation(website="https://example.org/old")
    ada, bea = (opened(browser, organisation) for browser in staff)
    assert staff[0].post(change_page(organisation), ada | {"website": "https://example.org/new"}).status_code == 302
    assert staff[1].post(change_page(organisation), bea | {"acronym": "NEW"}).status_code == 302
    organisation.refresh_from_db()
    assert (organisation.website, organisation.acronym) == ("https://example.org/new", "NEW")


def test_two_languages_changed_at_once_are_both_saved(staff):
    page = factories.page("page")
    ada, bea = (opened(browser, page) for browser in staff)
    assert staff[0].post(change_page(page), ada | {"title_nl": "Titel"}).status_code == 302
    assert staff[1].post(change_page(page), bea | {"title_fi": "Otsikko"}).status_code == 302
    page = Page.objects.get(pk=page.pk)
    assert (page.title_en, page.title_nl, page.title_fi) == ("Page page", "Titel", "Otsikko")


def test_the_second_to_change_a_field_sees_both_texts_and_saves_nothing_yet(staff):
    organisation = factories.organisation(does_en="Old.")
    ada, bea = (opened(browser, organisation) for browser in staff)
    staff[0].post(change_page(organisation), ada | {"does_en": "By <b>Ada</b>."})
    response = staff[1].post(change_page(organisation), bea | {"does_en": "By Bea.", "acronym": "BEA"})
    assert conflicts(response) == {"does_en": "By &lt;b&gt;Ada&lt;/b&gt;."}
    assert 'name="does_en"' in response.content.decode()
    assert "By Bea.</textarea>" in response.content.decode()
    organisation.refresh_from_db()
    assert (organisation.does_en, organisation.acronym) == ("By <b>Ada</b>.", "")


def test_whoever_has_seen_the_other_text_may_save_hers(staff):
    organisation = factories.organisation(does_en="Old.")
    ada, bea = (opened(browser, organisation) for browser in staff)
    staff[0].post(change_page(organisation), ada | {"does_en": "By Ada."})
    conflict = staff[1].post(change_page(organisation), bea | {"does_en": "By Bea.", "acronym": "BEA"})
    again = filled(conflict) | {"does_en": "By Ada and Bea."}
    assert staff[1].post(change_page(organisation), again).status_code == 302
    organisation.refresh_from_db()
    assert (organisation.does_en, organisation.acronym) == ("By Ada and Bea.", "BEA")


def test_a_third_text_after_the_conflict_is_a_conflict_again(staff):
    organisation = factories.organisation(does_en="Old.")
    bea = opened(staff[1], organisation)
    Organisation.objects.filter(pk=organisation.pk).update(does_en="Second.")
    again = filled(staff[1].post(change_page(organisation), bea | {"does_en": "By Bea."}))
    Organisation.objects.filter(pk=organisation.pk).update(does_en="Third.")
    assert conflicts(staff[1].post(change_page(organisation), again)) == {"does_en": "Third."}


def test_the_same_change_made_twice_is_no_conflict(staff):
    organisation = factories.organisation()
    ada, bea = (opened(browser, organisation) | {"country": "FI"} for browser in staff)
    assert [
        browser.post(change_page(organisation), form).status_code
        for browser, form in zip(staff, (ada, bea), strict=True)
    ] == [302, 302]


def test_an_error_elsewhere_keeps_what_the_other_wrote(staff):
    organisation = factories.organisation(does_en="Old.")
    bea = opened(staff[1], organisation)
    Organisation.objects.filter(pk=organisation.pk).update(does_en="By Ada.")
    wrong = staff[1].post(change_page(organisation), bea | {"website": "nonsense"})
    assert staff[1].post(change_page(organisation), filled(wrong) | {"website": ""}).status_code == 302
    organisation.refresh_from_db()
    assert organisation.does_en == "By Ada."


def test_a_choice_in_conflict_is_told_in_words(staff):
    organisation = factories.organisation()
    bea = opened(staff[1], organisation) | {"kind": "network"}
    Organisation.objects.filter(pk=organisation.pk).update(kind="hotline")
    assert conflicts(staff[1].post(change_page(organisation), bea)) == {"kind": "Hotline or helpline"}


def test_rows_on_the_page_of_another_thing_are_merged_alike(staff):
    organisation = factories.organisation()
    mandate = factories.mandate(factories.user(), organisation, "contact")
    ada, bea = (opened(browser, organisation) for browser in staff)
    staff[0].post(change_page(organisation), ada | {"mandates-0-until": "2099-01-01"})
    assert staff[1].post(change_page(organisation), bea | {"mandates-0-since": "2026-01-02"}).status_code == 302
    mandate.refresh_from_db()
    assert (str(mandate.since), str(mandate.until)) == ("2026-01-02", "2099-01-01")
    response = staff[1].post(change_page(organisation), bea | {"mandates-0-until": "2098-01-01"})
    [form, *_] = response.context["inline_admin_formsets"][1].formset.forms
    assert "<blockquote>2099-01-01</blockquote>" in str(form.errors["until"])
    assert str(Mandate.objects.get(pk=mandate.pk).until) == "2099-01-01"


def test_a_mandate_stays_with_whom_it_was_given_to_and_in_its_role(staff):
    organisation, other = factories.organisation(), factories.user()
    mandate = factories.mandate(factories.user(), organisation, "contact")
    form = opened(staff[0], organisation) | {"mandates-0-role": "signatory", "mandates-0-person": other.pk}
    assert staff[0].post(change_page(organisation), form).status_code == 302
    assert list(Mandate.objects.values_list("person", "role")) == [(mandate.person_id, "contact")]


def test_a_blank_row_makes_nothing_and_an_unchanged_one_is_not_written(staff):
    organisation = factories.organisation()
    seat = factories.seat(organisation)
    form = opened(staff[0], organisation)
    blank = {"seats-1-since_precision": "day", "seats-1-until_precision": "day"}
    form |= blank | {"seats-TOTAL_FORMS": 2, "seats-1-shown": form["shown"]}
    with CaptureQueriesContext(connection) as queries:
        assert staff[0].post(change_page(organisation), form).status_code == 302
    assert list(organisation.seats.all()) == [seat]
    assert [query["sql"] for query in queries if 'UPDATE "members_seat"' in query["sql"]] == []


def test_what_was_typed_for_a_thing_that_is_gone_is_shown(staff):
    organisation = factories.organisation()
    bea = opened(staff[1], organisation) | {"does_en": "A long <text>."}
    organisation.delete()
    response = staff[1].post(change_page(organisation), bea)
    assert response.status_code == 409
    assert "<dt>does_en</dt><dd><pre>A long &lt;text&gt;.</pre></dd>" in response.content.decode()


@pytest.mark.parametrize(
    "token",
    [
        lambda pk: "",
        lambda pk: "nonsense",
        lambda pk: signing.dumps([pk + 1, {}], salt="shown"),
        lambda pk: signing.dumps([pk, {}]),
    ],
    ids=["empty", "nonsense", "signed for another row", "signed for another purpose"],
)
def test_a_form_that_does_not_say_what_it_showed_is_refused_and_loses_nothing(staff, token):
    organisation = factories.organisation(does_en="Old.")
    form = opened(staff[0], organisation) | {"shown": token(organisation.pk), "does_en": "New."}
    response = staff[0].post(change_page(organisation), form)
    assert response.status_code == 200
    assert "New.</textarea>" in response.content.decode()
    organisation.refresh_from_db()
    assert organisation.does_en == "Old."


def test_a_page_says_who_else_has_it_open_until_she_is_gone(staff, time_machine):
    page = factories.page("page")
    address = reverse("admin:eclag_page_presence", args=[page.pk])
    time_machine.move_to("2026-03-01 12:00:00+00:00", tick=False)
    assert staff[0].post(address).json() == {"others": []}
    assert staff[1].post(address).json() == {"others": ["Ada"]}
    assert "Also open with: <span>Bea</span>" in staff[0].get(change_page(page)).content.decode()
    time_machine.move_to("2026-03-01 12:01:01+00:00", tick=False)
    assert staff[0].post(address).json() == {"others": []}
