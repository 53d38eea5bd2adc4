"""The states and kinds of statements and signatures."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class StatementState(TextChoices):
    DRAFT = "draft"
    CONSULTATION = "consultation"
    APPROVAL = "approval"
    ADOPTED = "adopted"
    OPEN = "open"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


class StatementKind(TextChoices):
    POSITION_PAPER = "position_paper", _("Position paper")
    OPEN_LETTER = "open_letter", _("Open letter")
    JOINT_STATEMENT = "joint_statement", _("Joint statement")
    STEERING_STATEMENT = "steering_statement", _("Statement of the steering group")
    STATEMENT = "statement", _("Statement")
    PRESS_RELEASE = "press_release", _("Press release")
    BRIEFING = "briefing", _("Briefing")
    ARTICLE = "article", _("Article in a publication")
    CAMPAIGN = "campaign", _("Campaign")


# Adopted by staff together with a signatory of the steering group.
STEERED = {
    StatementKind.POSITION_PAPER,
    StatementKind.OPEN_LETTER,
    StatementKind.JOINT_STATEMENT,
    StatementKind.STEERING_STATEMENT,
}
SIGNED = {StatementKind.OPEN_LETTER, StatementKind.JOINT_STATEMENT}  # by organisations, one by one
LAID = {StatementState.APPROVAL, StatementState.ADOPTED, StatementState.OPEN}  # its words lie before others
NOT_SAID_YET = {StatementState.DRAFT, StatementState.CONSULTATION, StatementState.APPROVAL, StatementState.ADOPTED}
RECORDED_ONLY = {
    StatementKind.STATEMENT,
    StatementKind.ARTICLE,
    StatementKind.CAMPAIGN,
}  # said elsewhere: no words of ours to adopt


class Stage(TextChoices):
    """Where a law stands when a statement is made."""

    PROPOSAL = "proposal", _("Proposal of the Commission")
    FIRST_READING = "first_reading", _("First reading")
    COMMITTEE = "committee", _("Committee work in Parliament")
    PARLIAMENT_POSITION = "parliament_position", _("Position of Parliament")
    COUNCIL = "council", _("Position of the Council")
    TRILOGUE = "trilogue", _("Trilogue negotiations")
    AGREEMENT = "agreement", _("Political agreement")
    SECOND_READING = "second_reading", _("Second reading")
    ADOPTION = "adoption", _("Adoption")
    NEW_TERM = "new_term", _("New parliamentary term")


class Institution(TextChoices):
    COMMISSION = "commission", _("European Commission")
    PARLIAMENT = "parliament", _("European Parliament")
    COUNCIL = "council", _("Council of the EU")
    CO_LEGISLATORS = "co_legislators", _("Parliament and Council")
    TRILOGUE = "trilogue", _("Parliament, Council and Commission")
    EU_LAW = "eu_law", _("Law of the Union")
    EDPS = "edps", _("European Data Protection Supervisor")


class Direction(TextChoices):
    FOR = "for", pgettext_lazy("position on an article of the law", "For")
    AGAINST = "against", pgettext_lazy("position on an article of the law", "Against")
    CHANGE = "change", pgettext_lazy("position on an article of the law", "Change")


class CameBy(TextChoices):
    """How an answer reached staff, who recorded it."""

    EMAIL = "email", _("by e-mail")
    TELEPHONE = "telephone", _("by telephone")
    PAPER = "paper", _("on paper")
    MEETING = "meeting", _("in a meeting")


class SignatureState(TextChoices):
    UNCONFIRMED = "unconfirmed"
    AWAITING_ACCEPTANCE = "awaiting_acceptance"
    SIGNED = "signed"
    DECLINED = "declined"
    TO_RECONFIRM = "to_reconfirm"
    WITHDRAWN = "withdrawn"


class DeliveryState(TextChoices):
    SENT = "sent"
    ANSWERED = "answered"
    STRUCK = "struck", "entered by mistake"


class Result(TextChoices):
    """What a step of the law made of an ask."""

    ADOPTED = "adopted", pgettext_lazy("what came of an ask", "Adopted")
    PARTLY = "partly", pgettext_lazy("what came of an ask", "Partly adopted")
    NOT_ADOPTED = "not_adopted", pgettext_lazy("what came of an ask", "Not adopted")


class CorrectionState(TextChoices):
    OPEN = "open"
    MADE = "made"
    DISMISSED = "dismissed"


S, G, D, C = StatementState, SignatureState, DeliveryState, CorrectionState
# noun: {verb: (from these states, to this one or one of these, whether it needs a reason)}; "" is before the first.
TRANSITIONS = {
    "statement": {
        "draft": ({""}, S.DRAFT, False),
        "submit": ({S.DRAFT}, S.APPROVAL, False),
        "adopt": ({S.APPROVAL}, (S.APPROVAL, S.ADOPTED), False),  # the first of two people, the second
        "send_back": ({S.APPROVAL, S.ADOPTED, S.PUBLISHED}, S.DRAFT, True),  # once published: while its hour is ahead
        "open": ({S.ADOPTED}, S.OPEN, False),
        "publish": ({S.ADOPTED, S.OPEN, S.PUBLISHED}, S.PUBLISHED, False),  # once published: another hour ahead
        "record": ({S.DRAFT}, S.PUBLISHED, False),
        "withdraw": ({S.OPEN, S.PUBLISHED}, S.WITHDRAWN, False),
        "supersede": ({S.PUBLISHED}, S.SUPERSEDED, False),
        "discard": ({S.DRAFT, S.APPROVAL, S.ADOPTED}, S.WITHDRAWN, True),
    },
    "signature": {
        "sign": ({"", G.DECLINED, G.WITHDRAWN, G.UNCONFIRMED}, (G.SIGNED, G.AWAITING_ACCEPTANCE), False),
        "accept": ({G.AWAITING_ACCEPTANCE}, G.SIGNED, False),
        "decline": ({"", G.UNCONFIRMED, G.AWAITING_ACCEPTANCE, G.SIGNED}, G.DECLINED, False),  # signed: if recorded
        "withdraw": ({G.SIGNED}, G.WITHDRAWN, False),
        "record": ({"", G.UNCONFIRMED, G.WITHDRAWN}, (G.SIGNED, G.DECLINED), False),
        "merge": ({*G}, G.WITHDRAWN, False),  # its organisation is another one, which answered as well
    },
    "delivery": {
        "deliver": ({""}, D.SENT, False),
        "reply": ({D.SENT, D.ANSWERED}, D.ANSWERED, False),  # a later answer takes the place of the one before
        "strike": ({D.SENT, D.ANSWERED}, D.STRUCK, True),
    },
    "correction": {
        "report": ({""}, C.OPEN, False),
        "correct": ({C.OPEN}, C.MADE, False),
        "dismiss": ({C.OPEN}, C.DISMISSED, True),
    },
}


class Counted(TextChoices):
    """Of whom a reported number speaks."""

    ORGANISATIONS = "organisations"
    INDIVIDUALS = "individuals"
    SIGNATORIES = "signatories"


class Moment(TextChoices):
    """When a reported number was true."""

    AT_PUBLICATION = "at_publication"
    LATER = "later"
