"""Pages of statements, their versions and the law they speak of, a file per noun."""

from .acts import act
from .answers import at_desk, by_letter
from .dossiers import backed_in, brief_pdf, dossier, dossiers, report
from .feeds import dossier_feed, statements_feed
from .machines import dossier_json, steps_csv
from .records import canonical, log, record, signatories, signatories_json, statement_pdf, verify
from .statements import statement, statement_image, statements

__all__ = [
    "act",
    "at_desk",
    "backed_in",
    "brief_pdf",
    "by_letter",
    "canonical",
    "dossier",
    "dossier_feed",
    "dossier_json",
    "dossiers",
    "log",
    "record",
    "report",
    "signatories",
    "signatories_json",
    "statement",
    "statement_image",
    "statement_pdf",
    "statements",
    "statements_feed",
    "steps_csv",
    "verify",
]
