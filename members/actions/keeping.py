"""What those who act for a member do for its page: say that it is right, and ask for what staff alone change."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from members.actions.letters import write
from members.models import ChangeRequest, Mandate, Organisation, User
from members.models.organisations import YEAR
from members.permissions import KEEPING, may_keep
from members.transitions import lock, note, transition


def confirm_page(organisation: Organisation, *, by: User) -> Organisation:
    """Say that what the portal tells of it is right today. Raises PermissionDenied."""
    if not may_keep(by, organisation.pk):
        raise PermissionDenied
    with transaction.atomic():
        locked = lock(organisation)
        locked.confirmed_on = timezone.localdate()
        locked.save(update_fields=["confirmed_on"])
        note(locked, "confirm_page", locked.state, by=by, organisation=locked)
    organisation.confirmed_on = locked.confirmed_on
    return organisation


def ask_if_right(now):
    """Once a year, write to those who keep the page of a member and ask whether it is still right."""
    today = timezone.localdate(now)
    lately_asked = Q(asked_on__gt=today - YEAR)
    for organisation in Organisation.objects.active().real().to_confirm(today).exclude(lately_asked).only("pk"):
        keeping = Mandate.objects.in_force().filter(organisation=organisation, role__in=KEEPING)
        people = User.objects.filter(pk__in=keeping.order_by().values("person"), is_active=True)
        if people and write(f"still_right#{today}", organisation, people):
            Organisation.objects.filter(pk=organisation.pk).update(asked_on=today)


def ask_change(request: ChangeRequest, *, by: User) -> ChangeRequest:
    """Ask staff for another name, kind, country or state. Raises PermissionDenied, or ValidationError without words."""
    request.asked_by = by
    request.text = request.text.strip()
    request.full_clean()
    transition(request, "ask_change", by=by, organisation=request.organisation)
    return request


def make_change(request: ChangeRequest, *, by: User, reason: str = "") -> ChangeRequest:
    """Say that it was changed as asked; whoever asked is told."""
    return answered(request, "make_change", by=by, reason=reason)


def refuse_change(request: ChangeRequest, *, by: User, reason: str) -> ChangeRequest:
    """Leave it as it is; whoever asked is told why."""
    return answered(request, "refuse_change", by=by, reason=reason)


def answered(request, verb, *, by, reason):
    with transaction.atomic():
        locked = transition(request, verb, by=by, reason=reason, organisation=request.organisation)
        if locked.asked_by:
            write("change_answered", locked, [locked.asked_by], details={"reason": reason})
    request.refresh_from_db(fields=["state"])
    return request
