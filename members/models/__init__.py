"""The nouns of the ground: texts in 24 languages, files, people, organisations."""

from .addresses import Addressed
from .files import Attachment
from .organisations import Mandate, Organisation, Seat
from .presences import Presence
from .samples import Sampled, SampledQuerySet
from .sizes import ReportedSize
from .texts import RichTextField, Translated, TranslatedQuerySet, clean_rich_text
from .transitions import Transition
from .translation_status import TranslationStatus
from .users import User

__all__ = [
    "Addressed",
    "Attachment",
    "Mandate",
    "Organisation",
    "Presence",
    "ReportedSize",
    "RichTextField",
    "Sampled",
    "SampledQuerySet",
    "Seat",
    "Transition",
    "Translated",
    "TranslatedQuerySet",
    "TranslationStatus",
    "User",
    "clean_rich_text",
]
