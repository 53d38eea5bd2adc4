"""Organisations, who acts for them, and who sits in the steering group."""

import re
from urllib.parse import urlsplit

from django.contrib.contenttypes.fields import GenericRelation
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from members.states import (
    PUBLIC_ORGANISATION_STATES,
    MandateRole,
    OrganisationKind,
    OrganisationState,
    Precision,
    StaffRole,
)

from .files import Attachment, content_storage
from .texts import Translated, TranslatedQuerySet, authentic_field, fold, languages_field
from .users import User

LEGAL_FORMS = {"e", "v", "ev", "asbl", "vzw", "aisbl", "ngo", "association", "foundation", "the", "of", "for", "and"}
RESERVED_SLUGS = {"join", "feed", "calendar"}


def check_slug(slug):
    if slug in RESERVED_SLUGS:
        raise ValidationError(f"'{slug}' is an address of the portal itself.")


check_country = RegexValidator(r"^[A-Z]{2}$", "Give the two capital letters of ISO 3166, such as NL.")


class OrganisationQuerySet(TranslatedQuerySet):
    def visible_to(self, user):
        """The public sees active and former members; staff see all; a person sees her own organisations."""
        if user.is_staff:
            return self
        seen = Q(state__in=PUBLIC_ORGANISATION_STATES)
        if user.is_active:
            seen |= Exists(Mandate.objects.current().filter(person=user, organisation=OuterRef("pk")))
        return self.filter(seen)

    def active(self):
        return self.filter(state=OrganisationState.ACTIVE)

    def seated(self):
        """Those that sit in the steering group today."""
        return self.filter(Exists(Seat.objects.current().filter(organisation=OuterRef("pk"))))

    def twins(self):
        """(one, other, why) of organisations that may be one and the same, the older first."""
        seen, pairs = {}, {}
        for row in self.order_by("pk").only("name", "sort_name", "acronym", "country", "website", "register_number"):
            for why, key in row.marks():
                first = seen.setdefault((why, key), row)
                if first is not row:
                    pairs.setdefault((first, row), why)
        return [(first, row, why) for (first, row), why in pairs.items()]

    def search(self, words):
        return self.mentioning(words, "name", "acronym", "does", folded="sort_name")


class Organisation(Translated):
    name = models.CharField(max_length=200, unique=True)
    sort_name = models.CharField(max_length=200, editable=False, db_index=True)
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
    state_since = models.DateTimeField(default=timezone.now, editable=False)
    state_reason = models.TextField(blank=True, editable=False)
    source_url = models.URLField("source", max_length=500, blank=True)
    evidence = models.TextField(blank=True, help_text="Why we hold it to be a member; for staff.")
    is_sample = models.BooleanField(default=False, editable=False)
    attachments = GenericRelation(Attachment)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ["sort_name", "pk"]
        indexes = [models.Index(fields=["state", "sort_name"])]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        self.sort_name = fold(self.name)
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("organisation", args=[self.slug])

    def marks(self):
        """(why, key): two organisations that share one may be the same."""
        words = sorted(set(re.findall(r"\w+", fold(self.name))) - LEGAL_FORMS)
        yield "the same name", " ".join(words)
        if self.website:
            yield "the same website", urlsplit(self.website).hostname.removeprefix("www.")
        if self.register_number:
            yield "the same number in the Transparency Register", self.register_number
        if self.acronym:
            yield "the same acronym and country", (fold(self.acronym), self.country)


class DatedQuerySet(models.QuerySet):
    def current(self, day=None):
        """Those that hold on that day (today), an unknown day counting as long ago or far ahead."""
        day = day or timezone.localdate()
        return self.filter(Q(since__isnull=True) | Q(since__lte=day), Q(until__isnull=True) | Q(until__gte=day))


class Dated(models.Model):
    """Something that holds from a day to a day, both included; either may be unknown."""

    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        abstract = True

    def clean(self):
        if self.since and self.until and self.until < self.since:
            raise ValidationError({"until": "It ends before it begins."})


class MandateQuerySet(DatedQuerySet):
    def visible_to(self, user):
        """The secretariat sees all; a person sees her own and those of the organisations she acts for today."""
        if user.is_staff and (user.is_superuser or user.staff_role == StaffRole.SECRETARIAT):
            return self
        if not user.is_active:
            return self.none()
        hers = Mandate.objects.current().filter(person=user).values("organisation")
        return self.filter(Q(person=user) | Q(organisation__in=hers))


class Mandate(Dated):
    """A person acts for an organisation, in a role, from a day to a day."""

    person = models.ForeignKey(User, models.CASCADE, related_name="mandates")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="mandates")
    role = models.CharField(max_length=20, choices=MandateRole.choices)

    objects = MandateQuerySet.as_manager()

    class Meta:
        ordering = ["organisation__sort_name", "role", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "organisation", "role", "since"], name="mandate_given_once_from_a_day"
            ),
            models.UniqueConstraint(
                fields=["person", "organisation", "role"],
                condition=Q(since__isnull=True),
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
        return self.filter(organisation__in=Organisation.objects.visible_to(user).values("pk"))


class Seat(Dated):
    """An organisation sits in the steering group; the days are as precise as they are known."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="seats")
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
