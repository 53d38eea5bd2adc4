"""Pages of the members and their steering group."""

from django.db.models import Count
from django.shortcuts import render

from members.forms import OrganisationFilter
from members.maps import is_drawn, map_of
from members.models import Organisation, ReportedSize, Seat
from members.models.organisations import country_rank
from members.texts.languages import country_order

DIRECTORY = 100  # members on a page: a line each


def organisations(request):
    members = Organisation.objects.visible_to(request.user).active()
    here = members.order_by().values_list("country", "is_sample").annotate(number=Count("pk"))
    countries = {code: number for code, is_sample, number in here if not is_sample}
    form = OrganisationFilter(request.GET, countries)
    found = members if form.is_valid() else members.none()
    if form.is_valid():
        asked = form.cleaned_data
        if asked["q"]:
            found = found.search(asked["q"])
        if asked["country"]:
            found = found.filter(country=asked["country"])
        if asked["kind"]:
            found = found.filter(kind=asked["kind"])
    rank = country_rank(code for code, _, _ in here)
    page = found.page(request.GET.get("page"), shown, rank, "sort_name", "pk", size=DIRECTORY)
    context = {
        "form": form,
        "page": page,
        "map": map_of(countries),
        "beyond": [code for code in sorted(countries, key=country_order) if not is_drawn(code)],
        "numbers": countries,
        "members": sum(countries.values()),
        "reported": ReportedSize.objects.first(),
        "countries": len(countries),
    }
    return render(request, "members/organisation_list.html", context, status=400 if form.errors else 200)


def shown(rows):
    return rows.only("name", "acronym", "slug", "country", "kind", "is_sample").with_seats()


def steering_group(request):
    seats = Seat.objects.visible_to(request.user).select_related("organisation")
    seats = seats.only(
        *(field.name for field in Seat._meta.concrete_fields),
        *(f"organisation__{name}" for name in ("name", "slug", "acronym", "country", "kind", "state")),
    )
    now = list(seats.in_force())
    undated = len(now) > 1 and not any(seat.since or seat.last_day for seat in now)  # said once, not of each
    return render(request, "members/steering_group.html", {"now": now, "before": seats.gone(), "undated": undated})
