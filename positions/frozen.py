"""What people signed, and that they did, is neither changed, replaced nor deleted, whoever asks the database."""

from members.frozen import Guard, any_differs, differs, replace
from members.texts.languages import LANGUAGE_CODES

WORDS = "frozen: people signed these very words"


def frozen(version):
    """Whether that version is there and frozen; of one that is deleted the parts may follow."""
    return f"EXISTS (SELECT 1 FROM positions_version WHERE id = {version} AND frozen_at IS NOT NULL)"


def taken(table, *key):
    """Whether a frozen row has the key of the new one: REPLACE deletes without a DELETE trigger."""
    same = " AND ".join(f"{column} = NEW.{column}" for column in key)
    return f"EXISTS (SELECT 1 FROM {table} WHERE frozen_at IS NOT NULL AND (id = NEW.id OR ({same})))"


def authentic(row):
    """The authentic text of an ask; a trigger that runs before the write does not see computed columns."""
    texts = " ".join(f"WHEN '{code}' THEN {row}.text_{code}" for code in LANGUAGE_CODES)
    return f"COALESCE(CASE {row}.authentic_language {texts} END, '')"


# An hour that is past; one that is ahead may be moved or taken back.
PUBLISHED = "(OLD.published_at IS NOT NULL AND OLD.published_at <= CURRENT_TIMESTAMP)"
TAKEN_VERSION = taken("positions_version", "statement_id", "number")
TAKEN_TEXT = taken("positions_translation", "version_id", "language")
FROZEN_ASK = f"EXISTS (SELECT 1 FROM positions_ask WHERE id = NEW.id AND {frozen('version_id')})"
# Two organisations were found to be one; `merge` writes its row first.
MERGED = (
    "EXISTS (SELECT 1 FROM members_transition WHERE noun = 'organisation' AND verb = 'merge' "
    "AND thing = NEW.organisation_id AND organisation = OLD.organisation_id)"
)

GUARDS = [
    Guard(
        table="positions_version",
        words=WORDS,
        insert=TAKEN_VERSION,
        update="OLD.frozen_at IS NOT NULL AND ("
        + any_differs("id", "statement_id", "number", "language", "canonical_text", "digest", "frozen_at")
        + f" OR (OLD.opened_at IS NOT NULL AND {differs('opened_at')})"
        + f" OR ({PUBLISHED} AND {differs('published_at')}))"
        + f" OR (NEW.id <> OLD.id OR {any_differs('statement_id', 'number')}) AND {TAKEN_VERSION}",
        # One that nobody was shown may go: somebody's data may have been pasted.
        delete="OLD.frozen_at IS NOT NULL AND (OLD.opened_at IS NOT NULL "
        "OR EXISTS (SELECT 1 FROM positions_signature WHERE version_id = OLD.id))",
        kept="frozen_at IS NOT NULL",
    ),
    Guard(
        table="positions_translation",
        words=WORDS,
        insert=TAKEN_TEXT,
        update="OLD.frozen_at IS NOT NULL"
        f" OR (NEW.id <> OLD.id OR {any_differs('version_id', 'language')}) AND {TAKEN_TEXT}",
        delete=f"OLD.frozen_at IS NOT NULL AND {frozen('OLD.version_id')}",
        kept="frozen_at IS NOT NULL",
    ),
    Guard(
        table="positions_ask",
        words=WORDS,
        insert=f"{frozen('NEW.version_id')} OR {FROZEN_ASK}",
        update=f"{frozen('OLD.version_id')} AND ("
        + any_differs("id", "version_id", '"order"', "direction", "article", "authentic_language")
        + f" OR {authentic('NEW')} <> {authentic('OLD')})"
        + f" OR {differs('version_id')} AND {frozen('NEW.version_id')}"
        + f" OR NEW.id <> OLD.id AND {FROZEN_ASK}",
        delete=frozen("OLD.version_id"),
        kept=frozen("version_id"),
    ),
    Guard(
        table="positions_signature",
        words="kept: whoever signed or declined did so once and for these words",
        # REPLACE deletes without a DELETE trigger.
        insert="EXISTS (SELECT 1 FROM positions_signature WHERE id = NEW.id) "
        "OR EXISTS (SELECT 1 FROM positions_signature WHERE statement_id = NEW.statement_id AND merged_into_id IS NULL "
        "AND COALESCE(version_id, 0) = COALESCE(NEW.version_id, 0) AND name = NEW.name "
        "AND COALESCE(organisation_id, 0) = COALESCE(NEW.organisation_id, 0))",
        update=any_differs("id", "statement_id", "version_id", "name")
        + f" OR {differs('organisation_id')} AND NOT {MERGED}",
        delete="TRUE",
    ),
    Guard(
        table="positions_statement",
        words="fixed: letters and records lead to this address",
        insert="FALSE",
        update=f"OLD.current_id IS NOT NULL AND {differs('slug')}",
        delete="FALSE",
        kept="FALSE",
    ),
]


def guard(using="default", **_):
    replace(using, GUARDS)
