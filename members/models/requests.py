"""What members ask staff to change, since they keep the rest themselves."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from members.standing import curates
from members.states import ChangeRequestState

from .organisations import Organisation


class ChangeRequestQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Curators see all; whoever acts for a member is told by letter what came of hers."""
        return self if curates(user) else self.none()

    def open(self):
        return self.filter(state=ChangeRequestState.OPEN)


class ChangeRequest(models.Model):
    """Somebody who acts for a member asks for another name, kind or country: signatures hang on these."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="change_requests")
    text = models.TextField("what should change, and why", max_length=1000)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    state = models.CharField(
        max_length=10,
        choices=ChangeRequestState.choices,
        default=ChangeRequestState.OPEN,
        editable=False,
        db_index=True,
    )

    objects = ChangeRequestQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self):
        return f"{self.organisation}: {self.text[:80]}"
