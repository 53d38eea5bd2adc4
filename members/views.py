"""Public pages of the members and their steering group."""

from django.contrib.auth.models import AnonymousUser
from django.core.paginator import InvalidPage, Paginator
from django.db.models import Count
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone

from members.forms import OrganisationFilter
from members.models import Organisation, ReportedSize, Seat
from members.permissions import public

ROWS = 50
EVERYBODY = AnonymousUser()


def paged(rows, request, number=None):
    """The page of the rows that the address names; raises Http404 where there is none.

    Who knows already how many rows there are says so in `number`.
    """
    paginator = Paginator(rows, ROWS)
    if number is not None:
        paginator.count = number
    try:
        return paginator.page(request.GET.get("page") or 1)
    except InvalidPage as error:
        raise Http404 from error


def page_of(rows, request, show, number=None):
    """The page that the address names, with its rows as `show` loads them; raises Http404 where there is none.

    The keys come first: to pass over thousands of keys is cheap, over as many rows with their texts it is not.
    """
    page = paged(rows.values_list("pk", flat=True), request, number)
    keys = list(page.object_list)
    shown = {row.pk: row for row in show(rows.model.objects.filter(pk__in=keys))}
    page.object_list = [shown[key] for key in keys if key in shown]
    return page


def with_samples(rows, request, show, *order):
    """As `page_of`, the real ones in that order and the samples behind them; `page.real` counts the real ones alone."""
    numbers = rows.numbers()
    page = page_of(rows.order_by("is_sample", *order), request, show, numbers["all"])
    page.real = numbers["all"] - numbers["samples"]
    return page


@public(params=["q", "country", "kind", "page"])
def organisations(request):
    members = Organisation.objects.visible_to(EVERYBODY).active()
    countries = dict(members.real().order_by("country").values_list("country").annotate(number=Count("pk")))
    form = OrganisationFilter(request.GET, countries)
    found = members
    if form.is_valid():
        asked = form.cleaned_data
        if asked["q"]:
            found = found.search(asked["q"])
        if asked["country"]:
            found = found.filter(country=asked["country"])
        if asked["kind"]:
            found = found.filter(kind=asked["kind"])
    return render(
        request,
        "members/organisation_list.html",
        {
            "form": form,
            "page": with_samples(found, request, lambda rows: rows.localized("does"), "sort_name", "pk"),
            "members": sum(countries.values()),
            "reported": ReportedSize.objects.first(),
            "countries": len(countries),
        },
    )


@public()
def steering_group(request):
    seats = Seat.objects.visible_to(EVERYBODY).select_related("organisation")
    seats = seats.only(
        *(field.name for field in Seat._meta.concrete_fields),
        *(f"organisation__{name}" for name in ("name", "slug", "acronym", "country", "kind", "state")),
    )
    now = list(seats.current())
    before = seats.filter(until__lt=timezone.localdate()).order_by("-until", "organisation__sort_name")
    return render(request, "members/steering_group.html", {"now": now, "before": before})
