"""Which version is current, and since when a statement and its versions are public; one signature for each version."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Min, OuterRef, Subquery
from django.db.models.functions import Coalesce, Now

PUBLIC = ["published", "superseded", "withdrawn"]


def drop(apps, schema_editor):
    """The triggers that guard the rows would refuse to have their new columns filled; they are made anew after it."""
    for table in ("positions_version", "positions_translation"):
        if schema_editor.connection.vendor == "postgresql":
            for name in ("row", "truncate"):
                schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_frozen_{name} ON {table}")
            schema_editor.execute(f"DROP FUNCTION IF EXISTS {table}_refuse()")
        else:
            for name in ("update", "delete", "insert"):
                schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_frozen_{name}")


def fill(apps, schema_editor):
    """What was public was opened and published when its text was fixed; a statement without a text is so since now."""
    Statement, Version = (apps.get_model("positions", noun) for noun in ("Statement", "Version"))
    frozen = Version.objects.filter(frozen_at__isnull=False)
    frozen.filter(statement__state__in=PUBLIC).update(opened_at=F("frozen_at"), published_at=F("frozen_at"))
    its = frozen.filter(statement=OuterRef("pk")).order_by("-number")
    first = its.order_by().values("statement").annotate(first=Min("frozen_at")).values("first")
    Statement.objects.filter(state__in=PUBLIC).update(
        current=Subquery(its.values("pk")[:1]), published_at=Coalesce(Subquery(first), Now())
    )


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0008_given_and_ended"),
        ("positions", "0006_transitions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(drop, migrations.RunPython.noop),
        migrations.RemoveConstraint(
            model_name="signature",
            name="signature_once_an_organisation",
        ),
        migrations.RemoveConstraint(
            model_name="signature",
            name="signature_once_an_outsider",
        ),
        migrations.AddField(
            model_name="signature",
            name="merged_into",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="merged",
                to="positions.signature",
            ),
        ),
        migrations.AddField(
            model_name="statement",
            name="current",
            field=models.ForeignKey(
                editable=False,
                help_text="The newest one that was opened to signatories or published.",
                null=True,
                on_delete=django.db.models.deletion.RESTRICT,
                related_name="+",
                to="positions.version",
            ),
        ),
        migrations.AddField(
            model_name="statement",
            name="published_at",
            field=models.DateTimeField(
                db_index=True,
                editable=False,
                help_text="Since when the public sees it; of a statement with versions, the hour of the first public one.",
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="version",
            name="opened_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="version",
            name="published_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AlterField(
            model_name="signature",
            name="statement",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="signatures", to="positions.statement"
            ),
        ),
        migrations.AlterField(
            model_name="statement",
            name="state",
            field=models.CharField(
                choices=[
                    ("draft", "Draft"),
                    ("consultation", "Consultation"),
                    ("approval", "Approval"),
                    ("adopted", "Adopted"),
                    ("open", "Open"),
                    ("published", "Published"),
                    ("superseded", "Superseded"),
                    ("withdrawn", "Withdrawn"),
                ],
                db_index=True,
                default="draft",
                editable=False,
                max_length=20,
            ),
        ),
        migrations.AddConstraint(
            model_name="signature",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("merged_into__isnull", True), ("organisation__isnull", False), ("version__isnull", False)
                ),
                fields=("version", "organisation"),
                name="signature_once_a_version",
            ),
        ),
        migrations.AddConstraint(
            model_name="signature",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("merged_into__isnull", True), ("organisation__isnull", False), ("version__isnull", True)
                ),
                fields=("statement", "organisation"),
                name="signature_once_from_before",
            ),
        ),
        migrations.AddConstraint(
            model_name="signature",
            constraint=models.UniqueConstraint(
                condition=models.Q(("organisation__isnull", True), ("version__isnull", False)),
                fields=("version", "name"),
                name="signature_of_an_outsider_once_a_version",
            ),
        ),
        migrations.AddConstraint(
            model_name="signature",
            constraint=models.UniqueConstraint(
                condition=models.Q(("organisation__isnull", True), ("version__isnull", True)),
                fields=("statement", "name"),
                name="signature_of_an_outsider_once_from_before",
            ),
        ),
        migrations.AddConstraint(
            model_name="version",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("opened_at__isnull", True), ("published_at__isnull", True)),
                    ("frozen_at__isnull", False),
                    _connector="OR",
                ),
                name="version_opened_is_frozen",
            ),
        ),
        migrations.RemoveField("statement", "created_by"),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
