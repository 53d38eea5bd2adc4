"""Texts in 24 languages: rich text that is safe, and queries that load only the languages shown."""

import functools
import unicodedata

import nh3
from django.conf import settings
from django.contrib.contenttypes.fields import GenericRelation
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import connection, models
from django.db.models import Case, F, Func, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import get_language
from django_prose_editor.fields import ProseEditorField
from modeltranslation.translator import translator

from .translation_status import TranslationStatus

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


def line_field(*args, limit, **kwargs):
    """One line of at most `limit` letters. The column has no limit: PostgreSQL never alters one that others read."""
    return models.CharField(*args, validators=[MaxLengthValidator(limit)], **kwargs)


def authentic_field(field):
    """The text of `field` in the thing's authentic language, computed by the database on every write."""
    texts = (When(authentic_language=code, then=F(f"{field}_{code}")) for code in LANGUAGE_CODES)
    return models.GeneratedField(
        verbose_name=field.replace("_", " "),
        expression=Coalesce(Case(*texts, output_field=models.TextField()), Value(""), output_field=models.TextField()),
        output_field=models.TextField(),
        db_persist=True,
    )


def languages_field(field):
    """The codes, each followed by a blank, in which `field` really has a text; computed as `authentic_field` is."""
    codes = (
        Case(When(**{f"{field}_{code}__gt": ""}, then=Value(f"{code} ")), default=Value("")) for code in LANGUAGE_CODES
    )
    return models.GeneratedField(expression=joined(codes, ""), output_field=models.TextField(), db_persist=True)


class TranslatedQuerySet(models.QuerySet):
    """Rows of a Translated model.

    Only suffixed column names may be used here: the base name means all 24 languages to modeltranslation.
    """

    def localized(self, *fields):
        """Load of the translated `fields` the reader's text and the authentic one alone."""
        names = [name for field in fields for name in (f"{field}_{get_language()}", f"{field}_authentic")]
        return self.only(*plain_columns(self.model), *names)

    def with_text_state(self):
        """Name in `text_state` and `text_origin` how the reader's texts stand to the authentic ones, if they do."""
        mine = TranslationStatus.objects.filter(
            content_type=ContentType.objects.get_for_model(self.model),
            object_id=OuterRef("pk"),
            language=get_language(),
        )
        return self.annotate(
            text_state=Subquery(mine.values("state")[:1]), text_origin=Subquery(mine.values("origin")[:1])
        )

    def mentioning(self, words, *fields, folded=None):
        """Rows in which every word occurs in the reader's or the authentic text of one of `fields`, or in `folded`."""
        translated = translated_fields(self.model)
        columns = [field for field in fields if field not in translated]
        for field in fields:
            if field in translated:
                columns += [f"{field}_{get_language()}", f"{field}_authentic"]
        texts = joined([Coalesce(F(column), Value("")) for column in columns], " ")
        found = Q()
        for word in words_of(words):
            in_folded = Q(**{f"{folded}__contains": fold(word)}) if folded else Q()
            found &= has_word(word, "texts") | in_folded
        return self.alias(texts=texts).filter(found)


def translated_fields(model):
    return translator.get_options_for_model(model).get_field_names()


@functools.cache
def plain_columns(model):
    """The columns that hold no translated text."""
    texts = {f"{field}_{ending}" for field in translated_fields(model) for ending in [*LANGUAGE_CODES, "authentic"]}
    return [
        column.name for column in model._meta.concrete_fields if column.name not in {*translated_fields(model), *texts}
    ]


class Translated(models.Model):
    """A thing with texts in 24 languages, of which the one in its authentic language must be there.

    Besides the columns of modeltranslation each text has an `authentic_field`, and the main one a `languages_field`.
    The base column of a text means nothing.
    """

    authentic_language = models.CharField(
        max_length=2,
        choices=settings.LANGUAGES,
        default="en",
        help_text="The language in which the texts below were written; the others are translations of it.",
    )
    translation_statuses = GenericRelation(TranslationStatus)

    objects = TranslatedQuerySet.as_manager()

    class Meta:
        abstract = True

    def authentic(self, field):
        """The text in the authentic language."""
        own = f"{field}_{self.authentic_language}"
        if own in self.__dict__:  # newer than what the database computed when the row was read
            return self.__dict__[own] or ""
        return getattr(self, f"{field}_authentic")

    def localized(self, field):
        """The text in the reader's language, else in the authentic one."""
        return getattr(self, f"{field}_{get_language()}") or self.authentic(field)

    def language_of(self, field):
        """The language in which `localized` gives the text."""
        return get_language() if getattr(self, f"{field}_{get_language()}") else self.authentic_language

    def missing_texts(self):
        """{column: why it may not be empty} of the texts that must be there, each in the authentic language."""
        return {
            f"{field}_{self.authentic_language}": f"The {field.replace('_', ' ')} is needed in its authentic language, "
            f"{self.get_authentic_language_display()}."
            for field in translated_fields(type(self))
            if not self._meta.get_field(field).blank and not self.authentic(field)
        }

    def check_texts(self):
        """Raise ValidationError unless the texts that must be there are: whatever goes public is asked this."""
        if missing := self.missing_texts():
            raise ValidationError(list(missing.values()))

    def clean_fields(self, exclude=None):
        """As Django's, but the text that must be there is the authentic one, in whatever language."""
        exclude, errors = set(exclude or ()), {}
        try:
            super().clean_fields(exclude | set(translated_fields(type(self))))
        except ValidationError as refusal:
            errors = refusal.update_error_dict(errors)
        for column, reason in self.missing_texts().items():
            if column not in exclude:
                errors.setdefault(column, []).append(ValidationError(reason))
        if errors:
            raise ValidationError(errors)
