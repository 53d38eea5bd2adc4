"""The secretariat's desk for the law and what we say about it."""

from . import corrections, deliveries, dossiers, signatures, statements, texts

__all__ = ["corrections", "deliveries", "dossiers", "signatures", "statements", "texts"]
