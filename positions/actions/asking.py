"""The letters of a sign-on: who is asked, reminded and told, each once; most are written by the clock."""

import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from members.actions import write
from members.models import Letter, Organisation, User
from members.permissions import speaks_for
from members.states import MandateRole
from members.transitions import lock, note
from positions.models import Statement
from positions.permissions import may_move_deadline, may_remind
from positions.signing import acting, others_of, people_of, signatories
from positions.states import StatementState

BEFORE = datetime.timedelta(days=2)  # the deadline, when who is undecided is reminded
LATELY = datetime.timedelta(days=1)  # whoever was asked since needs no reminder
NOTE = 500  # signs of what is passed on


def ask_members(statement):
    """Write to each signatory of the undecided who was not asked yet, and to the others where nobody signs."""
    number = write("ask", statement, signatories(statement))
    return number + write("name_signatory", statement, others_of(statement))


def write_of_signing(now):
    """What the clock writes: to signatories who came since, one reminder to the undecided, the result to all asked."""
    for statement in Statement.objects.filter(state=StatementState.OPEN, names_until__isnull=False):
        if not statement.takes_names:
            continue
        ask_members(statement)
        if now >= statement.closes_at - BEFORE:
            remind_undecided(statement, now)
    told = Letter.objects.filter(noun="positions.statement", thing=OuterRef("pk"))
    public = Statement.objects.public().filter(state=StatementState.PUBLISHED)
    for statement in public.filter(Exists(told.filter(occasion="ask")), ~Exists(told.filter(occasion="result"))):
        write("result", statement, asked_people(statement))


def asked_people(statement):
    """Who got a letter that asked them."""
    letters = Letter.objects.filter(noun="positions.statement", thing=statement.pk, occasion="ask")
    return User.objects.filter(pk__in=letters.values("person"), is_active=True)


def remind_undecided(statement, now):
    """Write the one reminder to the undecided who were asked a day ago or longer; returns to how many."""
    asked = Letter.objects.filter(
        noun="positions.statement", thing=statement.pk, occasion="ask", written_at__lte=now - LATELY
    )
    return write("reminder", statement, signatories(statement).filter(pk__in=asked.values("person")))


def remind(statement: Statement, *, by: User) -> int:
    """Write the one reminder at once: the clock writes none to the same people then. Raises PermissionDenied."""
    if not may_remind(by):
        raise PermissionDenied
    with transaction.atomic():
        locked = lock(statement)
        if not locked.takes_names:
            raise ValidationError("It is not open for signing.")
        return write("reminder", locked, signatories(locked))


def move_deadline(statement: Statement, day, *, by: User, tell: bool = False) -> int:
    """Let names be given until the end of another day; returns to how many undecided people that is written, if asked.

    The log of the statement keeps both days, though its state stays.
    Raises PermissionDenied, or ValidationError where it is not open, or the day is past.
    """
    if not may_move_deadline(by):
        raise PermissionDenied
    with transaction.atomic():
        locked = lock(statement)
        if locked.state != StatementState.OPEN:
            raise ValidationError("It is not open for signing.")
        if day < timezone.localdate():
            raise ValidationError("This day is past.")
        note(locked, "move_deadline", locked.state, by=by, reason=f"From {locked.names_until} to {day}.")
        locked.names_until = day
        locked.save(update_fields=["names_until"])
        statement.names_until = day
        return write(f"moved#{day}", locked, signatories(locked)) if tell else 0


def pass_on(statement: Statement, organisation: Organisation, *, by: User, note: str = "") -> int:
    """Ask the signatories of one's organisation to answer, with a note; returns how many were asked.

    Raises PermissionDenied, or ValidationError where nobody signs for it, or where they were asked so already.
    """
    if not speaks_for(by, organisation.pk):
        raise PermissionDenied
    with transaction.atomic():
        locked = lock(statement)
        if not locked.takes_names:
            raise ValidationError(_("The deadline is over."))
        people = people_of(acting(Organisation.objects.filter(pk=organisation.pk), MandateRole.SIGNATORY))
        details = {"note": " ".join(note.split())[:NOTE], "by": str(by)}
        if not write(f"passed_on#{organisation.pk}-{by.pk}", locked, people, details=details):
            raise ValidationError(_("Nobody signs for it, or they were asked by you already."))
        return people.count()
