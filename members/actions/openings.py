"""Whose address somebody opens in the directory: so many a day and a month, so that nobody takes all of them along."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from members.models import Mandate, Opening, User
from members.models.openings import A_DAY, A_MONTH, MONTH
from members.permissions import may_open_directory
from members.transitions import lock


def open_address(person: User, *, by: User) -> Opening:
    """Let `by` see the address of somebody who shares hers; opened again the same day it counts once.

    Raises PermissionDenied, or ValidationError where the person does not share it, or too many were opened.
    """
    if not may_open_directory(by):
        raise PermissionDenied
    if not Mandate.objects.sharing_address().filter(person=person).exists():
        raise ValidationError(_("This address is not shared."))
    with transaction.atomic():
        lock(User.objects.get(pk=by.pk))  # two at once count as two
        mine, today = Opening.objects.filter(person=by), timezone.localdate()
        known = mine.filter(opened=person, day=today).first()
        if known:
            return known
        lately = mine.filter(day__gt=today - MONTH)
        if mine.filter(day=today).count() >= A_DAY or lately.count() >= A_MONTH:
            raise ValidationError(_("You have opened many addresses: ask the secretariat, or wait until tomorrow."))
        return Opening.objects.create(person=by, opened=person, day=today)
