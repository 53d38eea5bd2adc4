"""Things that may be made up, for trying the portal out in a demonstration."""

from django.db import models
from django.db.models import Count, Q

from members.paging import ROWS, paged

from .translated import Translated, TranslatedQuerySet


class SampledQuerySet(TranslatedQuerySet):
    def real(self):
        """Those that are no samples: no other may be counted, fed, mapped or named beside facts."""
        return self.filter(is_sample=False)

    def alike(self, thing):
        """Of what hangs on a thing: beside a real one only what is real, beside a sample only samples."""
        return self.filter(is_sample=thing.is_sample)

    def page(self, number, show, *order, size=ROWS):
        """A page of the rows in that order, the samples behind the real ones; `page.real` counts the real ones alone.

        Its rows are as `show` loads them. The keys come first: to pass over thousands of keys is cheap, over as many
        rows with their texts it is not. Raises Http404 where there is no such page.
        """
        numbers = self.aggregate(all=Count("pk"), samples=Count("pk", filter=Q(is_sample=True)))
        page = paged(self.order_by("is_sample", *order).values_list("pk", flat=True), number, numbers["all"], size)
        keys = list(page.object_list)
        shown = {row.pk: row for row in show(self.model.objects.filter(pk__in=keys))}
        page.object_list = [shown[key] for key in keys if key in shown]
        page.real = numbers["all"] - numbers["samples"]
        return page


class Sampled(Translated):
    is_sample = models.BooleanField(default=False, editable=False)

    objects = SampledQuerySet.as_manager()

    class Meta:
        abstract = True
