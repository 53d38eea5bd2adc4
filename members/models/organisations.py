"""Organisations, who acts for them, and who sits in the steering group."""

import re
from urllib.parse import urlsplit

from django.contrib.contenttypes.fields import GenericRelation
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q
from django.db.models.functions import Coalesce, Least, TruncDate
from django.urls import reverse
from django.utils import timezone

from members.standing import curates, is_secretariat
from members.states import (
    PUBLIC_ORGANISATION_STATES,
    DatedState,
    MandateRole,
    OrganisationKind,
    OrganisationState,
    Precision,
)

from .addresses import Addressed
from .files import Attachment, content_storage
from .samples import Sampled, SampledQuerySet
from .texts import authentic_field, fold, languages_field
from .users import User

LEGAL_FORMS = {"e", "v", "ev", "asbl", "vzw", "aisbl", "ngo", "association", "foundation", "the", "of", "for", "and"}
# Two organisations that share one of these may be the same.
MARKS = {
    "name_mark": "the same name",
    "site_mark": "the same website",
    "register_number": "the same number in the Transparency Register",
    "acronym_mark": "the same acronym and country",
}
TWINS = 100  # pairs that are shown at once
RESERVED_SLUGS = {"join", "feed", "calendar"}


def check_slug(slug):
    if slug in RESERVED_SLUGS:
        raise ValidationError(f"'{slug}' is an address of the portal itself.")


check_country = RegexValidator(r"^[A-Z]{2}$", "Give the two capital letters of ISO 3166, such as NL.")


class OrganisationQuerySet(SampledQuerySet):
    def visible_to(self, user):
        """The public sees active and former members; curators see all; a person sees her own organisations."""
        if curates(user):
            return self
        seen = Q(state__in=PUBLIC_ORGANISATION_STATES)
        if user.is_active:
            seen |= Exists(Mandate.objects.in_force().filter(person=user, organisation=OuterRef("pk")))
        return self.filter(seen)

    def active(self):
        return self.filter(state=OrganisationState.ACTIVE)

    def seated(self):
        """Those that sit in the steering group today."""
        return self.filter(Exists(Seat.objects.in_force().filter(organisation=OuterRef("pk"))))

    def twins(self):
        """(one, other, why) of organisations that may be one and the same, the older first; no more than TWINS."""
        pairs = {}
        for column, why in MARKS.items():
            held = self.exclude(**{column: ""}).order_by()
            shared = held.values(column).annotate(number=Count("pk")).filter(number__gt=1).values(column)
            first = {}
            for row in (
                held.filter(**{f"{column}__in": shared}).only("name", "country", column).order_by("pk")[: 2 * TWINS]
            ):
                one = first.setdefault(getattr(row, column), row)
                if one is not row:
                    pairs.setdefault((one.pk, row.pk), (one, row, why))
        return [pairs[keys] for keys in sorted(pairs)][:TWINS]

    def search(self, words):
        return self.mentioning(words, "name", "acronym", "does", folded="sort_name")


class Organisation(Addressed, Sampled):
    name = models.CharField(max_length=200, unique=True)
    sort_name = models.CharField(max_length=200, editable=False, db_index=True)
    name_mark = models.CharField(editable=False, default="", db_index=True)
    site_mark = models.CharField(editable=False, default="", db_index=True)
    acronym_mark = models.CharField(editable=False, default="", db_index=True)
    slug = models.SlugField(max_length=80, unique=True, validators=[check_slug])
    acronym = models.CharField(max_length=30, blank=True)
    kind = models.CharField(max_length=20, choices=OrganisationKind.choices)
    country = models.CharField(max_length=2, validators=[check_country])
    website = models.URLField(blank=True)
    logo = models.FileField(
        upload_to="logos/", storage=content_storage, blank=True, help_text="PNG, JPEG, WebP or GIF, 5 MB at most."
    )
    does = models.TextField("what it does", blank=True)
    does_authentic = authentic_field("does")
    languages = languages_field("does")
    register_number = models.CharField(
        "EU Transparency Register number",
        max_length=20,
        blank=True,
        validators=[RegexValidator(r"^\d{6,}-\d{2}$", "It looks like 12345678901-23.")],
    )
    funding_url = models.URLField("page on its funding", blank=True)
    state = models.CharField(
        max_length=20,
        choices=OrganisationState.choices,
        default=OrganisationState.APPLICANT,
        editable=False,
        db_index=True,
    )
    source_url = models.URLField("source", max_length=500, blank=True)
    evidence = models.TextField(blank=True, help_text="Why we hold it to be a member; for staff.")
    attachments = GenericRelation(Attachment)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ["sort_name", "pk"]
        indexes = [models.Index(fields=["state", "sort_name"])]

    def __str__(self):
        return self.name

    def has_been_public(self):
        return self.has_been_in(PUBLIC_ORGANISATION_STATES)

    COMPLETED = ["sort_name", "name_mark", "site_mark", "acronym_mark"]

    def complete(self):
        """Fill the columns in COMPLETED, which follow from the others; whoever writes in bulk calls it."""
        self.sort_name = fold(self.name)
        self.name_mark = " ".join(sorted(set(re.findall(r"\w+", self.sort_name)) - LEGAL_FORMS))
        self.site_mark = (urlsplit(self.website).hostname or "").removeprefix("www.")
        self.acronym_mark = f"{fold(self.acronym)} {self.country}" if self.acronym else ""

    def save(self, *args, **kwargs):
        self.complete()
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("organisation", args=[self.slug])


class DatedQuerySet(models.QuerySet):
    def in_force(self, at=None):
        """Those that held at that instant (now): its day is within theirs, they were given and not yet ended.

        An unknown day or instant counts as long ago or far ahead.
        """
        at = at or timezone.now()
        day = timezone.localdate(at)
        return self.filter(
            Q(since__isnull=True) | Q(since__lte=day),
            Q(until__isnull=True) | Q(until__gte=day),
            Q(given_at__isnull=True) | Q(given_at__lte=at),
            Q(ended_at__isnull=True) | Q(ended_at__gt=at),
        )

    def not_ended(self):
        """Those that are in force or to come."""
        return self.filter(Q(until__isnull=True) | Q(until__gte=timezone.localdate()), ended_at__isnull=True)


class Dated(models.Model):
    """Something that holds from a day to a day, both included; either may be unknown.

    It is ended by `actions.end`, which keeps the instant, and never deleted: what was done under it was allowed.
    """

    state_columns = ["ended_at"]
    stored_until = None

    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    given_at = models.DateTimeField(null=True, default=timezone.now, editable=False)
    ended_at = models.DateTimeField(null=True, editable=False)

    objects = DatedQuerySet.as_manager()

    class Meta:
        abstract = True

    def clean(self):
        if self.since and self.until and self.until < self.since:
            raise ValidationError({"until": "It ends before it begins."})
        if self.until and self.until < timezone.localdate() and self.until != self.stored_until:
            raise ValidationError({"until": "Enter today or a later day; “End” ends it at once."})

    @classmethod
    def from_db(cls, db, field_names, values):
        row = super().from_db(db, field_names, values)
        row.stored_until = row.__dict__.get("until")  # what stands may stand, whatever day it is by now
        return row

    @property
    def state(self):
        return DatedState.ENDED if self.ended_at else DatedState.GIVEN

    @state.setter
    def state(self, state):
        self.ended_at = timezone.now() if state == DatedState.ENDED else None

    @property
    def last_day(self):
        """The last day of which it held a part, None while none is set."""
        days = [self.until, self.ended_at and timezone.localdate(self.ended_at)]
        return min((day for day in days if day), default=None)


class MandateQuerySet(DatedQuerySet):
    def with_seat(self):
        """Say in `seated` whether the organisation sits in the steering group today."""
        return self.annotate(seated=Exists(Seat.objects.in_force().filter(organisation=OuterRef("organisation"))))

    def visible_to(self, user):
        """The secretariat sees all; a person sees her own and those of the organisations she acts for today."""
        if is_secretariat(user):
            return self
        if not user.is_active:
            return self.none()
        hers = Mandate.objects.in_force().filter(person=user).values("organisation")
        return self.filter(Q(person=user) | Q(organisation__in=hers))


class Mandate(Dated):
    """A person acts for an organisation, in a role, from a day to a day."""

    person = models.ForeignKey(User, models.PROTECT, related_name="mandates")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="mandates")
    role = models.CharField(max_length=20, choices=MandateRole.choices)

    objects = MandateQuerySet.as_manager()

    class Meta:
        ordering = ["organisation__sort_name", "role", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "organisation", "role", "since"],
                condition=Q(ended_at__isnull=True),
                name="mandate_given_once_from_a_day",
            ),
            models.UniqueConstraint(
                fields=["person", "organisation", "role"],
                condition=Q(since__isnull=True, ended_at__isnull=True),
                name="mandate_given_once_since_ever",
            ),
            models.CheckConstraint(
                condition=Q(since__isnull=True) | Q(until__isnull=True) | Q(until__gte=models.F("since")),
                name="mandate_ends_after_it_begins",
            ),
        ]

    def __str__(self):
        return f"{self.person}: {self.get_role_display()}, {self.organisation}"


class SeatQuerySet(DatedQuerySet):
    def visible_to(self, user):
        """Who sits is public wherever the organisation is."""
        if curates(user):
            return self
        return self.filter(organisation__in=Organisation.objects.visible_to(user).values("pk"))

    def no_slips(self):
        """Without those that were ended on the day on which they were entered."""
        return self.exclude(given_at__isnull=False, ended_at__isnull=False, ended_at__date=TruncDate("given_at"))

    def gone(self):
        """Those of former times, the last first."""
        ended = TruncDate("ended_at")
        rows = self.no_slips().filter(Q(until__lt=timezone.localdate()) | Q(ended_at__isnull=False))
        return rows.order_by(
            Least(Coalesce("until", ended), Coalesce(ended, "until")).desc(), "organisation__sort_name"
        )


class Seat(Dated):
    """An organisation sits in the steering group; the days are as precise as they are known."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="seats")
    since_precision = models.CharField(max_length=12, choices=Precision.choices, default=Precision.DAY)
    until_precision = models.CharField(max_length=12, choices=Precision.choices, default=Precision.DAY)
    source_url = models.URLField("source", max_length=500, blank=True)
    evidence = models.TextField(blank=True, help_text="For staff.")

    objects = SeatQuerySet.as_manager()

    class Meta:
        ordering = ["organisation__sort_name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(since__isnull=True) | Q(until__isnull=True) | Q(until__gte=models.F("since")),
                name="seat_ends_after_it_begins",
            ),
        ]

    def __str__(self):
        return f"Seat of {self.organisation}"
