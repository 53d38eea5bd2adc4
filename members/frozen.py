"""What the database itself refuses: triggers, made anew after every migration, and those of the log."""

from django.db import connections, transaction

LOG = "members_transition"
LOG_WORDS = "the log is written once"
# All but what erasing a person empties.
KEPT = [
    *("id", "noun", "thing", "verb", "from_state", "to_state", "digest", "organisation", "at"),
    *("actor_kind", "actor_token", "reason_digest", "chain", "number", "hash"),
]


def replace(using, tables, triggers, functions=()):
    """Make the triggers ({(name, table): how}) anew, once all the tables are there; PostgreSQL needs the functions.

    SQLite drops the triggers of a table that a migration makes anew.
    """
    connection = connections[using]
    with transaction.atomic(using), connection.cursor() as cursor:
        if not set(tables) <= set(connection.introspection.table_names(cursor)):
            return
        drop(connection, triggers)
        for function in functions:
            cursor.execute(function)
        for (name, _), how in triggers.items():
            cursor.execute(f"CREATE TRIGGER {name} {how}")


def drop(connection, triggers):
    with connection.cursor() as cursor:
        for name, table in triggers:
            where = f" ON {table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{where}")


def log_triggers(vendor):
    """{(trigger, its table): how it is made} of those that guard the log."""
    same = {"sqlite": "NEW.{0} IS OLD.{0}", "postgresql": "NEW.{0} IS NOT DISTINCT FROM OLD.{0}"}[vendor]
    erased = " AND ".join(
        [*(same.format(column) for column in KEPT), "NEW.actor_id IS NULL", "NEW.reason = ''", "NEW.salt = ''"]
    )
    if vendor == "sqlite":
        refuse = f"BEGIN SELECT RAISE(ABORT, '{LOG_WORDS}'); END"
        there = "id = NEW.id OR (chain <> '' AND chain = NEW.chain AND number = NEW.number)"
        made = {
            "update": f"BEFORE UPDATE ON {LOG} WHEN NOT ({erased}) {refuse}",
            "delete": f"BEFORE DELETE ON {LOG} {refuse}",
            "insert": f"BEFORE INSERT ON {LOG} WHEN EXISTS (SELECT 1 FROM {LOG} WHERE {there}) {refuse}",
        }
    else:
        run = f"EXECUTE FUNCTION {LOG}_refuse()"
        made = {
            "update": f"BEFORE UPDATE ON {LOG} FOR EACH ROW WHEN (NOT ({erased})) {run}",
            "delete": f"BEFORE DELETE ON {LOG} FOR EACH ROW {run}",
            "truncate": f"BEFORE TRUNCATE ON {LOG} FOR EACH STATEMENT {run}",
        }
    return {(f"{LOG}_{when}", LOG): how for when, how in made.items()}


def log_function():
    return f"""CREATE OR REPLACE FUNCTION {LOG}_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            IF TG_OP <> 'TRUNCATE' OR EXISTS (SELECT 1 FROM {LOG}) THEN
                RAISE EXCEPTION '{LOG_WORDS}' USING ERRCODE = 'integrity_constraint_violation';
            END IF;
            RETURN NULL;
        END $$"""


def guard(using="default", **_):
    vendor = connections[using].vendor
    replace(using, [LOG], log_triggers(vendor), [log_function()] if vendor == "postgresql" else [])
