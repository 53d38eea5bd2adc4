"""The nouns of the ground: people, organisations, for whom they act, files, the log."""

from .addresses import Addressed
from .files import Attachment
from .invitations import Invitation, Sending
from .letters import Bounce, Letter, Unwanted
from .mandates import Mandate, Seat
from .openings import Opening
from .organisations import OldAddress, Organisation, ToldApart
from .presences import Presence
from .requests import ChangeRequest
from .samples import Sampled, SampledQuerySet
from .sizes import ReportedSize
from .transitions import Transition
from .translated import Translated, TranslatedQuerySet
from .translation_status import TranslationStatus
from .users import User

__all__ = [
    "Addressed",
    "Attachment",
    "Bounce",
    "ChangeRequest",
    "Invitation",
    "Letter",
    "Mandate",
    "OldAddress",
    "Opening",
    "Organisation",
    "Presence",
    "ReportedSize",
    "Sampled",
    "SampledQuerySet",
    "Seat",
    "Sending",
    "ToldApart",
    "Transition",
    "Translated",
    "TranslatedQuerySet",
    "TranslationStatus",
    "Unwanted",
    "User",
]
