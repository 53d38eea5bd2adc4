"""A frozen version and its authentic text can be neither changed, replaced nor deleted, whoever asks the database."""

from django.db import connections

from members.frozen import replace

WORDS = "frozen: people signed these very words"

# Per table: what identifies a row besides its key, so that no other row can be put in its place.
TABLES = {
    "positions_version": ["statement_id", "number"],
    "positions_translation": ["version_id", "language"],
}


def sqlite(table, columns):
    """{trigger: how it is made}. REPLACE deletes without a DELETE trigger, hence the looks at the other rows."""
    same = " AND ".join(f"{column} = NEW.{column}" for column in columns)
    taken = f"EXISTS (SELECT 1 FROM {table} WHERE frozen_at IS NOT NULL AND (id = NEW.id OR ({same}))"
    refuse = f"BEGIN SELECT RAISE(ABORT, '{WORDS}'); END"
    return {
        f"{table}_frozen_update": f"BEFORE UPDATE ON {table} WHEN OLD.frozen_at IS NOT NULL "
        f"OR {taken} AND id <> OLD.id) {refuse}",
        f"{table}_frozen_delete": f"BEFORE DELETE ON {table} WHEN OLD.frozen_at IS NOT NULL {refuse}",
        f"{table}_frozen_insert": f"BEFORE INSERT ON {table} WHEN {taken}) {refuse}",
    }


def postgresql(table, columns):
    run = f"EXECUTE FUNCTION {table}_refuse()"
    return {
        f"{table}_frozen_row": f"BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW "
        f"WHEN (OLD.frozen_at IS NOT NULL) {run}",
        f"{table}_frozen_truncate": f"BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {run}",
    }


def refusal(table):
    """PostgreSQL's function behind the triggers of the table."""
    refuse = f"RAISE EXCEPTION '{WORDS}' USING ERRCODE = 'integrity_constraint_violation'"
    return f"""CREATE OR REPLACE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            IF TG_OP <> 'TRUNCATE' OR EXISTS (SELECT 1 FROM {table} WHERE frozen_at IS NOT NULL) THEN
                {refuse};
            END IF;
            RETURN NULL;
        END $$"""


def triggers(vendor):
    """{(trigger, its table): how it is made} of all that guard frozen rows."""
    write = {"sqlite": sqlite, "postgresql": postgresql}[vendor]
    return {(name, table): made for table, columns in TABLES.items() for name, made in write(table, columns).items()}


def guard(using="default", **_):
    vendor = connections[using].vendor
    replace(using, TABLES, triggers(vendor), map(refusal, TABLES) if vendor == "postgresql" else [])
