"""Digests of authentic texts were taken in an order that differed from process to process: take them in one."""

import hashlib

from django.db import migrations

BATCH = 500


def digest_anew(apps, schema_editor):
    """Of translations that are not outdated: those render the text as it is."""
    statuses = apps.get_model("members", "TranslationStatus").objects.exclude(state="outdated")
    for app, noun in statuses.values_list("content_type__app_label", "content_type__model").distinct().order_by():
        model = apps.get_model(app, noun)
        texts = sorted(field.name.removesuffix("_en") for field in model._meta.fields if field.name.endswith("_en"))
        rows = statuses.filter(content_type__app_label=app, content_type__model=noun).order_by("pk")
        things = model.objects.in_bulk(rows.values_list("object_id", flat=True).distinct())
        changed = []
        for row in rows.only("object_id", "source_digest"):
            if thing := things.get(row.object_id):
                said = (getattr(thing, f"{text}_{thing.authentic_language}") or "" for text in texts)
                row.source_digest = hashlib.sha256("\x1f".join(said).encode()).hexdigest()
                changed.append(row)
        statuses.bulk_update(changed, ["source_digest"], batch_size=BATCH)


class Migration(migrations.Migration):
    dependencies = [
        ("eclag", "0004_page_kind"),
        ("events", "0006_precisions"),
        ("members", "0017_same_digests"),
        ("positions", "0011_campaigns_and_edps"),
    ]
    operations = [migrations.RunPython(digest_anew, migrations.RunPython.noop, elidable=True)]
