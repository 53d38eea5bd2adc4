"""The verbs of membership: every change of an organisation's state."""

import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from members.models import Organisation, User
from members.permissions import may_handle_membership
from members.states import ORGANISATION_MOVES


def move(organisation: Organisation, verb: str, *, by: User, reason: str) -> Organisation:
    """Lead the organisation along one of ORGANISATION_MOVES and keep when and why.

    Raises PermissionDenied, or ValidationError where the verb does not lead on from its state.
    """
    if not may_handle_membership(by):
        raise PermissionDenied
    come_from, goes_to = ORGANISATION_MOVES[verb]
    with transaction.atomic():
        locked = Organisation.objects.select_for_update().only("pk", "state").get(pk=organisation.pk)
        if locked.state not in come_from:
            raise ValidationError(f"An organisation that is '{locked.state}' cannot be moved by '{verb}'.")
        Organisation.objects.filter(pk=locked.pk).update(state=goes_to, state_since=timezone.now(), state_reason=reason)
    organisation.state = goes_to
    return organisation


def check(organisation: Organisation, *, by: User, reason: str = "") -> Organisation:
    """Staff have looked at the application and found it complete."""
    return move(organisation, "check", by=by, reason=reason)


def admit(organisation: Organisation, *, by: User, reason: str = "") -> Organisation:
    """Make it a member; `reason` says which decision of the steering group this carries out."""
    return move(organisation, "admit", by=by, reason=reason)


def decline(organisation: Organisation, *, by: User, reason: str) -> Organisation:
    return move(organisation, "decline", by=by, reason=reason)


def suspend(organisation: Organisation, *, by: User, reason: str) -> Organisation:
    return move(organisation, "suspend", by=by, reason=reason)


def reinstate(organisation: Organisation, *, by: User, reason: str = "") -> Organisation:
    return move(organisation, "reinstate", by=by, reason=reason)


def leave(organisation: Organisation, *, by: User, reason: str = "") -> Organisation:
    """Record that it left; its seats and mandates end at once, those to come are void, its signatures stay."""
    with transaction.atomic():
        move(organisation, "leave", by=by, reason=reason)
        today = timezone.localdate()
        for held in (organisation.seats, organisation.mandates):
            held.filter(since__gte=today).delete()
            held.current(today).update(until=today - datetime.timedelta(days=1))
    return organisation
