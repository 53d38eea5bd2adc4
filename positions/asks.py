"""What statements ask for, to whom they went, and what came of it: for their own pages and that of the law."""

from collections import defaultdict

from django.db.models import Exists, F, OuterRef

from positions.models import Ask, Delivery, Outcome, Statement
from positions.models.statements import NEWEST_FIRST
from positions.states import StatementState

SHOWN = 5  # statements in the ledger of a dossier


def asks_of(versions):
    """The asks of these versions, each with its `came`: the outcomes at the steps of the law, the first of them first.

    Where nothing came of any yet they take one query, else two.
    """
    some = Exists(Outcome.objects.filter(ask=OuterRef("pk")))
    asks = list(Ask.objects.filter(version__in=versions).localized("text").annotate(some=some))
    came = defaultdict(list)
    if any(ask.some for ask in asks):
        for outcome in Outcome.objects.filter(ask__in=[ask.pk for ask in asks]).with_steps():
            came[outcome.ask_id].append(outcome)
    for ask in asks:
        ask.came = came[ask.pk]
    return asks


def asks_backed_by(organisation):
    """What the statements ask for that stand today and carry its name, each with the `slug` of its statement."""
    standing = Statement.objects.public().alike(organisation).filter(state=StatementState.PUBLISHED)
    versions = standing.signed_by(organisation).values("current")
    rows = Ask.objects.filter(version__in=versions).localized("text").annotate(slug=F("version__statement__slug"))
    return rows.order_by("-version__statement__date", "version", "order")


def deliveries_of(statements):
    """To whom these statements went, and what was answered."""
    return Delivery.objects.told().filter(statement__in=statements).localized("addressee", "answer")


def ledger_of(dossier):
    """The keys of the public statements that ask something of the law or went to somebody, the newest first.

    What was superseded or withdrawn asks nothing any more.
    """
    asks = Exists(Ask.objects.filter(version=OuterRef("current")))
    went = Exists(Delivery.objects.told().filter(statement=OuterRef("pk")))
    rows = (
        Statement.objects.public().alike(dossier).filter(asks | went, dossiers=dossier, state=StatementState.PUBLISHED)
    )
    return list(rows.order_by(*NEWEST_FIRST).values_list("pk", flat=True)[: SHOWN + 1])


def with_asks(statements):
    """The statements, each with its `asks` and `told`: the deliveries."""
    asks, deliveries = defaultdict(list), defaultdict(list)
    for ask in asks_of([row.current_id for row in statements]):
        asks[ask.version_id].append(ask)
    for delivery in deliveries_of([row.pk for row in statements]):
        deliveries[delivery.statement_id].append(delivery)
    for row in statements:
        row.asks, row.told = asks[row.current_id], deliveries[row.pk]
    return statements
