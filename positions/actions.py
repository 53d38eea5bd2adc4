"""The verbs of statements."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from members.models import User
from members.states import TextState
from positions.canonical import canonical_text
from positions.models import Statement, Translation, Version
from positions.permissions import may_record
from positions.states import StatementState


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


def record(statement: Statement, *, by: User) -> Statement:
    """Show a statement that was made public elsewhere, before or outside this portal.

    Raises PermissionDenied, or ValidationError unless it is a draft that has title and source and no text of ours.
    """
    if not may_record(by):
        raise PermissionDenied
    with transaction.atomic():
        locked = Statement.objects.select_for_update().get(pk=statement.pk)
        if locked.state != StatementState.DRAFT:
            raise ValidationError("Only a draft can be recorded.")
        if not locked.source_url or locked.versions.exists():
            raise ValidationError("To be recorded it needs a source and no version: a text of ours is adopted.")
        locked.check_texts()
        locked.state = StatementState.PUBLISHED
        locked.save(update_fields=["state"])
    statement.state = StatementState.PUBLISHED
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
        Statement.objects.filter(pk=statement.pk).update(state=StatementState.PUBLISHED)
    statement.state = StatementState.PUBLISHED
    return statement
