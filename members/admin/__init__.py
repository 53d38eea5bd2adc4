"""The secretariat's desk for people and organisations, and what the desks of the other apps share."""

from . import organisations, people
from .staff import AttachmentInline, StaffAdmin, StaffInline, TextsAdmin

__all__ = ["AttachmentInline", "StaffAdmin", "StaffInline", "TextsAdmin", "organisations", "people"]
