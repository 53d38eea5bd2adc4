"""The verbs of events."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from events.models import Event
from events.permissions import may_announce, may_cancel
from events.states import EventState
from members.models import User


def move(event: Event, come_from: EventState, goes_to: EventState, reason: str = "") -> Event:
    """Change the state under the row's lock and count the calendar entry on, so that calendars take it over."""
    with transaction.atomic():
        locked = Event.objects.select_for_update().get(pk=event.pk)
        if locked.state != come_from:
            raise ValidationError(f"The event is '{locked.state}', not '{come_from}'.")
        locked.check_texts()
        locked.state, locked.state_reason, locked.sequence = goes_to, reason, locked.sequence + 1
        locked.save(update_fields=["state", "state_reason", "sequence", "changed_at"])
    event.state = goes_to
    return event


def announce(event: Event, *, by: User) -> Event:
    """Show it to the public. Raises PermissionDenied, or ValidationError unless it is a draft with its title."""
    if not may_announce(by):
        raise PermissionDenied
    return move(event, EventState.DRAFT, EventState.ANNOUNCED)


def cancel(event: Event, *, by: User, reason: str = "") -> Event:
    """Call it off; its page stays and says so. Raises PermissionDenied, or ValidationError unless announced."""
    if not may_cancel(by):
        raise PermissionDenied
    return move(event, EventState.ANNOUNCED, EventState.CANCELLED, reason)
