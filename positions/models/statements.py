"""Statements and what they ask for."""

import datetime
import re
from typing import NamedTuple

from django.contrib.contenttypes.fields import GenericRelation
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, Count, Exists, F, OuterRef, Prefetch, Q, Subquery, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext

from members.models import (
    Addressed,
    Attachment,
    Mandate,
    Sampled,
    SampledQuerySet,
    Transition,
    Translated,
    TranslatedQuerySet,
    User,
)
from members.models.organisations import check_slug
from members.standing import curates, languages_of
from members.states import MandateRole, Precision
from members.texts.columns import authentic_field, languages_field, line_field
from members.texts.languages import BRUSSELS, end_of_day
from positions.canonical import canonical_text
from positions.states import LAID, RECORDED_ONLY, SIGNED, STEERED, Direction, Stage, StatementKind, StatementState

from .dossiers import Dossier
from .versions import Translation, Version, has_come, lies_before, published

NEWEST_FIRST = ["-date", "-pk"]
ARTICLE = re.compile(r"(?:Article|Art\.) (\d\S*)")
NOON = datetime.time(12)
NO_DAY = "The deadline for names is not set, or is past."


class Lack(NamedTuple):
    """Something that is missing before a verb can be done."""

    sentence: str
    part: str  # of the statement's page where it is mended: its "kind", "text", "asks" or "names_until"


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

    def awaiting(self, user):
        """Those whose adoption awaits this person's yes: with it the first or the second of two would be there.

        Where two of staff are enough, the steering group is asked once two have said yes who both wrote the words.
        """
        submitted = Transition.objects.filter(noun="statement", thing=OuterRef("pk"), verb="submit")
        said_yes = Transition.objects.filter(
            noun="statement", thing=OuterRef("pk"), verb="adopt", pk__gt=OuterRef("submitted_row")
        )
        of_staff = said_yes.filter(actor__in=User.objects.curating().values("pk"))
        signing = Mandate.objects.steering(MandateRole.SIGNATORY)
        of_steering = said_yes.filter(actor__in=signing.values("person"))
        two = said_yes.order_by().values("thing").annotate(number=Count("pk")).filter(number__gte=2)
        mine = Q(Exists(signing.filter(person=user.pk))) & (
            Q(~Exists(of_steering), kind__in=STEERED) | Q(~Q(kind__in=STEERED), Exists(two))
        )
        if curates(user):
            mine |= Q(~Exists(of_staff), kind__in=STEERED) | ~Q(kind__in=STEERED)
        return (
            self.visible_to(user)
            .filter(state=StatementState.APPROVAL)
            .exclude(kind__in=RECORDED_ONLY)
            .alias(submitted_row=Coalesce(Subquery(submitted.values("pk")[:1]), 0))
            .filter(mine, ~Exists(said_yes.filter(actor=user.pk)))
        )

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
    words_until = models.DateField("words until", null=True, blank=True, help_text="If wanted: for remarks.")
    names_until = models.DateField(
        "names until", null=True, blank=True, help_text="It is open for signing until the end of that day in Brussels."
    )
    goes_out_on = models.DateField("goes out on", null=True, blank=True, help_text="To whom it is addressed.")
    late_allowed = models.BooleanField(
        "late signatures", default=False, help_text="Dated and marked; staff accept each of them."
    )
    reservation_allowed = models.BooleanField(
        "reservations", default=False, help_text="One of at most 300 signs, public beside the name."
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

    def clean(self):
        super().clean()
        if self.pk and self.state in LAID and not Statement.objects.filter(pk=self.pk, kind=self.kind).exists():
            raise ValidationError("Its kind says who adopts it: send it back before you change that.")
        if self.supersedes_id and self.supersedes_id == self.pk:
            raise ValidationError({"supersedes": "It cannot take its own place."})

    def chain(self):
        """The chain of its transitions, in which those of its signatures stand as well."""
        return f"statement:{self.pk}"

    def digest_now(self):
        """Of the newest version whose words are fixed."""
        newest = self.versions.filter(frozen_at__isnull=False).order_by("-number").values_list("digest", flat=True)
        return newest.first() or ""

    @cached_property
    def newest_version(self):
        """Worked on while its words are not fixed, with its `authentic_text`; None where there is none."""
        text = Translation.objects.filter(version=OuterRef("pk"), language=OuterRef("language")).values("text")
        return self.versions.annotate(authentic_text=Subquery(text[:1])).first() if self.pk else None

    def missing(self):
        """What keeps it from the next step of its way: from those who adopt it, and from those who sign it."""
        if self.state == StatementState.ADOPTED and self.kind in SIGNED:
            return [] if self.closes_at and not self.is_closed else [Lack(NO_DAY, "names_until")]
        if self.kind in RECORDED_ONLY:
            return [Lack("What appeared elsewhere is recorded by its source; choose the kind that it has.", "kind")]
        version = self.newest_version
        lacks = []
        if version is None or not canonical_text("", version.authentic_text or "").strip():
            lacks.append(Lack("The text in its authentic language is missing.", "text"))
        asks = list(version.asks.all()) if version else []
        if self.kind in STEERED and not asks:
            lacks.append(Lack("It asks for nothing yet: enter at least one ask.", "asks"))
        for number, ask in enumerate(asks, 1):
            if ask.direction == Direction.CHANGE and not ask.article:
                lacks.append(Lack(f"Ask {number} names no article: a change needs one.", "asks"))
        return lacks

    def has_been_public(self):
        """Or open to signatories, whose letters lead to it."""
        return self.is_public or self.current_id is not None

    @property
    def is_public(self):
        return has_come(self.published_at)

    @property
    def closes_at(self):
        """The last minute in which a name can be given in time, None while no day is set."""
        return self.names_until and end_of_day(datetime.datetime.combine(self.names_until, NOON, BRUSSELS))

    @property
    def is_closed(self):
        """Whether the deadline for names is over."""
        return self.closes_at is not None and self.closes_at <= timezone.now()

    @property
    def takes_names(self):
        """Whether its members can answer in time now."""
        return self.state == StatementState.OPEN and not self.is_closed

    @property
    def heading(self):
        """Of a row from `titled`: what the reader reads of it, else the words as they were written."""
        return self.headed[0]

    @property
    def heading_language(self):
        return self.headed[1]

    @property
    def headed(self):
        reader = get_language()
        if self.version_title and (self.version_language == reader or not getattr(self, f"title_{reader}")):
            return self.version_title, self.version_language
        return self.localized("title"), self.language_of("title")


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

    @property
    def place(self):
        """The article that it names, in the reader's words wherever it is a plain number."""
        found = ARTICLE.fullmatch(self.article)
        return gettext("Article %(number)s") % {"number": found[1]} if found else self.article

    def differs(self):
        """Whether anything but a translation differs from what is stored."""
        stored = Ask.objects.filter(pk=self.pk).values_list(*FROZEN_OF_ASK).first()
        mine = [getattr(self, column) for column in FROZEN_OF_ASK[:-1]]
        return stored is None or list(stored) != [*mine, self.authentic("text")]
