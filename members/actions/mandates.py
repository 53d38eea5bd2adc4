"""The verbs of mandates and seats."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from members.actions.accounts import end_sessions
from members.actions.letters import write
from members.models import Mandate, Organisation, Seat, User
from members.permissions import may_handle_people, may_name_deputy
from members.states import MandateRole
from members.transitions import lock, note, transition


def end(held: Mandate | Seat, *, by: User, reason: str = "") -> Mandate | Seat:
    """End a mandate or a seat at this instant; what was done under it stands.

    Whose mandate somebody else of her organisation has ended is told.
    """
    with transaction.atomic():
        transition(held, "end", by=by, reason=reason)
        person = getattr(held, "person", None)
        if person and not person.staff_role and not person.mandates.in_force().exists():
            end_sessions(person)  # what she may still do is little: she logs in anew for it
        if person and isinstance(by, User) and by != person and not may_handle_people(by):
            write("mandate_ended", held, [person], details={"by": str(by)})
    held.refresh_from_db(fields=["ended_at"])
    return held


def name_deputy(organisation: Organisation, person: User, *, since, until, by: User) -> Mandate:
    """Let somebody who acts for the organisation sign for it from one day to another; she is told.

    Raises PermissionDenied, or ValidationError where she does not act for it, signs already, or the days are past.
    """
    if not may_name_deputy(by, organisation.pk):
        raise PermissionDenied
    with transaction.atomic():
        lock(organisation)
        mine = Mandate.objects.not_ended().filter(organisation=organisation, person=person)
        if not person.is_active or not mine.in_force().exists():
            raise ValidationError(_("Only who acts for the organisation already can be a deputy: invite her first."))
        signs = mine.filter(role=MandateRole.SIGNATORY)
        if any(
            (row.since is None or row.since <= until) and (row.until is None or row.until >= since) for row in signs
        ):
            raise ValidationError(_("She signs for it in these days already."))
        if since < timezone.localdate():
            raise ValidationError(_("Choose days from today on."))
        if until < since:
            raise ValidationError(_("The last day is before the first."))
        held = Mandate(organisation=organisation, person=person, role=MandateRole.SIGNATORY, since=since, until=until)
        held.full_clean()
        held.save()
        note(held, "name_deputy", "", by=by, organisation=organisation)
        write("deputy", held, [person], details={"by": str(by)})
    return held
