"""What becomes of an error that a reader reports."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from members.models import User
from members.states import ActorKind
from members.transitions import transition
from positions.models import Correction

WAITING = 50  # open reports of a law: more than staff would read


def report(correction: Correction) -> Correction:
    """Take in what somebody unknown says is wrong. Raises ValidationError without words, and where too much waits."""
    correction.text = correction.text.strip()
    correction.full_clean()
    if Correction.objects.open().filter(dossier=correction.dossier).count() >= WAITING:
        raise ValidationError(_("So many reports wait here that no more are taken in today."))
    return transition(correction, "report", by=ActorKind.UNKNOWN)


def correct(correction: Correction, *, by: User, reason: str = "") -> Correction:
    """Say that it was put right."""
    return transition(correction, "correct", by=by, reason=reason)


def dismiss(correction: Correction, *, by: User, reason: str) -> Correction:
    """Say why all stays as it is."""
    return transition(correction, "dismiss", by=by, reason=reason)
