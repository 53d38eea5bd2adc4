"""What statements ask for, to whom they went, and what came of it: for their own pages and that of the law."""

import re
from collections import defaultdict

from django.db.models import Case, Count, Exists, F, Min, OuterRef, Q, When
from django.db.models.functions import Coalesce

from members.states import PUBLIC_ORGANISATION_STATES
from positions.models import Ask, Delivery, Outcome, Signature, Statement
from positions.states import StatementState

LOOKED_AT, SHOWN = 200, 40  # asks of a dossier


def asks_of(versions):
    """The asks of these versions, each with its `came`."""
    return with_came(Ask.objects.filter(version__in=versions).localized("text"))


def with_came(rows):
    """These asks, each with its `came`: the outcomes at the steps of the law, the first of them first.

    Where nothing came of any yet they take one query, else two.
    """
    asks, came = list(rows.annotate(some=Exists(Outcome.objects.filter(ask=OuterRef("pk"))))), defaultdict(list)
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


def standing_on(dossier):
    """The statements that say today what we hold of the law: what was superseded or withdrawn asks nothing any more."""
    return Statement.objects.public().alike(dossier).filter(dossiers=dossier, state=StatementState.PUBLISHED)


def asks_on(dossier):
    """What is asked of the law, in the order of its articles, each with its `came`; what is asked again stands once.

    Each says in `newest` and `since` the keys of the statements that asked it last and first. Of very many texts the
    newest asks alone are looked at.
    """
    versions = standing_on(dossier).values("current")
    rows = Ask.objects.filter(version__in=versions).localized("text").annotate(statement=F("version__statement"))
    found = {}
    for ask in with_came(rows.order_by("-version__statement__date", "version", "order")[:LOOKED_AT]):
        first = found.setdefault((ask.direction, ask.article, ask.text_authentic), ask)
        first.newest, first.since = first.statement, ask.statement
        known = {(row.milestone_id, row.result) for row in first.came}
        first.came += [row for row in ask.came if (row.milestone_id, row.result) not in known]
    return sorted(found.values(), key=lambda ask: (ask.article == "", numbers_in(ask.article)))[:SHOWN]


def numbers_in(article):
    """What sorts Article 3(2) before Article 12."""
    return [int(number) for number in re.findall(r"\d+", article)]


def signatures_behind(dossier):
    """What counts under the statements that stand today."""
    return Signature.objects.counting().filter(statement__in=standing_on(dossier).values("pk")).order_by()


def countries_behind(dossier):
    """{country: how many organisations from there stand behind what we ask of the law}."""
    rows = signatures_behind(dossier).values_list(Coalesce("organisation__country", "country"))
    return dict(rows.annotate(number=Count(Coalesce("organisation__name", "name"), distinct=True)))


def backing(dossier, country):
    """Who stands behind what we ask of the law in a country: each with its number of texts, and since when."""
    rows = signatures_behind(dossier)
    here = rows.filter(Q(organisation__country=country) | Q(organisation=None, country=country))
    told = here.values(
        "organisation__eu_contact",
        "organisation__eu_contact_email",
        signatory=Coalesce("organisation__name", "name"),
        slug=Case(When(organisation__state__in=PUBLIC_ORGANISATION_STATES, then=F("organisation__slug"))),
    )
    return told.annotate(texts=Count("statement", distinct=True), since=Min("statement__date")).order_by("signatory")
