"""Things with an address of their own, which is fixed once it has been public."""

from django.core.exceptions import ValidationError
from django.db import models

from .transitions import Transition


class Addressed(models.Model):
    """A thing with a `slug`; its noun says by `has_been_public` from when on that may not change."""

    stored_slug = None

    class Meta:
        abstract = True

    @classmethod
    def from_db(cls, db, field_names, values):
        row = super().from_db(db, field_names, values)
        row.stored_slug = row.__dict__.get("slug")
        return row

    def clean(self):
        super().clean()
        if self.stored_slug not in {None, self.slug} and self.has_been_public():
            raise ValidationError({"slug": "This address has been public: links lead to it, so it stays."})

    def has_been_in(self, states):
        """Whether it is, or by its log was, in one of these states."""
        told = models.Q(from_state__in=states) | models.Q(to_state__in=states)
        return self.state in states or Transition.objects.of(self).filter(told).exists()
