"""Samples leave the real dossiers: they hang on one of their own."""

from django.db import migrations, models

SLUG = "sample-dossier"  # as `seed` names it


def move(apps, schema_editor):
    """Hang the samples of a demonstration that exists on a sample dossier; their frozen texts stay as they are."""
    samples = apps.get_model("positions", "Statement").objects.filter(is_sample=True)
    if not samples.exists():
        return
    dossier, _ = apps.get_model("positions", "Dossier").objects.get_or_create(
        slug=SLUG,
        defaults={
            "procedure": "Sample 0000/0000",
            "order": 1000,
            "is_sample": True,
            "title_en": "Sample: a made-up law on the protection of children",
            "short_title_en": "Sample dossier",
            "summary_en": "This is a made-up sample, not a law. The sample statements hang on it, so that nothing made "
            "up stands beside a real file.",
        },
    )
    for sample in samples.only("pk"):
        sample.dossiers.set([dossier])


class Migration(migrations.Migration):
    dependencies = [("positions", "0004_authentic_texts")]
    operations = [
        migrations.AddField("dossier", "is_sample", models.BooleanField(default=False, editable=False)),
        migrations.RunPython(move, migrations.RunPython.noop),
    ]
