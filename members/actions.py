"""The verbs of the ground: membership, how translations stand, who has a page open."""

import contextlib
import datetime
from collections import defaultdict

from auditlog.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import FileField
from django.utils import timezone

from members.history import entries_about, revertible
from members.models import (
    Attachment,
    Mandate,
    Organisation,
    Presence,
    Seat,
    Transition,
    TranslationStatus,
    User,
)
from members.models.files import content_storage
from members.models.presences import GONE_AFTER
from members.models.translation_status import statuses_of, texts_of
from members.permissions import may_handle_membership, may_handle_people, may_write_field
from members.states import TextOrigin, TextState
from members.transitions import note, transition, verbs_of

ERASED = "(erased)"


def check(organisation: Organisation, *, by: User, reason: str = "") -> Organisation:
    """Staff have looked at the application and found it complete."""
    return moved(organisation, "check", by=by, reason=reason)


def admit(organisation: Organisation, *, by: User, reason: str = "") -> Organisation:
    """Make it a member; `reason` says which decision of the steering group this carries out."""
    return moved(organisation, "admit", by=by, reason=reason)


def decline(organisation: Organisation, *, by: User, reason: str) -> Organisation:
    return moved(organisation, "decline", by=by, reason=reason)


def reconsider(organisation: Organisation, *, by: User, reason: str) -> Organisation:
    """Take back that it was checked, or declined."""
    return moved(organisation, "reconsider", by=by, reason=reason)


def suspend(organisation: Organisation, *, by: User, reason: str) -> Organisation:
    return moved(organisation, "suspend", by=by, reason=reason)


def reinstate(organisation: Organisation, *, by: User, reason: str = "") -> Organisation:
    return moved(organisation, "reinstate", by=by, reason=reason)


def moved(organisation, verb, **said):
    """The organisation, once `transition` has led it on."""
    transition(organisation, verb, **said)
    organisation.refresh_from_db(fields=["state"])
    return organisation


def ends_by_leaving(organisation: Organisation) -> list[str]:
    """What `leave` will end, in words."""
    held = [(organisation.mandates, "mandate"), (organisation.seats, "seat in the steering group")]
    numbers = [(rows.not_ended().count(), noun) for rows, noun in held]
    return [f"{number} {noun}{'s' * (number > 1)} will end." for number, noun in numbers if number]


def leave(organisation: Organisation, *, by: User, reason: str = "") -> Organisation:
    """Record that it left; its seats and mandates end at once, also those to come; its signatures stay."""
    with transaction.atomic():
        transition(organisation, "leave", by=by, reason=reason)
        for held in (organisation.seats, organisation.mandates):
            for row in held.not_ended():
                end(row, by=by, reason=f"{organisation} left.")
    organisation.refresh_from_db(fields=["state"])
    return organisation


def end(held: Mandate | Seat, *, by: User, reason: str = "") -> Mandate | Seat:
    """End a mandate or a seat at this instant; what was done under it stands."""
    transition(held, "end", by=by, reason=reason)
    held.refresh_from_db(fields=["ended_at"])
    return held


def keep_statuses(thing, changed, **how):
    """Write down how each language of the thing stands, after its fields named in `changed` were saved.

    A language that was written in, or is in `checked`, renders the authentic text as it is now; the others are
    outdated once that has changed, unless the change is `editorial`. Every door that saves texts calls it.
    """
    keep_all_statuses([(thing, changed)], **how)


def keep_all_statuses(changes, **how):
    """`keep_statuses` of many things of one kind, each with its changed fields, in few queries."""
    rows, gone = [], []
    for start in range(0, len(changes), 500):
        some = changes[start : start + 500]
        kind = ContentType.objects.get_for_model(some[0][0])
        kept = defaultdict(dict)
        for row in TranslationStatus.objects.filter(content_type=kind, object_id__in=[thing.pk for thing, _ in some]):
            kept[row.object_id][row.language] = row
        for thing, changed in some:
            rows += statuses_after(thing, changed, kept[thing.pk], **how)
            gone += [row.pk for row in kept[thing.pk].values()]
    if gone:
        TranslationStatus.objects.filter(pk__in=gone).delete()
    save_statuses(rows)


def statuses_after(thing, changed, kept, *, origin=TextOrigin.HUMAN, editorial=False, checked=()):
    """The rows of `keep_statuses` for one thing; those of its languages are taken out of `kept`."""
    rows = []
    for row in statuses_of(thing, origin=origin):
        before = kept.pop(row.language, None)
        written = any(f"{field}_{row.language}" in changed for field in texts_of(thing, row.language))
        if before and not written and row.language not in checked:
            row.origin = before.origin
            if before.source_digest != row.source_digest and (not editorial or before.state == TextState.OUTDATED):
                row.state, row.source_digest = TextState.OUTDATED, before.source_digest
        elif row.language in checked:
            row.origin = TextOrigin.HUMAN
        rows.append(row)
    return rows


def save_statuses(rows):
    """Write the rows, in place of those of the same thing and language."""
    TranslationStatus.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["content_type", "object_id", "language"],
        update_fields=["state", "origin", "source_digest", "changed_at"],
        batch_size=500,
    )


def key_of(thing):
    return {"content_type": ContentType.objects.get_for_model(thing), "object_id": thing.pk}


def be_present(thing, *, by: User):
    """Note that this person has the thing open; returns who else has, by name. `purge` forgets those who are gone."""
    Presence.objects.bulk_create(
        [Presence(person=by, seen_at=timezone.now(), **key_of(thing))],
        update_conflicts=True,
        unique_fields=["person", "content_type", "object_id"],
        update_fields=["seen_at"],
    )
    return others_at(thing, by)


def others_at(thing, user):
    here = Presence.objects.at(thing).here().exclude(person=user).select_related("person")
    return [str(row.person) for row in here.order_by("person__name", "pk")]


def purge(now):
    """Forget who had pages open, and delete files that nothing refers to since yesterday; returns their number."""
    Presence.objects.filter(seen_at__lt=now - GONE_AFTER).delete()
    kept = {*Attachment.objects.values_list("file", flat=True), *Organisation.objects.values_list("logo", flat=True)}
    storage = content_storage()
    deleted = 0
    for folder in ("files", "logos"):
        for name in storage.listdir(folder)[1] if storage.exists(folder) else []:
            path = f"{folder}/{name}"
            with contextlib.suppress(FileNotFoundError):  # another clock was faster
                # A younger one may belong to a row that is being saved just now.
                if path not in kept and storage.get_modified_time(path) < now - datetime.timedelta(days=1):
                    storage.delete(path)
                    deleted += 1
    return deleted


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


def revert(entry: LogEntry, *, by: User):
    """Set the fields that the entry changed back to what they were before it; the history keeps both.

    Returns the thing. Raises PermissionDenied, or ValidationError where there is nothing to set back or the old
    values are not allowed any more; nothing is changed then.
    """
    model = entry.content_type.model_class()
    names = revertible(model, entry)
    if not all(may_write_field(by, model, name) for name in names):
        raise PermissionDenied
    with transaction.atomic():
        thing = model._default_manager.select_for_update(of=("self",)).filter(pk=entry.object_pk).first()
        if thing is None or not names:
            raise ValidationError("There is nothing to set back.")
        for name in names:
            field, old = model._meta.get_field(name), entry.changes[name][0]
            if isinstance(field, FileField) and old and not field.storage.exists(old):
                raise ValidationError(f"The file of the {field.verbose_name} is not kept any more: upload it again.")
            empty = old in (None, "None") and field.null
            setattr(thing, field.attname, None if empty else field.to_python("" if old == "None" else old))
        thing.full_clean()
        thing.save()
        if hasattr(thing, "authentic_language"):
            keep_statuses(thing, names)
    return thing


def erase_from_history(person: User, *, by: User) -> int:
    """Take a person out of the history: what was written of her, and her name beside what she did.

    Returns the number of entries touched. Raises PermissionDenied.
    """
    if not may_handle_people(by):
        raise PermissionDenied
    with transaction.atomic():
        own, naming = entries_about(person)
        touched = own.update(object_repr=ERASED, changes={}, changes_text="")
        touched += naming.update(object_repr=ERASED)
        Transition.objects.filter(actor=person).update(actor=None, reason="", salt="")
        return touched + LogEntry.objects.filter(actor=person).update(actor=None, actor_email=None)
