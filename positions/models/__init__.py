"""The nouns of positions: the law, statements, their texts and who signed them."""

from .dossiers import Dossier, Milestone
from .signatures import ReportedNumber, Signature
from .statements import Ask, Statement
from .versions import Translation, Version

__all__ = [
    "Ask",
    "Dossier",
    "Milestone",
    "ReportedNumber",
    "Signature",
    "Statement",
    "Translation",
    "Version",
]
