"""Texts in 24 languages: which one a reader gets, what is loaded for it, and that rich text is safe."""

import re

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override
from modeltranslation.translator import translator

from eclag.models import Page
from events.models import Event
from members.models import Organisation, Translated
from members.texts.columns import translated_fields
from members.texts.languages import LANGUAGE_CODES, city_name
from members.texts.rich import clean_rich_text
from members.texts.sorting import sort_key
from positions.models import Dossier, Translation
from tests.factories import dossier, event, organisation, page, statement, version

pytestmark = pytest.mark.once


def texts(**in_languages):
    return {f"does_{code}": text for code, text in in_languages.items()}


def raw(table, column):
    """The one value that the database itself holds."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {table}")
        ((value,),) = cursor.fetchall()
    return value


# Localized


def stored():
    """What the database computed of the only organisation: its authentic text and the languages that have one."""
    return Organisation.objects.values_list("does_authentic", "languages").get()


@pytest.mark.parametrize("model", apps.get_models(), ids=lambda model: model._meta.label)
def test_each_noun_with_texts_has_the_computed_columns_beside_them(model):
    if model in translator.get_registered_models(abstract=False):
        wanted = {"languages", *(f"{field}_authentic" for field in translated_fields(model))}
        assert issubclass(model, Translated)
    else:
        wanted = set()
    assert {field.name for field in model._meta.concrete_fields if field.generated} == wanted


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("reader", "authentic", "written", "text", "language"),
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
def test_a_reader_gets_the_text_in_her_language_else_in_the_authentic_one(reader, authentic, written, text, language):
    made = organisation(authentic_language=authentic, **{"does_en": None} | texts(**written))
    with override(reader):
        for row in (Organisation.objects.localized("does").get(), Organisation.objects.get(), made):
            assert (row.localized("does"), row.language_of("does")) == (text, language)


@pytest.mark.django_db
def test_no_other_language_is_loaded():
    organisation(name="Here", **texts(en="Help", nl="Hulp", fr="Aide"))
    with CaptureQueriesContext(connection) as queries, override("nl"):
        row = Organisation.objects.localized("does").get()
        assert (row.name, row.country, row.localized("does")) == ("Here", "NL", "Hulp")
    (query,) = queries
    assert re.findall(r'"does_(\w+)"(?= *,| FROM)', query["sql"]) == ["nl", "authentic"]
    deferred = {"does", *(f"does_{code}" for code in LANGUAGE_CODES if code != "nl")}
    assert row.get_deferred_fields() == deferred


@pytest.mark.django_db
def test_texts_that_were_not_asked_for_are_not_loaded():
    dossier()
    assert {"title_authentic", "summary_authentic"} <= Dossier.objects.localized(
        "short_title"
    ).get().get_deferred_fields()


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
    assert stored()[1] == languages


def save(row):
    row.does_de = "Geändert"
    row.save()


def save_one_field(row):
    row.does_de = "Geändert"
    row.save(update_fields=["does_de"])


def update(row):
    Organisation.objects.update(does_de="Geändert")


def bulk_update(row):
    row.does_de = "Geändert"
    Organisation.objects.bulk_update([row], ["does_de"])


def plain_sql(row):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE members_organisation SET does_de = %s", ["Geändert"])


@pytest.mark.django_db
@pytest.mark.parametrize("write", [save, save_one_field, update, bulk_update, plain_sql])
def test_the_authentic_text_follows_each_way_of_writing(write):
    row = organisation(authentic_language="de", **texts(de="Hilfe", en="Help"))
    assert stored() == ("Hilfe", "de en ")
    write(row)
    assert stored() == ("Geändert", "de en ")


@pytest.mark.django_db
def test_the_authentic_text_follows_the_authentic_language():
    organisation(authentic_language="de", **texts(de="Hilfe", en="Help"))
    Organisation.objects.update(authentic_language="en")
    assert stored() == ("Help", "de en ")


@pytest.mark.django_db
def test_a_thing_is_called_by_its_authentic_title_also_before_it_is_saved_and_after_it_was_changed():
    here = Event(slug="e", authentic_language="de", title_de="Treffen", title_en="Meeting", date="2026-01-01")
    assert str(here) == "Treffen"
    here.save()
    here.title_de = "Tagung"
    here.save()
    assert str(here) == "Tagung"
    with override("en"):
        assert str(Event.objects.localized("title").get()) == "Tagung"


@pytest.mark.django_db
def test_the_text_that_is_needed_is_the_authentic_one():
    here = event(authentic_language="de", title_en="Meeting", title_de="")
    with pytest.raises(ValidationError) as refusal:
        here.full_clean()
    assert refusal.value.message_dict == {"title_de": ["The title is needed in its authentic language, Deutsch."]}
    here.title_de, here.title_en = "Treffen", ""
    here.full_clean()


@pytest.mark.django_db
def test_a_line_has_its_limit_in_every_language():
    with pytest.raises(ValidationError) as refusal:
        dossier(short_title_fi="x" * 121).full_clean()
    assert list(refusal.value.message_dict) == ["short_title_fi"]


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


# How a language sorts, and what it calls places


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("sv", ["Australien", "Zimbabwe", "Åland", "Ålderney", "Österrike"]),
        ("fi", ["Viro", "Zimbabwe", "Åland", "Öland"]),
        ("de", ["Oman", "Österreich", "Palau"]),
        ("da", ["Zambia", "Ægypten", "Østrig", "Åland"]),
        ("cs", ["Česko", "Dánsko", "Honduras", "Chorvatsko", "Irsko", "Rumunsko", "Řecko", "Slovinsko", "Španělsko"]),
        ("hu", ["Ciprus", "Csehország", "Dánia", "Oroszország", "Örményország", "Svédország", "Szlovénia", "Uganda"]),
        ("pl", ["Islandia", "Litwa", "Łotwa", "Malta"]),
        ("mt", ["Bermuda", "Ċipru", "il-Kroazja", "Malta", "l-Ungerija"]),
        ("ga", ["an Bheilg", "Éire", "an Fhrainc", "an Ísiltír", "Málta", "an tSualainn", "an Ungáir"]),
        ("el", ["Άγιος Μαρίνος", "Αίγυπτος", "Βέλγιο", "Ελλάδα"]),
    ],
)
def test_names_sort_as_the_language_has_it(language, names):
    mixed = [*reversed(names)]
    with override(language):
        mixed.sort(key=sort_key)
    assert mixed == names


@pytest.mark.parametrize(
    ("language", "city", "told"),
    [
        ("de", "Brussels", "Brüssel"),
        ("nl", "Brussels", "Brussel"),
        ("el", "Paris", "Παρίσι"),
        ("mt", "Strasbourg", "Strasburgu"),
        ("de", "Strasbourg", "Straßburg"),
        ("fr", "Strasbourg", "Strasbourg"),
        ("de", "Ghent", None),
    ],
)
def test_a_city_has_the_name_that_the_reader_gives_it(language, city, told):
    with override(language):
        assert city_name(city, "en") == told
