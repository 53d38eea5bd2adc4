"""Who acts for an organisation, and which organisations sit in the steering group: from a day to a day."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce, Least, TruncDate
from django.utils import timezone

from members.periods import first_day, last_day
from members.standing import curates, is_secretariat
from members.states import DatedState, MandateRole, OrganisationState, Precision, Shares

from .users import User


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

    def steering(self, *roles):
        """Those in one of `roles` for active organisations that sit in the steering group today."""
        acting = self.in_force().filter(role__in=roles, organisation__state=OrganisationState.ACTIVE)
        return acting.with_seat().filter(seated=True)

    def sharing(self):
        """Those in force for members, whose people let others see them."""
        shown = self.in_force().filter(organisation__state=OrganisationState.ACTIVE, person__is_active=True)
        return shown.exclude(person__shares=Shares.NOTHING)

    def sharing_address(self):
        return self.sharing().filter(person__shares=Shares.ADDRESS)

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
    organisation = models.ForeignKey("members.Organisation", models.PROTECT, related_name="mandates")
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
        organisations = self.model.organisation.field.related_model.objects  # its file stands on this one
        return self.filter(organisation__in=organisations.visible_to(user).values("pk"))

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
    """An organisation sits in the steering group; the days are as precise as they are known.

    Of a month or a year, `since` is the first day and `until` the last: it has its seat all the while.
    """

    organisation = models.ForeignKey("members.Organisation", models.PROTECT, related_name="seats")
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

    def save(self, *args, **kwargs):
        self.bound()
        super().save(*args, **kwargs)

    def clean(self):
        self.bound()
        super().clean()

    def bound(self):
        """Let it hold from the first day that it can be to the last."""
        if self.since:
            self.since = first_day(self.since, self.since_precision)
        if self.until:
            self.until = last_day(self.until, self.until_precision)
