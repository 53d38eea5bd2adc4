"""The secretariat's desk for people and organisations, and what the desks of the other apps share."""

from . import invitations, letters, organisations, people, requests
from .inlines import AttachmentInline, StaffInline
from .staff import StaffAdmin, TextsAdmin

__all__ = [
    "AttachmentInline",
    "StaffAdmin",
    "StaffInline",
    "TextsAdmin",
    "invitations",
    "letters",
    "organisations",
    "people",
    "requests",
]
