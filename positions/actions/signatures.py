"""The verbs of signatures."""

from django.core.exceptions import ValidationError
from django.db import transaction

from members.models import Organisation, User
from members.transitions import transition
from positions.models import Signature
from positions.states import SignatureState


def record_signature(signature: Signature, *, by: User, reason: str = "") -> Signature:
    """Enter, or enter again, that somebody signed before the portal, by its source.

    Raises PermissionDenied, or ValidationError where the statement has a version of ours: that is signed by its verbs.
    """
    if signature.version_id or signature.statement.versions.exists() or not signature.source_url:
        raise ValidationError(
            "From before the portal are signatures with a source, under a statement without a version."
        )
    transition(signature, "record", by=by, to=SignatureState.SIGNED, reason=reason)
    signature.refresh_from_db(fields=["state"])
    return signature


def withdraw_signature(signature: Signature, *, by: User, reason: str = "") -> Signature:
    """Take back a signature from before the portal.

    Raises PermissionDenied, or ValidationError unless it is signed.
    """
    transition(signature, "withdraw", by=by, reason=reason)
    signature.refresh_from_db(fields=["state"])
    return signature


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
