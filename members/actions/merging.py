"""Two organisations that are one."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from members.curating.translation_statuses import keep_statuses
from members.models import (
    Attachment,
    Organisation,
    TranslationStatus,
    User,
)
from members.models.keys import key_of
from members.permissions import may_handle_membership
from members.transitions import note, verbs_of


def merge(kept: Organisation, twin: Organisation, *, by: User) -> Organisation:
    """Make one organisation of two: whatever hangs on `twin` moves to `kept`, what `kept` lacks is filled, `twin` goes.

    Raises PermissionDenied, or ValidationError where both hold the same thing that only one can hold (such as two
    signatures under one statement) or are one and the same; nothing is changed then.
    """
    if not may_handle_membership(by):
        raise PermissionDenied
    if kept.pk == twin.pk:
        raise ValidationError("An organisation cannot be merged with itself.")
    with transaction.atomic():
        rows = {row.pk: row for row in Organisation.objects.select_for_update().filter(pk__in=[kept.pk, twin.pk])}
        if len(rows) < 2:
            raise ValidationError("One of the two is gone.")
        kept, twin = rows[kept.pk], rows[twin.pk]
        # First, since the database lets answers pass from one organisation to another by this row alone.
        why = f"{twin.name} ({twin.slug}) is the same organisation."
        note(kept, "merge", kept.state, by=by, reason=why, organisation=twin)
        for relation in Organisation._meta.related_objects:
            for row in relation.related_model._base_manager.filter(**{relation.field.name: twin}):
                hand_over(row, relation.field.name, kept, by=by)
        Attachment.objects.filter(**key_of(twin)).update(object_id=kept.pk)
        TranslationStatus.objects.filter(**key_of(twin)).delete()
        filled = [
            field.attname
            for field in Organisation._meta.concrete_fields
            if field.editable and not getattr(kept, field.attname) and getattr(twin, field.attname)
        ]
        for name in filled:
            setattr(kept, name, getattr(twin, name))
        twin.delete()
        kept.save()
        keep_statuses(kept, filled)
    return kept


def hand_over(row, name, kept, *, by):
    """Let the row hang on `kept`; where that has the same, the noun's own `merge` says what becomes of the two."""
    merging = verbs_of(type(row)).get("merge")
    try:
        with transaction.atomic():
            type(row)._base_manager.filter(pk=row.pk).update(**{name: kept})
    except IntegrityError:
        if merging is None:
            raise ValidationError(f"Both have: {row}. End or remove one of them first.") from None
        merging.act(row, kept, by=by)
