"""The nouns of the ground: texts in 24 languages, people, organisations."""

from .organisations import Mandate, Organisation, Seat
from .texts import RichTextField, TranslatedQuerySet, clean_rich_text
from .users import User

__all__ = [
    "Mandate",
    "Organisation",
    "RichTextField",
    "Seat",
    "TranslatedQuerySet",
    "User",
    "clean_rich_text",
]
