"""The verbs of statements."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from members.models import User
from members.states import ActorKind, TextState
from members.transitions import transition
from positions.canonical import canonical_text
from positions.models import Statement, Translation, Version


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


def record(statement: Statement, *, by: User, reason: str = "") -> Statement:
    """Show a statement that was made public elsewhere, before or outside this portal.

    Raises PermissionDenied, or ValidationError unless it is a draft that has title and source and no text of ours.
    """
    with transaction.atomic():
        locked = transition(statement, "record", by=by, reason=reason)
        if not locked.source_url or locked.versions.exists():
            raise ValidationError("To be recorded it needs a source and no version: a text of ours is adopted.")
        locked.check_texts()
    statement.refresh_from_db(fields=["state"])
    return statement


def publish_sample(statement: Statement) -> Statement:
    """Freeze and show a made-up statement without the steps that a real one goes through.

    Raises ValidationError unless it is marked as a sample.
    """
    if not statement.is_sample:
        raise ValidationError("Only a sample is published without adoption.")
    with transaction.atomic():
        for version in statement.versions.filter(frozen_at__isnull=True):
            freeze(version)
        transition(statement, "record", by=ActorKind.SEED)
    statement.refresh_from_db(fields=["state"])
    return statement
