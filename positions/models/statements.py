"""Statements and what they ask for."""

from typing import NamedTuple

from django.contrib.contenttypes.fields import GenericRelation
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Prefetch, Q, Subquery, When
from django.urls import reverse
from django.utils.translation import get_language

from members.models import Addressed, Attachment, Sampled, SampledQuerySet, Translated, TranslatedQuerySet
from members.models.organisations import check_slug
from members.standing import curates, languages_of
from members.states import Precision
from members.texts.columns import authentic_field, languages_field, line_field
from positions.canonical import canonical_text
from positions.states import RECORDED_ONLY, STEERED, Direction, Stage, StatementKind, StatementState

from .dossiers import Dossier
from .versions import Translation, Version, has_come, lies_before, published

NEWEST_FIRST = ["-date", "-pk"]


class Lack(NamedTuple):
    """Something that is missing before a verb can be done."""

    sentence: str
    where: models.Model  # the row on whose page it is mended


class StatementQuerySet(SampledQuerySet):
    def visible_to(self, user):
        """The public sees what was published, a translator also what was handed to her; curators see drafts too.

        Members see besides what lies before them.
        """
        if curates(user):
            return self
        seen = published()
        if languages_of(user):
            seen |= Exists(Translation.objects.handed_to(user).filter(version__statement=OuterRef("pk")))
        if lies := lies_before(user):
            seen |= lies
        return self.filter(seen)

    def public(self):
        """Those whose hour has come; what was public stays readable when it is superseded or withdrawn."""
        return self.filter(published())

    def titled(self, *fields):
        """Localize `fields`, and as `heading` the title of the current version, else the statement's own."""
        language = get_language()
        titles = (
            Translation.objects.filter(version=OuterRef("current"))
            .filter(Q(language=language) | Q(language=F("version__language")))
            .exclude(title="")
            .order_by(Case(When(language=language, then=0), default=1))
        )
        return self.localized("title", *fields).annotate(
            version_title=Subquery(titles.values("title")[:1]), version_language=Subquery(titles.values("language")[:1])
        )

    def with_dossiers(self):
        return self.prefetch_related(Prefetch("dossiers", Dossier.objects.localized("short_title")))

    def search(self, words):
        described = Statement.objects.mentioning(words, "title", "about", "addressee")
        worded = Translation.objects.mentioning_public(words)
        return self.filter(Q(pk__in=described.values("pk")) | Q(pk__in=worded.values("version__statement")))

    def signed_by(self, organisation):
        """Those behind which the organisation stands today."""
        return self.filter(pk__in=organisation.signatures.counting().values("statement"))


class Statement(Addressed, Sampled):
    slug = models.SlugField(max_length=80, unique=True, validators=[check_slug])
    kind = models.CharField(max_length=20, choices=StatementKind.choices)
    state = models.CharField(
        max_length=20,
        choices=StatementState.choices,
        default=StatementState.DRAFT,
        editable=False,
        db_index=True,
    )
    date = models.DateField(db_index=True)
    precision = models.CharField(max_length=12, choices=Precision.choices, default=Precision.DAY)
    dossiers = models.ManyToManyField(Dossier, blank=True, related_name="statements")
    stage = models.CharField(max_length=20, choices=Stage.choices, blank=True)
    title = line_field(
        limit=600, help_text="As published; the titles of versions written here stand in their translations."
    )
    title_authentic = authentic_field("title")
    title_is_ours = models.BooleanField(
        default=False, help_text="The published title is not known; ours describes the statement."
    )
    about = models.TextField(blank=True, help_text="Two sentences on what it is.")
    about_authentic = authentic_field("about")
    addressee = line_field(limit=600, blank=True)
    addressee_authentic = authentic_field("addressee")
    languages = languages_field("about")
    published_in = models.JSONField(
        default=list, blank=True, help_text="Codes of the languages in which it is known to have appeared."
    )
    current = models.ForeignKey(
        Version,
        models.RESTRICT,
        null=True,
        editable=False,
        related_name="+",
        help_text="The newest one that was opened to signatories or published.",
    )
    published_at = models.DateTimeField(
        null=True,
        editable=False,
        db_index=True,
        help_text="Since when the public sees it; of a statement with versions, the hour of the first public one.",
    )
    supersedes = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="superseded_by")
    source_url = models.URLField("source", max_length=500, blank=True)
    evidence = models.TextField(blank=True, help_text="Where the facts come from; for staff.")
    attachments = GenericRelation(Attachment)

    objects = StatementQuerySet.as_manager()

    class Meta:
        ordering = NEWEST_FIRST
        indexes = [models.Index(fields=["state", "-date"])]

    def __str__(self):
        return self.authentic("title") or self.slug

    def get_absolute_url(self):
        return reverse("positions:statement", args=[self.slug])

    def chain(self):
        """The chain of its transitions, in which those of its signatures stand as well."""
        return f"statement:{self.pk}"

    def digest_now(self):
        """Of the newest version whose words are fixed."""
        newest = self.versions.filter(frozen_at__isnull=False).order_by("-number").values_list("digest", flat=True)
        return newest.first() or ""

    def missing(self):
        """What keeps its words from being laid before those who adopt them, each with the page where it is mended."""
        if self.kind in RECORDED_ONLY:
            return [Lack("What appeared elsewhere is recorded by its source; choose the kind that it has.", self)]
        version = self.versions.order_by("-number").first()
        if version is None or version.frozen_at:
            return [Lack("There is no version to work on.", self)]
        text = version.translations.filter(language=version.language).first()
        lacks = []
        if text is None or not canonical_text("", text.text).strip():
            lacks.append(Lack("The text in its authentic language is missing.", text or version))
        if self.kind in STEERED and not version.asks.exists():
            lacks.append(Lack("It asks for nothing yet: enter at least one ask.", version))
        return lacks

    def has_been_public(self):
        """Or open to signatories, whose letters lead to it."""
        return self.is_public or self.current_id is not None

    @property
    def is_public(self):
        return has_come(self.published_at)

    @property
    def heading(self):
        """Of a row from `titled`."""
        return self.version_title or self.localized("title")

    @property
    def heading_language(self):
        return self.version_language or self.language_of("title")


# Of an ask of a frozen version; positions/frozen.py has the same list.
FROZEN_OF_ASK = ["version_id", "order", "direction", "article", "authentic_language", "text_authentic"]


class AskQuerySet(TranslatedQuerySet):
    def visible_to(self, user):
        """An ask is seen with its version."""
        return self.filter(version__in=Version.objects.visible_to(user).values("pk"))


class Ask(Translated):
    """One sentence that a version asks for; it sums the text up and is frozen with it, but for its translations."""

    version = models.ForeignKey(Version, models.CASCADE, related_name="asks")
    order = models.PositiveSmallIntegerField(default=0)
    direction = models.CharField(max_length=10, choices=Direction.choices)
    article = models.CharField(max_length=80, blank=True, help_text="Such as Article 3(2), or an amendment.")
    text = line_field(limit=600)
    text_authentic = authentic_field("text")
    languages = languages_field("text")

    objects = AskQuerySet.as_manager()

    class Meta:
        ordering = ["order", "pk"]

    def __str__(self):
        return self.authentic("text")

    def clean(self):
        if Version.objects.filter(pk=self.version_id, frozen_at__isnull=False).exists() and self.differs():
            raise ValidationError("This ask is frozen with its version: only its translations may change.")

    def differs(self):
        """Whether anything but a translation differs from what is stored."""
        stored = Ask.objects.filter(pk=self.pk).values_list(*FROZEN_OF_ASK).first()
        mine = [getattr(self, column) for column in FROZEN_OF_ASK[:-1]]
        return stored is None or list(stored) != [*mine, self.authentic("text")]
