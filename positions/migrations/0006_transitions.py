"""Each statement and signature gets the first row of its log; those of a statement form its chain."""

import itertools

from django.db import migrations

from members.migrations._log import follow, row, save


def move(apps, schema_editor):
    Statement, Signature = (apps.get_model("positions", noun) for noun in ("Statement", "Signature"))
    digests = dict(
        apps.get_model("positions", "Version")
        .objects.filter(frozen_at__isnull=False)
        .order_by("statement", "number")
        .values_list("statement", "digest")
    )
    signed = Signature.objects.order_by("statement", "pk").values_list(
        "statement", "pk", "state", "version__digest", "organisation"
    )
    signatures = {key: list(rows) for key, rows in itertools.groupby(signed.iterator(), key=lambda row: row[0])}
    entries = []
    for key, state in Statement.objects.order_by("pk").values_list("pk", "state"):
        chain = f"statement:{key}"
        last = follow(row(apps, "statement", key, state, digest=digests.get(key, ""), chain=chain), None)
        entries.append(last)
        for _, signature, signed_as, digest, organisation in signatures.get(key, []):
            about = {"digest": digest or "", "organisation": organisation, "chain": chain}
            last = follow(row(apps, "signature", signature, signed_as, **about), last)
            entries.append(last)
    save(apps, entries)


class Migration(migrations.Migration):
    dependencies = [("positions", "0005_sample_dossier"), ("members", "0006_transitions")]
    operations = [migrations.RunPython(move, migrations.RunPython.noop)]
