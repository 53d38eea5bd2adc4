"""The verb of mandates and seats."""

from members.actions.accounts import end_sessions
from members.models import (
    Mandate,
    Seat,
    User,
)
from members.transitions import transition


def end(held: Mandate | Seat, *, by: User, reason: str = "") -> Mandate | Seat:
    """End a mandate or a seat at this instant; what was done under it stands."""
    transition(held, "end", by=by, reason=reason)
    person = getattr(held, "person", None)
    if person and not person.staff_role and not person.mandates.in_force().exists():
        end_sessions(person)  # what she may still do is little: she logs in anew for it
    held.refresh_from_db(fields=["ended_at"])
    return held
