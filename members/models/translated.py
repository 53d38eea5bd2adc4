"""Things with texts in 24 languages, and queries that load only the languages shown."""

from django.conf import settings
from django.contrib.contenttypes.fields import GenericRelation
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import get_language

from members.texts.columns import joined, plain_columns, translated_fields
from members.texts.folding import fold, has_word, words_of

from .translation_status import TranslationStatus


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
        ).order_by()
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
