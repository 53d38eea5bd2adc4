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

    Those in `checked` were read beside the authentic text as it is now; so was what is written there for the first
    time, or along with a change of it. The others are outdated once that has changed, unless the change is
    `editorial`, and current again once it is taken back. Every door that saves texts calls it.
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
        if row.language in checked:
            row.origin = TextOrigin.HUMAN
        elif before and not (written and origin == TextOrigin.MACHINE):
            go_on(row, before, written=written, editorial=editorial)
        rows.append(row)
    return rows


def go_on(row, before, *, written, editorial):
    """Let the row follow from the one before it. What a machine made, and what is outdated, stays so: a changed comma
    says nothing of the rest. It is current again where the authentic text is one that it renders."""
    row.origin = before.origin
    renders = {before.source_digest, *before.same_digests.split()}
    if row.source_digest in renders:
        row.same_digests = " ".join(sorted(renders - {row.source_digest}))
    elif before.state == TextState.OUTDATED or not (written or editorial):
        row.state, row.source_digest, row.same_digests = TextState.OUTDATED, before.source_digest, before.same_digests
    elif editorial and not written:
        row.same_digests = " ".join(sorted(renders))


def save_statuses(rows):
    """Write the rows, in place of those of the same thing and language."""
    TranslationStatus.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["content_type", "object_id", "language"],
        update_fields=["state", "origin", "source_digest", "same_digests", "changed_at"],
        batch_size=500,
    )
