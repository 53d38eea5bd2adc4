"""Two organisations that are one."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from members.curating.translation_statuses import keep_statuses
from members.models import Attachment, OldAddress, Organisation, ToldApart, TranslationStatus, User
from members.models.keys import key_of
from members.permissions import may_handle_membership
from members.states import OrganisationState
from members.texts.columns import translated_fields
from members.texts.languages import LANGUAGE_CODES
from members.transitions import note, verbs_of

# The higher one may swallow the lower one: a member that is public never goes into one that is not.
RANKS = {OrganisationState.ACTIVE: 3, OrganisationState.SUSPENDED: 2, OrganisationState.LEFT: 1}


def merge(kept: Organisation, twin: Organisation, *, by: User) -> Organisation:
    """Make one organisation of two: whatever hangs on `twin` moves to `kept`, what `kept` lacks is filled, `twin` goes.

    Its address leads on to that of `kept`. Texts come over with the language that they render, or not at all.
    Raises PermissionDenied, or ValidationError where both hold the same thing that only one can hold (such as two
    signatures under one statement), are one and the same, or where a member would go into one that is none; nothing
    is changed then.
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
        if RANKS.get(kept.state, 0) < RANKS.get(twin.state, 0):
            raise ValidationError(f"{twin} is {twin.state} and {kept} is {kept.state}: merge them the other way round.")
        # First, since the database lets answers pass from one organisation to another by this row alone.
        why = f"{twin.name} ({twin.slug}) is the same organisation."
        note(kept, "merge", kept.state, by=by, reason=why, organisation=twin)
        for relation in Organisation._meta.related_objects:
            for row in relation.related_model._base_manager.filter(**{relation.field.name: twin}):
                hand_over(row, relation.field.name, kept, by=by)
        Attachment.objects.filter(**key_of(twin)).update(object_id=kept.pk)
        texts = [f"{field}_{code}" for field in translated_fields(Organisation) for code in LANGUAGE_CODES]
        columns = [field.attname for field in Organisation._meta.concrete_fields if field.editable]
        lacking = [name for name in columns if name not in texts and not getattr(kept, name) and getattr(twin, name)]
        if twin.authentic("does") and not kept.authentic("does"):
            lacking += ["authentic_language", *texts]
            TranslationStatus.objects.filter(**key_of(kept)).delete()
            TranslationStatus.objects.filter(**key_of(twin)).update(object_id=kept.pk)
        else:
            TranslationStatus.objects.filter(**key_of(twin)).delete()
        for name in lacking:
            setattr(kept, name, getattr(twin, name))
        slug = twin.slug
        twin.delete()
        kept.save()
        OldAddress.objects.create(slug=slug, organisation=kept)
        keep_statuses(kept, [])
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


def tell_apart(one: Organisation, other: Organisation, *, by: User):
    """Put a pair away that looks like one organisation and is two. Raises PermissionDenied."""
    if not may_handle_membership(by):
        raise PermissionDenied
    older, newer = sorted([one, other], key=lambda row: row.pk)
    ToldApart.objects.get_or_create(one=older, other=newer)
