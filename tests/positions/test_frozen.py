"""Frozen is frozen: by no door of Django or of the database does a signed text change."""

import contextlib
import datetime

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.forms import modelform_factory
from django.utils import timezone

from members.frozen import drop
from positions.actions import freeze
from positions.models import Ask, Statement, Translation, Version
from tests.factories import ask as make_ask
from tests.factories import frozen, organisation, signature, statement, version

pytestmark = pytest.mark.django_db
OTHER = "<p>Other words.</p>"
TEXTS = {"el": ("Τίτλος", "<p>Λόγια &amp; έργα.</p>"), "nl": ("Titel", "<p>Woorden.</p>")}
ROW = "version_id, language, title, summary, text, state, origin, renders_id"
COPY = f"INTO positions_translation ({ROW}) SELECT {ROW} FROM positions_translation WHERE id = %s"


@pytest.fixture
def text():
    """The authentic text of a frozen version, in Greek; beside it stands a Dutch translation."""
    return frozen(TEXTS, language="el").translations.get(language="el")


def everything():
    """Each row of the texts as the database holds it."""
    with connection.cursor() as cursor:
        for table in ("positions_version", "positions_translation", "positions_ask"):
            cursor.execute(f"SELECT * FROM {table} ORDER BY id")
            yield cursor.fetchall()


def refused(write, *arguments):
    before = list(everything())
    with pytest.raises(IntegrityError, match="people signed these very words"), transaction.atomic():
        write(*arguments)
    assert list(everything()) == before


def sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


# The authentic text


def save(text):
    text.text = OTHER
    text.save()


def save_one_field(text):
    text.state = "outdated"
    text.save(update_fields=["state"])


def save_in_another_language(text):
    text.language = "fr"
    text.save()


def thaw(text):
    text.frozen_at = None
    text.save()


def update(text):
    Translation.objects.filter(pk=text.pk).update(text=OTHER)


def update_through_the_base_manager(text):
    Translation._base_manager.filter(pk=text.pk).update(text=OTHER)


def update_through_the_version(text):
    text.version.translations.update(title="Other")


def update_all(text):
    Translation.objects.update(origin="machine")


def bulk_update(text):
    text.text = OTHER
    Translation.objects.bulk_update([text], ["text"])


def update_or_create(text):
    Translation.objects.update_or_create(version=text.version, language="el", defaults={"text": OTHER})


def upsert(text):
    Translation.objects.bulk_create(
        [Translation(version=text.version, language="el", title="Other", text=OTHER)],
        update_conflicts=True,
        unique_fields=["version", "language"],
        update_fields=["title", "text"],
    )


def upsert_by_key(text):
    Translation.objects.bulk_create(
        [Translation(pk=text.pk, version=text.version, language="el", title="Other", text=OTHER)],
        update_conflicts=True,
        unique_fields=["pk"],
        update_fields=["title", "text"],
    )


def write_sql(text):
    sql("UPDATE positions_translation SET text = %s WHERE id = %s", OTHER, text.pk)


def write_sql_without_a_change(text):
    sql("UPDATE positions_translation SET text = text WHERE id = %s", text.pk)


def write_sql_upsert(text):
    sql(
        f"INSERT {COPY} ON CONFLICT (version_id, language) DO UPDATE SET text = 'Other'",
        text.pk,
    )


def delete(text):
    text.delete()


def delete_the_rows(text):
    Translation.objects.filter(pk=text.pk).delete()


def delete_the_rows_of_the_base(text):
    Translation._base_manager.all()._raw_delete("default")


def delete_by_sql(text):
    sql("DELETE FROM positions_translation WHERE id = %s", text.pk)


def delete_its_version(text):
    Statement.objects.update(current=None)  # else Django itself refuses
    text.version.delete()


def delete_its_statement(text):
    text.version.statement.delete()


def delete_all_statements(text):
    Statement.objects.all().delete()


@pytest.mark.parametrize(
    "write",
    [
        save,
        save_one_field,
        save_in_another_language,
        thaw,
        update,
        update_through_the_base_manager,
        update_through_the_version,
        update_all,
        bulk_update,
        update_or_create,
        upsert,
        upsert_by_key,
        write_sql,
        write_sql_without_a_change,
        write_sql_upsert,
        delete,
        delete_the_rows,
        delete_the_rows_of_the_base,
        delete_by_sql,
        delete_its_version,
        delete_its_statement,
        delete_all_statements,
    ],
)
def test_the_authentic_text_is_neither_changed_nor_deleted(text, write):
    refused(write, text)


def test_an_insert_that_ignores_conflicts_changes_nothing(text):
    before = list(everything())
    with contextlib.suppress(IntegrityError), transaction.atomic():  # SQLite says so, PostgreSQL does not
        Translation.objects.bulk_create(
            [Translation(version=text.version, language="el", title="Other", text=OTHER)],
            ignore_conflicts=True,
        )
    assert list(everything()) == before


@pytest.mark.skipif(connection.vendor != "sqlite", reason="REPLACE is SQLite's")
class TestReplace:
    def test_no_row_is_inserted_over_the_frozen_one(self, text):
        refused(sql, f"INSERT OR REPLACE {COPY}", text.pk)

    def test_no_row_takes_the_key_of_the_frozen_one(self, text):
        refused(
            sql,
            f"INSERT OR REPLACE INTO positions_translation (id, {ROW}) SELECT %s, version_id, 'fr', "
            "title, summary, text, state, origin, NULL FROM positions_translation WHERE language = 'nl'",
            text.pk,
        )

    def test_no_other_row_moves_into_the_place_of_the_frozen_one(self, text):
        refused(sql, "UPDATE OR REPLACE positions_translation SET language = 'el' WHERE language = 'nl'")

    def test_no_other_row_moves_onto_the_key_of_the_frozen_one(self, text):
        refused(sql, "UPDATE OR REPLACE positions_translation SET id = %s WHERE language = 'nl'", text.pk)

    def test_no_other_version_moves_into_the_place_of_the_frozen_one(self, text):
        version(text.version.statement, number=2)
        refused(sql, "UPDATE OR REPLACE positions_version SET number = 1 WHERE number = 2")

    def test_no_version_is_inserted_over_the_frozen_one(self, text):
        refused(
            sql,
            "INSERT OR REPLACE INTO positions_version "
            "(statement_id, number, language, canonical_text, digest) "
            "SELECT statement_id, number, language, '', '' FROM positions_version",
        )


@pytest.mark.skipif(connection.vendor != "postgresql", reason="TRUNCATE is PostgreSQL's")
@pytest.mark.parametrize("table", ["positions_translation", "positions_version", "positions_statement"])
def test_a_table_with_frozen_rows_is_not_emptied(text, table):
    sql("SET CONSTRAINTS ALL IMMEDIATE")  # else PostgreSQL refuses for another reason
    refused(sql, f"TRUNCATE {table} CASCADE")


def test_a_form_says_in_words_that_the_text_is_frozen(text):
    with pytest.raises(ValidationError, match="frozen"):
        text.full_clean()
    form = modelform_factory(Translation, fields=["title", "text"])({"title": "Other", "text": OTHER}, instance=text)
    assert form.errors == {"__all__": ["This text is frozen: people signed these very words."]}


# The version


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("number", 7),
        ("language", "nl"),
        ("canonical_text", "Other\n"),
        ("digest", "0" * 64),
        ("frozen_at", datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)),
        ("frozen_at", None),
    ],
)
def test_no_part_of_what_a_version_is_changes(text, column, value):
    refused(lambda: Version._base_manager.filter(pk=text.version_id).update(**{column: value}))
    refused(sql, f"UPDATE positions_version SET {column} = %s", value)


def test_a_version_is_not_thawed_as_a_whole(text):
    refused(lambda: Version.objects.update(frozen_at=None, digest="", canonical_text=""))


def test_a_version_stays_with_its_statement(text):
    other = statement()
    refused(lambda: Version.objects.update(statement=other))


def test_a_version_is_not_deleted_even_without_its_text(text):
    refused(sql, "DELETE FROM positions_version")


def test_a_form_says_in_words_that_the_version_is_frozen(text):
    with pytest.raises(ValidationError, match="This version is frozen: people signed"):
        text.version.full_clean()


# What is not frozen


def test_the_translations_of_a_frozen_version_stay_open_to_their_translators(text):
    dutch = text.version.translations.get(language="nl")
    dutch.text = OTHER
    dutch.full_clean()
    dutch.save()
    Translation.objects.filter(pk=dutch.pk).update(title="Beter")
    Translation.objects.create(version=text.version, language="fr", title="Titre", text="<p>Mots.</p>")
    assert list(text.version.translations.values_list("language", "title", "text")) == [
        ("el", "Τίτλος", "<p>Λόγια &amp; έργα.</p>"),
        ("fr", "Titre", "<p>Mots.</p>"),
        ("nl", "Beter", OTHER),
    ]
    dutch.delete()
    assert set(text.version.translations.values_list("language", flat=True)) == {"el", "fr"}


def test_a_draft_beside_it_stays_open(text):
    draft = version(text.version.statement, number=2)
    Translation.objects.filter(version=draft).update(text=OTHER)
    Version.objects.filter(pk=draft.pk).update(number=3)
    freeze(draft)
    assert draft.canonical_text == "A title\n\nOther words.\n"
    refused(draft.delete)


def test_a_draft_statement_is_deleted_with_its_texts():
    draft = version(statement(state="draft")).statement
    draft.delete()
    assert list(everything()) == [[], [], []]


def test_the_facts_around_a_frozen_text_stay_open(text):
    Statement.objects.update(about_en="Said better.", state="withdrawn", date=timezone.localdate())
    assert Statement.objects.values_list("about_en", "state").get() == ("Said better.", "withdrawn")


# Its asks


@pytest.fixture
def ask():
    """The Greek ask of a frozen version, which has an English translation."""
    texts = {"authentic_language": "el", "text_el": "Κρατήστε το.", "text_en": "Keep it.", "order": 1}
    return frozen(TEXTS, language="el", asks=[texts]).asks.get()


ASK_CHANGES = {
    "version_id": lambda ask: version(statement(state="draft")).pk,
    "order": lambda ask: 7,
    "direction": lambda ask: "against",
    "article": lambda ask: "Article 1",
    "authentic_language": lambda ask: "en",
    "text_el": lambda ask: "Σβήστε το.",
}


@pytest.mark.parametrize("column", ASK_CHANGES)
def test_no_part_of_what_is_asked_changes(ask, column):
    value = ASK_CHANGES[column](ask)
    refused(lambda: Ask.objects.filter(pk=ask.pk).update(**{column: value}))
    refused(sql, f'UPDATE positions_ask SET "{column}" = %s', value)


def test_no_ask_comes_to_a_frozen_version_or_goes_from_it(ask):
    refused(lambda: make_ask(ask.version))
    refused(ask.delete)
    refused(sql, "DELETE FROM positions_ask")
    stray = make_ask(version(statement(state="draft")))
    refused(lambda: Ask.objects.filter(pk=stray.pk).update(version=ask.version))


@pytest.mark.skipif(connection.vendor != "sqlite", reason="REPLACE is SQLite's")
def test_no_other_ask_takes_the_key_of_a_frozen_one(ask):
    stray = make_ask(version(statement(state="draft")))
    refused(sql, "UPDATE OR REPLACE positions_ask SET id = %s WHERE id = %s", ask.pk, stray.pk)
    columns = 'version_id, "order", direction, article, authentic_language'
    copied = f"SELECT %s, {columns} FROM positions_ask WHERE id = %s"
    refused(sql, f"INSERT OR REPLACE INTO positions_ask (id, {columns}) {copied}", ask.pk, stray.pk)


def test_the_translations_of_a_frozen_ask_go_on(ask):
    ask.text_en, ask.text_fr = "Keep this.", "Gardez-le."
    ask.full_clean()
    ask.save()
    Ask.objects.filter(pk=ask.pk).update(text_de="Behalten.")
    ask.refresh_from_db()
    assert (ask.text_el, ask.text_en, ask.text_fr, ask.text_de) == (
        *("Κρατήστε το.", "Keep this."),
        *("Gardez-le.", "Behalten."),
    )


def test_a_form_says_in_words_that_the_ask_is_frozen(ask):
    words = "This ask is frozen with its version: only its translations may change."
    ask.text_el = "Σβήστε το."
    for row in (ask, Ask(version=ask.version, direction="for", text_en="More.")):
        with pytest.raises(ValidationError, match=words):
            row.full_clean()


# When it was shown

HOUR = datetime.datetime(2026, 5, 1, 9, tzinfo=datetime.UTC)
AHEAD = datetime.datetime(2999, 5, 1, 9, tzinfo=datetime.UTC)


@pytest.mark.parametrize(("column", "value"), [("opened_at", None), ("opened_at", HOUR), ("published_at", HOUR)])
def test_when_a_version_was_opened_or_published_never_changes(column, value):
    with time_machine.travel("2026-01-01T12:00:00+00:00"):  # the database reads its own clock
        frozen()
    refused(lambda: Version.objects.update(**{column: value}))


def test_an_hour_that_is_ahead_may_be_moved_or_taken_back():
    draft = version(statement(state="draft"))
    freeze(draft)
    for hour in (AHEAD, AHEAD + datetime.timedelta(days=1), None, HOUR):
        Version.objects.update(opened_at=HOUR, published_at=hour)
    refused(lambda: Version.objects.update(published_at=None))


def test_what_is_not_frozen_is_neither_opened_nor_published():
    version(statement(state="draft"))
    for column in ("opened_at", "published_at"):
        with pytest.raises(IntegrityError, match="version_opened_is_frozen"), transaction.atomic():
            Version.objects.update(**{column: HOUR})


def test_the_address_is_fixed_once_letters_lead_to_it(text):
    with pytest.raises(IntegrityError, match="letters and records lead to this address"), transaction.atomic():
        Statement.objects.update(slug="other")
    draft = statement(state="draft")
    Statement.objects.filter(pk=draft.pk).update(slug="other")


def test_a_version_that_nobody_was_shown_may_go_with_all_that_was_pasted():
    draft = version(statement(state="draft"))
    make_ask(draft)
    freeze(draft)
    for table in ("positions_ask", "positions_translation"):
        refused(sql, f"DELETE FROM {table}")
    for table in ("positions_version", "positions_ask", "positions_translation"):
        sql(f"DELETE FROM {table}")
    connection.check_constraints()
    assert list(everything()) == [[], [], []]


def test_a_version_that_somebody_signed_stays():
    draft = version(statement(state="draft"))
    freeze(draft)
    signature(draft.statement, organisation(), version=draft)
    refused(sql, "DELETE FROM positions_version")


# The triggers

GUARDED = [*("members_transition", "positions_ask", "positions_signature"), *("positions_statement",)]
GUARDED += ["positions_translation", "positions_version"]


def triggers_there():
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'")
        else:
            cursor.execute(
                "SELECT tgname, relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid WHERE NOT tgisinternal"
            )
        return sorted(cursor.fetchall())


def test_every_trigger_is_there_after_a_migration_and_made_anew_by_the_next():
    writes = {"sqlite": ("insert", "update", "delete"), "postgresql": ("row", "truncate")}[connection.vendor]
    wanted = sorted((f"{table}_frozen_{write}", table) for table in GUARDED for write in writes)
    assert triggers_there() == wanted
    drop(connection, [pair for pair in wanted if pair[1] != "members_transition"][1:])
    assert len(triggers_there()) == len(writes) + 1
    call_command("migrate", verbosity=0)
    assert triggers_there() == wanted
