"""With which steps the three files entered their stages, where nobody has said so."""

from django.db import migrations

# dossier, day, institution, stage
ENTERED = [
    ("csa-regulation", "2022-05-11", "commission", "proposal"),
    ("csa-regulation", "2023-11-22", "parliament", "parliament_position"),
    ("csa-regulation", "2025-11-26", "council", "council"),
    ("csa-regulation", "2025-12-09", "co_legislators", "trilogue"),
    ("csa-directive", "2024-02-06", "commission", "proposal"),
    ("csa-directive", "2024-12-13", "council", "council"),
    ("csa-directive", "2025-06-17", "parliament", "parliament_position"),
    ("csa-directive", "2025-06-01", "trilogue", "trilogue"),
    ("csa-directive", "2026-06-22", "co_legislators", "agreement"),
    ("interim-derogation", "2020-09-10", "commission", "proposal"),
    ("interim-derogation", "2020-10-28", "council", "council"),
    ("interim-derogation", "2020-12-07", "parliament", "parliament_position"),
    ("interim-derogation", "2021-07-14", "co_legislators", "adoption"),
    ("interim-derogation", "2023-11-30", "commission", "proposal"),
    ("interim-derogation", "2023-12-21", "council", "council"),
    ("interim-derogation", "2024-04-10", "parliament", "parliament_position"),
    ("interim-derogation", "2024-04-29", "council", "adoption"),
    ("interim-derogation", "2025-12-01", "commission", "proposal"),
    ("interim-derogation", "2026-03-11", "parliament", "parliament_position"),
    ("interim-derogation", "2026-07-02", "council", "council"),
    ("interim-derogation", "2026-07-09", "parliament", "second_reading"),
    ("interim-derogation", "2026-07-24", "co_legislators", "adoption"),
]


def enter(apps, schema_editor):
    steps = apps.get_model("positions", "Milestone").objects
    for slug, date, institution, stage in ENTERED:
        found = steps.filter(dossier__slug=slug, date=date, institution=institution, planned=False)
        if len(keys := found.values_list("pk", flat=True)) == 1:  # where there are two, staff know which
            steps.filter(pk=keys[0], stage="").update(stage=stage)


class Migration(migrations.Migration):
    dependencies = [
        ("eclag", "0009_quote"),
        ("positions", "0013_vote_brief"),
    ]

    operations = [migrations.RunPython(enter, migrations.RunPython.noop)]
