"""The members with the people who let others see them, for members alone."""

from collections import defaultdict

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count, Exists, OuterRef, Q
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from members import actions
from members.forms import DirectoryFilter
from members.models import Mandate, Opening, Organisation, User
from members.models.openings import A_DAY
from members.models.organisations import country_rank
from members.permissions import may_open_directory
from members.texts.folding import fold

COLUMNS = ("name", "acronym", "slug", "country", "kind", "website", "is_sample")


@require_safe
def directory(request):
    """By country as the reader calls it, and name; the addresses that she has opened today stand there."""
    if not may_open_directory(request.user):
        raise PermissionDenied
    members = Organisation.objects.active()
    countries = dict(members.order_by("country").values_list("country").annotate(number=Count("pk")))
    form = DirectoryFilter(request.GET, countries)
    found = members
    if form.is_valid():
        asked = form.cleaned_data
        if asked["q"]:
            shared = Mandate.objects.sharing().filter(organisation=OuterRef("pk"), person__name__icontains=asked["q"])
            found = found.filter(
                Q(sort_name__contains=fold(asked["q"])) | Q(acronym__icontains=asked["q"]) | Exists(shared)
            )
        if asked["country"]:
            found = found.filter(country=asked["country"])
    rank = country_rank(countries)
    page = found.page(request.GET.get("page"), lambda rows: rows.only(*COLUMNS), rank, "sort_name", "pk")
    people = defaultdict(list)
    sharing = Mandate.objects.sharing().filter(organisation__in=[row.pk for row in page]).select_related("person")
    for held in sharing.order_by("person__name", "pk"):
        people[held.organisation_id].append(held)
    opened = set(Opening.objects.filter(person=request.user, day=timezone.localdate()).values_list("opened", flat=True))
    context = {
        "form": form,
        "page": page,
        "rows": [(row, people[row.pk]) for row in page],
        "opened": opened,
        "number": len(opened),
        "limit": A_DAY,
    }
    return render(request, "members/directory.html", context)


@require_POST
def open_address(request, pk):
    """Shows the address of one person, in the list from which she was opened."""
    person = get_object_or_404(User, pk=pk)
    try:
        actions.open_address(person, by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    back = request.POST.get("back", "")
    back = back if back.startswith("?") else ""  # the filter of the list, never another page
    return HttpResponseRedirect(f"{reverse('members:directory')}{back}#person-{pk}")
