"""The secretariat's desk for the law and what we say about it."""

from . import dossiers, signatures, statements, texts

__all__ = ["dossiers", "signatures", "statements", "texts"]
