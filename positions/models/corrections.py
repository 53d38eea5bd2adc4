"""What readers say is wrong on the page of a law."""

from django.db import models
from django.utils import timezone

from members.standing import curates
from positions.states import CorrectionState

from .dossiers import Dossier, Milestone


class CorrectionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Staff alone read what was reported."""
        return self if curates(user) else self.none()

    def open(self):
        return self.filter(state=CorrectionState.OPEN)


class Correction(models.Model):
    """A reader reports an error: of which step, or of the page; who she is, is not asked and not kept."""

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="corrections")
    step = models.ForeignKey(Milestone, models.SET_NULL, null=True, blank=True, related_name="corrections")
    text = models.TextField(max_length=1000)
    source_url = models.URLField("source", max_length=500, blank=True)
    told_at = models.DateTimeField(default=timezone.now, editable=False)
    state = models.CharField(
        max_length=10, choices=CorrectionState.choices, default=CorrectionState.OPEN, editable=False, db_index=True
    )

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self):
        return f"{self.dossier}: {self.text[:80]}"
