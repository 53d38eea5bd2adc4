"""The columns of a text that speaks 24 languages; the database computes what follows from them."""

import functools

from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Case, F, Func, Value, When
from django.db.models.functions import Coalesce
from modeltranslation.translator import translator

from .languages import LANGUAGE_CODES


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


def translated_fields(model):
    return translator.get_options_for_model(model).get_field_names()


@functools.cache
def plain_columns(model):
    """The columns that hold no translated text."""
    texts = {f"{field}_{ending}" for field in translated_fields(model) for ending in [*LANGUAGE_CODES, "authentic"]}
    return [
        column.name for column in model._meta.concrete_fields if column.name not in {*translated_fields(model), *texts}
    ]
