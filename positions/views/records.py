"""What machines read of a version: its very words, its record, who signed, and the log of its statement."""

from collections import defaultdict

import tablib
from django.conf import settings
from django.db.models.functions import Coalesce
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language, override

from members.curating.tables import CSV
from members.texts.columns import plain_columns
from members.texts.folding import fold
from members.typesetting import answered
from positions.log import public_log
from positions.models import Ask, Delivery, Outcome, Signature, Statement, Version
from positions.pdf import TEMPLATE, data_of
from positions.states import SignatureState

from .statements import get_version, led_on, page_of, successor_of

PLAIN = {"ensure_ascii": False, "indent": 2}


def address(name, *arguments):
    """The whole English address: the same bytes stand under every language."""
    with override("en"):
        return settings.BASE_URL + reverse(name, args=arguments)


def canonical(request, slug, number):
    """The very bytes of which the digest is taken."""
    shown = get_version(request, slug, number)
    response = HttpResponse(shown.canonical_text.encode(), content_type="text/plain; charset=utf-8")
    return led_on(response, shown.statement, shown, successor_of(shown.statement))


def record(request, slug, number):
    """What a machine needs to verify the version; the same bytes in every language, so English addresses."""
    shown = get_version(request, slug, number)
    versions = Version.objects.visible_to(request.user).filter(statement=shown.statement)
    before = versions.filter(number__lt=shown.number).values("number", "digest").first()
    told = [answer(row) for row in ordered(Signature.objects.told().filter(version=shown))]
    days = [row[column] for row in told for column in ("date", "withdrawn_on") if row.get(column)]
    successor = successor_of(shown.statement)
    known = {
        "identifier": address("positions:version", slug, shown.number),
        "statement": slug,
        "kind": shown.statement.kind,
        "state": shown.statement.state,
        "superseded_by": address("positions:statement", successor.slug) if successor else None,
        "version": shown.number,
        "authentic_language": shown.language,
        "frozen_at": shown.frozen_at,
        "published_at": shown.published_at,
        "digest_algorithm": "SHA-256",
        "digest": shown.digest,
        "canonical_text": shown.canonical_text,
        "canonical_text_address": address("positions:canonical", slug, shown.number),
        "log_address": address("positions:log", slug),
        "previous": before
        and {"identifier": address("positions:version", slug, before["number"]), "digest": before["digest"]},
        "asks": asks_of(shown),
        "signatories_as_of": max(days, default=None),
        "signatories": [row for row in told if "withdrawn_on" not in row],
        "withdrawn": [row for row in told if "withdrawn_on" in row],
        "deliveries": deliveries_of(shown),
    }
    return led_on(JsonResponse(known, json_dumps_params=PLAIN), shown.statement, shown, successor)


def asks_of(version):
    """What it asks for, each with what came of it at which step of the law."""
    outcomes = defaultdict(list)
    for row in Outcome.objects.filter(ask__version=version).with_steps():
        outcomes[row.ask_id].append(
            {
                "date": row.milestone.date,
                "step": row.milestone.authentic("title"),
                "result": row.result,
                "note": row.note_authentic,
                "source": row.source_url or row.milestone.source_url,
            }
        )
    asks = Ask.objects.filter(version=version).values_list(
        "pk", "direction", "article", "authentic_language", "text_authentic"
    )
    return [
        {"direction": direction, "article": article, "language": language, "text": text, "outcomes": outcomes[pk]}
        for pk, direction, article, language, text in asks
    ]


def deliveries_of(version):
    """To whom the version went, and what was answered."""
    rows = Delivery.objects.told().filter(version=version).order_by("date", "pk")
    return [
        {
            "addressee": row.addressee_authentic,
            "date": row.date,
            "sent_by": row.sent_by,
            "language": row.authentic_language,
            "answered_on": row.answered_on,
            "answer": row.answer_authentic,
            "answer_address": row.answer_url,
        }
        for row in rows.only(*plain_columns(Delivery), "addressee_authentic", "answer_authentic")
    ]


def ordered(signatures):
    """Rows of signatures as values, by name."""
    named = {
        "its_name": Coalesce("organisation__name", "name"),
        "its_country": Coalesce("organisation__country", "country"),
    }
    columns = (
        "state",
        "date",
        "late",
        "came_by",
        "version",
        "organisation",
        "source_url",
        "reservation",
        "withdrawn_on",
    )
    rows = signatures.order_by().values(*columns, **named)
    return sorted(rows, key=lambda row: (fold(row["its_name"]), row["its_name"]))


def answer(row):
    """One answer as the record says it: who, when, how we know; and from when on not any more."""
    said = {"organisation": row["its_name"], "country": row["its_country"], "date": row["date"], "known_by": how(row)}
    if row["late"]:
        said["late"] = True
    if row["reservation"]:
        said["reservation"] = row["reservation"]
    if row["state"] == SignatureState.WITHDRAWN:
        said["withdrawn_on"] = row["withdrawn_on"]
    return said


def how(row):
    """In one word how we know: by the mandate of somebody, recorded by staff as it came, or by a source."""
    if row["came_by"]:
        return row["came_by"]
    return "mandate" if row["version"] and row["organisation"] else "source"


def statement_pdf(request, slug, number):
    """The version in the reader's language, else the authentic one, for paper."""
    page = page_of(request.user, slug, number)
    if not page["version"].digest:
        raise Http404
    language = get_language()
    data = data_of(page, language=language, identifier=address("positions:version", slug, number))
    return answered(TEMPLATE, data, "pdf", f"{slug}-v{number}-{language}.pdf")


def signatories(request, slug):
    """Who stands behind a statement today, as a table; a cell is never a formula."""
    shown = get_object_or_404(Statement.objects.visible_to(request.user).only("slug"), slug=slug)
    rows = ordered(Signature.objects.counting().filter(statement=shown))
    data = tablib.Dataset(headers=["organisation", "country", "date", "late", "known_by", "source", "reservation"])
    for row in rows:
        late = "late" if row["late"] else ""
        day = row["date"].isoformat() if row["date"] else ""
        data.append([row["its_name"], row["its_country"], day, late, how(row), row["source_url"], row["reservation"]])
    return HttpResponse(CSV().export_data(data), content_type="text/csv; charset=utf-8")


def signatories_json(request, slug):
    """The same for programs, with addresses of what it speaks of."""
    shown = get_object_or_404(Statement.objects.visible_to(request.user).only("slug"), slug=slug)
    rows = ordered(Signature.objects.counting().filter(statement=shown))
    known = {"statement": address("positions:statement", slug), "signatories": [answer(row) for row in rows]}
    return JsonResponse(known, json_dumps_params=PLAIN)


def log(request, slug):
    """The chain of what was done with a statement and its signatures; what is not public by its hash alone."""
    shown = get_object_or_404(Statement.objects.visible_to(request.user).only("slug"), slug=slug)
    known = {"statement": slug, "hash_algorithm": "SHA-256", "rows": public_log(shown)}
    return JsonResponse(known, json_dumps_params=PLAIN)


def verify(request):
    """How anybody checks what was signed."""
    return render(request, "positions/verify.html")
