"""The verbs of signatures: an organisation signs, declines, withdraws, or staff record that it did."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from members.actions import write
from members.models import Mandate, Organisation, Transition, User
from members.transitions import lock, transition
from positions.models import Signature, Statement
from positions.signing import asked
from positions.states import SignatureState, StatementState

ANSWERED_ANEW = {"came_by": "", "evidence": "", "reservation": "", "late": False, "withdrawn_on": None}
FROM_THE_LETTER = "From the letter."  # the reason that the log keeps of an answer without a login


def sign(
    statement: Statement, organisation: Organisation, *, by: User, reservation: str = "", from_letter: bool = False
) -> Signature:
    """Put the organisation's name under the words that are open; after the deadline, where that is allowed, ask to.

    Raises PermissionDenied, or ValidationError where it is not open, over, signed already, or not asked.
    """
    with transaction.atomic():
        locked = lock(statement)
        late = check_open(locked, late=locked.late_allowed)
        reservation = " ".join(reservation.split())
        if reservation and not locked.reservation_allowed:
            raise ValidationError(_("A reservation is not possible here: sign without one, or decline."))
        return answered(
            answer_of(locked, organisation),
            "sign",
            by=by,
            to=SignatureState.AWAITING_ACCEPTANCE if late else SignatureState.SIGNED,
            from_letter=from_letter,
            reservation=reservation,
        )


def decline(statement: Statement, organisation: Organisation, *, by: User, from_letter: bool = False) -> Signature:
    """Say that the organisation does not sign, without a public trace; what staff recorded for it is refused so.

    Raises PermissionDenied, or ValidationError where it is not open, or where the organisation has signed itself.
    """
    with transaction.atomic():
        locked = lock(statement)
        answer = answer_of(locked, organisation)
        recorded = answer.state == SignatureState.SIGNED and answer.came_by
        if answer.state == SignatureState.SIGNED and not recorded:
            raise ValidationError(_("It has signed: take the signature back instead."))
        check_open(locked, late=recorded or answer.state == SignatureState.AWAITING_ACCEPTANCE)
        return answered(answer, "decline", by=by, from_letter=from_letter)


def withdraw_signature(signature: Signature, *, by: User, reason: str = "", from_letter: bool = False) -> Signature:
    """Take a signature back: until the deadline without a public trace, afterwards with its day.

    Raises PermissionDenied, or ValidationError unless it is signed.
    """
    if signature.version_id is None:
        transition(signature, "withdraw", by=by, reason=reason)
        signature.refresh_from_db(fields=["state"])
        return signature
    with transaction.atomic():
        over = not lock(signature.statement).takes_names
        return answered(
            signature,
            "withdraw",
            by=by,
            reason=reason,
            from_letter=from_letter,
            withdrawn_on=timezone.localdate() if over else None,
            reservation="",
        )


def accept(signature: Signature, *, by: User, reason: str = "") -> Signature:
    """Let a late signature stand, dated and marked.

    Raises PermissionDenied, or ValidationError unless it awaits that.
    """
    return answered(signature, "accept", by=by, reason=reason, late=True)


def check_open(statement, *, late):
    """Whether the deadline is over; raises ValidationError where nobody can answer now, `late` or not."""
    if statement.state not in {StatementState.OPEN, StatementState.PUBLISHED} or statement.current_id is None:
        raise ValidationError(_("As it stands by now, this cannot be done."))
    over = not statement.takes_names
    if over and not late:
        raise ValidationError(_("The deadline is over."))
    return over


def answer_of(statement, organisation):
    """What the organisation has answered on the words that are open, or an answer that is not stored yet.

    Whoever inserts it holds the lock of the statement: that is the lock. Raises ValidationError where it is not asked.
    """
    check_asked(statement, organisation)
    mine = {"statement": statement, "version_id": statement.current_id, "organisation": organisation}
    return Signature.objects.filter(**mine, merged_into__isnull=True).first() or Signature(**mine)


def check_asked(statement, organisation):
    if not asked(statement).filter(pk=organisation.pk).exists():
        raise ValidationError(_("%(organisation)s is not asked to sign this.") % {"organisation": organisation})


def answered(signature, verb, *, by, to=None, reason="", from_letter=False, **columns):
    """Lead an answer on with these columns, and write to the organisation's people what was done in its name.

    An answer given anew keeps nothing of the one before.
    """
    with transaction.atomic():
        locked = transition(
            signature,
            verb,
            by=by,
            to=to,
            reason=reason or (FROM_THE_LETTER if from_letter else ""),
            organisation=signature.organisation,
        )
        if verb in {"sign", "decline", "record"}:
            columns = {"person": by, "date": timezone.localdate(), **ANSWERED_ANEW, **columns}
        for name, value in columns.items():
            setattr(locked, name, value)
        locked.save(update_fields=list(columns))
        tell(locked)
    return locked


def tell(signature):
    """One letter to each who acts for the organisation, also to who did it: what was done, and the way out."""
    if signature.organisation is None:
        return
    told = Transition.objects.of(signature).first()
    people = Mandate.objects.in_force().filter(organisation=signature.organisation).select_related("person")
    write(f"receipt#{told.pk}", signature, {row.person for row in people})


def record_signature(signature: Signature, *, by: User, to=SignatureState.SIGNED, reason: str = "") -> Signature:
    """Enter an answer that reached staff otherwise: on words of ours as it came, from before the portal by its source.

    Raises PermissionDenied, or ValidationError where it lacks how it came, or where nobody can answer now.
    """
    if signature.version_id is None:
        if signature.statement.versions.exists() or not signature.source_url:
            raise ValidationError(
                "From before the portal are signatures with a source, under a statement without a version."
            )
        transition(signature, "record", by=by, to=to, reason=reason)
        signature.refresh_from_db(fields=["state"])
        return signature
    if not signature.came_by or not signature.date:
        raise ValidationError("Say how it came, and on which day.")
    with transaction.atomic():
        locked = lock(signature.statement)
        if locked.current_id != signature.version_id:
            raise ValidationError("Other words are open by now.")
        check_open(locked, late=True)
        if signature.organisation:
            check_asked(locked, signature.organisation)
        said = {name: getattr(signature, name) for name in ("came_by", "date", "evidence", "country")}
        late = not locked.takes_names
        return answered(signature, "record", by=by, to=to, reason=reason, person=None, late=late, **said)


def merge_signature(signature: Signature, kept: Organisation, *, by: User) -> Signature:
    """Lead the answer of an organisation that goes behind that of `kept`, which answered as well.

    Raises PermissionDenied, or ValidationError where it signed what `kept` did not.
    """
    other = Signature.objects.get(
        statement=signature.statement_id, version=signature.version_id, organisation=kept, merged_into__isnull=True
    )
    if signature.state == SignatureState.SIGNED != other.state:
        raise ValidationError(f"{signature}: {kept} did not sign this. Let it answer first, or record its answer.")
    with transaction.atomic():
        locked = transition(signature, "merge", by=by, reason=f"{signature.organisation} is {kept}.")
        locked.organisation, locked.merged_into = kept, other
        locked.save(update_fields=["organisation", "merged_into"])
    return locked
