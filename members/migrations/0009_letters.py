"""The outbox, and the addresses from which letters come back."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import members.models.transitions


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0008_given_and_ended"),
    ]

    operations = [
        migrations.CreateModel(
            name="Bounce",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("address", models.CharField(max_length=254, unique=True)),
                ("at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("why", models.CharField(blank=True, max_length=500, verbose_name="what the other side said")),
            ],
            options={
                "verbose_name": "address that bounces",
                "verbose_name_plural": "addresses that bounce",
                "ordering": ["-at"],
            },
        ),
        migrations.CreateModel(
            name="Letter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("noun", models.CharField(help_text="Of the thing, such as members.invitation.", max_length=60)),
                ("thing", models.PositiveBigIntegerField()),
                ("occasion", models.CharField(max_length=80)),
                ("address", models.CharField(max_length=254)),
                ("folded", models.CharField(db_index=True, editable=False, max_length=254)),
                (
                    "language",
                    models.CharField(
                        choices=[
                            ("bg", "български"),
                            ("cs", "čeština"),
                            ("da", "dansk"),
                            ("de", "Deutsch"),
                            ("el", "Ελληνικά"),
                            ("en", "English"),
                            ("es", "español"),
                            ("et", "eesti"),
                            ("fi", "suomi"),
                            ("fr", "français"),
                            ("ga", "Gaeilge"),
                            ("hr", "hrvatski"),
                            ("hu", "magyar"),
                            ("it", "italiano"),
                            ("lt", "lietuvių"),
                            ("lv", "latviešu"),
                            ("mt", "Malti"),
                            ("nl", "Nederlands"),
                            ("pl", "polski"),
                            ("pt", "português"),
                            ("ro", "română"),
                            ("sk", "slovenčina"),
                            ("sl", "slovenščina"),
                            ("sv", "svenska"),
                        ],
                        default="en",
                        max_length=2,
                    ),
                ),
                ("details", models.JSONField(blank=True, default=dict)),
                ("token", models.CharField(default=members.models.transitions.token, editable=False, max_length=32)),
                ("written_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("due_since", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("next_try_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("taken_at", models.DateTimeField(editable=False, null=True)),
                ("tries", models.PositiveSmallIntegerField(default=0, editable=False)),
                ("sent_at", models.DateTimeField(editable=False, null=True)),
                ("ended_at", models.DateTimeField(editable=False, null=True)),
                (
                    "ended_as",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("waiting", "Waiting"),
                            ("sent", "Sent"),
                            ("dropped", "Dropped"),
                            ("bounced", "Bounced"),
                            ("given_up", "Given Up"),
                        ],
                        editable=False,
                        max_length=10,
                    ),
                ),
                ("error", models.CharField(blank=True, editable=False, max_length=500)),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="letters",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("ended_at__isnull", True), ("sent_at__isnull", True)),
                        fields=["next_try_at"],
                        name="letter_waiting",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("folded", "occasion", "noun", "thing"), name="letter_once_an_occasion"
                    )
                ],
            },
        ),
    ]
