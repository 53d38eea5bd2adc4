"""The verbs of the ground, a file per noun."""

from .files import purge
from .history import erase_from_history, revert
from .letters import send_again, send_due, write
from .mandates import end
from .merging import merge
from .organisations import admit, check, decline, ends_by_leaving, leave, reconsider, reinstate, suspend
from .presences import be_present, others_at

__all__ = [
    "admit",
    "be_present",
    "check",
    "decline",
    "end",
    "ends_by_leaving",
    "erase_from_history",
    "leave",
    "merge",
    "others_at",
    "purge",
    "reconsider",
    "reinstate",
    "revert",
    "send_again",
    "send_due",
    "suspend",
    "write",
]
