"""What the database itself refuses, whoever asks it: triggers, made anew after every migration; those of the log."""

from typing import NamedTuple

from django.db import connections, transaction


class Guard(NamedTuple):
    """The rows of a table that are kept, and the words with which a write is refused.

    Each rule is a condition in SQL that both databases read, on NEW and OLD, under which that write is refused.
    """

    table: str
    words: str
    insert: str
    update: str
    delete: str
    kept: str = "TRUE"  # the rows for whose sake PostgreSQL does not empty the table


def differs(column):
    """Whether the write changes the column; NULL is a value like any other."""
    return f"((NEW.{column} = OLD.{column}) IS NOT TRUE AND NOT (NEW.{column} IS NULL AND OLD.{column} IS NULL))"


def any_differs(*columns):
    return f"({' OR '.join(map(differs, columns))})"


LOG = Guard(
    table="members_transition",
    words="the log is written once",
    # REPLACE deletes without a DELETE trigger, hence the look at the rows that are there.
    insert="EXISTS (SELECT 1 FROM members_transition WHERE id = NEW.id "
    "OR (chain <> '' AND chain = NEW.chain AND number = NEW.number))",
    # All but what erasing a person empties.
    update=any_differs(
        *("id", "noun", "thing", "verb", "from_state", "to_state", "digest", "organisation", "at"),
        *("actor_kind", "actor_token", "reason_digest", "chain", "number", "hash"),
    )
    + " OR NEW.actor_id IS NOT NULL OR NEW.reason <> '' OR NEW.salt <> ''",
    delete="TRUE",
)


def sqlite(guard):
    """{trigger: how it is made} of the guard."""
    return {
        f"{guard.table}_frozen_{write}": f"BEFORE {write} ON {guard.table} WHEN {getattr(guard, write)} "
        f"BEGIN SELECT RAISE(ABORT, '{guard.words}'); END"
        for write in ("insert", "update", "delete")
    }


def postgresql(guard):
    run = f"EXECUTE FUNCTION {guard.table}_refuse()"
    return {
        f"{guard.table}_frozen_row": f"BEFORE INSERT OR UPDATE OR DELETE ON {guard.table} FOR EACH ROW {run}",
        f"{guard.table}_frozen_truncate": f"BEFORE TRUNCATE ON {guard.table} FOR EACH STATEMENT {run}",
    }


def function(guard):
    """PostgreSQL's function behind the triggers: its triggers themselves may not look at other rows."""
    rules = {"INSERT": guard.insert, "UPDATE": guard.update, "DELETE": guard.delete}
    rules["TRUNCATE"] = f"EXISTS (SELECT 1 FROM {guard.table} WHERE {guard.kept})"
    refuse = f"RAISE EXCEPTION '{guard.words}' USING ERRCODE = 'integrity_constraint_violation';"
    asked = "".join(
        f"IF TG_OP = '{write}' THEN IF {rule} THEN {refuse} END IF; END IF;\n" for write, rule in rules.items()
    )
    return f"""CREATE OR REPLACE FUNCTION {guard.table}_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            {asked} RETURN COALESCE(NEW, OLD);
        END $$"""


def triggers(vendor, guards):
    """{(trigger, its table): how it is made} of all that these guards need."""
    write = {"sqlite": sqlite, "postgresql": postgresql}[vendor]
    return {(name, guard.table): how for guard in guards for name, how in write(guard).items()}


def replace(using, guards):
    """Make the triggers of the guards anew, once all their tables are there.

    SQLite drops the triggers of a table that a migration makes anew.
    """
    connection = connections[using]
    with transaction.atomic(using), connection.cursor() as cursor:
        if not {guard.table for guard in guards} <= set(connection.introspection.table_names(cursor)):
            return
        made = triggers(connection.vendor, guards)
        drop(connection, made)
        if connection.vendor == "postgresql":
            for guard in guards:
                cursor.execute(function(guard))
        for (name, _), how in made.items():
            cursor.execute(f"CREATE TRIGGER {name} {how}")


def drop(connection, triggers):
    with connection.cursor() as cursor:
        for name, table in triggers:
            where = f" ON {table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{where}")


def guard(using="default", **_):
    replace(using, [LOG])
