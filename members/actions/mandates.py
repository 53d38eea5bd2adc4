"""The verb of mandates and seats."""

from members.models import (
    Mandate,
    Seat,
    User,
)
from members.transitions import transition


def end(held: Mandate | Seat, *, by: User, reason: str = "") -> Mandate | Seat:
    """End a mandate or a seat at this instant; what was done under it stands."""
    transition(held, "end", by=by, reason=reason)
    held.refresh_from_db(fields=["ended_at"])
    return held
