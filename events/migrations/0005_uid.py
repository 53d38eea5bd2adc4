"""A calendar entry is known by a word of its row; those that are there keep the one under which calendars know them."""

from urllib.parse import urlsplit

from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Value
from django.db.models.functions import Concat

import events.models


def fill(apps, schema_editor):
    host = urlsplit(settings.BASE_URL).hostname
    apps.get_model("events", "Event").objects.update(uid=Concat(F("slug"), Value(f"@{host}")))


class Migration(migrations.Migration):
    dependencies = [("events", "0004_transitions")]
    operations = [
        migrations.AddField("event", "uid", models.CharField(max_length=200, null=True)),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AlterField(
            "event",
            "uid",
            models.CharField(
                default=events.models.new_uid,
                editable=False,
                help_text="Of the calendar entry.",
                max_length=200,
                unique=True,
            ),
        ),
    ]
