"""Beside each text stands its authentic one, computed by the database, and which languages have it."""

from django.db import migrations

from ._texts import computed


class Migration(migrations.Migration):
    dependencies = [("members", "0002_files_and_history")]
    operations = computed("organisation", "does")
