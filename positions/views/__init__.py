"""Pages of statements, their versions and the law they speak of, a file per noun."""

from .acts import act
from .dossiers import dossier, dossiers
from .statements import canonical, record, statement, statements

__all__ = ["act", "canonical", "dossier", "dossiers", "record", "statement", "statements"]
