"""Who has which page of the admin open just now."""

import datetime

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone

from .users import User

GONE_AFTER = datetime.timedelta(seconds=60)  # without a sign; an open page gives one every 20 seconds


class PresenceQuerySet(models.QuerySet):
    def here(self, now=None):
        return self.filter(seen_at__gt=(now or timezone.now()) - GONE_AFTER)

    def at(self, thing):
        return self.filter(content_type=ContentType.objects.get_for_model(thing), object_id=str(thing.pk))


class Presence(models.Model):
    person = models.ForeignKey(User, models.CASCADE, related_name="presences")
    content_type = models.ForeignKey(ContentType, models.CASCADE)
    object_id = models.CharField(max_length=40)
    seen_at = models.DateTimeField()

    objects = PresenceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "content_type", "object_id"], name="presence_once_a_page"),
        ]
        indexes = [models.Index(fields=["seen_at"])]

    def __str__(self):
        return f"{self.person} at {self.content_type} {self.object_id}"
