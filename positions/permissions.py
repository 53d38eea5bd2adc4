"""Who may do what with statements."""

from members.permissions import may_curate

may_draft = may_curate


def may_record(user) -> bool:
    """Enter a statement that was made public elsewhere, with its source."""
    return may_curate(user)
