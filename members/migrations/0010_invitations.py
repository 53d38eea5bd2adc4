"""Invitations and the letters in which they went."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import members.models.users


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0009_letters"),
    ]

    operations = [
        migrations.CreateModel(
            name="Invitation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "role",
                    models.CharField(
                        blank=True,
                        choices=[("contact", "Contact person"), ("editor", "Editor"), ("signatory", "Signatory")],
                        max_length=20,
                    ),
                ),
                (
                    "staff_role",
                    models.CharField(
                        blank=True,
                        choices=[("secretariat", "Secretariat"), ("editor", "Editor"), ("translator", "Translator")],
                        max_length=20,
                    ),
                ),
                (
                    "translates",
                    models.JSONField(blank=True, default=list, validators=[members.models.users.check_languages]),
                ),
                ("address", models.EmailField(max_length=254)),
                ("folded", models.CharField(db_index=True, editable=False, max_length=254)),
                (
                    "name",
                    models.CharField(blank=True, help_text="As far as it is known; she may change it.", max_length=200),
                ),
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
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("accepted", "Accepted"),
                            ("refused", "Refused"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        db_index=True,
                        default="open",
                        editable=False,
                        max_length=20,
                    ),
                ),
                ("sent_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("ends_at", models.DateTimeField(editable=False)),
                (
                    "accepted_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="invitations",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "invited_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "mandate",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invitations",
                        to="members.mandate",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invitations",
                        to="members.organisation",
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="Sending",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "invitation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="sendings", to="members.invitation"
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("organisation__isnull", False), ("staff_role", ""), models.Q(("role", ""), _negated=True)
                    ),
                    models.Q(("organisation__isnull", True), ("role", ""), models.Q(("staff_role", ""), _negated=True)),
                    _connector="OR",
                ),
                name="invitation_to_a_mandate_or_a_staff_role",
            ),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("organisation__isnull", False), ("state", "open")),
                fields=("folded", "organisation", "role"),
                name="invitation_open_once_a_role",
            ),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("organisation__isnull", True), ("state", "open")),
                fields=("folded", "staff_role"),
                name="invitation_open_once_a_staff_role",
            ),
        ),
    ]
