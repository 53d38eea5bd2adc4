"""The verbs of the ground, a file per noun."""

from .accounts import change_address, end_sessions, reset_mfa
from .erasing import erase, erase_name
from .files import purge
from .history import revert
from .invitations import (
    accept_invitation,
    invitable,
    invite,
    invite_holders,
    is_in,
    refuse_invitation,
    send_again_invitation,
    withdraw_invitation,
)
from .keeping import ask_change, ask_if_right, confirm_page, make_change, refuse_change
from .letters import send_again_letter, send_due, stop_letters, write
from .mandates import end, name_deputy
from .merging import merge, tell_apart
from .openings import open_address
from .organisations import admit, check, decline, ends_by_leaving, leave, reconsider, reinstate, suspend
from .presences import be_present, others_at

__all__ = [
    "accept_invitation",
    "admit",
    "ask_change",
    "ask_if_right",
    "be_present",
    "change_address",
    "check",
    "confirm_page",
    "decline",
    "end",
    "end_sessions",
    "ends_by_leaving",
    "erase",
    "erase_name",
    "invitable",
    "invite",
    "invite_holders",
    "is_in",
    "leave",
    "make_change",
    "merge",
    "name_deputy",
    "open_address",
    "others_at",
    "purge",
    "reconsider",
    "refuse_change",
    "refuse_invitation",
    "reinstate",
    "reset_mfa",
    "revert",
    "send_again_invitation",
    "send_again_letter",
    "send_due",
    "stop_letters",
    "suspend",
    "tell_apart",
    "withdraw_invitation",
    "write",
]
