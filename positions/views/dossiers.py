"""Pages of the law: its files, each with its steps and what we say about it."""

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from members.paging import ROWS, paged
from members.texts.languages import EU_STATES, states_of
from members.typesetting import answered
from positions import actions
from positions.asks import asks_on, backing, countries_behind
from positions.brief import TEMPLATE, brief_of
from positions.forms import CorrectionForm
from positions.models import Correction, Dossier, Milestone
from positions.procedure import course_of, rests
from positions.timelines import loaded, months_of_the_year, statements_of, steps_of, timeline_of, years_of

NAMES = 200  # of a country
EXPECTED = 3  # steps on paper


def dossiers(request):
    rows = Dossier.objects.visible_to(request.user).localized("title", "short_title", "summary")
    rows = rows.order_by("is_sample", "order", "pk").with_steps()
    return render(request, "positions/dossier_list.html", {"dossiers": rows})


def dossier(request, slug):
    """A legislative file as a brief: where it is, what comes next, what we ask, who backs it; then all its steps."""
    rows = Dossier.objects.visible_to(request.user).localized("title", "short_title", "summary", "ask_now")
    found = get_object_or_404(rows.with_text_state(), slug=slug)
    steps = steps_of(found)
    keys = timeline_of(found, steps)
    years = list(years_of(keys))
    year = next((row.year for row in years if str(row.year) == request.GET.get("year")), None)
    if "year" in request.GET and year is None:
        raise Http404
    page = paged([key for key in keys if year in {None, key[0].year}], request.GET.get("page"))
    asks, statements = asked_of(found, page.object_list)
    page.object_list = loaded(page.object_list, steps, statements)
    course = course_of(steps)
    context = {
        "dossier": found,
        "course": course,
        "rests": rests(course, timezone.localdate()),
        "expected": [step for step in steps if step.is_expected][:ROWS],
        "asks": asks,
        "countries": states_of(get_language()),
        "years": years,
        "year": year,
        "months": months_of_the_year() if years else [],
        "page": page,
        "languages": found.languages,
        "authentic_language": found.authentic_language,
    }
    return render(request, "positions/dossier_detail.html", context)


def asked_of(dossier, keys=()):
    """(what is asked of the law, with the statements that asked it; {key: statement} of them and of the `keys`)."""
    asks = asks_on(dossier)
    statements = statements_of(keys, {key for ask in asks for key in (ask.newest, ask.since)})
    for ask in asks:
        ask.newest, ask.since = statements[ask.newest], statements[ask.since]
    return asks, statements


def brief_pdf(request, slug):
    """The brief on one page of paper, in the reader's language."""
    rows = Dossier.objects.visible_to(request.user).localized("title", "short_title", "summary", "ask_now")
    found = get_object_or_404(rows, slug=slug)
    steps, (asks, _) = steps_of(found), asked_of(found)
    course = course_of(steps)
    data = brief_of(
        found,
        course=course,
        rests=rests(course, timezone.localdate()),
        expected=[step for step in steps if step.is_expected][:EXPECTED],
        asks=asks,
        backed=countries_behind(found),
    )
    return answered(TEMPLATE, data, "pdf", f"{slug}-{get_language()}.pdf")


def backed_in(request, slug, country):
    """Who stands behind what we ask of this law in one country."""
    rows = Dossier.objects.visible_to(request.user).localized("short_title")
    found = get_object_or_404(rows, slug=slug)
    if country not in EU_STATES:
        raise Http404
    context = {
        "dossier": found,
        "country": country,
        "names": backing(found, country)[:NAMES],
        "countries": states_of(get_language()),
    }
    return render(request, "positions/dossier_backing.html", context)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def report(request, slug):
    """Where anybody says what is wrong on the page of a law; nobody is asked who she is."""
    rows = Dossier.objects.visible_to(request.user).localized("short_title")
    found = get_object_or_404(rows, slug=slug)
    steps = Milestone.objects.filter(dossier=found).localized("title")
    sent = request.POST if request.method == "POST" else None
    form = CorrectionForm(sent, instance=Correction(dossier=found), steps=steps)
    if form.is_valid():
        try:
            actions.report(form.instance)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            return HttpResponseRedirect(f"{request.path}?told=1")
    context = {"dossier": found, "form": form, "told": "told" in request.GET}
    return render(request, "positions/dossier_report.html", context, status=422 if form.errors else 200)
