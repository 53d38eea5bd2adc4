"""Where a statement stands on its way, whose move it is and what comes next, as staff read it."""

import itertools

from django.db.models import OuterRef, Subquery

from members.models import Organisation, Transition
from positions.states import RECORDED_ONLY, SIGNED, STEERED, StatementState

S = StatementState
LABELS = {
    "submit": "Send for approval",
    "adopt": "Adopt these words",
    "send_back": "Send back to draft",
    "open": "Open for signing",
    "publish": "Publish",
    "record": "Show what was published elsewhere",
    "withdraw": "Withdraw",
    "supersede": "Lead on to what takes its place",
    "discard": "Give up",
}
# What will happen when the verb is done, before it is.
CONSEQUENCES = {
    "submit": ["Its words are fixed, and laid before those who adopt them."],
    "adopt": ["You say yes to its very words; it is adopted with the second of the two whom its kind asks for."],
    "send_back": ["It is worked on in a new version; whoever adopted these words does so again."],
    "publish": [
        "Everybody reads it at once, or from the hour on that you choose.",
        "What was public is withdrawn or superseded, never deleted.",
    ],
    "withdraw": ["Whoever has read it finds that it is withdrawn; its address stays."],
    "supersede": ["Its readers are led on to the one that names it as superseded."],
    "open": [
        "Each signatory of a member gets one letter, with a link that answers without a login.",
        "It is not public yet: whoever acts for a member reads it.",
    ],
    "discard": ["It is given up for good: a new draft is needed to say it after all."],
}


def log_of(statement):
    """The rows of its log, the newest first, each with the name of the organisation for which it was done."""
    return with_names(Transition.objects.of(statement))


def with_names(rows):
    """Rows of the log with the name of the organisation for which each was done."""
    organisation = Organisation.objects.filter(pk=OuterRef("organisation")).values("name")
    return rows.annotate(organisation_name=Subquery(organisation[:1]))


def adoptions(rows):
    """Of the rows of its log: those who said yes to the words that were laid before them last, the first of them first.

    Where one names no organisation, she did for the secretariat.
    """
    since = itertools.takewhile(lambda row: row.verb != "submit", rows)
    return [row for row in since if row.verb == "adopt"][::-1]


def steps(statement):
    """(name, "done", "now" or "ahead") of each state on its way to the public; empty once it has left that way."""
    way = [S.DRAFT, S.APPROVAL, S.ADOPTED, *([S.OPEN] if statement.kind in SIGNED else []), S.PUBLISHED]
    if (statement.source_url and statement.newest_version is None) or statement.kind in RECORDED_ONLY:
        way = [S.DRAFT, S.PUBLISHED]
    if statement.state not in way:
        return []
    here = way.index(statement.state)
    return [
        (state.label, "done" if place < here else "now" if place == here else "ahead")
        for place, state in enumerate(way)
    ]


def next_verb(statement):
    """The name of the verb that leads it on, None where its way ends."""
    if statement.state == S.DRAFT:
        return "record" if statement.source_url and statement.newest_version is None else "submit"
    if statement.state == S.PUBLISHED and not statement.is_public:
        return "publish"  # its hour is ahead and may be moved
    if statement.state == S.ADOPTED and statement.kind in SIGNED:
        return "open"
    return {S.APPROVAL: "adopt", S.ADOPTED: "publish", S.OPEN: "publish"}.get(statement.state)


def whose_move(statement, said):
    """Who is asked to do what, as a sentence; `said` are its `adoptions`."""
    if statement.state == S.DRAFT:
        return "Whoever writes it sends it for approval." if next_verb(statement) == "submit" else "Staff show it."
    if statement.state == S.APPROVAL:
        if statement.kind not in STEERED:
            return "Two people of the secretariat or the editors adopt it, one of whom did not write it."
        if not said:
            return "Somebody of the secretariat or the editors, and a signatory of the steering group, adopt it."
        if said[0].organisation is None:
            return "The second who adopts it is a signatory of the steering group."
        return "The second who adopts it is of the secretariat, or an editor."
    if statement.state == S.ADOPTED and statement.kind in SIGNED:
        return "Staff open it for signing, or publish it without."
    if statement.takes_names:
        return "The members sign or decline."
    if statement.state in {S.ADOPTED, S.OPEN}:
        return "Staff publish it, at once or at an hour."
    if statement.state == S.PUBLISHED and not statement.is_public:
        return "Nobody has to do anything: it is public from its hour on."
    return ""
