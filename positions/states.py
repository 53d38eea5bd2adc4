"""The states and kinds of statements and signatures."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class StatementState(TextChoices):
    DRAFT = "draft"
    CONSULTATION = "consultation"
    APPROVAL = "approval"
    OPEN = "open"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


# What was public stays readable; a superseded or withdrawn one says so and leads on.
PUBLIC_STATEMENT_STATES = {StatementState.PUBLISHED, StatementState.SUPERSEDED, StatementState.WITHDRAWN}
# noun: {verb: (from these states, to this one, whether it needs a reason)}; "" is before the first state.
TRANSITIONS = {
    "statement": {
        "draft": ({""}, StatementState.DRAFT, False),
        "record": ({StatementState.DRAFT}, StatementState.PUBLISHED, False),
    }
}


class StatementKind(TextChoices):
    POSITION_PAPER = "position_paper", _("Position paper")
    OPEN_LETTER = "open_letter", _("Open letter")
    JOINT_STATEMENT = "joint_statement", _("Joint statement")
    STEERING_STATEMENT = "steering_statement", _("Statement of the steering group")
    STATEMENT = "statement", _("Statement")
    PRESS_RELEASE = "press_release", _("Press release")
    BRIEFING = "briefing", _("Briefing")
    ARTICLE = "article", _("Article in a publication")


class Stage(TextChoices):
    """Where a law stands when a statement is made."""

    PROPOSAL = "proposal", _("Proposal of the Commission")
    FIRST_READING = "first_reading", _("First reading")
    COMMITTEE = "committee", _("Committee work in Parliament")
    PARLIAMENT_POSITION = "parliament_position", _("Position of Parliament")
    COUNCIL = "council", _("Position of the Council")
    TRILOGUE = "trilogue", _("Trilogue negotiations")
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


class Direction(TextChoices):
    FOR = "for", pgettext_lazy("position on an article of the law", "For")
    AGAINST = "against", pgettext_lazy("position on an article of the law", "Against")
    CHANGE = "change", pgettext_lazy("position on an article of the law", "Change")


class SignatureState(TextChoices):
    UNCONFIRMED = "unconfirmed"
    AWAITING_ACCEPTANCE = "awaiting_acceptance"
    SIGNED = "signed"
    DECLINED = "declined"
    TO_RECONFIRM = "to_reconfirm"
    WITHDRAWN = "withdrawn"


class Counted(TextChoices):
    """Of whom a reported number speaks."""

    ORGANISATIONS = "organisations"
    INDIVIDUALS = "individuals"
    SIGNATORIES = "signatories"


class Moment(TextChoices):
    """When a reported number was true."""

    AT_PUBLICATION = "at_publication"
    LATER = "later"
