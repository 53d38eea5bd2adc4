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
    """(the steps to come, the next one first; those with which the file entered a stage; {key: step} of all of them
    and of those in the timeline's `keys`)."""
    here = [key for _, noun, key in keys if noun == STEP]
    coming = Milestone.objects.expected().filter(dossier=dossier)
    entering = Milestone.objects.filter(dossier=dossier, planned=False).exclude(stage="")
    wanted = Q(pk__in=here) | Q(pk__in=coming.values("pk")) | Q(pk__in=entering.values("pk"))
    steps = {row.pk: row for row in Milestone.objects.filter(wanted).localized("title")}
    expected = [row for row in steps.values() if row.planned and not row.is_unresolved]
    return expected, [row for row in steps.values() if row.stage and not row.planned], steps


def statements_of(keys, others=()):
    """{key: statement} of those that are in the timeline's `keys`, and of `others`, each with its `signed`."""
    wanted = {key for _, noun, key in keys if noun == SAID} | set(others)
    return {row.pk: row for row in Signature.objects.count_on(Statement.objects.filter(pk__in=wanted).titled())}


def loaded(keys, steps, statements):
    """The rows of a page of it, each under the name of its noun."""
    rows = {STEP: ("milestone", steps), SAID: ("statement", statements)}
    return [{rows[noun][0]: rows[noun][1][key]} for _, noun, key in keys if key in rows[noun][1]]
