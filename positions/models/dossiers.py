"""EU legislative files and their dated steps."""

import datetime

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils import timezone

from members.models import Addressed, Sampled, SampledQuerySet, Translated, TranslatedQuerySet
from members.models.organisations import check_slug
from members.periods import first_day, last_day
from members.states import Precision
from members.texts.columns import authentic_field, languages_field, line_field
from members.texts.names import NameField
from members.texts.publishers import is_official
from positions.states import Institution, Stage

MONTH = datetime.timedelta(days=30)


class DossierQuerySet(SampledQuerySet):
    def visible_to(self, user):
        """The law is public."""
        return self

    def search(self, words):
        return self.mentioning(words, "procedure", "title", "short_title", "summary")

    def with_steps(self):
        """Each dossier as a list, with its `next_step` and `last_step` (or None), in two queries."""
        coming = Milestone.objects.expected().filter(dossier=OuterRef("pk")).exclude(date=None)
        gone = Milestone.objects.filter(dossier=OuterRef("pk"), planned=False).order_by("-date", "-pk")
        rows = list(self.annotate(next_pk=Subquery(coming.values("pk")[:1]), last_pk=Subquery(gone.values("pk")[:1])))
        wanted = {pk for row in rows for pk in (row.next_pk, row.last_pk) if pk}
        steps = {step.pk: step for step in Milestone.objects.filter(pk__in=wanted).localized("title")}
        for row in rows:
            row.next_step, row.last_step = steps.get(row.next_pk), steps.get(row.last_pk)
        return rows


class Dossier(Addressed, Sampled):
    slug = models.SlugField(max_length=80, unique=True, validators=[check_slug])
    procedure = models.CharField(max_length=80, help_text="Such as 2022/0155(COD).")
    order = models.PositiveSmallIntegerField(default=0)
    title = line_field(limit=600)
    title_authentic = authentic_field("title")
    short_title = line_field(limit=120)
    short_title_authentic = authentic_field("short_title")
    summary = models.TextField(blank=True)
    summary_authentic = authentic_field("summary")
    ask_now = models.TextField("what we ask now", blank=True)
    ask_now_authentic = authentic_field("ask_now")
    languages = languages_field("summary")
    contact = NameField("whom to call", max_length=200, blank=True, help_text="Public: who agreed to be named.")
    contact_email = models.EmailField("e-mail", blank=True, help_text="Public: that of an office, best.")
    contact_phone = models.CharField("telephone", max_length=60, blank=True)
    checked_on = models.DateField(
        "looked through on", null=True, blank=True, help_text="When somebody last held all of it against its sources."
    )

    objects = DossierQuerySet.as_manager()

    class Meta:
        ordering = ["order", "pk"]

    def __str__(self):
        return self.authentic("short_title") or self.slug

    def get_absolute_url(self):
        return reverse("positions:dossier", args=[self.slug])

    @property
    def is_unchecked(self):
        """Whether nobody has held it against its sources within thirty days."""
        return self.checked_on is None or self.checked_on <= timezone.localdate() - MONTH

    def has_been_public(self):
        return True


class MilestoneQuerySet(TranslatedQuerySet):
    def visible_to(self, user):
        """The law is public."""
        return self

    def past(self, day=None):
        """Those that happened, and those that were planned for days that are over."""
        return self.filter(models.Q(planned=False) | models.Q(last_day__lt=day or timezone.localdate()))

    def expected(self, day=None):
        """Planned steps whose last day is not over, those without a date last."""
        to_come = models.Q(last_day__gte=day or timezone.localdate()) | models.Q(date=None)
        return self.filter(to_come, planned=True).order_by(models.F("date").asc(nulls_last=True), "pk")

    def unresolved(self, day=None):
        """Planned steps whose days are over: nobody has told us what came of them."""
        return self.filter(last_day__lt=day or timezone.localdate(), planned=True)


class Milestone(Translated):
    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="milestones")
    date = models.DateField(null=True, blank=True, help_text="Empty: expected, the day is not set yet.")
    precision = models.CharField(max_length=12, choices=Precision.choices, default=Precision.DAY)
    last_day = models.DateField(null=True, editable=False)  # that it can be
    planned = models.BooleanField(
        default=False,
        help_text="It was announced. Untick it once it is known to have happened, as the title then says.",
    )
    institution = models.CharField(max_length=20, choices=Institution.choices)
    stage = models.CharField(
        "stage",
        max_length=20,
        choices=[choice for choice in Stage.choices if choice[0] != Stage.NEW_TERM],
        blank=True,
        help_text="If the file enters one with this step; a new proposal begins anew.",
    )
    title = line_field(limit=600)
    title_authentic = authentic_field("title")
    languages = languages_field("title")
    source_url = models.URLField("source", max_length=500)
    other_source_url = models.URLField("other source", max_length=500, blank=True)
    checked_on = models.DateField("looked at on", null=True, blank=True, default=timezone.localdate)

    objects = MilestoneQuerySet.as_manager()

    class Meta:
        ordering = [models.F("date").asc(nulls_last=True), "pk"]
        indexes = [models.Index(fields=["dossier", "date"])]

    def __str__(self):
        return f"{self.date or 'expected'}: {self.authentic('title')}"

    def clean(self):
        if self.date is None and not self.planned:
            raise ValidationError({"date": "A step that happened has its date."})

    def save(self, *args, **kwargs):
        """As Django's; what is entered before its days are over is planned, and what has not begun is nothing else."""
        today = timezone.localdate()
        if self.date:
            self.date, self.last_day = first_day(self.date, self.precision), last_day(self.date, self.precision)
        else:
            self.last_day = None
        ahead = self.date is None or self.date > today
        if ahead or (self._state.adding and self.last_day > today):
            self.planned = True
        super().save(*args, **kwargs)

    @property
    def sources(self):
        """Where it is told, what an institution says before what others report."""
        return sorted(filter(None, [self.source_url, self.other_source_url]), key=is_official, reverse=True)

    @property
    def is_expected(self):
        """Whether it was announced, and its days are not over."""
        return self.planned and not self.is_unresolved

    @property
    def is_unresolved(self):
        """Whether its days are over, and nobody has told us what came of it."""
        return bool(self.planned and self.last_day and self.last_day < timezone.localdate())
