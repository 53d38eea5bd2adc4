"""Who may do what with events."""

from members.permissions import may_curate


def may_announce(user) -> bool:
    return may_curate(user)


def may_cancel(user) -> bool:
    return may_curate(user)
