"""Beside each text stands its authentic one, computed by the database, and which languages have the main one."""

from django.db import migrations

from members.migrations._texts import LiftLimit, computed


class Migration(migrations.Migration):
    dependencies = [("events", "0002_initial"), ("members", "0003_authentic_texts")]
    operations = [
        LiftLimit("event", "title", 600),
        LiftLimit("event", "city", 200),
        LiftLimit("session", "title", 600),
        *computed("event", "title", "city", "about"),
        *computed("session", "title"),
    ]
