"""What verbs do to the words: fix them, and begin anew from them."""

import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from members.states import TextState
from members.texts.columns import translated_fields
from positions.canonical import canonical_text
from positions.models import Ask, Statement, Translation, Version
from positions.states import StatementState


def version_to_write(statement: Statement) -> Version:
    """The version of a draft that is worked on; the first one is made here, later ones when it is sent back.

    Raises ValidationError where its words are laid before others or public.
    """
    newest = statement.newest_version
    if statement.state != StatementState.DRAFT or (newest and newest.frozen_at):
        raise ValidationError("Its words are laid before others or public: send it back first.")
    if newest is None:
        Version.objects.create(statement=statement, number=1, language=statement.authentic_language)
        del statement.newest_version  # so that whoever asks next finds it
    return statement.newest_version


def freeze(version: Version, *, at: datetime.datetime | None = None) -> Version:
    """Fix the authentic text for good and take its digest; the verbs that publish call it, nobody else.

    A made-up one says the instant `at` which it was fixed, any other is fixed now.

    Raises ValidationError where the authentic text is missing or the version is frozen already.
    """
    with transaction.atomic():
        locked = Version.objects.select_for_update().get(pk=version.pk)
        if locked.frozen_at:
            raise ValidationError("This version is frozen already.")
        authentic = Translation.objects.filter(version=locked, language=locked.language).exclude(text="").first()
        if authentic is None or not canonical_text("", authentic.text).strip():
            raise ValidationError("This version has no text in its authentic language.")
        now = at or timezone.now()
        locked.canonical_text = canonical_text(authentic.title, authentic.text)
        locked.digest = locked.computed_digest
        locked.frozen_at = now
        locked.save(update_fields=["canonical_text", "digest", "frozen_at"])
        Translation.objects.filter(pk=authentic.pk).update(frozen_at=now, state=TextState.CURRENT)
    version.refresh_from_db()
    return version


def begin_anew(version: Version) -> Version:
    """The next version, an unfrozen copy: the texts, of which the translations render the old one, and the asks."""
    new = Version.objects.create(statement=version.statement, number=version.number + 1, language=version.language)
    for row in copied(version.translations):
        text = Translation(**row, version=new, frozen_at=None)
        if text.language != version.language and text.renders_id is None:
            text.renders = version
        text.save(force_insert=True)
    Ask.objects.bulk_create(Ask(**row, version=new) for row in copied(version.asks))
    return new


def copied(rows):
    """What a copy of each row is made with, but the version to which it belongs."""
    bases = translated_fields(rows.model) if rows.model is Ask else ()
    columns = [
        column.attname
        for column in rows.model._meta.concrete_fields
        if not column.primary_key and not column.generated and column.name not in {"version", "frozen_at", *bases}
    ]
    return rows.order_by("pk").values(*columns)
