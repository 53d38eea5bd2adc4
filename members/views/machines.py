"""What machines read of the members: who they are and where; the same bytes in every language."""

import tablib
from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.utils.translation import override

from members.curating.tables import CSV
from members.models import Organisation

COLUMNS = [*("name", "acronym", "country", "kind", "website", "register_number", "funding_url"), "eu_contact_email"]


def told(request):
    """The facts that each member's page shows, in the order of their names; samples are none."""
    members = Organisation.objects.visible_to(request.user).active().real().with_seats()
    with override("en"):
        return [
            {
                "page": settings.BASE_URL + row.get_absolute_url(),
                **{name: getattr(row, name) for name in COLUMNS},
                "steering_group": row.seated,
                "source": row.source_url,
            }
            for row in members.only("slug", "source_url", *COLUMNS).order_by("sort_name", "pk")
        ]


def members_json(request):
    return JsonResponse({"members": told(request)}, json_dumps_params={"ensure_ascii": False, "indent": 2})


def members_csv(request):
    """The same as a table; a cell is never a formula."""
    rows = told(request)
    data = tablib.Dataset(headers=["page", *COLUMNS, "steering_group", "source"])
    for row in rows:
        data.append([{True: "yes", False: ""}.get(cell, cell) for cell in row.values()])
    return HttpResponse(CSV().export_data(data), content_type="text/csv; charset=utf-8")
