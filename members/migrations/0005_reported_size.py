"""How large the coalition is reported to be."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0004_marks_of_twins"),
    ]

    operations = [
        migrations.CreateModel(
            name="ReportedSize",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField(help_text="Of member organisations.")),
                ("source_url", models.URLField(max_length=500, verbose_name="source")),
                (
                    "checked_on",
                    models.DateField(help_text="The day on which the source was looked at; the newest is shown."),
                ),
            ],
            options={
                "ordering": ["-checked_on", "-pk"],
            },
        ),
    ]
