"""Beside each text stands its authentic one, computed by the database, and which languages have the main one."""

from django.db import migrations, models

from members.migrations._texts import LiftLimit, computed


class Migration(migrations.Migration):
    dependencies = [("positions", "0003_clearer_kinds"), ("members", "0003_authentic_texts")]
    operations = [
        LiftLimit("dossier", "title", 600),
        LiftLimit("dossier", "short_title", 120),
        LiftLimit("milestone", "title", 600),
        LiftLimit("statement", "title", 600),
        LiftLimit("statement", "addressee", 600),
        LiftLimit("ask", "text", 600),
        *computed("dossier", "title", "short_title", "ask_now", "summary"),
        *computed("milestone", "title"),
        *computed("statement", "title", "addressee", "about"),
        *computed("ask", "text"),
        migrations.AlterField("translation", "title", models.CharField(max_length=600)),
    ]
