"""What machines read of a law: its steps, our asks and who backs them; the same bytes in every language."""

import tablib
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404

from members.curating.tables import CSV
from members.texts.columns import plain_columns
from positions.asks import asks_on
from positions.models import Dossier, Milestone, Statement
from positions.procedure import course_of

from .records import PLAIN, address

STEP = ["date", "precision", "planned", "institution", "stage", "language", "title", "sources", "looked_at"]


def steps_of(dossier):
    """All its steps as they were told, the earliest first, those without a day last."""
    rows = Milestone.objects.filter(dossier=dossier).only(*plain_columns(Milestone), "title_authentic")
    return list(rows.order_by("dossier", *Milestone._meta.ordering))


def told(step):
    return {
        "date": step.date,
        "precision": step.precision,
        "planned": step.planned,
        "institution": step.institution,
        "stage": step.stage,
        "language": step.authentic_language,
        "title": step.title_authentic,
        "sources": step.sources,
        "looked_at": step.checked_on,
    }


def dossier_json(request, slug):
    found = get_object_or_404(Dossier.objects.visible_to(request.user), slug=slug)
    steps, asks = steps_of(found), asks_on(found)
    course = course_of(steps)
    keys = {key for ask in asks for key in (ask.newest, ask.since)}
    slugs = dict(Statement.objects.filter(pk__in=keys).values_list("pk", "slug"))
    known = {
        "identifier": address("positions:dossier", slug),
        "procedure": found.procedure,
        "language": found.authentic_language,
        "title": found.title_authentic,
        "short_title": found.short_title_authentic,
        "summary": found.summary_authentic,
        "what_we_ask": found.ask_now_authentic,
        "stage": course.stage,
        "looked_through": found.checked_on,
        "steps": [told(step) for step in steps],
        "asks": [
            {
                "direction": ask.direction,
                "article": ask.article,
                "language": ask.authentic_language,
                "text": ask.text_authentic,
                "since": address("positions:statement", slugs[ask.since]),
                "newest": address("positions:statement", slugs[ask.newest]),
            }
            for ask in asks
        ],
    }
    return JsonResponse(known, json_dumps_params=PLAIN)


def steps_csv(request, slug):
    """The steps as a table; a cell is never a formula."""
    found = get_object_or_404(Dossier.objects.visible_to(request.user).only("slug"), slug=slug)
    data = tablib.Dataset(headers=STEP)
    for step in steps_of(found):
        row = told(step) | {"sources": " ".join(step.sources)}
        data.append(["" if row[name] is None else str(row[name]) for name in STEP])
    return HttpResponse(CSV().export_data(data), content_type="text/csv; charset=utf-8")
