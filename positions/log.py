"""The public log of a statement: every row of its chain by number and hash, and what it says where that is public."""

import datetime

from django.db.models import Max, Q
from django.utils import timezone

from members.models import Organisation, Transition
from positions.models import Delivery, Signature, Version
from positions.states import SignatureState

# The verbs of a statement that its readers are told of, once the words on which they were done are public.
TOLD = {"adopt", "open", "publish", "record", "supersede", "withdraw", "move_deadline", "migrated"}


def public_log(statement):
    """A dict for each row, the first of the chain first; with number and hash alone where it is not public.

    Of a row that says more, its hash can be computed anew from what stands here (docs/canonical-text.md).
    """
    digests = set(
        Version.objects.filter(statement=statement, published_at__lte=timezone.now()).values_list("digest", flat=True)
    )
    told = told_rows(statement) | rows_of_deliveries(statement)
    names = dict(Organisation.objects.filter(pk__in=organisations_of(statement)).values_list("pk", "name"))
    return [
        {"number": row.number, "hash": row.hash} | (said(row, names) if is_public(row, digests, told) else {})
        for row in Transition.objects.filter(chain=statement.chain()).order_by("number")
    ]


def organisations_of(statement):
    rows = Transition.objects.filter(chain=statement.chain(), organisation__isnull=False)
    return rows.order_by().values("organisation")


def told_rows(statement):
    """The keys of the rows of those signatures that are public: the last with which it came to be signed, and later."""
    told = Signature.objects.told().filter(statement=statement).values("pk")
    rows = Transition.objects.filter(noun="signature", thing__in=told)
    last = rows.order_by().values("thing").annotate(row=Max("pk", filter=Q(to_state=SignatureState.SIGNED)))
    since = dict(last.values_list("thing", "row"))
    return {pk for pk, thing in rows.values_list("pk", "thing") if pk >= (since[thing] or 0)}


def rows_of_deliveries(statement):
    """The keys of the rows of what was sent and answered, but for what was entered by mistake."""
    told = Delivery.objects.told().filter(statement=statement).values("pk")
    return set(Transition.objects.filter(noun="delivery", thing__in=told).values_list("pk", flat=True))


def is_public(row, digests, told):
    """Whether readers may know of the row: its words are public, and so is the thing that was done."""
    if row.digest and row.digest not in digests:
        return False
    return row.verb in TOLD if row.noun == "statement" else row.pk in told


def said(row, names):
    """What is hashed of the row, and the name of the organisation that its key stands for.

    Of a delivery also what was entered, so that anybody can compute its digest: to whom and when, what was answered.
    """
    return {
        "noun": row.noun,
        "verb": row.verb,
        "from": row.from_state,
        "to": row.to_state,
        "digest": row.digest,
        "organisation": row.organisation,
        "organisation_name": names.get(row.organisation, ""),
        "at": f"{row.at.astimezone(datetime.UTC):%Y-%m-%dT%H:%M:%S.%fZ}" if row.at else "",
        "actor_kind": row.actor_kind,
        "actor_token": row.actor_token,
        "reason_digest": row.reason_digest,
    } | ({"said": row.reason, "salt": row.salt} if row.noun == "delivery" else {})
