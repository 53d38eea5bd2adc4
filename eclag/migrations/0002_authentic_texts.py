"""Beside each text stands its authentic one, computed by the database, and which languages have the main one."""

from django.db import migrations

from members.migrations._texts import LiftLimit, computed


class Migration(migrations.Migration):
    dependencies = [("eclag", "0001_initial"), ("members", "0003_authentic_texts")]
    operations = [
        LiftLimit("page", "title", 600),
        LiftLimit("page", "lead", 600),
        *computed("page", "title", "lead", "body"),
    ]
