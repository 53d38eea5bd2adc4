"""The verbs of events."""

from django.db import transaction

from events.models import Event
from members.models import User
from members.transitions import transition


def moved(event, verb, *, ready=None, **said):
    """The event, once `transition` has led it on."""
    with transaction.atomic():
        locked = transition(event, verb, **said)
        if ready:
            ready(locked)
    event.refresh_from_db(fields=["state"])
    return event


def announce(event: Event, *, by: User, reason: str = "") -> Event:
    """Show it to the public. Raises PermissionDenied, or ValidationError unless it is a draft with its title."""
    return moved(event, "announce", ready=Event.check_texts, by=by, reason=reason)


def send_back(event: Event, *, by: User, reason: str) -> Event:
    """Take back that it was announced: its page is gone from the public."""
    return moved(event, "send_back", by=by, reason=reason)


def cancel(event: Event, *, by: User, reason: str = "") -> Event:
    """Call it off; its page stays and says so. Raises PermissionDenied, or ValidationError unless announced."""
    return moved(event, "cancel", by=by, reason=reason)


def restore(event: Event, *, by: User, reason: str) -> Event:
    """Take back that it was called off."""
    return moved(event, "restore", by=by, reason=reason)
