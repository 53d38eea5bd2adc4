"""The verbs of membership."""

from django.db import transaction

from members.models import (
    Organisation,
    User,
)
from members.transitions import transition

from .mandates import end


def check(organisation: Organisation, *, by: User, reason: str = "") -> Organisation:
    """Staff have looked at the application and found it complete."""
    return moved(organisation, "check", by=by, reason=reason)


def admit(organisation: Organisation, *, by: User, reason: str = "") -> Organisation:
    """Make it a member; `reason` says which decision of the steering group this carries out."""
    return moved(organisation, "admit", by=by, reason=reason)


def decline(organisation: Organisation, *, by: User, reason: str) -> Organisation:
    return moved(organisation, "decline", by=by, reason=reason)


def reconsider(organisation: Organisation, *, by: User, reason: str) -> Organisation:
    """Take back that it was checked, or declined."""
    return moved(organisation, "reconsider", by=by, reason=reason)


def suspend(organisation: Organisation, *, by: User, reason: str) -> Organisation:
    return moved(organisation, "suspend", by=by, reason=reason)


def reinstate(organisation: Organisation, *, by: User, reason: str = "") -> Organisation:
    return moved(organisation, "reinstate", by=by, reason=reason)


def moved(organisation, verb, **said):
    """The organisation, once `transition` has led it on."""
    transition(organisation, verb, **said)
    organisation.refresh_from_db(fields=["state"])
    return organisation


def ends_by_leaving(organisation: Organisation) -> list[str]:
    """What `leave` will end, in words."""
    held = [(organisation.mandates, "mandate"), (organisation.seats, "seat in the steering group")]
    numbers = [(rows.not_ended().count(), noun) for rows, noun in held]
    return [f"{number} {noun}{'s' * (number > 1)} will end." for number, noun in numbers if number]


def leave(organisation: Organisation, *, by: User, reason: str = "") -> Organisation:
    """Record that it left; its seats and mandates end at once, also those to come; its signatures stay."""
    with transaction.atomic():
        transition(organisation, "leave", by=by, reason=reason)
        for held in (organisation.seats, organisation.mandates):
            for row in held.not_ended():
                end(row, by=by, reason=f"{organisation} left.")
    organisation.refresh_from_db(fields=["state"])
    return organisation
