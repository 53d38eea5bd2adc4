"""Rows as if they were real, as many as are wanted; nothing is marked as a sample, so every page counts them."""

import datetime
import hashlib
import random

from django.db import connection
from django.utils import timezone

from events.models import Event
from events.states import EventState
from members.models import Organisation
from members.states import OrganisationKind, OrganisationState, TextState
from positions.canonical import canonical_text
from positions.models import Ask, Dossier, Milestone, Signature, Statement, Translation, Version
from positions.states import Direction, Institution, SignatureState, StatementKind, StatementState

CHUNK = 500
COUNTRIES = ["AT", "BE", "BG", "DE", "ES", "FI", "FR", "GR", "IE", "IT", "MT", "NL", "PL", "SE"]
TEXT = (
    "children protection online abuse safe law regulation directive survivors support hotline report platform "
    "detection privacy safeguard member state centre prevention victims help justice evidence police training school"
)
WORDS = TEXT.split(" ")


def prose(dice, number):
    """Sentences of that many words."""
    return " ".join(dice.choice(WORDS) for _ in range(number)).capitalize() + "."


def made(model, rows):
    """The rows, saved in bulk."""
    rows = list(rows)
    for start in range(0, len(rows), CHUNK):
        model.objects.bulk_create(rows[start : start + CHUNK])
    return rows


def fill(organisations, statements):
    """Make that many of both, and what belongs to them: a tenth as many events, ten signatures a statement."""
    dice = random.Random(14)
    today = timezone.localdate()
    members = made(Organisation, (organisation(dice, number) for number in range(organisations)))
    laws = list(Dossier.objects.filter(is_sample=False))
    made(
        Milestone,
        (
            Milestone(
                dossier=dice.choice(laws),
                date=today - datetime.timedelta(days=dice.randrange(1, 3000)),
                institution=dice.choice(Institution.values),
                title_en=prose(dice, 9),
                title_nl=prose(dice, 9),
                source_url="https://example.org/step",
            )
            for _ in range(statements // 4)
        ),
    )
    said = made(Statement, (statement(dice, number, today) for number in range(statements)))
    made(
        Statement.dossiers.through,
        (Statement.dossiers.through(statement=row, dossier=dice.choice(laws)) for row in said),
    )
    texts(dice, said, members)
    made(Event, (event(dice, number, today) for number in range(statements // 10)))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def organisation(dice, number):
    row = Organisation(
        name=f"{prose(dice, 3)[:-1]} {number}",
        slug=f"bench-{number}",
        country=dice.choice(COUNTRIES),
        kind=dice.choice(OrganisationKind.values),
        state=OrganisationState.ACTIVE,
        website=f"https://bench-{number}.example.org",
        does_en=prose(dice, 25),
        does_nl=prose(dice, 25),
    )
    row.complete()
    return row


def statement(dice, number, today):
    return Statement(
        slug=f"bench-{number}",
        kind=dice.choice(StatementKind.values),
        state=StatementState.PUBLISHED,
        published_at=timezone.now(),
        date=today - datetime.timedelta(days=dice.randrange(1, 3000)),
        title_en=prose(dice, 8),
        about_en=prose(dice, 30),
        about_nl=prose(dice, 30),
        addressee_en=prose(dice, 4),
    )


def texts(dice, statements, members):
    """A frozen version of each, in English and Dutch, with three asks, signed by ten."""
    now = timezone.now()
    bodies = [(prose(dice, 8), f"<p>{prose(dice, 120)}</p><p>{prose(dice, 120)}</p>") for _ in statements]
    versions = made(Version, (Version(statement=row, number=1) for row in statements))
    common = {"state": TextState.CURRENT}
    for version, (title, body) in zip(versions, bodies, strict=True):
        version.canonical_text = canonical_text(title, body)
        version.digest = hashlib.sha256(version.canonical_text.encode()).hexdigest()
        version.frozen_at = version.opened_at = version.published_at = now
        version.statement.current = version
        version.texts = [
            Translation(version=version, language="en", title=title, text=body, frozen_at=now, **common),
            Translation(version=version, language="nl", title=prose(dice, 8), text=body, **common),
        ]
    made(Translation, (text for version in versions for text in version.texts))
    made(
        Ask,
        (
            Ask(version=version, order=order, direction=dice.choice(Direction.values), text_en=prose(dice, 12))
            for version in versions
            for order in range(3)
        ),
    )
    # Frozen only now: no ask comes to a frozen version.
    identity = ["canonical_text", "digest", "frozen_at", "opened_at", "published_at"]
    Version.objects.bulk_update(versions, identity, batch_size=200)
    Statement.objects.bulk_update(statements, ["current"], batch_size=500)
    made(
        Signature,
        (
            Signature(
                statement=version.statement,
                version=version,
                organisation=member,
                state=SignatureState.SIGNED,
                date=version.statement.date,
            )
            for version in versions
            for member in dice.sample(members, min(10, len(members)))
        ),
    )


def event(dice, number, today):
    return Event(
        slug=f"bench-{number}",
        state=EventState.ANNOUNCED,
        date=today + datetime.timedelta(days=dice.randrange(-2500, 200)),
        title_en=prose(dice, 6),
        city_en="Brussels",
        about_en=prose(dice, 20),
    )
