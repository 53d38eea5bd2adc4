"""The log: one row for each change of state, written once and for good."""

import datetime
import hashlib
import secrets

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Q, Subquery

from members.states import ActorKind


def token():
    return secrets.token_hex(16)


class TransitionQuerySet(models.QuerySet):
    def of(self, thing):
        """Those of the thing, the newest first."""
        return self.filter(noun=thing._meta.model_name, thing=thing.pk)

    def since(self, model):
        """When each row of the model came into its state, as an expression; NULL where nobody knows."""
        newest = self.filter(noun=model._meta.model_name, thing=OuterRef("pk")).order_by("-pk")
        return Subquery(newest.values("at")[:1])


class Transition(models.Model):
    """A verb led a thing from a state to another: who, for whom, when, why, and which words stood then.

    Only `members.transitions` writes it, and the database refuses any change but one: a person is erased (`actor` to
    NULL, `reason` and `salt` to empty). Rows of a chain carry the hash of the one before; see docs/canonical-text.md.
    """

    noun = models.CharField(max_length=40)
    thing = models.PositiveBigIntegerField()
    verb = models.CharField(max_length=40)
    from_state = models.CharField(max_length=20, blank=True)
    to_state = models.CharField(max_length=20)
    digest = models.CharField(max_length=64, blank=True)
    organisation = models.PositiveBigIntegerField(null=True)
    at = models.DateTimeField(null=True)
    actor_kind = models.CharField(max_length=10, choices=ActorKind.choices)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="transitions")
    actor_token = models.CharField(max_length=32, default=token)
    reason = models.TextField(blank=True)
    salt = models.CharField(max_length=32, default=token, blank=True)
    reason_digest = models.CharField(max_length=64)
    chain = models.CharField(max_length=60, blank=True)
    number = models.PositiveIntegerField(null=True)
    hash = models.CharField(max_length=64, blank=True)

    objects = TransitionQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["noun", "thing", "-id"])]
        constraints = [
            models.UniqueConstraint(fields=["chain", "number"], condition=~Q(chain=""), name="transition_numbered_once")
        ]

    def __str__(self):
        return f"{self.noun} {self.thing}: {self.verb}"

    def seal(self):
        """Bind the reason, so that it can be erased later and the chain still verifies."""
        self.reason_digest = hashlib.sha256(f"{self.salt}{self.reason}".encode()).hexdigest()
        return self

    def follow(self, before):
        """Take the next place of the chain, behind the row `before` or, where there is none, as the first."""
        self.number = before.number + 1 if before else 1
        self.hash = self.computed_hash(before.hash if before else "0" * 64)
        return self

    def computed_hash(self, hash_before):
        """SHA-256 of the fixed bytes of the row, one part a line."""
        parts = [
            self.number,
            self.verb,
            self.from_state,
            self.to_state,
            self.digest,
            "" if self.organisation is None else self.organisation,
            f"{self.at.astimezone(datetime.UTC):%Y-%m-%dT%H:%M:%S.%fZ}" if self.at else "",
            self.actor_kind,
            self.actor_token,
            self.reason_digest,
            hash_before,
        ]
        return hashlib.sha256("".join(f"{part}\n" for part in parts).encode()).hexdigest()
