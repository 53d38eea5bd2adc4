"""A frozen version and its authentic text can be neither changed, replaced nor deleted, whoever asks the database.

SQLite drops a table's triggers whenever a migration makes the table anew: such a migration runs `create` again.
"""

from django.db import migrations

WORDS = "frozen: people signed these very words"

# Per table: what identifies a row besides its key, so that no other row can be put in its place.
TABLES = {
    "positions_version": ["statement_id", "number"],
    "positions_translation": ["version_id", "language"],
}


def sqlite(table, columns):
    """REPLACE deletes without a DELETE trigger (recursive_triggers is off), hence the looks at the other rows."""
    same = " AND ".join(f"{column} = NEW.{column}" for column in columns)
    taken = f"EXISTS (SELECT 1 FROM {table} WHERE frozen_at IS NOT NULL AND (id = NEW.id OR ({same}))"
    refuse = f"BEGIN SELECT RAISE(ABORT, '{WORDS}'); END"
    return [
        f"""CREATE TRIGGER {table}_frozen_update BEFORE UPDATE ON {table}
            WHEN OLD.frozen_at IS NOT NULL OR {taken} AND id <> OLD.id) {refuse}""",
        f"""CREATE TRIGGER {table}_frozen_delete BEFORE DELETE ON {table}
            WHEN OLD.frozen_at IS NOT NULL {refuse}""",
        f"""CREATE TRIGGER {table}_frozen_insert BEFORE INSERT ON {table}
            WHEN {taken}) {refuse}""",
    ]


def postgresql(table, columns):
    refuse = f"RAISE EXCEPTION '{WORDS}' USING ERRCODE = 'integrity_constraint_violation'"
    return [
        f"""CREATE OR REPLACE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                IF TG_OP <> 'TRUNCATE' OR EXISTS (SELECT 1 FROM {table} WHERE frozen_at IS NOT NULL) THEN
                    {refuse};
                END IF;
                RETURN NULL;
            END $$""",
        f"""CREATE TRIGGER {table}_frozen_row BEFORE UPDATE OR DELETE ON {table}
            FOR EACH ROW WHEN (OLD.frozen_at IS NOT NULL) EXECUTE FUNCTION {table}_refuse()""",
        f"""CREATE TRIGGER {table}_frozen_truncate BEFORE TRUNCATE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION {table}_refuse()""",
    ]


def create(apps, schema_editor):
    write = {"sqlite": sqlite, "postgresql": postgresql}[schema_editor.connection.vendor]
    for table, columns in TABLES.items():
        for statement in write(table, columns):
            schema_editor.execute(statement)


def drop(apps, schema_editor):
    for table in TABLES:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"DROP TRIGGER {table}_frozen_row ON {table}")
            schema_editor.execute(f"DROP TRIGGER {table}_frozen_truncate ON {table}")
            schema_editor.execute(f"DROP FUNCTION {table}_refuse()")
        else:
            for when in ("update", "delete", "insert"):
                schema_editor.execute(f"DROP TRIGGER {table}_frozen_{when}")


class Migration(migrations.Migration):
    dependencies = [("positions", "0001_initial")]
    operations = [migrations.RunPython(create, drop)]
