"""Texts in 24 languages: which one a reader is told, what is loaded for it, and that rich text is safe."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from eclag.models import Page
from members.models import Organisation, clean_rich_text
from members.models.texts import LANGUAGE_CODES
from positions.models import Translation
from tests.factories import organisation, page, statement, version


def texts(**in_languages):
    return {f"does_{code}": text for code, text in in_languages.items()}


def raw(table, column):
    """The one value that the database itself holds."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {table}")
        ((value,),) = cursor.fetchall()
    return value


# Told


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("reader", "authentic", "written", "told", "language"),
    [
        ("nl", "en", {"en": "Help", "nl": "Hulp"}, "Hulp", "nl"),
        ("nl", "en", {"en": "Help"}, "Help", "en"),
        ("nl", "en", {"en": "Help", "nl": None}, "Help", "en"),
        ("nl", "en", {"en": "Help", "nl": ""}, "Help", "en"),
        ("en", "el", {"en": "", "el": "Βοήθεια", "nl": "Hulp"}, "Βοήθεια", "el"),
        ("en", "el", {"en": None, "el": "Βοήθεια", "nl": "Hulp"}, "Βοήθεια", "el"),
        ("bg", "bg", {"en": "Help", "bg": "Помощ"}, "Помощ", "bg"),
        ("en", "en", {"en": None, "nl": "Hulp"}, "", "en"),
        ("en", "en", {"en": "", "nl": "Hulp"}, "", "en"),
    ],
)
def test_a_text_is_told_in_the_readers_language_else_in_the_authentic_one(reader, authentic, written, told, language):
    organisation(authentic_language=authentic, **{"does_en": None} | texts(**written))
    with override(reader):
        row = Organisation.objects.told("does").get()
    assert (row.does_told, row.does_language) == (told, language)
    chosen = Organisation.objects.told("does", language=reader).get()
    assert (chosen.does_told, chosen.does_language) == (told, language)


@pytest.mark.django_db
def test_no_other_language_is_loaded():
    organisation(name="Here", **texts(en="Help", nl="Hulp", fr="Aide"))
    with CaptureQueriesContext(connection) as queries, override("nl"):
        row = Organisation.objects.told("does").get()
        assert (row.name, row.country, row.does_told) == ("Here", "NL", "Hulp")
    (query,) = queries
    assert re.findall(r'"does_(\w\w)"(?= *,| FROM)', query["sql"]) == ["nl"]
    assert row.get_deferred_fields() == {"does", *(f"does_{code}" for code in LANGUAGE_CODES)}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("written", "languages"),
    [
        ({"en": "Help", "nl": "Hulp", "sv": "Hjälp"}, "en nl sv "),
        ({"en": "Help", "nl": "", "sv": None}, "en "),
        ({"en": ""}, ""),
        (dict.fromkeys(LANGUAGE_CODES, "Help"), " ".join(LANGUAGE_CODES) + " "),
    ],
)
def test_the_languages_are_those_that_have_the_text(written, languages):
    organisation(**texts(**written))
    assert Organisation.objects.with_languages("does").get().languages == languages


# Search


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("reader", "words", "found"),
    [
        ("nl", "hulp", True),
        ("nl", "HULP kinderen", True),
        ("nl", "kinderen hulp", True),
        ("nl", "children", True),
        ("nl", "hulp children", True),
        ("nl", "enfants", False),
        ("fr", "enfants", True),
        ("fr", "kinderen", False),
        ("nl", "hulp enfants", False),
        ("nl", "hul_", False),
        ("nl", "hul%", False),
        ("nl", "'; --", False),
    ],
)
def test_a_reader_finds_every_word_in_her_language_or_the_authentic_one(reader, words, found):
    organisation(**texts(en="It helps children.", nl="Het geeft kinderen hulp.", fr="Elle aide les enfants."))
    with override(reader):
        assert Organisation.objects.mentioning(words, "does").exists() is found


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("reader", "text", "word"),
    [("bg", "Законът пази децата.", "законът"), ("el", "Ένας νόμος", "ΈΝΑΣ"), ("sv", "Österut", "österut")],
)
def test_a_search_ignores_case_in_every_alphabet(reader, text, word):
    organisation(**texts(**{reader: text}))
    with override(reader):
        assert Organisation.objects.mentioning(word, "does").exists()


@pytest.mark.django_db
def test_a_name_is_found_in_its_folded_form():
    here = organisation(name="Österreich")
    assert list(Organisation.objects.mentioning("OSTER", "name", folded="sort_name")) == [here]


# Rich text


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("<p>a<script>alert(1)</script>b</p>", "<p>ab</p>"),
        ("<style>p {color: red}</style><p>a</p>", "<p>a</p>"),
        ('<p onclick="alert(1)" style="color: red" class="x" id="y">a</p>', "<p>a</p>"),
        ('<img src="x" onerror="alert(1)"><p>a</p>', "<p>a</p>"),
        ('<a href="javascript:alert(1)">a</a>', '<a rel="noopener">a</a>'),
        ('<a href="JaVa&#x53;cript:alert(1)">a</a>', '<a rel="noopener">a</a>'),
        ('<a href="data:text/html,x">a</a>', '<a rel="noopener">a</a>'),
        (
            '<a href="https://example.org/" target="_blank">a</a>',
            '<a href="https://example.org/" rel="noopener">a</a>',
        ),
        ('<a href="mailto:a@example.org">a</a>', '<a href="mailto:a@example.org" rel="noopener">a</a>'),
        ('<a href="/en/help/">a</a>', '<a href="/en/help/" rel="noopener">a</a>'),
        ('<iframe src="https://example.org"><p>a</p></iframe>b', "b"),
        ("<svg><p>a</p><script>alert(1)</script></svg>", "<p>a</p>"),
        ("<h1>a</h1><h2>b</h2><h3>c</h3><div>d</div>", "a<h2>b</h2><h3>c</h3>d"),
        ('<ol start="3"><li>a</li></ol>', '<ol start="3"><li>a</li></ol>'),
        ("<blockquote><p><strong>a</strong> <em>b</em><sup>1</sup><br>c</p></blockquote>",) * 2,
        ("a < b & c", "a &lt; b &amp; c"),
    ],
)
def test_of_rich_text_only_our_few_tags_stay(given, kept):
    assert clean_rich_text(given) == kept
    assert clean_rich_text(kept) == kept


FOUL = '<p onclick="alert(1)">a<script>alert(1)</script> <a href="javascript:alert(1)">b</a></p>'
CLEAN = '<p>a <a rel="noopener">b</a></p>'


def by_save(row, **fields):
    for name, value in fields.items():
        setattr(row, name, value)
    row.save()


def by_update(row, **fields):
    type(row)._base_manager.filter(pk=row.pk).update(**fields)


def by_bulk_update(row, **fields):
    for name, value in fields.items():
        setattr(row, name, value)
    type(row)._base_manager.bulk_update([row], list(fields))


@pytest.mark.django_db
@pytest.mark.parametrize("write", [by_save, by_update, by_bulk_update])
def test_foul_text_is_cleaned_by_whatever_door_it_comes(write):
    write(page("about"), body_en=FOUL, body_nl=FOUL)
    write(version(statement()).translations.get(), text=FOUL)
    assert raw("eclag_page", "body_en") == raw("eclag_page", "body_nl") == CLEAN
    assert raw("positions_translation", "text") == CLEAN


@pytest.mark.django_db
def test_foul_text_is_cleaned_when_rows_come_in_bulk():
    Page.objects.bulk_create([Page(slug="about", title_en="About", body_en=FOUL, body_el=FOUL)])
    row = version(statement())
    Translation.objects.all().delete()
    Translation.objects.bulk_create([Translation(version=row, language="en", title="A", text=FOUL)])
    assert raw("eclag_page", "body_en") == raw("eclag_page", "body_el") == CLEAN
    assert raw("positions_translation", "text") == CLEAN


@pytest.mark.django_db
def test_text_that_came_past_the_field_is_cleaned_on_the_page(client):
    page("about")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE eclag_page SET body_en = %s", [FOUL])
    body = client.get("/en/about/").content.decode()
    assert CLEAN in body
    assert "alert(1)" not in body
