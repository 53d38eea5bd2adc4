"""Things that may be made up, for trying the portal out in a demonstration."""

from django.db import models
from django.db.models import Count, Q

from .texts import Translated, TranslatedQuerySet


class SampledQuerySet(TranslatedQuerySet):
    def real(self):
        """Those that are no samples: no other may be counted, fed, mapped or named beside facts."""
        return self.filter(is_sample=False)

    def alike(self, thing):
        """Of what hangs on a thing: beside a real one only what is real, beside a sample only samples."""
        return self.filter(is_sample=thing.is_sample)

    def numbers(self):
        """How many rows there are in `all`, and how many of them are made up in `samples`."""
        return self.aggregate(all=Count("pk"), samples=Count("pk", filter=Q(is_sample=True)))


class Sampled(Translated):
    is_sample = models.BooleanField(default=False, editable=False)

    objects = SampledQuerySet.as_manager()

    class Meta:
        abstract = True
