"""Whose address somebody has opened in the directory: counted, so that nobody takes all of them along."""

import datetime

from django.db import models
from django.utils import timezone

from .users import User

A_DAY, A_MONTH = 30, 60  # addresses that one account opens
MONTH = datetime.timedelta(days=30)


class Opening(models.Model):
    """One person has opened how to reach another, on that day."""

    person = models.ForeignKey(User, models.CASCADE, related_name="openings")
    opened = models.ForeignKey(User, models.CASCADE, related_name="+")
    day = models.DateField(default=timezone.localdate)

    class Meta:
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["person", "opened", "day"], name="opening_once_a_day")]
        indexes = [models.Index(fields=["day"])]

    def __str__(self):
        return f"{self.person} opened {self.opened}, {self.day}"
