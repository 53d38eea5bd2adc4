"""What people do with a statement at their desk, outside the admin: which verbs, in which words."""

from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from members.transitions import verbs_of
from positions.models import Statement


class Act(NamedTuple):
    """A verb as its page says it: the button, what it does, and what was done with the statement of that title."""

    button: str
    consequence: str
    done: str


ACTS = {
    "adopt": Act(
        _("Adopt these words"),
        _(
            "You say yes to the very text below. With the second of two people it is adopted; "
            "your name is not made public."
        ),
        _("You adopted “%(title)s”."),
    ),
    "send_back": Act(
        _("Send it back"),
        _("It is worked on in a new version; whoever adopted this one does so again."),
        _("You sent “%(title)s” back."),
    ),
    "withdraw": Act(
        _("Withdraw it"),
        _("Whoever has read it finds that it is withdrawn; its address stays."),
        _("You withdrew “%(title)s”."),
    ),
}


def due(user, statement):
    """{verb: Act} of what this person may do with it as it stands; to adopt it only where her yes is awaited."""
    verbs = verbs_of(Statement)
    found = {
        name: said
        for name, said in ACTS.items()
        if statement.state in verbs[name].come_from and verbs[name].may(user, statement)
    }
    if "adopt" in found and not Statement.objects.awaiting(user).filter(pk=statement.pk).exists():
        del found["adopt"]
    if statement.is_public:
        found.pop("send_back", None)
    return found
