"""The rooms of the desk that put the apps together: what awaits me, my organisation, the members' documents."""

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from eclag.desk import awaiting
from eclag.forms import DocumentFilter
from eclag.models import Page
from events.models import Appearance, Event
from members.curating.history import entries_of
from members.models import Invitation, Mandate, Organisation, Transition, User
from members.paging import ROWS, paged
from members.permissions import may_keep
from members.standing import standing_of
from positions.desk import done
from positions.models import Signature, Statement

LATEST = 10  # changes of a page


def desk(request):
    """What awaits me, by organisation and the soonest first; what was done lately; who cannot be reached."""
    user = request.user
    people = Mandate.objects.in_force().filter(organisation__in=standing_of(user).organisations()).values("person")
    unreached = User.objects.filter(Q(pk__in=people) | Q(pk=user.pk)).unreached()
    found = awaiting(user)
    context = {
        "mandates": standing_of(user).mandates,
        "awaiting": found,
        "number": sum(len(rows) for _, rows in found),
        "done": done(user),
        "acted": not found and Transition.objects.filter(actor=user).exists(),
        "unreached": [person for person in unreached if person != user],
        "unreachable": user in unreached,
    }
    return render(request, "eclag/desk.html", context)


def own_organisation(request, slug):
    """What its people look after: is it right, who acts for it, what it says, what it signed, where it appeared."""
    hers = standing_of(request.user).organisations()
    rows = Organisation.objects.filter(pk__in=hers).localized("does").with_text_state()
    shown = get_object_or_404(rows, slug=slug)
    mandates = Mandate.objects.in_force().filter(organisation=shown)
    signed = Signature.objects.signed().filter(organisation=shown)
    people = set(mandates.values_list("person", flat=True))
    context = {
        "organisation": shown,
        "others": [row for row in standing_of(request.user).acting_for if row != shown],
        "may": may_keep(request.user, shown.pk),
        "due": not shown.is_confirmed,
        "people": len(people),
        "invited": Invitation.objects.visible_to(request.user).open().filter(organisation=shown).count(),
        "statements": Statement.objects.visible_to(request.user)
        .filter(pk__in=signed.values("statement"))
        .titled()
        .order_by("-date", "-pk")[:ROWS],
        "events": Event.objects.public()
        .filter(pk__in=Appearance.objects.filter(organisation=shown, listed=True).values("event"))
        .localized("title", "city")
        .order_by("-date", "-pk")[:ROWS],
        "changes": [
            (entry.timestamp, entry.actor if entry.actor_id in people else None)
            for entry in entries_of(shown).filter(actor__isnull=False).defer("changes", "changes_text")[:LATEST]
        ],
    }
    return render(request, "eclag/own_organisation.html", context)


def documents(request):
    """Minutes, talking points and the like, the newest first; what is new to her is marked."""
    form = DocumentFilter(request.GET)
    rows = Page.objects.visible_to(request.user).documents()
    new = set(Page.objects.new_to(request.user).values_list("pk", flat=True))
    if form.is_valid():
        if words := form.cleaned_data["q"]:
            rows = rows.search(words)
        if kind := form.cleaned_data["kind"]:
            rows = rows.filter(kind=kind)
    page = paged(rows.localized("title", "lead").prefetch_related("attachments"), request.GET.get("page"))
    context = {"form": form, "page": page, "new": new, "seen_at": request.user.documents_seen_at}
    return render(request, "eclag/documents.html", context)


def documents_seen(request):
    """From now on what is there is not new to her."""
    User.objects.filter(pk=request.user.pk).update(documents_seen_at=timezone.now())
    messages.success(request, _("Nothing is new to you now."))
    return HttpResponseRedirect(reverse("documents"))
