"""Pages of the members and their steering group."""

from django.db.models import Count
from django.shortcuts import render

from members.forms import OrganisationFilter
from members.models import Organisation, ReportedSize, Seat


def organisations(request):
    members = Organisation.objects.visible_to(request.user).active()
    countries = dict(members.real().order_by("country").values_list("country").annotate(number=Count("pk")))
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
    return render(
        request,
        "members/organisation_list.html",
        {
            "form": form,
            "page": found.page(request.GET.get("page"), lambda rows: rows.localized("does"), "sort_name", "pk"),
            "members": sum(countries.values()),
            "reported": ReportedSize.objects.first(),
            "countries": len(countries),
        },
        status=400 if form.errors else 200,
    )


def steering_group(request):
    seats = Seat.objects.visible_to(request.user).select_related("organisation")
    seats = seats.only(
        *(field.name for field in Seat._meta.concrete_fields),
        *(f"organisation__{name}" for name in ("name", "slug", "acronym", "country", "kind", "state")),
    )
    now = list(seats.in_force())
    undated = len(now) > 1 and not any(seat.since or seat.last_day for seat in now)  # said once, not of each
    return render(request, "members/steering_group.html", {"now": now, "before": seats.gone(), "undated": undated})
