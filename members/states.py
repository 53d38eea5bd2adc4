"""The states and roles of people and organisations, and which verb leads from where to where."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class OrganisationState(TextChoices):
    APPLICANT = "applicant"
    CHECKED = "checked"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    LEFT = "left"
    DECLINED = "declined"


class LetterState(TextChoices):
    """How a letter fares; its columns are the instants at which it was sent or ended."""

    WAITING = "waiting"
    SENT = "sent"
    DROPPED = "dropped"  # nothing was left to say when its turn came
    BOUNCED = "bounced"
    GIVEN_UP = "given_up"


class InvitationState(TextChoices):
    OPEN = "open"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class ChangeRequestState(TextChoices):
    OPEN = "open"
    MADE = "made"
    REFUSED = "refused"


class Shares(TextChoices):
    """What the people of other members see of somebody in the directory."""

    NOTHING = "nothing", _("Nothing: only my own organisations and the secretariat see me")
    NAME = "name", _("My name and role")
    ADDRESS = "address", _("My name, role and e-mail address")


class AccountState(TextChoices):
    OPEN = "open"
    CLOSED = "closed"


class DatedState(TextChoices):
    """Of a mandate or a seat, whatever its days; the instant at which it ended is its only column."""

    GIVEN = "given"
    ENDED = "ended"


# noun: {verb: (from these states, to this one or one of these, whether it needs a reason)}; "" is before the first.
TRANSITIONS = {
    "organisation": {
        "apply": ({""}, OrganisationState.APPLICANT, False),
        "check": ({OrganisationState.APPLICANT}, OrganisationState.CHECKED, False),
        "admit": ({OrganisationState.CHECKED}, OrganisationState.ACTIVE, False),
        "decline": ({OrganisationState.APPLICANT, OrganisationState.CHECKED}, OrganisationState.DECLINED, True),
        "reconsider": ({OrganisationState.CHECKED, OrganisationState.DECLINED}, OrganisationState.APPLICANT, True),
        "suspend": ({OrganisationState.ACTIVE}, OrganisationState.SUSPENDED, True),
        "reinstate": ({OrganisationState.SUSPENDED, OrganisationState.LEFT}, OrganisationState.ACTIVE, False),
        "leave": ({OrganisationState.ACTIVE, OrganisationState.SUSPENDED}, OrganisationState.LEFT, False),
    },
    "user": {"reset_mfa": ({AccountState.OPEN}, AccountState.OPEN, True)},
    "mandate": {"end": ({DatedState.GIVEN}, DatedState.ENDED, False)},
    "seat": {"end": ({DatedState.GIVEN}, DatedState.ENDED, False)},
    "invitation": {
        "invite": ({""}, InvitationState.OPEN, False),
        "send_again": ({InvitationState.OPEN}, InvitationState.OPEN, False),
        "accept": ({InvitationState.OPEN}, InvitationState.ACCEPTED, False),
        "refuse": ({InvitationState.OPEN}, InvitationState.REFUSED, False),
        "withdraw": ({InvitationState.OPEN}, InvitationState.WITHDRAWN, False),
    },
    "changerequest": {
        "ask_change": ({""}, ChangeRequestState.OPEN, False),
        "make_change": ({ChangeRequestState.OPEN}, ChangeRequestState.MADE, False),
        "refuse_change": ({ChangeRequestState.OPEN}, ChangeRequestState.REFUSED, True),
    },
    "letter": {"send_again": ({LetterState.GIVEN_UP, LetterState.BOUNCED}, LetterState.WAITING, False)},
}
# An organisation that left keeps its page: its signatures and appearances stand and must lead somewhere.
PUBLIC_ORGANISATION_STATES = {OrganisationState.ACTIVE, OrganisationState.LEFT}


class ActorKind(TextChoices):
    """Who made a transition."""

    PERSON = "person"
    CLOCK = "clock"
    SEED = "seed"
    UNKNOWN = "unknown"


class OrganisationKind(TextChoices):
    NETWORK = "network", _("Network")
    SURVIVOR_LED = "survivor_led", _("Survivor-led organisation")
    HOTLINE = "hotline", _("Hotline or helpline")
    NGO = "ngo", _("Child-rights organisation")
    TECHNOLOGY = "technology", _("Technology organisation")
    OTHER = "other", _("Other organisation")


class StaffRole(TextChoices):
    SECRETARIAT = "secretariat"
    EDITOR = "editor"
    TRANSLATOR = "translator"


class MandateRole(TextChoices):
    CONTACT = "contact", _("Contact person")
    EDITOR = "editor", _("Editor")
    SIGNATORY = "signatory", _("Signatory")


class Precision(TextChoices):
    """How exactly a historic date is known; the stored day is the first it can be."""

    DAY = "day"
    MONTH = "month"
    QUARTER = "quarter"
    SPRING = "spring"
    SUMMER = "summer"
    AUTUMN = "autumn"
    WINTER = "winter"
    FIRST_HALF = "first_half"
    SECOND_HALF = "second_half"
    END = "end", "End of the year"
    YEAR = "year"


class TextState(TextChoices):
    MISSING = "missing"
    IN_PROGRESS = "in_progress"
    OUTDATED = "outdated"
    CURRENT = "current"


class TextOrigin(TextChoices):
    HUMAN = "human"
    MACHINE = "machine"
