"""Gatherings, their programme, and who appears there."""

import datetime
import uuid
import zoneinfo

from django.contrib.contenttypes.fields import GenericRelation
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, ExpressionWrapper, F, Q, When
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from events.states import PUBLIC_EVENT_STATES, AppearanceRole, EventFormat, EventState
from members.models import (
    Addressed,
    Attachment,
    Organisation,
    Sampled,
    SampledQuerySet,
    Translated,
    TranslatedQuerySet,
)
from members.models.organisations import check_country, check_slug
from members.models.users import check_time_zone
from members.periods import first_day, last_day
from members.standing import curates
from members.states import Precision
from members.texts.columns import authentic_field, languages_field, line_field
from members.texts.folding import has_word, words_of
from members.texts.languages import LANGUAGE_CODES, city_name
from members.texts.names import NameField, alike
from positions.models import Statement

# The databases disagree on where an empty hour stands.
WHOLE_DAYS_FIRST = F("start_time").asc(nulls_first=True)
# Of rows that know whether they are `gone`: what is coming in its order, then what is past, the latest first.
NEAREST_FIRST = ["gone", Case(When(gone=False, then=F("date"))), "-date", WHOLE_DAYS_FIRST, "-pk"]

# What the calendar entry of an event says.
ENTERED = [
    *("state", "date", "precision", "start_time", "until", "end_time", "time_zone", "venue"),
    *(f"{field}_{code}" for field in ("title", "city", "about") for code in LANGUAGE_CODES),
]


def check_hour_exists(day, hour, zone):
    """Refuse an hour that the clocks of the zone skip on that day."""
    moment = datetime.datetime.combine(day, hour, zoneinfo.ZoneInfo(zone))
    if moment.astimezone(datetime.UTC).astimezone(moment.tzinfo).time() != hour:
        raise ValidationError("The clocks skip this hour on that day in that time zone.")


def new_uid():
    return str(uuid.uuid4())


class EventQuerySet(SampledQuerySet):
    def visible_to(self, user):
        """The public sees what was announced, also when it is cancelled; curators see drafts too."""
        return self if curates(user) else self.public()

    def public(self):
        return self.filter(state__in=PUBLIC_EVENT_STATES)

    def coming(self, day=None):
        """Those whose last day has not passed, the next first."""
        return self.filter(last_day__gte=day or timezone.localdate()).order_by("date", WHOLE_DAYS_FIRST, "pk")

    def with_gone(self, day=None):
        """Say in `gone` whether the last day, or the last it can be, has passed."""
        passed = Q(last_day__lt=day or timezone.localdate())
        return self.annotate(gone=ExpressionWrapper(passed, models.BooleanField()))

    def search(self, words):
        appearing = Appearance.objects.filter(listed=True)
        for word in words_of(words):
            appearing = appearing.filter(has_word(word, "name", "affiliation"))
        described = Event.objects.mentioning(words, "title", "about", "city", "venue")
        return self.filter(Q(pk__in=described.values("pk")) | Q(pk__in=appearing.values("event")))


class Event(Addressed, Sampled):
    """Days and hours are those of the place: they stay right when a country changes its clocks."""

    slug = models.SlugField(max_length=80, unique=True, validators=[check_slug])
    state = models.CharField(
        max_length=20, choices=EventState.choices, default=EventState.DRAFT, editable=False, db_index=True
    )
    date = models.DateField("first day", db_index=True, help_text="Of a month or a year known alone: any day of it.")
    precision = models.CharField(max_length=12, choices=Precision.choices, default=Precision.DAY)
    start_time = models.TimeField(null=True, blank=True, help_text="Empty: the whole day.")
    until = models.DateField("last day", null=True, blank=True, help_text="Empty: the first day alone.")
    last_day = models.DateField(editable=False, default=datetime.date.max, db_index=True)  # that it can be
    end_time = models.TimeField(null=True, blank=True)
    time_zone = models.CharField(max_length=64, default="Europe/Brussels", validators=[check_time_zone])
    format = models.CharField(max_length=20, choices=EventFormat.choices, blank=True, help_text="Empty: not known.")
    country = models.CharField(max_length=2, blank=True, validators=[check_country])
    venue = models.CharField(max_length=200, blank=True)
    title = line_field(limit=600)
    title_authentic = authentic_field("title")
    city = line_field(limit=200, blank=True)
    city_authentic = authentic_field("city")
    about = models.TextField(blank=True)
    about_authentic = authentic_field("about")
    languages = languages_field("about")
    statement = models.ForeignKey(
        Statement,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="events",
        help_text="It is about this one.",
    )
    source_url = models.URLField("source", max_length=500, blank=True)
    evidence = models.TextField(blank=True, help_text="Where the facts come from; for staff.")
    attachments = GenericRelation(Attachment)
    changed_at = models.DateTimeField(auto_now=True)
    uid = models.CharField(
        max_length=200, unique=True, default=new_uid, editable=False, help_text="Of the calendar entry."
    )
    sequence = models.PositiveIntegerField(default=0, editable=False, help_text="Of the calendar entry.")

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["-date", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=models.F("date")),
                name="event_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(end_time__isnull=True) | Q(start_time__isnull=False),
                name="event_end_hour_needs_a_start",
            ),
        ]

    def __str__(self):
        return self.authentic("title") or self.slug

    def get_absolute_url(self):
        return reverse("events:event", args=[self.slug])

    def has_been_public(self):
        return self.has_been_in(PUBLIC_EVENT_STATES)

    def clean(self):
        super().clean()
        if self.end_time and not self.start_time:
            raise ValidationError({"start_time": "An event that has an end has a start."})
        if self.until and not self.has_day:
            raise ValidationError({"until": "A last day needs a first day that is known to the day."})
        if self.date and self.until and self.until < self.date:
            raise ValidationError({"until": "It ends before it begins."})
        if self.date and self.end_time and (self.until or self.date) == self.date and self.end_time <= self.start_time:
            raise ValidationError(
                {"end_time": "It ends before it begins; if it is on the day after, say the last day."}
            )
        if self.date is None or self.precision not in Precision.values:
            return
        self.complete()
        if any(not self.has_within(session) for session in self.sessions_with_a_day()):
            raise ValidationError({"date": "A part of its programme is on another day."})
        if not self.has_day or self.time_zone not in zoneinfo.available_timezones():
            return
        if self.start_time:
            check_hour_exists(self.date, self.start_time, self.time_zone)
        if self.end_time:
            check_hour_exists(self.last_day, self.end_time, self.time_zone)

    def complete(self):
        """Set the first and the last day that it can be, which follow from what was entered."""
        self.last_day = self.until or last_day(self.date, self.precision)
        self.date = first_day(self.date, self.precision)

    def save(self, *args, update_fields=None, **kwargs):
        """As Django's; a calendar entry that has changed counts on, so that calendars take it over."""
        self.complete()
        before = self.pk and Event.objects.filter(pk=self.pk).values(*ENTERED).first()
        saved = [name for name in ENTERED if name in self.__dict__ and (update_fields is None or name in update_fields)]
        if before and any(before[name] != getattr(self, name) for name in saved):
            self.sequence += 1
            update_fields = update_fields and [*update_fields, "sequence", "changed_at"]
        super().save(*args, update_fields=update_fields, **kwargs)

    def sessions_with_a_day(self):
        return self.sessions.filter(date__isnull=False).only("date", "event") if self.pk else []

    def has_within(self, session):
        """Whether the session's day is one of the event's."""
        return self.date <= session.date <= self.last_day

    @property
    def place(self):
        """(its city, the language of that): as the reader calls it, wherever we know that, else as it was entered."""
        entered, language = self.localized("city"), self.language_of("city")
        known = None if language == get_language() else city_name(entered, language)
        return (known, get_language()) if known else (entered, language)

    @property
    def has_day(self):
        return self.precision == Precision.DAY

    @property
    def starts_at(self):
        """The instant of the start, None where the hour is not known."""
        if self.has_day and self.start_time:
            return datetime.datetime.combine(self.date, self.start_time, zoneinfo.ZoneInfo(self.time_zone))
        return None

    @property
    def ends_at(self):
        if self.has_day and self.end_time:
            return datetime.datetime.combine(self.last_day, self.end_time, zoneinfo.ZoneInfo(self.time_zone))
        return None


class PartQuerySet(TranslatedQuerySet):
    def visible_to(self, user):
        """A part of the programme is seen with its event."""
        return self.filter(event__in=Event.objects.visible_to(user).values("pk"))


class Session(Translated):
    """A part of the programme; its hours are those of the event's time zone."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="sessions")
    date = models.DateField(null=True, blank=True, help_text="Empty: the first day of the event.")
    start_time = models.TimeField(null=True, blank=True)
    end_time = models.TimeField(null=True, blank=True)
    order = models.PositiveSmallIntegerField(default=0)
    title = line_field(limit=600)
    title_authentic = authentic_field("title")
    languages = languages_field("title")

    objects = PartQuerySet.as_manager()

    class Meta:
        ordering = [
            models.F("date").asc(nulls_first=True),
            models.F("start_time").asc(nulls_last=True),
            "order",
            "pk",
        ]

    def __str__(self):
        return self.authentic("title")

    def clean(self):
        if self.end_time and not self.start_time:
            raise ValidationError({"start_time": "What has an end has a start."})
        if self.start_time and self.start_time == self.end_time:
            raise ValidationError({"end_time": "It ends as it begins."})
        if self.event_id is None:
            return
        if self.date and not self.event.has_within(self):
            raise ValidationError({"date": f"The event is from {self.event.date} to {self.event.last_day}."})
        day = self.date or self.event.date
        if self.event.has_day:
            for hour, of in [(self.start_time, day), (self.end_time, day + self.nights)]:
                if hour:
                    check_hour_exists(of, hour, self.event.time_zone)

    @property
    def nights(self):
        """How long after its day it ends: an hour before that of its start is on the day after."""
        return datetime.timedelta(days=bool(self.end_time and self.end_time < self.start_time))


class AppearanceQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The public sees only who agreed to be named, and only with the event."""
        if curates(user):
            return self
        return self.filter(listed=True, event__in=Event.objects.visible_to(user).values("pk"))


class Appearance(models.Model):
    """Somebody appears at an event in one role, under the name she chooses; a second role is a second row."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="appearances")
    session = models.ForeignKey(Session, models.SET_NULL, null=True, blank=True, related_name="appearances")
    role = models.CharField(max_length=20, choices=AppearanceRole.choices)
    name = NameField(max_length=200, help_text="The name she chooses; it may be a pseudonym.")
    affiliation = NameField(max_length=200, blank=True, help_text="As announced, in the event's language.")
    organisation = models.ForeignKey(Organisation, models.SET_NULL, null=True, blank=True, related_name="appearances")
    listed = models.BooleanField(
        default=False, help_text="She agreed to be named here, or spoke in public under this name."
    )
    order = models.PositiveSmallIntegerField(default=0)

    objects = AppearanceQuerySet.as_manager()

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["event", "session", "role", "name"], name="appearance_once_a_session"),
            models.UniqueConstraint(
                fields=["event", "role", "name"],
                condition=Q(session__isnull=True),
                name="appearance_once_without_a_session",
            ),
        ]

    def __str__(self):
        return f"{self.name} ({self.get_role_display()})"

    def clean(self):
        if self.session_id and self.event_id and self.session.event_id != self.event_id:
            raise ValidationError({"session": "This is a part of another event's programme."})
        here = Appearance.objects.filter(event=self.event_id, session=self.session_id, role=self.role)
        if any(alike(name) == alike(self.name) for name in here.exclude(pk=self.pk).values_list("name", flat=True)):
            raise ValidationError({"name": "She stands in this role there already."})
