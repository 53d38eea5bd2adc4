"""Mandates and seats keep when they were given and ended, which is not known of those that are there."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


def drop(apps, schema_editor):
    """The triggers of the log bear other names from now on; they are made after every migration."""
    on = " ON members_transition" if schema_editor.connection.vendor == "postgresql" else ""
    for write in ("insert", "update", "delete", "truncate"):
        schema_editor.execute(f"DROP TRIGGER IF EXISTS members_transition_{write}{on}")


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0007_translation_status"),
    ]

    operations = [
        migrations.RunPython(drop, migrations.RunPython.noop),
        migrations.RemoveConstraint(
            model_name="mandate",
            name="mandate_given_once_from_a_day",
        ),
        migrations.RemoveConstraint(
            model_name="mandate",
            name="mandate_given_once_since_ever",
        ),
        migrations.AddField(
            model_name="mandate",
            name="ended_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="mandate",
            name="given_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="seat",
            name="ended_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="seat",
            name="given_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AlterField(
            model_name="mandate",
            name="given_at",
            field=models.DateTimeField(default=django.utils.timezone.now, editable=False, null=True),
        ),
        migrations.AlterField(
            model_name="seat",
            name="given_at",
            field=models.DateTimeField(default=django.utils.timezone.now, editable=False, null=True),
        ),
        migrations.AlterField(
            model_name="mandate",
            name="organisation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="mandates", to="members.organisation"
            ),
        ),
        migrations.AlterField(
            model_name="mandate",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="mandates", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AlterField(
            model_name="seat",
            name="organisation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="seats", to="members.organisation"
            ),
        ),
        migrations.AddConstraint(
            model_name="mandate",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True)),
                fields=("person", "organisation", "role", "since"),
                name="mandate_given_once_from_a_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="mandate",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True), ("since__isnull", True)),
                fields=("person", "organisation", "role"),
                name="mandate_given_once_since_ever",
            ),
        ),
    ]
