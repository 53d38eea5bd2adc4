"""How a translation stands is called by the name that everybody knows."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("contenttypes", "0002_remove_content_type_name"), ("members", "0006_transitions")]
    operations = [
        migrations.RenameModel("Rendering", "TranslationStatus"),
        migrations.RemoveConstraint("translationstatus", "rendering_once_a_language"),
        migrations.RenameIndex(
            "translationstatus",
            new_name="members_tra_content_b659f3_idx",
            old_name="members_ren_content_83419d_idx",
        ),
        migrations.AddConstraint(
            "translationstatus",
            models.UniqueConstraint(
                fields=("content_type", "object_id", "language"), name="translation_status_once_a_language"
            ),
        ),
    ]
