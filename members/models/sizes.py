"""How large others say the coalition is."""

from django.db import models


class ReportedSizeQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Facts are for everybody."""
        return self


class ReportedSize(models.Model):
    """The number of member organisations as reported; it stands beside what our rows say and is never counted."""

    number = models.PositiveIntegerField(help_text="Of member organisations.")
    source_url = models.URLField("source", max_length=500)
    checked_on = models.DateField(help_text="The day on which the source was looked at; the newest is shown.")

    objects = ReportedSizeQuerySet.as_manager()

    class Meta:
        ordering = ["-checked_on", "-pk"]

    def __str__(self):
        return f"{self.number} organisations, {self.checked_on}"
