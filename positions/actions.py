"""The verbs of statements and signatures."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from members.models import Organisation, User
from members.states import ActorKind, TextState
from members.transitions import transition
from positions.canonical import canonical_text
from positions.models import Signature, Statement, Translation, Version
from positions.states import SignatureState


def freeze(version: Version) -> Version:
    """Fix the authentic text for good and take its digest; the verbs that publish call it, nobody else.

    Raises ValidationError where the authentic text is missing or the version is frozen already.
    """
    with transaction.atomic():
        locked = Version.objects.select_for_update().get(pk=version.pk)
        if locked.frozen_at:
            raise ValidationError("This version is frozen already.")
        authentic = Translation.objects.filter(version=locked, language=locked.language).exclude(text="").first()
        if authentic is None or not canonical_text("", authentic.text).strip():
            raise ValidationError("This version has no text in its authentic language.")
        now = timezone.now()
        locked.canonical_text = canonical_text(authentic.title, authentic.text)
        locked.digest = locked.computed_digest
        locked.frozen_at = now
        locked.save(update_fields=["canonical_text", "digest", "frozen_at"])
        Translation.objects.filter(pk=authentic.pk).update(frozen_at=now, state=TextState.CURRENT)
    version.refresh_from_db()
    return version


def record_statement(statement: Statement, *, by: User, reason: str = "") -> Statement:
    """Show a statement that was made public elsewhere, before or outside this portal.

    Raises PermissionDenied, or ValidationError unless it is a draft that has title and source and no text of ours.
    """
    with transaction.atomic():
        locked = transition(statement, "record", by=by, reason=reason)
        if not locked.source_url or locked.versions.exists():
            raise ValidationError("To be recorded it needs a source and no version: a text of ours is adopted.")
        locked.check_texts()
        locked.published_at = timezone.now()
        locked.save(update_fields=["published_at"])
    statement.refresh_from_db(fields=["state", "published_at"])
    return statement


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


def publish_sample(statement: Statement) -> Statement:
    """Freeze and show a made-up statement without the steps that a real one goes through.

    Raises ValidationError unless it is marked as a sample.
    """
    if not statement.is_sample:
        raise ValidationError("Only a sample is published without adoption.")
    with transaction.atomic():
        for version in statement.versions.filter(frozen_at__isnull=True).order_by("number"):
            freeze(version)
        locked = transition(statement, "record", by=ActorKind.SEED)
        now = timezone.now()
        locked.versions.update(opened_at=now, published_at=now)
        locked.current, locked.published_at = locked.versions.order_by("-number").first(), now
        locked.save(update_fields=["current", "published_at"])
    statement.refresh_from_db(fields=["state", "current", "published_at"])
    return statement
