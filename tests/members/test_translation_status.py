"""How translations stand after a change, and what readers are told of it."""

import re

import pytest

from members.actions import revert
from members.curating.history import entries_of
from members.curating.translation_statuses import keep_statuses
from members.models import TranslationStatus
from members.models.translation_status import texts_of
from tests import factories
from tests.members.test_conflicts import change_page, opened

pytestmark = pytest.mark.django_db


@pytest.fixture
def organisation():
    row = factories.organisation(does_en="English.", does_nl="Nederlands.", does_fi="Suomi.")
    keep_statuses(row, {"does_en", "does_nl", "does_fi"})
    return row


@pytest.fixture
def editor(client):
    client.force_login(factories.user(staff_role="editor"))
    return client


def states():
    return {row.language: (row.state, row.origin) for row in TranslationStatus.objects.all()}


def save(browser, thing, **said):
    assert browser.post(change_page(thing), opened(browser, thing) | said).status_code == 302


def test_texts_that_are_saved_together_are_current(organisation):
    assert states() == {"nl": ("current", "human"), "fi": ("current", "human")}


def test_a_new_original_makes_the_translations_outdated(editor, organisation):
    save(editor, organisation, does_en="Other English.")
    assert states() == {"nl": ("outdated", "human"), "fi": ("outdated", "human")}


def test_a_translation_saved_with_the_original_is_current(editor, organisation):
    save(editor, organisation, does_en="Other English.", does_nl="Ander Nederlands.")
    assert states() == {"nl": ("current", "human"), "fi": ("outdated", "human")}


def test_an_editorial_change_leaves_current_what_was_current(editor, organisation):
    save(editor, organisation, does_en="Other English.", does_nl="Ander Nederlands.")
    save(editor, organisation, does_en="Other  English!", editorial="on")
    assert states() == {"nl": ("current", "human"), "fi": ("outdated", "human")}


def test_an_editorial_change_that_is_taken_back_leaves_current_what_was_current(editor, organisation):
    save(editor, organisation, does_fi="Suomea.")
    TranslationStatus.objects.filter(language="fi").update(state="outdated", source_digest="of older words")
    before = states()
    for words in ["English!", "English!!"]:
        save(editor, organisation, does_en=words, editorial="on")
    assert states() == before
    secretary = factories.user(staff_role="secretariat")
    first, second = entries_of(organisation).filter(changes__has_key="does_en").order_by("-pk")[:2]
    for entry in (first, second):
        revert(entry, by=secretary)
        assert states() == before
    revert(entries_of(organisation)[0], by=secretary)  # and what was taken back is done again
    assert states() == before == {"nl": ("current", "human"), "fi": ("outdated", "human")}


def test_a_real_change_that_is_taken_back_leaves_current_what_was_current(editor, organisation):
    save(editor, organisation, does_en="English!", editorial="on")
    save(editor, organisation, does_en="Of something else.")
    assert states() == {"nl": ("outdated", "human"), "fi": ("outdated", "human")}
    save(editor, organisation, does_en="English.")
    assert states() == {"nl": ("current", "human"), "fi": ("current", "human")}
    save(editor, organisation, does_nl="Ander Nederlands.", does_en="Other English.")
    save(editor, organisation, does_en="English.")
    assert states() == {"nl": ("outdated", "human"), "fi": ("current", "human")}


@pytest.mark.parametrize(("state", "origin"), [("current", "machine"), ("outdated", "human"), ("outdated", "machine")])
def test_a_comma_takes_no_mark_off_a_page_and_who_read_it_does(client, state, origin):
    page = factories.page("page", title_nl="Titel", lead_nl="Kort", body_nl="<p>Tekst</p>")
    factories.translation_status(page, "nl", state=state, origin=origin, source_digest="of older words")
    if state == "current":
        keep_statuses(page, {"title_nl"}, origin=origin)
    client.force_login(factories.user(staff_role="translator", translates=["nl"]))
    told = client.post(change_page(page), opened(client, page) | {"lead_nl": "Kort,"}, follow=True)
    assert "Still marked as a machine&#x27;s or as outdated: nl." in told.content.decode()
    assert states() == {"nl": (state, origin)}
    save(client, page, lead_nl="Kort.", checked=["nl"])
    assert states() == {"nl": ("current", "human")}


def test_a_machine_may_translate_anew(editor, organisation):
    save(editor, organisation, does_en="Other English.")
    save(editor, organisation, does_nl="Ander Nederlands.", machine="on")
    assert states() == {"nl": ("current", "machine"), "fi": ("outdated", "human")}


def test_a_change_of_other_fields_touches_no_translation(editor, organisation):
    save(editor, organisation, acronym="NEW")
    assert states() == {"nl": ("current", "human"), "fi": ("current", "human")}


def test_a_text_taken_away_has_no_state(editor, organisation):
    save(editor, organisation, does_fi="")
    assert states() == {"nl": ("current", "human")}


def test_what_a_machine_made_says_so_until_a_person_has_checked_it(editor, organisation):
    save(editor, organisation, does_sv="Svenska.", machine="on")
    assert states()["sv"] == ("current", "machine")
    assert states()["nl"] == ("current", "human")
    save(editor, organisation, checked=["sv"])
    assert states()["sv"] == ("current", "human")


def test_a_translator_checks_her_languages_alone(client):
    page = factories.page("page", title_nl="Titel", title_fi="Otsikko")
    for language in ("nl", "fi"):
        factories.translation_status(page, language)
    client.force_login(factories.user(staff_role="translator", translates=["nl"]))
    form = opened(client, page)
    assert client.post(change_page(page), form | {"checked": ["fi"]}).status_code == 200
    assert client.post(change_page(page), form | {"checked": ["nl"]}).status_code == 302
    assert {code: origin for code, (_, origin) in states().items()} == {"nl": "human", "fi": "machine"}


def test_the_digest_is_taken_of_the_texts_in_one_order():
    """A set has another order in each process: a restart must outdate nothing."""
    assert list(texts_of(factories.dossier(), "en")) == ["ask_now", "short_title", "summary", "title"]


def test_an_incomplete_translation_is_in_progress():
    page = factories.page("page", title_nl="Titel")
    keep_statuses(page, {"title_nl"})
    assert states() == {"nl": ("in_progress", "human")}


def test_a_thing_that_goes_takes_its_states_along(organisation):
    organisation.delete()
    assert states() == {}


def note(browser, address):
    """What the page says of its text before the text begins, in plain words."""
    found = re.search(r'<p class="note">(.*?)</p>', browser.get(address).content.decode(), re.DOTALL)
    return " ".join(re.sub(r"<[^>]*>", " ", found[1]).split()) if found else None


@pytest.mark.parametrize(
    ("state", "origin", "told"),
    [
        ("current", "human", ""),
        ("current", "machine", " Zij is door een machine gemaakt en niet door een mens gecontroleerd."),
        ("outdated", "human", " De authentieke tekst is sindsdien gewijzigd."),
    ],
)
def test_a_reader_is_told_how_the_translation_stands(client, organisation, state, origin, told):
    TranslationStatus.objects.update(state=state, origin=origin)
    page = f"members/{organisation.slug}/"
    assert note(client, f"/nl/{page}") == f"Dit is een vertaling.{told} Authentieke taal: Engels."
    assert note(client, f"/en/{page}") is None
