"""Pages of the law: its files, each with its steps and what we say about it."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render

from members.paging import ROWS, paged
from positions.asks import SHOWN, ledger_of, with_asks
from positions.models import Dossier
from positions.timelines import loaded, statements_of, steps_of, timeline_of


def dossiers(request):
    rows = Dossier.objects.visible_to(request.user).localized("title", "short_title", "summary")
    rows = rows.order_by("is_sample", "order", "pk").with_steps()
    return render(request, "positions/dossier_list.html", {"dossiers": rows})


def dossier(request, slug):
    """A legislative file: the next date and what we ask now, then its steps with our statements among them."""
    rows = Dossier.objects.visible_to(request.user).localized("title", "short_title", "summary", "ask_now")
    found = get_object_or_404(rows.with_text_state(), slug=slug)
    keys = timeline_of(found)
    years = sorted({day.year for day, _, _ in keys}, reverse=True)
    year = next((year for year in years if str(year) == request.GET.get("year")), None)
    if "year" in request.GET and year is None:
        raise Http404
    page = paged([key for key in keys if year in {None, key[0].year}], request.GET.get("page"))
    ledger = ledger_of(found)
    expected, steps = steps_of(found, page.object_list)
    statements = statements_of(page.object_list, ledger)
    page.object_list = loaded(page.object_list, steps, statements)
    context = {
        "dossier": found,
        "expected": expected[:ROWS],
        "ledger": with_asks([statements[key] for key in ledger[:SHOWN]]),
        "more": len(ledger) > SHOWN,
        "years": years,
        "year": year,
        "page": page,
        "languages": found.languages,
        "authentic_language": found.authentic_language,
    }
    return render(request, "positions/dossier_detail.html", context)
