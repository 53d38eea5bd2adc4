"""Curated texts, the places where help is found, and what journalists need."""

from django.conf import settings
from django.contrib.contenttypes.fields import GenericRelation
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, TextChoices, When
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.models import Addressed, Attachment, Organisation, Translated, TranslatedQuerySet
from members.models.organisations import check_country
from members.permissions import acts_for_a_member, sits_in_steering
from members.standing import curates
from members.texts.columns import authentic_field, languages_field, line_field
from members.texts.names import NameField
from members.texts.rich import RichTextField

TAKEN = {"members", "positions", "dossiers", "events", "search", "desk", "accounts", "verify"}


def check_page_slug(slug):
    if slug in TAKEN:
        raise ValidationError(f"'{slug}' is an address of the portal itself.")


class Visibility(TextChoices):
    NOBODY = "nobody", "staff only"
    STEERING = "steering", "steering group"
    MEMBERS = "members", "members"
    PUBLIC = "public", "everybody"


class DocumentKind(TextChoices):
    MINUTES = "minutes", _("Minutes")
    TALKING_POINTS = "talking_points", _("Talking points")
    QUESTIONS = "questions", _("Questions and answers")
    BRAND = "brand", _("Brand files")


class PageQuerySet(TranslatedQuerySet):
    def visible_to(self, user):
        """Everybody sees public pages; members and the steering group see more, curators all."""
        if curates(user):
            return self
        seen = {Visibility.PUBLIC}
        if acts_for_a_member(user):
            seen.add(Visibility.MEMBERS)
        if sits_in_steering(user):
            seen |= {Visibility.MEMBERS, Visibility.STEERING}
        return self.filter(visibility__in=seen)

    def documents(self):
        """What members find in their room of documents, the newest first."""
        return self.filter(visibility__in=[Visibility.MEMBERS, Visibility.STEERING]).order_by("-published_at", "-pk")

    def new_to(self, user):
        """Documents of hers that came since she said she has seen what is there; to staff, who write them, none is."""
        if not acts_for_a_member(user):
            return self.none()
        rows = self.visible_to(user).documents()
        return rows.filter(published_at__gt=user.documents_seen_at) if user.documents_seen_at else rows

    def search(self, words):
        return self.mentioning(words, "title", "lead", "body").exclude(slug="home")


class Page(Addressed, Translated):
    slug = models.SlugField(max_length=80, unique=True, validators=[check_page_slug])
    visibility = models.CharField(max_length=10, choices=Visibility.choices, default=Visibility.NOBODY)
    kind = models.CharField(
        max_length=20, choices=DocumentKind.choices, blank=True, help_text="Of a document for members."
    )
    title = line_field(limit=600)
    title_authentic = authentic_field("title")
    lead = line_field(limit=600, blank=True)
    lead_authentic = authentic_field("lead")
    body = RichTextField(blank=True)
    body_authentic = authentic_field("body")
    languages = languages_field("body")
    changed_at = models.DateTimeField(auto_now=True)
    published_at = models.DateTimeField(null=True, editable=False)  # since when anybody but staff could first see it
    attachments = GenericRelation(Attachment)

    objects = PageQuerySet.as_manager()

    class Meta:
        ordering = ["slug"]

    def __str__(self):
        return self.authentic("title") or self.slug

    def save(self, *args, **kwargs):
        if self.visibility != Visibility.NOBODY and self.published_at is None:
            self.published_at = timezone.now()
        super().save(*args, **kwargs)

    def has_been_public(self):
        return self.published_at is not None

    def get_absolute_url(self):
        return reverse("home") if self.slug == "home" else reverse("page", args=[self.slug])


class HelplineKind(TextChoices):
    EMERGENCY = "emergency", _("In danger now")
    HELPLINE = "helpline", _("Talk to somebody")
    HOTLINE = "hotline", _("Report what you found")
    REMOVAL = "removal", _("Take a picture of me off the net")


class HelplineQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Help is for everybody."""
        return self


class Helpline(models.Model):
    """A place where help is found: a fact with its source and the day on which it was looked up."""

    country = models.CharField(
        max_length=2, validators=[check_country], help_text="EU for what holds in the whole Union."
    )
    kind = models.CharField(max_length=10, choices=HelplineKind.choices)
    name = NameField(max_length=200)
    phone = models.CharField(max_length=60, blank=True)
    url = models.URLField(blank=True)
    source_url = models.URLField("source", max_length=500)
    checked_on = models.DateField()

    objects = HelplineQuerySet.as_manager()

    class Meta:
        ordering = ["country", "kind", "name"]
        constraints = [
            models.UniqueConstraint(fields=["country", "kind", "name"], name="helpline_once"),
        ]

    def __str__(self):
        return f"{self.name} ({self.country})"


class PressContactQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Whom journalists ask is said to all."""
        return self


class PressContact(models.Model):
    """Whom journalists ask, and when somebody answers."""

    name = NameField(max_length=200, help_text="A person who agreed to be named, or an office.")
    email = models.EmailField("e-mail", blank=True, help_text="Public: that of an office, best.")
    phone = models.CharField(max_length=60, blank=True)
    opens = models.TimeField("from", null=True, blank=True, help_text="On working days, Brussels time.")
    closes = models.TimeField("until", null=True, blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    objects = PressContactQuerySet.as_manager()

    class Meta:
        ordering = ["order", "name"]

    def __str__(self):
        return self.name

    def clean(self):
        if not (self.email or self.phone):
            raise ValidationError("Give an address or a telephone number.")
        if (self.opens is None) != (self.closes is None):
            raise ValidationError({"closes": "Give both hours, or none."})
        if self.opens and self.closes <= self.opens:
            raise ValidationError({"closes": "It closes before it opens."})


class QuoteQuerySet(models.QuerySet):
    def visible_to(self, user):
        """What is given to the press is for everybody."""
        return self

    def for_readers_of(self, language):
        """Those in this language first, then the newest."""
        return self.order_by(Case(When(language=language, then=0), default=1), "-said_on", "-pk")


class Quote(models.Model):
    """What somebody said for the press, in her own language: we put no words in mouths, translated ones neither."""

    text = models.TextField(max_length=600, help_text="Her own words, without quotation marks.")
    language = models.CharField(max_length=2, choices=settings.LANGUAGES, default="en")
    name = NameField("who said it", max_length=200)
    affiliation = NameField(max_length=200, blank=True, help_text="What she is, in the language of the quote.")
    organisation = models.ForeignKey(Organisation, models.SET_NULL, null=True, blank=True, related_name="+")
    said_on = models.DateField()
    source_url = models.URLField("source", max_length=500, blank=True, help_text="Where it was published, if it was.")
    agreement = models.TextField(help_text="How and when the speaker agreed to be quoted here; for staff.")

    objects = QuoteQuerySet.as_manager()

    class Meta:
        ordering = ["-said_on", "-pk"]

    def __str__(self):
        return f"{self.name}, {self.said_on}"
