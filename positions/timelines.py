"""The timeline of a dossier: the steps of the law that are past, with our statements among them."""

from django.db.models import IntegerField, Value
from django.db.models.functions import ExtractYear

from positions.models import Milestone, Statement

STEP, SAID = 0, 1


def parts_of(dossier):
    """What it is made of: the steps that are past, and the public statements."""
    yield STEP, Milestone.objects.past().filter(dossier=dossier)
    yield SAID, Statement.objects.public().alike(dossier).filter(dossiers=dossier)


def years_of(dossier):
    """The years in which it has anything, the last first."""
    steps, said = (
        rows.order_by().annotate(year=ExtractYear("date")).values_list("year", flat=True)
        for _, rows in parts_of(dossier)
    )
    return list(steps.union(said).order_by("-year"))


def timeline_of(dossier, year):
    """(date, STEP or SAID, key) of all that stands in it, in that year if one is given, the newest first."""
    within = {"date__year": year} if year else {}
    steps, said = (
        rows.filter(**within).order_by().annotate(noun=Value(noun, IntegerField())).values_list("date", "noun", "id")
        for noun, rows in parts_of(dossier)
    )
    return steps.union(said, all=True).order_by("-date", "-noun", "id")


def loaded(keys):
    """The rows of a page of it, each under the name of its noun."""
    steps = Milestone.objects.filter(pk__in=[key for _, noun, key in keys if noun == STEP]).localized("title")
    said = Statement.objects.filter(pk__in=[key for _, noun, key in keys if noun == SAID]).titled()
    rows = {(STEP, row.pk): {"milestone": row} for row in steps} | {(SAID, row.pk): {"statement": row} for row in said}
    return [rows[noun, key] for _, noun, key in keys if (noun, key) in rows]
