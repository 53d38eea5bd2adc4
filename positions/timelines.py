"""The timeline of a dossier: the steps of the law that are past, with our statements among them."""

from django.db.models import IntegerField, Q, Value

from positions.models import Milestone, Signature, Statement

STEP, SAID = 0, 1


def timeline_of(dossier):
    """(date, STEP or SAID, key) of all that stands in it, the newest first."""
    parts = [
        (STEP, Milestone.objects.past().filter(dossier=dossier)),
        (SAID, Statement.objects.public().alike(dossier).filter(dossiers=dossier)),
    ]
    steps, said = (
        rows.order_by().annotate(noun=Value(noun, IntegerField())).values_list("date", "noun", "id")
        for noun, rows in parts
    )
    return list(steps.union(said, all=True).order_by("-date", "-noun", "id"))


def steps_of(dossier, keys):
    """The steps to come, the next one first, and {key: step} of those that are in the timeline's `keys`."""
    here = [key for _, noun, key in keys if noun == STEP]
    coming = Milestone.objects.expected().filter(dossier=dossier)
    rows = Milestone.objects.filter(Q(pk__in=here) | Q(pk__in=coming.values("pk"))).localized("title")
    steps = {row.pk: row for row in rows}
    return [row for row in steps.values() if row.pk not in here], steps


def statements_of(keys, others=()):
    """{key: statement} of those that are in the timeline's `keys`, and of `others`, each with its `signed`."""
    wanted = {key for _, noun, key in keys if noun == SAID} | set(others)
    return {row.pk: row for row in Signature.objects.count_on(Statement.objects.filter(pk__in=wanted).titled())}


def loaded(keys, steps, statements):
    """The rows of a page of it, each under the name of its noun."""
    rows = {STEP: ("milestone", steps), SAID: ("statement", statements)}
    return [{rows[noun][0]: rows[noun][1][key]} for _, noun, key in keys if key in rows[noun][1]]
