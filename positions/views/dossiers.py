"""Pages of the law: its files, each with its steps and what we say about it."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render

from members.paging import ROWS, paged
from positions.models import Dossier, Milestone
from positions.timelines import loaded, timeline_of, years_of


def dossiers(request):
    rows = Dossier.objects.visible_to(request.user).localized("title", "short_title", "summary")
    rows = rows.order_by("is_sample", "order", "pk").with_steps()
    return render(request, "positions/dossier_list.html", {"dossiers": rows})


def dossier(request, slug):
    """A legislative file: the next date and what we ask now, then its steps with our statements among them."""
    rows = Dossier.objects.visible_to(request.user).localized("title", "short_title", "summary", "ask_now")
    found = get_object_or_404(rows.with_text_state(), slug=slug)
    years = years_of(found)
    year = next((year for year in years if str(year) == request.GET.get("year")), None)
    if "year" in request.GET and year is None:
        raise Http404
    page = paged(timeline_of(found, year), request.GET.get("page"))
    page.object_list = loaded(list(page.object_list))
    context = {
        "dossier": found,
        "expected": Milestone.objects.expected().filter(dossier=found).localized("title")[:ROWS],
        "years": years,
        "year": year,
        "page": page,
        "languages": found.languages,
        "authentic_language": found.authentic_language,
    }
    return render(request, "positions/dossier_detail.html", context)
