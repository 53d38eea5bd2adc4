"""What an event's row said of its state becomes the first row of its log."""

from django.db import migrations

from members.migrations._log import row, save


def move(apps, schema_editor):
    told = apps.get_model("events", "Event").objects.order_by("pk").values_list("pk", "state", "state_reason")
    save(apps, [row(apps, "event", key, state, reason=reason) for key, state, reason in told])


class Migration(migrations.Migration):
    dependencies = [("events", "0003_authentic_texts"), ("members", "0006_transitions")]
    operations = [
        migrations.RunPython(move, migrations.RunPython.noop),
        migrations.RemoveField("event", "state_reason"),
    ]
