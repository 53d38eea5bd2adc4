"""Marks by which twins are found without comparing all organisations."""

import re
from urllib.parse import urlsplit

from django.db import migrations, models

from members.texts.folding import fold

LEGAL_FORMS = {"e", "v", "ev", "asbl", "vzw", "aisbl", "ngo", "association", "foundation", "the", "of", "for", "and"}


def fill(apps, schema_editor):
    organisations = apps.get_model("members", "Organisation").objects
    rows = list(organisations.only("name", "sort_name", "website", "acronym", "country"))
    for row in rows:
        row.name_mark = " ".join(sorted(set(re.findall(r"\w+", row.sort_name)) - LEGAL_FORMS))
        row.site_mark = (urlsplit(row.website).hostname or "").removeprefix("www.")
        row.acronym_mark = f"{fold(row.acronym)} {row.country}" if row.acronym else ""
    organisations.bulk_update(rows, ["name_mark", "site_mark", "acronym_mark"], batch_size=100)


class Migration(migrations.Migration):
    dependencies = [("members", "0003_authentic_texts")]
    operations = [
        *(
            migrations.AddField("organisation", name, models.CharField(editable=False, default="", db_index=True))
            for name in ("name_mark", "site_mark", "acronym_mark")
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
