"""The log of transitions; what an organisation's row said of its state becomes the first row of its log."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import members.models.transitions

from ._log import row, save


def move(apps, schema_editor):
    organisations = apps.get_model("members", "Organisation").objects.order_by("pk")
    told = organisations.values_list("pk", "state", "state_since", "state_reason")
    save(apps, [row(apps, "organisation", key, state, since=since, reason=why) for key, state, since, why in told])


class Migration(migrations.Migration):
    dependencies = [("members", "0005_reported_size")]
    operations = [
        migrations.CreateModel(
            name="Transition",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("noun", models.CharField(max_length=40)),
                ("thing", models.PositiveBigIntegerField()),
                ("verb", models.CharField(max_length=40)),
                ("from_state", models.CharField(blank=True, max_length=20)),
                ("to_state", models.CharField(max_length=20)),
                ("digest", models.CharField(blank=True, max_length=64)),
                ("organisation", models.PositiveBigIntegerField(null=True)),
                ("at", models.DateTimeField(null=True)),
                (
                    "actor_kind",
                    models.CharField(
                        choices=[("person", "Person"), ("clock", "Clock"), ("seed", "Seed"), ("unknown", "Unknown")],
                        max_length=10,
                    ),
                ),
                ("actor_token", models.CharField(default=members.models.transitions.token, max_length=32)),
                ("reason", models.TextField(blank=True)),
                ("salt", models.CharField(blank=True, default=members.models.transitions.token, max_length=32)),
                ("reason_digest", models.CharField(max_length=64)),
                ("chain", models.CharField(blank=True, max_length=60)),
                ("number", models.PositiveIntegerField(null=True)),
                ("hash", models.CharField(blank=True, max_length=64)),
                (
                    "actor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="transitions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
                "indexes": [models.Index(fields=["noun", "thing", "-id"], name="members_tra_noun_17d072_idx")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("chain", ""), _negated=True),
                        fields=("chain", "number"),
                        name="transition_numbered_once",
                    )
                ],
            },
        ),
        migrations.RunPython(move, migrations.RunPython.noop),
        migrations.RemoveField("organisation", "state_since"),
        migrations.RemoveField("organisation", "state_reason"),
    ]
