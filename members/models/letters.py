"""The outbox: one letter for each address, occasion and thing, and the addresses from which letters come back."""

import datetime

from django.conf import settings
from django.core import signing
from django.db import models
from django.db.models import Q
from django.utils import timezone

from members.standing import is_secretariat
from members.states import LetterState

from .transitions import token

DAY = datetime.timedelta(days=1)
KEPT = 400 * DAY  # then nobody needs to know any more who was written to
STOPPING = signing.Signer(salt="unwanted")
# Whoever took a letter and has not sent it by then was ended while it was at it.
IN_HAND = datetime.timedelta(minutes=10)


def folded(address):
    """The address as it is compared: whatever its case, it is the same box."""
    return address.strip().casefold()


class LetterQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Who was written to is for the secretariat; a person sees her own."""
        if is_secretariat(user):
            return self
        return self.filter(person=user.pk) if user.is_active else self.none()

    def waiting(self):
        return self.filter(sent_at__isnull=True, ended_at__isnull=True)

    def due(self, now):
        """Those whose turn has come and that nobody has in hand, the longest waiting first."""
        free = Q(taken_at__isnull=True) | Q(taken_at__lt=now - IN_HAND)
        return self.waiting().filter(free, next_try_at__lte=now).order_by("next_try_at", "pk")

    def undelivered(self):
        """Those of the last month that no server took, or that came back."""
        ended = [LetterState.GIVEN_UP, LetterState.BOUNCED]
        return self.filter(ended_as__in=ended, written_at__gte=timezone.now() - 30 * DAY)


class Letter(models.Model):
    """A letter to be written: what it says is composed when it is sent, so that it tells what holds then.

    `occasion` names the function of letters.py, in the app of the thing, that composes it; a `#` sets apart what makes
    an occasion of its own of the same kind. Links are signed when it is composed, and stored nowhere.
    """

    state_columns = ["sent_at", "ended_at", "ended_as", "due_since", "next_try_at", "taken_at", "tries"]

    noun = models.CharField(max_length=60, help_text="Of the thing, such as members.invitation.")
    thing = models.PositiveBigIntegerField()
    occasion = models.CharField(max_length=80)
    address = models.CharField(max_length=254)
    folded = models.CharField(max_length=254, editable=False, db_index=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="letters")
    language = models.CharField(max_length=2, choices=settings.LANGUAGES, default="en")
    details = models.JSONField(default=dict, blank=True)  # what only the moment knew; emptied once it is sent
    token = models.CharField(max_length=32, default=token, editable=False)  # of its Message-ID, the same at each try
    written_at = models.DateTimeField(default=timezone.now, editable=False)
    due_since = models.DateTimeField(default=timezone.now, editable=False)
    next_try_at = models.DateTimeField(default=timezone.now, editable=False)
    taken_at = models.DateTimeField(null=True, editable=False)
    tries = models.PositiveSmallIntegerField(default=0, editable=False)
    sent_at = models.DateTimeField(null=True, editable=False)
    ended_at = models.DateTimeField(null=True, editable=False)
    ended_as = models.CharField(max_length=10, choices=LetterState.choices, blank=True, editable=False)
    error = models.CharField(max_length=500, blank=True, editable=False)

    objects = LetterQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["folded", "occasion", "noun", "thing"], name="letter_once_an_occasion"),
        ]
        indexes = [
            models.Index(
                fields=["next_try_at"], condition=Q(sent_at__isnull=True, ended_at__isnull=True), name="letter_waiting"
            ),
        ]

    def __str__(self):
        return f"{self.kind} to {self.address}"

    def save(self, *args, **kwargs):
        self.folded = folded(self.address)
        super().save(*args, **kwargs)

    @property
    def kind(self):
        return self.occasion.partition("#")[0]

    @property
    def state(self):
        return self.ended_as or (LetterState.SENT if self.sent_at else LetterState.WAITING)

    @state.setter
    def state(self, state):
        self.become(state)

    def become(self, state):
        """Set the columns that say so: the clock's own marks are no verbs of anybody."""
        now = timezone.now()
        if state == LetterState.WAITING:
            self.due_since = self.next_try_at = now
            self.tries, self.taken_at, self.ended_at, self.ended_as = 0, None, None, ""
        elif state == LetterState.SENT:
            self.sent_at = now
        else:
            self.ended_at, self.ended_as = now, state


class BounceQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self if is_secretariat(user) else self.none()

    def of(self, *addresses):
        return self.filter(address__in=[folded(address) for address in addresses])


class Bounce(models.Model):
    """An address from which letters come back for good: nothing is written to it until the secretariat takes it off."""

    address = models.CharField(max_length=254, unique=True)
    at = models.DateTimeField(default=timezone.now, editable=False)
    why = models.CharField("what the other side said", max_length=500, blank=True)

    objects = BounceQuerySet.as_manager()

    class Meta:
        ordering = ["-at"]
        verbose_name = "address that bounces"
        verbose_name_plural = "addresses that bounce"

    def __str__(self):
        return self.address

    def clean(self):
        self.address = folded(self.address)


class Unwanted(models.Model):
    """Letters of a kind that nobody owes her, and that the reader at this address does not want."""

    address = models.CharField(max_length=254)
    kind = models.CharField(max_length=80)
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["address", "kind"], name="unwanted_once")]

    def __str__(self):
        return f"{self.kind} to {self.address}"

    @staticmethod
    def token(letter):
        """What stands in the link that stops letters of this kind."""
        return STOPPING.sign_object([letter.folded, letter.kind])

    @staticmethod
    def read(token):
        """(address, kind) of a link; None where no link of ours reads so."""
        try:
            return STOPPING.unsign_object(token)
        except signing.BadSignature:
            return None
