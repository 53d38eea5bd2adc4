"""The statement's one page in the admin: from words to the public."""

import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from members.models import TranslationStatus
from positions.actions import publish, submit
from positions.models import Ask, Statement, Translation, Version
from positions.states import StatementKind
from tests import factories
from tests.positions.way import adopted, draft, laid, public
from tests.reading import main, words
from tests.test_access import filled

pytestmark = [pytest.mark.django_db, pytest.mark.once]
ADD = "/admin/positions/statement/add/?kind=joint_statement"
WRITTEN = {
    "title_en": "No gap in protection",
    "kind": "joint_statement",
    "translations-0-text": "<h2>Why</h2><p>Words<sup>[1]</sup>.</p><p><sup>[1]</sup> A note.</p>",
    "asks-0-direction": "for",
    "asks-0-text_en": "The second ask.",
    "asks-0-order": "2",
    "asks-1-direction": "change",
    "asks-1-article": "Article 3(1)",
    "asks-1-text_en": "The first ask.",
    "asks-1-order": "1",
    "asks-2-direction": "against",
    "asks-2-text_en": "The last ask.",
}


def page_of(said):
    return reverse("admin:positions_statement_change", args=[said.pk])


@pytest.fixture
def editor(people, client):
    """The browser of an editor."""
    client.force_login(people["editor"])
    return client


def written(browser, **data):
    """The statement that is made of the page for a new one."""
    form = filled(browser.get(data.pop("address", ADD)))
    answer = browser.post(data.pop("to", ADD), form | WRITTEN | data)
    assert answer.status_code == 302, main(answer)
    return Statement.objects.latest("pk")


def asks_of(said):
    return list(Ask.objects.filter(version__statement=said).values_list("order", "direction", "article", "text_en"))


def test_one_page_makes_a_statement_with_its_words_and_asks(editor):
    said = written(editor)
    [version] = said.versions.all()
    [text] = version.translations.all()
    assert (said.slug, said.state, version.number, version.language) == ("no-gap-in-protection", "draft", 1, "en")
    assert (text.language, text.title, text.text) == ("en", said.title_en, WRITTEN["translations-0-text"])
    assert asks_of(said) == [
        (1, "change", "Article 3(1)", "The first ask."),
        (2, "for", "", "The second ask."),
        (3, "against", "", "The last ask."),
    ]


def test_one_button_saves_it_and_sends_it_for_approval(editor):
    said = written(editor, _next="submit")
    assert (said.state, said.versions.get().digest != "") == ("approval", True)


def test_what_is_not_whole_is_saved_all_the_same_and_its_page_leads_to_what_is_missing(editor):
    said = written(editor, _next="submit", **{"translations-0-text": "", "asks-1-article": ""})
    assert (said.state, len(asks_of(said))) == ("draft", 3)
    page = main(editor.get(page_of(said)))
    assert '<a href="#text">The text in its authentic language is missing.</a>' in page
    assert '<a href="#asks">Ask 1 names no article: a change needs one.</a>' in page
    assert 'name="_next" value="submit" aria-disabled="true"' in page


def test_a_statement_is_written_in_any_language_and_its_address_in_latin_letters(editor):
    address = f"{ADD}&authentic_language=el"
    greek = {"title_en": "", "title_el": "Καμία εξαίρεση", **{f"asks-{row}-text_el": "Ένα." for row in range(3)}}
    said = written(editor, address=address, to=address, **greek)
    [version] = said.versions.all()
    assert (said.slug, said.authentic_language, version.language) == ("kamia-exairesi", "el", "el")
    assert version.translations.get().title == "Καμία εξαίρεση"
    assert set(version.asks.values_list("authentic_language", "text_el")) == {("el", "Ένα.")}


def test_an_address_that_is_taken_gets_a_number_and_a_title_without_letters_its_kind_and_day(editor):
    assert [written(editor).slug for _ in range(2)] == ["no-gap-in-protection", "no-gap-in-protection-2"]
    assert written(editor, title_en="!!!", date="2026-11-26").slug == "joint-statement-2026-11-26"


def test_words_title_and_asks_are_changed_where_they_stand(editor):
    said = written(editor)
    TranslationStatus.objects.all().delete()
    form = filled(editor.get(page_of(said)))
    order = [form[f"asks-{row}-text_en"] for row in range(3)]
    assert order == ["The first ask.", "The second ask.", "The last ask."]
    form |= {
        "title_en": "Another",
        "translations-0-text": "<p>Others.</p>",
        "asks-0-text_en": "Mine.",
        "asks-0-order": "",
    }
    assert editor.post(page_of(said), form | {"asks-1-DELETE": "on"}).status_code == 302
    text = Translation.objects.get(version__statement=said)
    assert (text.title, text.text, Version.objects.count()) == ("Another", "<p>Others.</p>", 1)
    assert asks_of(said) == [(1, "change", "Article 3(1)", "Mine."), (3, "against", "", "The last ask.")]


def test_an_ask_that_is_changed_leaves_its_translations_outdated(editor):
    said = written(editor)
    ask = Ask.objects.get(text_en="The first ask.")
    translated = filled(editor.get(reverse("admin:positions_ask_change", args=[ask.pk]))) | {"text_nl": "De vraag."}
    editor.post(reverse("admin:positions_ask_change", args=[ask.pk]), translated)
    form = filled(editor.get(page_of(said))) | {"asks-0-text_en": "Otherwise."}
    editor.post(page_of(said), form)
    assert TranslationStatus.objects.get(object_id=ask.pk, language="nl").state == "outdated"


def test_of_two_who_change_the_same_words_the_second_sees_both(editor, people):
    said = written(editor)
    other = Client()
    other.force_login(people["other editor"])
    hers, mine = (filled(browser.get(page_of(said))) for browser in (other, editor))
    assert other.post(page_of(said), hers | {"translations-0-text": "<p>Hers.</p>"}).status_code == 302
    answer = editor.post(page_of(said), mine | {"translations-0-text": "<p>Mine.</p>"})
    assert (answer.status_code, Translation.objects.get(version__statement=said).text) == (200, "<p>Hers.</p>")
    assert "<blockquote><p>Hers.</p></blockquote>" in answer.content.decode()
    assert "Mine." in answer.content.decode()


def test_words_that_were_fixed_meanwhile_stay_and_what_was_typed_is_shown(editor, people):
    said = written(editor)
    form = filled(editor.get(page_of(said))) | {"translations-0-text": "<p>Mine.<script>x</script></p>"}
    submit(said, by=people["secretary"])
    before = list(Translation.objects.values())
    answer = editor.post(page_of(said), form)
    assert (answer.status_code, list(Translation.objects.values())) == (200, before)
    assert "<blockquote><p>Mine.</p></blockquote>" in answer.content.decode()


def test_once_its_words_are_fixed_its_page_only_shows_them(editor, people):
    said = laid(people)
    answer = editor.get(page_of(said))
    fields = answer.context["adminform"].form.fields
    assert {"kind", "title_en"} & set(fields) == set()
    assert {"title_nl", "stage"} <= set(fields)
    page = words(answer)
    assert "Some words." in page
    assert f"Version 1, with the digest {said.versions.get().digest}" in page
    assert 'name="translations-0-text"' not in main(answer)


STANDS = {
    "draft": "Draft. It is your move.",
    "approval": "Approval. It is your move.",
    "adopted": "Adopted. It is your move.",
}


def test_its_page_says_where_it_stands_and_whose_move_it_is(editor, people):
    made = {"draft": draft(), "approval": laid(people), "adopted": adopted(people)}
    assert {state: STANDS[state] in words(editor.get(page_of(said))) for state, said in made.items()} == dict.fromkeys(
        made, True
    )
    page = words(editor.get(page_of(made["approval"])))
    assert "Somebody of the secretariat or the editors, and a signatory of the steering group, adopt it." in page
    page = words(editor.get(page_of(made["adopted"])))
    assert f"Adopted by {people['secretary']}, for the secretariat" in page
    assert f"Adopted by {people['steering']}, for {people['steering'].mandates.get().organisation}" in page


def test_each_language_is_opened_from_it_and_says_how_it_stands(editor, people):
    said = draft()
    version = said.versions.get()
    version.translations.create(language="fr", title="Titre", origin="machine")
    shown = {code: (state, address) for code, state, address in editor.get(page_of(said)).context["translations"]}
    dutch = version.translations.get(language="nl")
    assert {code: shown[code][0] for code in ("en", "nl", "fr", "mt")} == {
        "en": "authentic",
        "nl": "in progress",
        "fr": "by machine",
        "mt": "missing",
    }
    assert len(shown) == 24
    assert shown["nl"][1] == reverse("admin:positions_translation_change", args=[dutch.pk])
    new = editor.get(shown["mt"][1])
    assert [new.context["adminform"].form[name].value() for name in ("version", "language")] == [str(version.pk), "mt"]


def test_its_parts_are_reached_from_it_alone_but_a_translator_finds_her_work(editor, people):
    nouns = {"version", "translation", "ask"}

    def listed():
        return {noun for noun in nouns if f'href="/admin/positions/{noun}/"' in editor.get("/admin/").content.decode()}

    assert listed() == set()
    editor.force_login(people["translator"])
    assert listed() == {"translation"}


def test_its_verbs_are_for_one_statement_at_a_time(editor):
    draft()
    assert "verb_adopt" not in editor.get("/admin/positions/statement/").content.decode()
    draft_of_two = {"action": "verb_adopt", "_selected_action": [row.pk for row in Statement.objects.all()]}
    editor.post("/admin/positions/statement/", draft_of_two)
    assert set(Statement.objects.values_list("state", flat=True)) == {"draft"}


def test_its_history_tells_each_change_of_its_words(editor):
    said = written(editor)
    editor.post(page_of(said), filled(editor.get(page_of(said))) | {"translations-0-text": "<p>Mine.</p>"})
    history = words(editor.get(reverse("admin:positions_statement_history", args=[said.pk])))
    assert "Create ask The first ask." in history
    assert "Mine." in history


def test_who_only_translates_reads_it_and_changes_nothing_of_it(editor, people):
    said = laid(people)
    editor.force_login(people["translator"])
    answer = editor.get(page_of(said))
    assert (answer.status_code, "_next" in main(answer)) == (200, False)
    answer = editor.post(page_of(said), filled(answer) | {"_next": "adopt", "kind": "article"})
    said.refresh_from_db()
    assert (said.state, said.kind) == ("approval", "open_letter")


def test_its_kind_is_not_taken_back_while_it_lies_before_others(editor, people):
    said = written(editor, kind="press_release")
    editor.post(page_of(said), filled(editor.get(page_of(said))) | {"kind": "open_letter"})
    submit(said, by=people["editor"])
    history = reverse("admin:positions_statement_history", args=[said.pk])
    entry = next(row for row in editor.get(history).context["entries"] if "kind" in row.changes and row.action == 1)
    assert "send it back before you change that" in words(editor.post(f"{history}{entry.pk}/revert/", follow=True))
    assert Statement.objects.get(pk=said.pk).kind == "open_letter"


def test_a_page_takes_the_same_few_queries_however_much_there_is(editor, people):
    said, other, public_one = draft(), laid(people), adopted(people)
    publish(public_one, by=people["editor"])

    def counted():
        found = []
        lists = ("/admin/positions/statement/", "/en/desk/")
        for address in (*map(page_of, (said, other, public_one)), *lists):
            editor.get(address)
            with CaptureQueriesContext(connection) as queries:
                editor.get(address)
            found.append(len(queries))
        return found

    few = counted()
    for number in range(12):
        factories.ask(said.versions.get(), text_en=f"Ask {number}.", order=number)
        laid(people)
        adopted(people)
    assert (counted(), max(few) < 15) == (few, True)


def test_staff_lead_it_from_a_draft_to_the_public_and_are_told_what_is_missing(people, client):
    said = draft(kind=StatementKind.PRESS_RELEASE)
    Translation.objects.filter(language="en").update(text="")

    def at(verb):
        return reverse("admin:positions_statement_verb", args=[said.pk, verb])

    client.force_login(people["editor"])
    assert "The text in its authentic language is missing." in client.get(at("submit")).content.decode()
    client.post(at("submit"))
    assert Statement.objects.get(pk=said.pk).state == "draft"
    Translation.objects.filter(language="en").update(text="<p>Some words.</p>")
    client.post(at("submit"))
    digest = said.versions.get().digest
    assert f"They have the digest {digest}." in client.get(at("adopt")).content.decode()
    change = reverse("admin:positions_statement_change", args=[said.pk])
    assert "kind" not in client.get(change).context["adminform"].form.fields
    for role in ("editor", "secretary"):
        client.force_login(people[role])
        client.post(at("adopt"))
    client.post(at("publish"))
    assert public() == [said.pk]
    assert "Some words." in client.get(f"/en/positions/{said.slug}/").content.decode()


def test_staff_choose_the_hour_in_brussels_and_are_told_of_one_that_is_past(people, client):
    said = adopted(people)
    page = reverse("admin:positions_statement_verb", args=[said.pk, "publish"])
    client.force_login(people["editor"])
    assert 'type="datetime-local"' in client.get(page).content.decode()
    for wrong, told in {"2020-01-01T10:00": "This hour is past", "tomorrow": "Enter a valid date/time."}.items():
        answer = client.post(page, {"at": wrong})
        assert (answer.status_code, told in answer.content.decode(), f'value="{wrong}"' in answer.content.decode()) == (
            200,
            True,
            True,
        )
    assert Statement.objects.get(pk=said.pk).state == "adopted"
    client.post(page, {"at": "2099-01-01T10:00"})
    said.refresh_from_db()
    assert (said.state, said.published_at) == ("published", datetime.datetime(2099, 1, 1, 9, tzinfo=datetime.UTC))
    assert public() == []
