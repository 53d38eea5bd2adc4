"""How each language of a thing stands to the text that it renders."""

import hashlib

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from modeltranslation.translator import translator

from members.states import TextOrigin, TextState


def texts_of(thing, language):
    """The thing's translated texts in that language, field by field, always in the same order.

    The library names the fields in another order in each process, and a digest is taken of them all.
    """
    fields = sorted(translator.get_options_for_model(type(thing)).get_field_names())
    return {field: getattr(thing, f"{field}_{language}") or "" for field in fields}


def digest_of(texts):
    return hashlib.sha256("\x1f".join(texts.values()).encode()).hexdigest()


class TranslationStatus(models.Model):
    """The texts of a thing in one language other than its authentic one; no row means that nothing is there."""

    content_type = models.ForeignKey(ContentType, models.CASCADE)
    object_id = models.PositiveBigIntegerField()
    thing = GenericForeignKey()
    language = models.CharField(max_length=2, choices=settings.LANGUAGES)
    state = models.CharField(max_length=12, choices=TextState.choices, default=TextState.CURRENT)
    origin = models.CharField(max_length=10, choices=TextOrigin.choices, default=TextOrigin.HUMAN)
    source_digest = models.CharField(max_length=64, editable=False)
    same_digests = models.TextField(  # separated by blanks
        blank=True, default="", editable=False, help_text="Of the authentic text before or after editorial changes."
    )
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["content_type", "object_id", "language"]
        constraints = [
            models.UniqueConstraint(
                fields=["content_type", "object_id", "language"], name="translation_status_once_a_language"
            ),
        ]
        indexes = [models.Index(fields=["content_type", "state", "language"])]

    def __str__(self):
        return f"{self.thing} [{self.language}]: {self.state}"


def status_of(thing, language, *, origin=TextOrigin.HUMAN):
    """A row for texts that render the authentic ones as they are now; incomplete ones are in progress."""
    source, texts = texts_of(thing, thing.authentic_language), texts_of(thing, language)
    whole = all(texts[field] for field, text in source.items() if text)
    return TranslationStatus(
        content_type=ContentType.objects.get_for_model(thing),
        object_id=thing.pk,
        language=language,
        state=TextState.CURRENT if whole else TextState.IN_PROGRESS,
        origin=origin,
        source_digest=digest_of(source),
    )


def statuses_of(thing, *, origin=TextOrigin.HUMAN):
    """Rows for every language in which the thing has a text besides the authentic one."""
    return [
        status_of(thing, code, origin=origin)
        for code, _ in settings.LANGUAGES
        if code != thing.authentic_language and any(texts_of(thing, code).values())
    ]
