"""The secretariat's desk for the law and what we say about it."""

from . import deliveries, dossiers, signatures, statements, texts

__all__ = ["deliveries", "dossiers", "signatures", "statements", "texts"]
