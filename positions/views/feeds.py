"""What is new in statements and in the law, for feed readers."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext

from members.feeds import NEWEST, Entry, atom
from positions.models import Dossier, Statement
from positions.models.statements import NEWEST_FIRST
from positions.states import StatementKind
from positions.timelines import loaded, statements_of, steps_of, timeline_of


def said(statement, summary=""):
    return Entry(
        title=statement.heading,
        address=statement.get_absolute_url(),
        day=statement.date,
        summary=summary,
        kind=statement.get_kind_display(),
        changed=statement.published_at,
    )


def happened(step, page):
    return Entry(
        title=step.localized("title"),
        address=f"{page}#step-{step.pk}",
        day=step.date,
        kind=step.get_institution_display(),
    )


def statements_feed(request):
    """The newest statements, of a kind or a dossier where one is named. Raises Http404 where that is none of ours."""
    kind, slug = request.GET.get("kind"), request.GET.get("dossier")
    rows = Statement.objects.visible_to(request.user).real()
    title = gettext("Statements")
    if kind:
        if kind not in StatementKind.values:
            raise Http404
        rows, title = rows.filter(kind=kind), f"{title}: {StatementKind(kind).label}"
    if slug:
        dossier = get_object_or_404(Dossier.objects.visible_to(request.user).localized("short_title"), slug=slug)
        rows, title = rows.filter(dossiers=dossier), f"{title}: {dossier.localized('short_title')}"
    rows = rows.titled("addressee").order_by(*NEWEST_FIRST)[:NEWEST]
    entries = [said(row, row.localized("addressee")) for row in rows]
    return atom(f"ECLAG – {title}", request, entries, page=reverse("positions:statements"))


def dossier_feed(request, slug):
    """The steps of a law and what we say about it, in one."""
    found = get_object_or_404(Dossier.objects.visible_to(request.user).localized("short_title"), slug=slug)
    steps = steps_of(found)
    keys = timeline_of(found, steps)[:NEWEST]
    page = found.get_absolute_url()
    entries = []
    for row in loaded(keys, steps, statements_of(keys)):
        if "statement" in row:
            entries.append(said(row["statement"]))
        elif not row["milestone"].planned:  # of the others nobody knows what came
            entries.append(happened(row["milestone"], page))
    return atom(f"ECLAG – {found.localized('short_title')}", request, entries, page=page)
