"""Pages of the ground, a file per noun."""

from .accounts import ways_in
from .directory import directory, open_address
from .invitations import invitation
from .keeping import ask_change, confirm_page, keep
from .letters import stop
from .machines import members_csv, members_json
from .organisations import organisations, steering_group
from .people import people

__all__ = [
    "ask_change",
    "confirm_page",
    "directory",
    "invitation",
    "keep",
    "members_csv",
    "members_json",
    "open_address",
    "organisations",
    "people",
    "steering_group",
    "stop",
    "ways_in",
]
