"""The nouns of positions: the law, statements, their texts, who signed them and what came of them."""

from .corrections import Correction
from .deliveries import Delivery, Outcome
from .dossiers import Dossier, Milestone
from .signatures import ReportedNumber, Signature
from .statements import Ask, Statement
from .versions import Translation, Version

__all__ = [
    "Ask",
    "Correction",
    "Delivery",
    "Dossier",
    "Milestone",
    "Outcome",
    "ReportedNumber",
    "Signature",
    "Statement",
    "Translation",
    "Version",
]
