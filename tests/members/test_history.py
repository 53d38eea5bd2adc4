"""The history: who changed what, taken back or erased."""

import re

import pytest
from auditlog.models import LogEntry
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from members import actions
from members.curating.history import Pairs, difference, differences, entries_of
from members.curating.translation_statuses import keep_statuses
from members.models import Organisation, TranslationStatus
from members.models.files import content_storage
from positions.models import ReportedNumber
from tests import factories
from tests.members.test_conflicts import change_page, opened

pytestmark = pytest.mark.django_db


@pytest.fixture
def secretary():
    return factories.user(name="Ada", staff_role="secretariat")


@pytest.fixture
def browser(client, secretary):
    client.force_login(secretary)
    return client


def change(browser, thing, **texts):
    assert browser.post(change_page(thing), opened(browser, thing) | texts).status_code == 302


def told(thing):
    """(who, {field: difference}) of each change, the newest first."""
    return [(str(entry.actor), dict(differences(type(thing), entry))) for entry in entries_of(thing)]


def test_only_the_changed_language_is_kept_with_who_changed_it(browser):
    page = factories.page("page", title_nl="Oud")
    change(browser, page, title_nl="Nieuw")
    assert told(page)[0] == ("Ada", {"title [nl]": "<del>Oud</del><ins>Nieuw</ins>"})


def test_a_verb_is_in_the_history_with_its_reason(browser, secretary):
    organisation = factories.organisation()
    actions.suspend(organisation, by=secretary, reason="Asked for it.")
    assert entries_of(organisation)[0].changes["state"] == ["active", "suspended"]
    address = reverse("admin:members_organisation_history", args=[organisation.pk])
    browser.force_login(secretary)
    assert "active → suspended" in browser.get(address).content.decode()
    assert "Asked for it." in browser.get(address).content.decode()
    browser.force_login(factories.user(staff_role="translator", translates=["nl"]))
    assert "Asked for it." not in browser.get(address).content.decode()


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ("one two three", "one 2 three", "one <del>two</del><ins>2</ins> three"),
        ("<p>a</p>", "<p>b</p>", "&lt;p&gt;<del>a</del><ins>b</ins>&lt;/p&gt;"),
        ("", "<script>", "<ins>&lt;script&gt;</ins>"),
        ("same", "same", "same"),
        ("", "", ""),
    ],
)
def test_a_difference_is_told_word_by_word_and_runs_nothing(old, new, shown):
    assert difference(old, new) == shown


def test_a_long_text_that_is_the_same_is_cut():
    words = " ".join(str(number) for number in range(500))
    shown = difference(words, words + " end")
    assert len(shown) < 200
    assert shown.endswith("499<ins> end</ins>")


HOSTILE = {
    "one word again and again": ("a " * 1000, "b a " * 500),
    "one sentence again and again": ("a. " * 1000, "b. a. " * 500),
    "signs that open nothing": ("<" * 9000, "<a" * 4500),
}


@pytest.mark.parametrize("how", HOSTILE)
def test_texts_that_take_too_long_to_compare_stand_side_by_side(how):
    old, new = HOSTILE[how]
    shown = difference(old, new)
    assert (shown.count("<del>"), shown.count("<ins>")) == (1, 1)
    assert len(shown) > len(new)


def test_long_texts_are_compared_by_their_sentences_and_those_by_their_words():
    sentences = [f"Word {number} of the text." for number in range(300)]
    edited = [*sentences[:3], "Another of the text.", *sentences[4:150], *sentences[151:299], "An end of the text."]
    shown = difference(" ".join(sentences), " ".join(edited))
    taken, put = re.findall("<del>(.*?)</del>", shown), re.findall("<ins>(.*?)</ins>", shown)
    assert (taken, put) == (
        ["Word 3", " Word 150 of the text.", "Word", "299"],
        ["Another", "An", "end"],
    )


def test_a_page_compares_no_more_than_so_much_in_all():
    pairs = Pairs(left=100)
    assert "<del>b</del>" in difference("a b c b", "a d c d", pairs)
    assert pairs.left < 100
    assert difference("x a y", "z a v", Pairs(left=0)) == "<del>x a y</del><ins>z a v</ins>"


def test_a_change_is_taken_back_with_one_click(browser):
    organisation = factories.organisation(does_en="Good words.", does_nl="Goede woorden.")
    change(browser, organisation, does_en="Bad words.", acronym="BAD")
    entry = entries_of(organisation)[0]
    page = reverse("admin:members_organisation_history", args=[organisation.pk])
    assert f'href="{entry.pk}/revert/"' in browser.get(page).content.decode()
    assert browser.post(f"{page}{entry.pk}/revert/").status_code == 302
    organisation.refresh_from_db()
    assert (organisation.does_en, organisation.acronym, organisation.does_nl) == ("Good words.", "", "Goede woorden.")
    assert told(organisation)[0] == (
        "Ada",
        {"acronym": "<del>BAD</del>", "what it does [en]": "<del>Bad</del><ins>Good</ins> words."},
    )


def test_a_state_is_not_taken_back_behind_the_verbs(browser, secretary):
    organisation = factories.organisation()
    actions.suspend(organisation, by=secretary, reason="Why.")
    entry = entries_of(organisation)[0]
    address = reverse("admin:members_organisation_revert", args=[organisation.pk, entry.pk])
    assert browser.post(address).status_code == 403
    with pytest.raises(ValidationError):
        actions.revert(entry, by=secretary)
    assert Organisation.objects.get(pk=organisation.pk).state == "suspended"


def test_what_is_not_allowed_any_more_is_not_taken_back(secretary):
    organisation = factories.organisation(slug="old")
    organisation.slug = "new"
    organisation.save()
    factories.organisation(slug="old")
    with pytest.raises(ValidationError):
        actions.revert(entries_of(organisation)[0], by=secretary)
    assert Organisation.objects.get(pk=organisation.pk).slug == "new"


def test_an_entry_of_another_thing_is_not_taken_back_here(browser):
    page, other = factories.page("page"), factories.page("other")
    change(browser, other, title_en="Changed")
    address = reverse("admin:eclag_page_revert", args=[page.pk, entries_of(other)[0].pk])
    assert browser.post(address).status_code == 404


def test_a_translator_takes_back_her_language_alone(client):
    page = factories.page("page", title_nl="Oud")
    for name in ("title_nl", "title_en"):
        setattr(page, name, "New")
        page.save()
    client.force_login(factories.user(staff_role="translator", translates=["nl"]))
    english, dutch = entries_of(page)[:2]
    assert "title_en" in english.changes
    answers = [client.post(reverse("admin:eclag_page_revert", args=[page.pk, row.pk])) for row in (english, dutch)]
    assert [answer.status_code for answer in answers] == [403, 302]
    page.refresh_from_db()
    assert (page.title_en, page.title_nl) == ("New", "Oud")


def test_no_one_without_the_right_takes_anything_back():
    page = factories.page("page")
    page.title_en = "New"
    page.save()
    with pytest.raises(PermissionDenied):
        actions.revert(entries_of(page)[0], by=factories.user())


def test_a_reverted_original_makes_its_translations_current_again(browser, secretary):
    page = factories.page("page", title_nl="Titel", body_nl="<p>Tekst</p>", lead_nl="Kort")
    keep_statuses(page, {"title_nl"})
    change(browser, page, title_en="Another title")
    assert TranslationStatus.objects.get(language="nl").state == "outdated"
    actions.revert(entries_of(page)[0], by=secretary)
    assert TranslationStatus.objects.get(language="nl").state == "current"


def test_the_history_outlives_a_field(browser):
    page = factories.page("page")
    page.title_en = "New"
    page.save()
    entry = entries_of(page)[0]
    entry.changes |= {"motto": ["Old", "Gone"]}
    entry.save()
    shown = browser.get(reverse("admin:eclag_page_history", args=[page.pk]))
    assert shown.status_code == 200
    assert "motto" in shown.content.decode()
    browser.post(reverse("admin:eclag_page_revert", args=[page.pk, entry.pk]))
    page.refresh_from_db()
    assert page.title_en == "Page page"


def test_what_hangs_on_a_thing_stands_in_its_history_for_those_who_may_see_it(browser, secretary):
    said = factories.statement()
    number = ReportedNumber.objects.create(statement=said, number=60, source_url="https://example.org/60")
    number.number = 61
    number.save()
    member = factories.organisation()
    factories.mandate(factories.user(name="Canary"), member)
    history = browser.get(reverse("admin:positions_statement_history", args=[said.pk])).content.decode()
    assert "Update reported number 61 organisations" in history
    entry = LogEntry.objects.get(content_type__model="reportednumber", action=1)
    browser.post(reverse("admin:positions_statement_revert", args=[said.pk, entry.pk]))
    number.refresh_from_db()
    assert number.number == 60
    address = reverse("admin:members_organisation_history", args=[member.pk])
    for person, seen in ((secretary, True), (factories.user(staff_role="editor"), False)):
        browser.force_login(person)
        assert ("mandate Canary" in browser.get(address).content.decode()) is seen


def test_a_logo_whose_file_is_gone_is_not_set_back(browser, secretary, settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)  # the same logo is a file of other tests, which may run at the same time
    organisation = factories.organisation(logo=factories.logo())
    file = organisation.logo.name
    organisation.logo = ""
    organisation.save()
    content_storage().delete(file)
    with pytest.raises(ValidationError, match="The file of the logo is not kept any more"):
        actions.revert(entries_of(organisation)[0], by=secretary)


def test_a_person_is_erased_from_the_history(browser, secretary):
    person = factories.user("canary@example.org", name="Canary Person", staff_role="editor")
    mandate = factories.mandate(person, factories.organisation())
    mandate.role = "editor"
    mandate.save()
    mandate.delete()
    person.name = "Canary Renamed"
    person.save()
    page = factories.page("page")
    browser.force_login(person)
    change(browser, page, title_en="By her")
    before = LogEntry.objects.count()
    browser.force_login(secretary)
    address = reverse("admin:members_user_erase", args=[person.pk])
    assert "log entries" in browser.get(address).content.decode()
    browser.post(address)
    assert [row for row in LogEntry.objects.values() if "anary" in str(row)] == []
    assert LogEntry.objects.count() == before
    assert dict(differences(type(page), entries_of(page)[0])) == {
        "title [en]": "<del>Page</del><ins>By</ins> <del>page</del><ins>her</ins>"
    }


def test_no_password_and_no_address_of_a_machine_is_kept(browser):
    person = factories.user()
    person.set_password("another long secret")
    person.save()
    change(browser, factories.page("page"), title_en="New")
    kept = str(list(LogEntry.objects.values()))
    assert "argon2" not in kept
    assert set(LogEntry.objects.values_list("remote_addr", flat=True)) == {None}


def test_the_word_none_of_an_old_entry_is_nothing(browser, secretary):
    organisation = factories.organisation(website="https://example.org/old")
    organisation.website = "https://example.org/new"
    organisation.save()
    entry = entries_of(organisation)[0]
    entry.changes = {"website": ["None", "https://example.org/new"], "does_nl": ["None", ""]}
    entry.save()
    assert dict(differences(type(organisation), entry))["website"] == "<ins>https://example.org/new</ins>"
    actions.revert(entry, by=secretary)
    organisation.refresh_from_db()
    assert (organisation.website, organisation.does_nl) == ("", None)
