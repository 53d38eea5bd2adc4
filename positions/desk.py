"""What people do with a statement at their desk, outside the admin: what awaits them, which verbs, in which words."""

import datetime
from typing import NamedTuple

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from members.awaiting import Awaiting
from members.models import Transition
from members.paging import ROWS
from members.standing import standing_of
from members.states import MandateRole
from members.texts.languages import time_left
from members.transitions import verbs_of
from positions.letters import deadline_of
from positions.models import Statement
from positions.signing import to_answer

LATELY = datetime.timedelta(days=30)


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


def awaiting(user):
    """An Awaiting for each statement that she can sign, pass on or adopt."""
    seated = standing_of(user).steering(MandateRole.SIGNATORY)
    adopts_for = next((row for row in standing_of(user).acting_for if row.pk in seated), None)
    return [
        *(to_sign(user, statement, mandate) for statement, mandate in to_answer(user)[:ROWS]),
        *(to_adopt(statement, adopts_for) for statement in Statement.objects.awaiting(user).titled()[:ROWS]),
    ]


def to_sign(user, statement, mandate):
    signs = mandate.role == MandateRole.SIGNATORY
    named = {"title": statement.heading, "organisation": mandate.organisation.name}
    asks = gettext("“%(title)s” asks for the name of %(organisation)s.")
    waits = gettext("“%(title)s” awaits the signatory of %(organisation)s.")
    return Awaiting(
        sentence=(asks if signs else waits) % named,
        button=gettext("Read and answer") if signs else gettext("Pass it on"),
        address=reverse("positions:answer", args=[statement.slug]),
        organisation=mandate.organisation,
        mark=time_left(statement.closes_at),
        until=statement.closes_at,
        note=deadline_of(statement, user),
        is_sample=statement.is_sample,
    )


def to_adopt(statement, organisation):
    return Awaiting(
        sentence=gettext("“%(title)s” waits to be adopted.") % {"title": statement.heading},
        button=gettext("Read and adopt"),
        address=reverse("positions:act", args=[statement.slug, "adopt"]),
        organisation=organisation,
        note=statement.get_kind_display(),
        is_sample=statement.is_sample,
    )


DONE = {
    "signed": _("%(organisation)s signed “%(title)s”."),
    "awaiting_acceptance": _("%(organisation)s asked to sign “%(title)s” late."),
    "declined": _("%(organisation)s declined “%(title)s”. This is not public."),
    "withdrawn": _("%(organisation)s took back its signature under “%(title)s”."),
}


def done(user):
    """(sentence, address, instant) of what was answered in the name of her organisations lately, the newest first."""
    hers = {row.pk: row.name for row in standing_of(user).acting_for}
    rows = Transition.objects.filter(
        noun="signature", organisation__in=hers, at__gte=timezone.now() - LATELY, chain__startswith="statement:"
    ).order_by("-pk")[:10]
    rows = [row for row in rows if row.to_state in DONE]
    keys = {row.chain.partition(":")[2] for row in rows}
    said = {str(row.pk): row for row in Statement.objects.filter(pk__in=keys).visible_to(user).titled()}
    return [
        (
            DONE[row.to_state] % {"organisation": hers[row.organisation], "title": statement.heading},
            reverse("positions:answer", args=[statement.slug]),
            row.at,
        )
        for row in rows
        if (statement := said.get(row.chain.partition(":")[2]))
    ]
