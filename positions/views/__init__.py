"""Pages of statements, their versions and the law they speak of, a file per noun."""

from .acts import act
from .answers import at_desk, by_letter
from .dossiers import backed_in, dossier, dossiers
from .records import canonical, log, record, signatories, statement_pdf, verify
from .statements import statement, statements

__all__ = [
    "act",
    "at_desk",
    "backed_in",
    "by_letter",
    "canonical",
    "dossier",
    "dossiers",
    "log",
    "record",
    "signatories",
    "statement",
    "statement_pdf",
    "statements",
    "verify",
]
