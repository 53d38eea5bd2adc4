"""What is written in German, Greek or Maltese is at home in the admin as what is written in English."""

import pytest
from auditlog.models import LogEntry
from django.apps import apps
from django.core.exceptions import ValidationError
from django.urls import reverse

from events.actions import announce
from events.states import EventState
from members.texts.columns import translated_fields
from members.texts.languages import LANGUAGE_CODES
from positions.actions import record_statement
from positions.states import StatementState
from tests import factories
from tests.members.test_conflicts import change_page, opened
from tests.test_access import filled

pytestmark = [pytest.mark.walk, pytest.mark.django_db]

WORDS = {"de": "Kinder schützen", "el": "Προστασία των παιδιών", "mt": "Il-ħarsien tat-tfal"}
# noun: the fields of its form besides the texts
NOUNS = {
    "members.organisation": {"name": "New", "slug": "new", "kind": "ngo", "country": "DE"},
    "eclag.page": {"slug": "new", "visibility": "public"},
    "positions.dossier": {"slug": "new", "procedure": "2026/0001(COD)", "order": "1"},
    "positions.milestone": {
        "date": "2026-03-01",
        "precision": "day",
        "institution": "parliament",
        "source_url": "https://example.org/step",
    },
    "positions.statement": {"slug": "new", "kind": "open_letter", "date": "2026-03-01", "precision": "day"},
    "positions.ask": {"order": "1", "direction": "for"},
    "events.event": {"slug": "new", "date": "2026-03-01", "precision": "day", "time_zone": "Europe/Brussels"},
    "events.session": {"order": "1"},
}
CASES = pytest.mark.parametrize(("noun", "language"), [(noun, language) for noun in NOUNS for language in WORDS])
# Where a noun is picked: (the noun whose form asks, its field)
PICKED = {
    "members.organisation": ("events.appearance", "organisation"),
    "positions.dossier": ("positions.milestone", "dossier"),
    "positions.statement": ("events.event", "statement"),
    "events.event": ("events.session", "event"),
    "events.session": ("events.appearance", "session"),
}


@pytest.fixture
def editor(client):
    client.force_login(factories.user(staff_role="editor"))
    return client


def address(noun, page):
    return reverse(f"admin:{noun.replace('.', '_')}_{page}")


def written(noun, language):
    """A whole form of that noun, in that language alone."""
    parts = {
        "positions.milestone": lambda: {"dossier": factories.dossier().pk},
        "positions.ask": lambda: {"version": factories.version(factories.statement()).pk},
        "events.session": lambda: {"event": factories.event().pk},
    }
    above = parts.get(noun, dict)()
    texts = {f"{field}_{language}": WORDS[language] for field in translated_fields(apps.get_model(noun))}
    return NOUNS[noun] | above | texts | {"authentic_language": language}


def added(editor, noun, language):
    """The row that the form of the admin makes."""
    model = apps.get_model(noun)
    before = set(model.objects.values_list("pk", flat=True))
    form = filled(editor.get(address(noun, "add"))) | written(noun, language)
    assert editor.post(address(noun, "add"), form).status_code == 302
    return model.objects.exclude(pk__in=before).get()


def texts_of(row):
    row = type(row).objects.get(pk=row.pk)
    return {
        name: getattr(row, name)
        for field in translated_fields(type(row))
        for name in [f"{field}_{code}" for code in LANGUAGE_CODES]
        if getattr(row, name)
    }


@CASES
def test_it_is_added_found_saved_unchanged_and_set_back(editor, noun, language):
    row = added(editor, noun, language)
    texts = texts_of(row)
    assert set(texts.values()) == {WORDS[language]}
    assert {name[-2:] for name in texts} == {language}

    word = {"members.organisation": "New"}.get(noun, WORDS[language].split()[-1])
    found = editor.get(address(noun, "changelist"), {"q": word})
    assert [row.pk for row in found.context["cl"].result_list] == [row.pk]
    assert f">{'New' if noun == 'members.organisation' else WORDS[language]}</a>" in found.content.decode()

    assert editor.post(change_page(row), opened(editor, row)).status_code == 302
    assert texts_of(row) == texts

    [field, *_] = translated_fields(type(row))
    changed = opened(editor, row) | {f"{field}_{language}": "Anders"}
    assert editor.post(change_page(row), changed).status_code == 302
    assert texts_of(row)[f"{field}_{language}"] == "Anders"
    entry = LogEntry.objects.filter(object_pk=str(row.pk), content_type__model=row._meta.model_name).first()
    assert list(entry.changes) == [f"{field}_{language}"]
    revert = reverse(f"admin:{noun.replace('.', '_')}_revert", args=[row.pk, entry.pk])
    assert editor.post(revert).status_code == 302
    assert texts_of(row) == texts


@CASES
def test_it_is_not_saved_without_its_authentic_text_even_if_it_has_an_english_one(editor, noun, language):
    model = apps.get_model(noun)
    needed = [field for field in translated_fields(model) if not model._meta.get_field(field).blank]
    form = filled(editor.get(address(noun, "add"))) | written(noun, language)
    for field in needed:
        form |= {f"{field}_{language}": "", f"{field}_en": "English"}
    answer = editor.post(address(noun, "add"), form)
    errors = answer.context["adminform"].form.errors if answer.context else {}
    assert list(errors) == [f"{field}_{language}" for field in needed]


@pytest.mark.parametrize(("noun", "language"), [(noun, language) for noun in PICKED for language in WORDS])
def test_a_picker_offers_it_by_its_own_words(editor, noun, language):
    row = added(editor, noun, language)
    asker, field = PICKED[noun]
    app, model = asker.split(".")
    word = "New" if noun == "members.organisation" else WORDS[language].split()[0]
    query = {"app_label": app, "model_name": model, "field_name": field, "term": word}
    offered = editor.get("/admin/autocomplete/", query).json()["results"]
    assert [(one["id"], one["text"]) for one in offered] == [(str(row.pk), str(row))]
    assert str(row) == ("New" if noun == "members.organisation" else WORDS[language])


@pytest.mark.parametrize(
    ("make", "verb"),
    [
        (lambda **texts: factories.event(state=EventState.DRAFT, **texts), announce),
        (lambda **texts: factories.statement(state=StatementState.DRAFT, **texts), record_statement),
    ],
    ids=["announce", "record"],
)
def test_nothing_goes_public_without_its_authentic_text(make, verb):
    row = make(authentic_language="el", title_en="English", title_el="")
    with pytest.raises(ValidationError, match="The title is needed in its authentic language, Ελληνικά"):
        verb(row, by=factories.user(staff_role="editor"))
    row.title_el = WORDS["el"]
    row.save()
    verb(row, by=factories.user(staff_role="editor"))
