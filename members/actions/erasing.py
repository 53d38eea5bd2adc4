"""A person is taken out: her account, letters, and name in the history; what she did for an organisation stands."""

import logging

from auditlog.models import LogEntry
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import CASCADE, SET_NULL
from django.utils.translation import gettext as _

from members.curating.history import entries_about
from members.models import Bounce, Invitation, Letter, Transition, Unwanted, User
from members.models.letters import folded
from members.models.transitions import token
from members.models.users import ERASED
from members.permissions import may_change_account, may_handle_people
from members.personal import history_with, relations
from members.states import AccountState, ActorKind, Shares
from members.transitions import note, transition

GONE = "(erased)"
SHORTEST = 4  # letters of a name: shorter ones are found everywhere
MOST = 500  # rows in which a name stands
log = logging.getLogger("eclag.erasing")


def erase(person: User, *, by: User | ActorKind) -> User:
    """Erase whatever tells of her: she herself may ask for it, the secretariat does it, the clock after two years.

    Her mandates end; what she did for an organisation stays without her name. Raises PermissionDenied, or
    ValidationError for who works as staff and asks for it herself: another one takes over first.
    """
    if not isinstance(by, ActorKind):
        if by != person and not may_change_account(by, person):
            raise PermissionDenied
        if by == person and person.has_staff_role:
            raise ValidationError(_("You are staff: let somebody else of the secretariat take your role first."))
    with transaction.atomic():
        locked = User.objects.select_for_update().get(pk=person.pk)
        name, address = str(locked), locked.email
        for held in locked.mandates.filter(ended_at__isnull=True):
            transition(held, "end", by=ActorKind.CLOCK if isinstance(by, ActorKind) else by)
        forget_sessions(locked)
        forget_by_address(address)
        Letter.objects.filter(details__by=name).update(details={})  # what waits and names her as who wrote it
        for model, columns in relations().items():
            for column in columns:
                rows, how = model._base_manager.filter(**{column: locked}), model._meta.get_field(column)
                if how.remote_field.on_delete is CASCADE or model is Letter:
                    rows.delete()
                elif how.remote_field.on_delete is SET_NULL and model is not LogEntry:
                    rows.update(**{column: None})
        forget_in_the_history(locked)
        for words in (address, name) if " " in name else (address,):  # a single word may be anybody's
            forget_words(words)
        User.objects.filter(pk=locked.pk).update(
            email=f"{locked.pk}{ERASED}",
            name="",
            password=UNUSABLE_PASSWORD_PREFIX,
            language="en",
            time_zone="Europe/Brussels",
            staff_role="",
            translates=[],
            is_superuser=False,
            is_active=False,
            shares=Shares.NOTHING,
            sessions_key=token(),
            last_login=None,
            documents_seen_at=None,
            mfa_reset_at=None,
        )
        locked.refresh_from_db()
        note(locked, "erase", AccountState.OPEN, by=ActorKind.PERSON if by == person else by)
    person.refresh_from_db()
    return person


def forget_sessions(person):
    keys = list(person.usersession_set.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()


def forget_by_address(address):
    Invitation.objects.filter(folded=folded(address)).delete()
    Letter.objects.filter(folded=folded(address)).delete()
    for model in (Bounce, Unwanted):
        model.objects.filter(address=folded(address)).delete()


def forget_in_the_history(person):
    """What was written of her, and her name beside what she did."""
    own, naming = entries_about(person)
    own.update(object_repr=GONE, changes={}, changes_text="")
    naming.update(object_repr=GONE)
    LogEntry.objects.filter(actor=person).update(actor=None, actor_email=None)
    Transition.objects.filter(actor=person).update(actor=None, reason="", salt="")


def forget_words(words):
    """Of the entries of the history and rows of the log in which the words stand, empty what was written."""
    entries, rows = history_with(words)
    number = rows.update(actor=None, reason="", salt="")
    return number + entries.update(object_repr=GONE, changes={}, changes_text="", actor_email=None)


def erase_name(words: str, *, by: User) -> int:
    """Take a name out of the history and the log, of whoever it is: what is living is changed on its own page.

    Returns the number of rows. Raises PermissionDenied, or ValidationError where the name is too short, or stands in
    so many rows that it is none: the log shall not be emptied by a word that is everywhere.
    """
    if not may_handle_people(by):
        raise PermissionDenied
    words = " ".join(words.split())
    if len(words) < SHORTEST:
        raise ValidationError(f"Give {SHORTEST} letters or more: a shorter name is found everywhere.")
    with transaction.atomic():
        entries, rows = history_with(words)
        if entries.count() + rows.count() > MOST:
            raise ValidationError(f"More than {MOST} rows say it: give the whole name.")
        number = forget_words(words)
    log.info("user %s erased a name from %s rows of the history and the log", by.pk, number)
    return number
