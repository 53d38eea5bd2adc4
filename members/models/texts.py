"""Texts in 24 languages: rich text that is safe, and queries that load only the languages shown."""

import unicodedata

import nh3
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import connection, models
from django.db.models import Case, F, Func, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce, NullIf
from django.utils.translation import get_language
from django_prose_editor.fields import ProseEditorField
from modeltranslation.translator import translator

from .renderings import Rendering

LANGUAGE_CODES = [code for code, _ in settings.LANGUAGES]
TAGS = {"p", "br", "h2", "h3", "ul", "ol", "li", "strong", "em", "blockquote", "a", "sup"}


def clean_rich_text(html):
    """The same text with nothing but our few tags, and links only to the web, mail and ourselves."""
    return nh3.clean(
        html,
        tags=TAGS,
        clean_content_tags={"script", "style", "template", "iframe", "noscript"},
        attributes={"a": {"href"}, "ol": {"start"}},
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener",
    )


class RichTextField(ProseEditorField):
    """HTML of our few tags. It is cleaned on the way into the database, whatever the door; the page cleans again."""

    def __init__(self, *args, **kwargs):
        kwargs["extensions"] = {
            "Bold": True,
            "Italic": True,
            "Superscript": True,
            "Heading": {"levels": [2, 3]},
            "BulletList": True,
            "OrderedList": True,
            "ListItem": True,
            "Blockquote": True,
            "HardBreak": True,
            "Link": {"enableTarget": False, "protocols": ["http", "https", "mailto", "tel"]},
            "History": True,
            "Word": True,  # takes a paste from a word processor: static/portal_admin/word.js
        }
        kwargs["sanitize"] = clean_rich_text
        super().__init__(*args, **kwargs)

    def get_prep_value(self, value):
        value = super().get_prep_value(value)
        return clean_rich_text(value) if isinstance(value, str) else value


WORDS = 6  # of a search
# Letters with a stroke and ligatures are letters of their own to Unicode: no decomposition finds what they stand by.
STROKES = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ŧ": "t", "ı": "i", "æ": "ae", "œ": "oe"})


def fold(name):
    """The name without case and accents, so that Österreich stands beside Ostsee in every database."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter)).translate(STROKES)


def words_of(search):
    """The distinct words of a search, no more than WORDS: each costs a look at every text."""
    return list(dict.fromkeys(search.split()))[:WORDS]


def has_word(word, *columns):
    """The condition that the word occurs in one of the columns, whatever its case."""
    spellings = {word}
    if connection.vendor == "sqlite" and not word.isascii():  # it ignores case in ASCII alone
        spellings |= {word.lower(), word.upper(), word.capitalize()}
    anywhere = Q()
    for column in columns:
        for spelling in spellings:
            anywhere |= Q(**{f"{column}__icontains": spelling})
    return anywhere


def joined(parts, separator):
    """The texts one behind the other. Not Concat: it nests, and 24 levels are more than SQLite's parser takes."""
    return Func(
        *parts, template="(%(expressions)s)", arg_joiner=f" || '{separator}' || ", output_field=models.TextField()
    )


def authentic(field):
    """The text of `field` in the language in which it was written."""
    return Case(
        *(When(authentic_language=code, then=F(f"{field}_{code}")) for code in LANGUAGE_CODES),
        default=Value(""),
        output_field=models.TextField(),
    )


class TranslatedQuerySet(models.QuerySet):
    """Rows whose translated fields are told in one language, else in the authentic one.

    Only suffixed column names may be used here: the base name means all 24 languages to modeltranslation.
    """

    def told(self, *fields, language=None):
        """Load of `fields` only the reader's text as `<field>_told`, its language as `<field>_language`, no other."""
        language = language or get_language()
        translated = set(translator.get_options_for_model(self.model).get_field_names())
        shown = {}
        for field in fields:
            own = f"{field}_{language}"
            shown[f"{field}_told"] = Coalesce(
                NullIf(F(own), Value("")), authentic(field), Value(""), output_field=models.TextField()
            )
            shown[f"{field}_language"] = Case(
                When(**{f"{own}__gt": ""}, then=Value(language)),
                default=F("authentic_language"),
                output_field=models.CharField(),
            )
        plain = [
            column.name
            for column in self.model._meta.concrete_fields
            if column.name not in translated and not hasattr(column, "translated_field")
        ]
        return self.only(*plain).annotate(**shown)

    def with_languages(self, field):
        """Name in `languages` the codes, each followed by a blank, in which `field` really has a text."""
        codes = (
            Case(When(**{f"{field}_{code}__gt": ""}, then=Value(f"{code} ")), default=Value(""))
            for code in LANGUAGE_CODES
        )
        return self.annotate(languages=joined(codes, ""))

    def with_text_state(self):
        """Name in `text_state` and `text_origin` how the reader's texts stand to the authentic ones, if they do."""
        mine = Rendering.objects.filter(
            content_type=ContentType.objects.get_for_model(self.model),
            object_id=OuterRef("pk"),
            language=get_language(),
        )
        return self.annotate(
            text_state=Subquery(mine.values("state")[:1]), text_origin=Subquery(mine.values("origin")[:1])
        )

    def mentioning(self, words, *fields, folded=None):
        """Rows in which every word occurs in the reader's or the authentic text of one of `fields`, or in `folded`."""
        translated = set(translator.get_options_for_model(self.model).get_field_names())
        told = [field for field in fields if field in translated]
        columns = [field for field in fields if field not in translated]
        columns += [f"{field}_{get_language()}" for field in told]
        rows = self
        if told:
            texts = (
                When(
                    authentic_language=code,
                    then=joined([Coalesce(F(f"{field}_{code}"), Value("")) for field in told], " "),
                )
                for code in LANGUAGE_CODES
            )
            rows = self.alias(authentic_texts=Case(*texts, default=Value(""), output_field=models.TextField()))
            columns.append("authentic_texts")
        for word in words_of(words):
            in_folded = Q(**{f"{folded}__contains": fold(word)}) if folded else Q()
            rows = rows.filter(has_word(word, *columns) | in_folded)
        return rows


def authentic_language_field():
    return models.CharField(
        max_length=2,
        choices=settings.LANGUAGES,
        default="en",
        help_text="The language in which the texts below were written; the others are translations of it.",
    )
