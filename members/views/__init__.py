"""Pages of the ground, a file per noun."""

from .invitations import invitation
from .organisations import organisations, steering_group

__all__ = ["invitation", "organisations", "steering_group"]
