"""Statements and what they ask for."""

from django.conf import settings
from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.db.models import Case, F, OuterRef, Q, Subquery, When
from django.urls import reverse
from django.utils.translation import get_language

from members.models import Attachment, Sampled, SampledQuerySet, Translated, TranslatedQuerySet
from members.models.organisations import check_slug
from members.models.texts import authentic_field, languages_field, line_field
from members.states import Precision
from positions.states import PUBLIC_STATEMENT_STATES, Direction, Stage, StatementKind, StatementState

from .dossiers import Dossier
from .versions import Translation, Version


class StatementQuerySet(SampledQuerySet):
    def visible_to(self, user):
        """The public sees what was published; staff see drafts too."""
        return self if user.is_staff else self.filter(state__in=PUBLIC_STATEMENT_STATES)

    def titled(self, *fields):
        """Localize `fields`, and as `heading` the title of the newest frozen version, else the statement's own."""
        language = get_language()
        readers_first = Case(When(language=language, then=0), default=1)
        newest = (
            Translation.objects.filter(version__statement=OuterRef("pk"), version__frozen_at__isnull=False)
            .filter(Q(language=language) | Q(language=F("version__language")))
            .exclude(title="")
            .order_by("-version__number", readers_first)
        )
        return self.localized("title", *fields).annotate(
            version_title=Subquery(newest.values("title")[:1]), version_language=Subquery(newest.values("language")[:1])
        )

    def search(self, words):
        described = Statement.objects.mentioning(words, "title", "about", "addressee")
        worded = Translation.objects.mentioning_public(words)
        return self.filter(Q(pk__in=described.values("pk")) | Q(pk__in=worded.values("version__statement")))

    def signed_by(self, organisation):
        """Those behind which the organisation stands today."""
        return self.filter(pk__in=organisation.signatures.standing().values("statement"))


class Statement(Sampled):
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
    supersedes = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="superseded_by")
    source_url = models.URLField("source", max_length=500, blank=True)
    evidence = models.TextField(blank=True, help_text="Where the facts come from; for staff.")
    attachments = GenericRelation(Attachment)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )

    objects = StatementQuerySet.as_manager()

    class Meta:
        ordering = ["-date", "-pk"]
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

    @property
    def heading(self):
        """Of a row from `titled`."""
        return self.version_title or self.localized("title")

    @property
    def heading_language(self):
        return self.version_language or self.language_of("title")


class AskQuerySet(TranslatedQuerySet):
    def visible_to(self, user):
        """An ask is seen with its version."""
        return self.filter(version__in=Version.objects.visible_to(user).values("pk"))


class Ask(Translated):
    """One sentence that a version asks for; it sums the text up and is not part of what is signed."""

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
