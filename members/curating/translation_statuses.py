"""How translations stand, after whatever was saved."""

from collections import defaultdict

from django.contrib.contenttypes.models import ContentType

from members.models import (
    TranslationStatus,
)
from members.models.translation_status import statuses_of, texts_of
from members.states import TextOrigin, TextState


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
