"""What ends all sessions of an account."""

from django.db import migrations, models

import members.models.transitions


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0011_unwanted"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="sessions_key",
            field=models.CharField(default=members.models.transitions.token, editable=False, max_length=32),
        ),
    ]
