"""Since when a page could be seen: its address is fixed from then on."""

from django.db import migrations, models
from django.db.models import F


def fill(apps, schema_editor):
    apps.get_model("eclag", "Page").objects.exclude(visibility="nobody").update(published_at=F("changed_at"))


class Migration(migrations.Migration):
    dependencies = [("eclag", "0002_authentic_texts")]
    operations = [
        migrations.AddField("page", "published_at", models.DateTimeField(editable=False, null=True)),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
