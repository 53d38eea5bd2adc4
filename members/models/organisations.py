"""Organisations, who acts for them, and who sits in the steering group."""

import datetime
import itertools
import re
from operator import attrgetter
from urllib.parse import urlsplit

from django.contrib.contenttypes.fields import GenericRelation
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Value
from django.db.models.functions import StrIndex
from django.urls import reverse
from django.utils import timezone

from members.standing import curates
from members.states import (
    PUBLIC_ORGANISATION_STATES,
    OrganisationKind,
    OrganisationState,
)
from members.texts.columns import authentic_field, languages_field
from members.texts.folding import fold
from members.texts.languages import country_order
from members.texts.names import NameField, plain_name

from .addresses import Addressed
from .files import Attachment, content_storage
from .mandates import Mandate, Seat
from .samples import Sampled, SampledQuerySet

LEGAL_FORMS = {"e", "v", "ev", "asbl", "vzw", "aisbl", "ngo", "association", "foundation", "the", "of", "for", "and"}
# Two organisations that share one of these may be the same.
MARKS = {
    "name_mark": "the same name",
    "site_mark": "the same website",
    "register_number": "the same number in the Transparency Register",
    "acronym_mark": "the same acronym and country",
}
# Here everybody has a page: whoever shares the host shares nothing.
SHARED_HOSTS = {
    *("facebook.com", "fb.com", "instagram.com", "twitter.com", "x.com", "linkedin.com", "youtube.com", "tiktok.com"),
    *("linktr.ee", "t.me", "medium.com", "sites.google.com", "docs.google.com", "drive.google.com", "bsky.app"),
    *("github.com", "gofundme.com", "wikipedia.org", "vk.com", "threads.net", "flickr.com", "vimeo.com"),
}
TWINS = 100  # pairs that are shown at once
COMPARED = 2000  # organisations that share a mark, looked at at once
YEAR = datetime.timedelta(days=365)
RESERVED_SLUGS = {"join", "feed", "calendar"}


def check_slug(slug):
    if slug in RESERVED_SLUGS:
        raise ValidationError(f"'{slug}' is an address of the portal itself.")


def mark_of_name(name):
    """What two spellings of a name have in common, whatever their case, accents, order of words and legal form."""
    return " ".join(sorted(set(re.findall(r"\w+", fold(plain_name(name)))) - LEGAL_FORMS))


def mark_of_site(website):
    """What two addresses of a website have in common; where strangers share a host, the path as well."""
    parts = urlsplit(website)
    host = re.sub(r"^(www|m|mobile|[a-z]{2}-[a-z]{2})\.", "", parts.hostname or "")
    if host not in SHARED_HOSTS:
        return host
    path = parts.path.strip("/").lower()
    return path and f"{host}/{path}"


check_country = RegexValidator(r"^[A-Z]{2}$", "Give the two capital letters of ISO 3166, such as NL.")


def country_rank(codes):
    """The place of a row's country among these, as the reader's language sorts their names."""
    return StrIndex(Value(" ".join(sorted(set(codes), key=country_order))), F("country"))


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

    def to_confirm(self, today=None):
        """Those of which nobody has said within the year before `today` that their page is right."""
        before = (today or timezone.localdate()) - YEAR
        return self.filter(Q(confirmed_on__isnull=True) | Q(confirmed_on__lte=before))

    def seated(self):
        """Those that sit in the steering group today."""
        return self.filter(Exists(Seat.objects.in_force().filter(organisation=OuterRef("pk"))))

    def with_seats(self):
        """Say in `seated` whether each sits in the steering group today."""
        return self.annotate(seated=Exists(Seat.objects.in_force().filter(organisation=OuterRef("pk"))))

    def twins(self):
        """(one, other, why) of organisations that may be one and the same, the older first; no more than TWINS."""
        apart, pairs = set(ToldApart.objects.values_list("one", "other")), {}
        for column, why in MARKS.items():
            held = self.exclude(**{column: ""}).order_by()
            shared = held.values(column).annotate(number=Count("pk")).filter(number__gt=1).values(column)
            rows = held.filter(**{f"{column}__in": shared}).only("name", "country", column).order_by(column, "pk")
            for _, alike in itertools.groupby(rows[:COMPARED], key=attrgetter(column)):
                here = ((one, other) for one, other in itertools.combinations(alike, 2))
                new = (pair for pair in here if (pair[0].pk, pair[1].pk) not in apart | pairs.keys())
                for one, other in itertools.islice(new, TWINS):
                    pairs[one.pk, other.pk] = one, other, why
        return [pairs[keys] for keys in sorted(pairs)][:TWINS]

    def search(self, words):
        return self.mentioning(words, "name", "acronym", "does", folded="sort_name")


class Organisation(Addressed, Sampled):
    name = NameField(max_length=200, unique=True)
    sort_name = models.CharField(max_length=200, editable=False, db_index=True)
    name_mark = models.CharField(editable=False, default="", db_index=True)
    site_mark = models.CharField(editable=False, default="", db_index=True)
    acronym_mark = models.CharField(editable=False, default="", db_index=True)
    slug = models.SlugField(max_length=80, unique=True, validators=[check_slug])
    acronym = NameField(max_length=30, blank=True)
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
    eu_contact = NameField(
        "contact on EU matters",
        max_length=200,
        blank=True,
        help_text="Public: an office, or a person who agreed to be named.",
    )
    eu_contact_email = models.EmailField("its e-mail", blank=True, help_text="Public: that of an office, best.")
    state = models.CharField(
        max_length=20,
        choices=OrganisationState.choices,
        default=OrganisationState.APPLICANT,
        editable=False,
        db_index=True,
    )
    source_url = models.URLField("source", max_length=500, blank=True)
    evidence = models.TextField(blank=True, help_text="Why we hold it to be a member; for staff.")
    confirmed_on = models.DateField(
        "said to be right on", null=True, editable=False, help_text="By those who act for it, once a year."
    )
    asked_on = models.DateField(null=True, editable=False)  # when a letter asked them last
    attachments = GenericRelation(Attachment)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ["sort_name", "pk"]
        indexes = [models.Index(fields=["state", "sort_name"])]

    def __str__(self):
        return self.name

    @property
    def is_confirmed(self):
        """Whether somebody who acts for it has said within a year that its page is right."""
        return self.confirmed_on is not None and self.confirmed_on > timezone.localdate() - YEAR

    def has_been_public(self):
        return self.has_been_in(PUBLIC_ORGANISATION_STATES)

    def validate_unique(self, exclude=None):
        super().validate_unique(exclude)
        if OldAddress.objects.filter(slug=self.slug).exists():
            raise ValidationError({"slug": "This was the address of another organisation: links lead on from it."})

    COMPLETED = ["sort_name", "name_mark", "site_mark", "acronym_mark"]

    def complete(self):
        """Fill the columns in COMPLETED, which follow from the others; whoever writes in bulk calls it."""
        self.name, self.acronym = plain_name(self.name), plain_name(self.acronym)
        self.sort_name = fold(self.name)
        self.name_mark = mark_of_name(self.name)
        self.site_mark = mark_of_site(self.website)
        self.acronym_mark = f"{fold(self.acronym)} {self.country}" if self.acronym else ""

    def save(self, *args, **kwargs):
        self.complete()
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("organisation", args=[self.slug])


class OldAddress(models.Model):
    """Where an organisation stood that was merged into another one: links to it lead on."""

    slug = models.SlugField(max_length=80, unique=True)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="old_addresses")

    def __str__(self):
        return self.slug


class ToldApart(models.Model):
    """Two organisations that look like one and are two, the older first."""

    one = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    other = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["one", "other"], name="told_apart_once")]

    def __str__(self):
        return f"{self.one}, {self.other}"
