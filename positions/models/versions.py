"""Numbered texts of a statement, their translations, and the canonical text that a signature is bound to."""

import hashlib

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from members.standing import curates, languages_of, standing_of
from members.states import MandateRole, TextOrigin, TextState
from members.texts.folding import has_word, words_of
from members.texts.rich import RichTextField
from positions.states import SIGNED, StatementState


def published():
    """The condition that the hour of a statement or version has come; no job has to be in time."""
    return Q(published_at__lte=timezone.now())


def lies_before(user):
    """The condition that a statement that is not public yet lies before this person, None where none does.

    Once submitted, letters and joint statements lie before all signatories of active members, every other kind before
    those of the steering group; an open one before everybody with a mandate.
    """
    if not user.is_authenticated:
        return None
    standing, signs = standing_of(user), MandateRole.SIGNATORY
    if not standing.organisations():
        return None
    found = Q(state=StatementState.OPEN)
    submitted = Q(state__in=[StatementState.APPROVAL, StatementState.ADOPTED]) | Q(
        state=StatementState.PUBLISHED, published_at__gt=timezone.now()
    )
    if standing.steering(signs):
        found |= submitted
    elif standing.organisations(signs):
        found |= submitted & Q(kind__in=SIGNED)
    return found


def has_come(hour):
    """What `published` asks, of one row."""
    return hour is not None and hour <= timezone.now()


class VersionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The public sees published versions, a translator also those handed to her; curators see drafts too.

        Of a statement that lies before a member she sees the words that do, none that were sent back.
        """
        if curates(user):
            return self
        seen = published()
        if languages_of(user):
            seen |= Exists(Translation.objects.handed_to(user).filter(version=OuterRef("pk")))
        if lies := lies_before(user):
            statements = self.model._meta.get_field("statement").related_model.objects.filter(lies)
            newer = self.model.objects.filter(statement=OuterRef("statement"), number__gt=OuterRef("number"))
            seen |= Q(frozen_at__isnull=False, statement__in=statements.values("pk")) & ~Exists(newer)
        return self.filter(seen)


class Version(models.Model):
    statement = models.ForeignKey("positions.Statement", models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    language = models.CharField("authentic language", max_length=2, choices=settings.LANGUAGES, default="en")
    # The next three are set together by actions.freeze; from then on the database lets no part of the identity change.
    canonical_text = models.TextField(blank=True, editable=False)
    digest = models.CharField(max_length=64, blank=True, editable=False)
    frozen_at = models.DateTimeField(null=True, editable=False)
    opened_at = models.DateTimeField(null=True, editable=False)  # to its signatories; set once
    published_at = models.DateTimeField(null=True, editable=False)  # it may lie ahead; once past it stays

    objects = VersionQuerySet.as_manager()

    class Meta:
        ordering = ["statement", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["statement", "number"], name="version_numbered_once"),
            models.CheckConstraint(
                condition=Q(frozen_at__isnull=True, digest="") | (Q(frozen_at__isnull=False) & ~Q(digest="")),
                name="version_frozen_has_digest",
            ),
            models.CheckConstraint(
                condition=Q(opened_at__isnull=True, published_at__isnull=True) | Q(frozen_at__isnull=False),
                name="version_opened_is_frozen",
            ),
        ]

    def __str__(self):
        return f"{self.statement} (version {self.number})"

    def get_absolute_url(self):
        return reverse("positions:version", args=[self.statement.slug, self.number])

    def clean(self):
        if self.pk and Version.objects.filter(pk=self.pk, frozen_at__isnull=False).exists():
            raise ValidationError("This version is frozen: people signed these very words.")
        if self._state.adding and self.statement_id:
            if self.statement.state != StatementState.DRAFT:
                raise ValidationError("Its words are laid before others or public: send it back first.")
            if self.statement.versions.filter(frozen_at__isnull=True).exists():
                raise ValidationError("There is a version to work on already.")

    @property
    def is_public(self):
        return has_come(self.published_at)

    @property
    def computed_digest(self):
        return hashlib.sha256(self.canonical_text.encode()).hexdigest()


class TranslationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """A translation is seen with its version."""
        return self.filter(version__in=Version.objects.visible_to(user).values("pk"))

    def handed_to(self, user):
        """Those that a curator made for this translator to fill."""
        return self.filter(language__in=languages_of(user)).exclude(language=F("version__language"))

    def mentioning_public(self, words):
        """Texts of public versions, in the reader's or the authentic language, that have every word."""
        rows = self.filter(
            Q(language=get_language()) | Q(language=F("version__language")),
            version__published_at__lte=timezone.now(),
        )
        for word in words_of(words):
            rows = rows.filter(has_word(word, "title", "summary", "text"))
        return rows


class Translation(models.Model):
    """The text of a version in one language; the row in the version's own language is the authentic one."""

    version = models.ForeignKey(Version, models.CASCADE, related_name="translations")
    language = models.CharField(max_length=2, choices=settings.LANGUAGES)
    title = models.CharField(max_length=600)
    summary = models.TextField(blank=True)
    text = RichTextField(blank=True)
    state = models.CharField(max_length=12, choices=TextState.choices, default=TextState.IN_PROGRESS, editable=False)
    origin = models.CharField(max_length=10, choices=TextOrigin.choices, default=TextOrigin.HUMAN)
    renders = models.ForeignKey(
        Version,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="renderings",
        editable=False,
        help_text="The version whose text it really renders, where that is an older one.",
    )
    frozen_at = models.DateTimeField(null=True, editable=False)

    objects = TranslationQuerySet.as_manager()

    class Meta:
        ordering = ["version", "language"]
        constraints = [
            models.UniqueConstraint(fields=["version", "language"], name="translation_once_a_language"),
        ]

    def __str__(self):
        return f"{self.title} [{self.language}]"

    def clean(self):
        if self.pk and Translation.objects.filter(pk=self.pk, frozen_at__isnull=False).exists():
            raise ValidationError("This text is frozen: people signed these very words.")
