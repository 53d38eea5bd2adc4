"""Pages of statements, their versions and the law they speak of."""

import itertools

from django.conf import settings
from django.db.models import Case, Exists, F, OuterRef, Q, TextField, Value, When
from django.db.models.functions import Coalesce, ExtractYear
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language, override

from members.models import Attachment
from members.paging import ROWS, paged
from members.states import PUBLIC_ORGANISATION_STATES
from members.texts.folding import fold, has_word
from members.texts.languages import country_order
from positions.forms import StatementFilter
from positions.models import Ask, Dossier, Milestone, Signature, Statement, Translation, Version
from positions.models.statements import NEWEST_FIRST
from positions.timelines import loaded, timeline_of, years_of


def statements(request):
    seen = Statement.objects.visible_to(request.user)
    years = seen.real().annotate(year=ExtractYear("date")).order_by("-year").values_list("year", flat=True).distinct()
    dossiers = {row.pk: row for row in Dossier.objects.visible_to(request.user).localized("short_title")}
    form = StatementFilter(request.GET, list(years), [row for row in dossiers.values() if not row.is_sample])
    found = seen
    if form.is_valid():
        asked = form.cleaned_data
        if asked["q"]:
            found = found.search(asked["q"])
        if asked["kind"]:
            found = found.filter(kind=asked["kind"])
        if asked["year"]:
            found = found.filter(date__year=asked["year"])
        if asked["dossier"]:
            found = found.filter(dossiers__slug=asked["dossier"])
        if asked["signatory"]:
            signed = Signature.objects.visible_to(request.user).counting()
            signed = signed.filter(
                Q(organisation__slug=asked["signatory"])
                | Q(organisation__sort_name__contains=fold(asked["signatory"]))
                | has_word(asked["signatory"], "name")
            )
            found = found.filter(pk__in=signed.values("statement"))
    page = found.page(request.GET.get("page"), lambda rows: Signature.objects.count_on(rows.titled()), *NEWEST_FIRST)
    named = dossiers_of(page.object_list)
    for row in page.object_list:
        row.shown_dossiers = [dossiers[key] for key in dossiers if (row.pk, key) in named]
    return render(request, "positions/statement_list.html", {"form": form, "page": page})


def dossiers_of(statements):
    """The pairs (statement, dossier) of keys."""
    pairs = Statement.dossiers.through.objects.filter(statement__in=[row.pk for row in statements])
    return set(pairs.values_list("statement", "dossier"))


def texts_of(version):
    """The version's translations by language; the text comes in the reader's and the authentic one alone."""
    wanted = {get_language(), version.language}
    rows = (
        Translation.objects.filter(version=version)
        .exclude(title="")
        .defer("text")
        .annotate(
            shown_text=Case(When(language__in=wanted, then=F("text")), default=Value(""), output_field=TextField())
        )
        .select_related("renders")
    )
    return {row.language: row for row in rows}


def neighbours(statement):
    """What it replaces, and what it is replaced by."""
    rows = Statement.objects.public().titled()
    found = rows.filter(Q(pk=statement.supersedes_id) | Q(supersedes=statement.pk))
    return {"replaces" if row.pk == statement.supersedes_id else "replaced_by": row for row in found}


def by_country(signatures):
    """(country, signatures) in one alphabet of countries and names; outsiders stand with their own country."""
    rows = sorted(signatures, key=lambda row: (country_order(row.land), fold(row.signatory)))
    return [(code, list(group)) for code, group in itertools.groupby(rows, key=lambda row: row.land)]


def statement(request, slug, number=None):
    """A statement by its newest version that the reader sees, or by the numbered one."""
    rows = (
        Statement.objects.visible_to(request.user)
        .titled("about", "addressee")
        .with_dossiers()
        .annotate(
            # Both are rare, and a query each.
            has_files=Exists(Attachment.objects.filter(object_id=OuterRef("pk"), content_type__model="statement")),
            has_successor=Exists(Statement.objects.filter(supersedes=OuterRef("pk"))),
        )
    )
    shown = get_object_or_404(rows.with_text_state(), slug=slug)
    versions = list(Version.objects.visible_to(request.user).filter(statement=shown).defer("canonical_text"))
    version = next((row for row in versions if number in {None, row.number}), None)
    if number is not None and version is None:
        raise Http404
    texts = texts_of(version) if version else {}
    signatures = Signature.objects.visible_to(request.user).filter(statement=shown)
    of_another = number is not None or (version and version.pk != shown.current_id)
    signatures = (
        (signatures.of_version(version) if of_another else signatures.counting())
        .annotate(
            land=Coalesce("organisation__country", "country"),
            signatory=Coalesce("organisation__name", "name"),
            slug=Case(When(organisation__state__in=PUBLIC_ORGANISATION_STATES, then=F("organisation__slug"))),
        )
        .only("pk", "late", "statement")
    )
    context = {
        "statement": shown,
        "versions": versions,
        "version": version,
        "current": next((row for row in versions if row.pk == shown.current_id), None),
        "texts": texts,
        "text": (texts.get(get_language()) or texts.get(version.language)) if version else None,
        "files": shown.attachments.all() if shown.has_files else [],
        "preview": not (version or shown).is_public,
        "asks": Ask.objects.filter(version=version).localized("text") if version else [],
        "signatures": by_country(signatures),
        "signed": len(signatures),
        "reported": shown.reported_numbers.all(),
        "neighbours": neighbours(shown) if shown.supersedes_id or shown.has_successor else {},
        "languages": list(texts) or shown.languages,
        "authentic_language": version.language if version else shown.authentic_language,
    }
    return render(request, "positions/statement_detail.html", context)


def get_version(request, slug, number):
    versions = Version.objects.visible_to(request.user).select_related("statement")
    return get_object_or_404(
        versions.only(
            "number",
            "language",
            "canonical_text",
            "digest",
            "frozen_at",
            "statement__slug",
            "statement__kind",
        ),
        statement__slug=slug,
        number=number,
    )


def canonical(request, slug, number):
    """The very bytes of which the digest is taken."""
    shown = get_version(request, slug, number)
    return HttpResponse(shown.canonical_text.encode(), content_type="text/plain; charset=utf-8")


def record(request, slug, number):
    """What a machine needs to verify the version; the same bytes in every language, so English addresses."""
    shown = get_version(request, slug, number)
    before = (
        Version.objects.visible_to(request.user)
        .filter(statement=shown.statement, number__lt=shown.number)
        .values("number", "digest")
        .first()
    )
    asks = Ask.objects.filter(version=shown)
    signed = Signature.objects.of_version(shown)
    signed = signed.values_list(
        Coalesce("organisation__name", "name"), Coalesce("organisation__country", "country"), "date"
    )

    def address(name, number):
        with override("en"):
            return settings.BASE_URL + reverse(name, args=[slug, number])

    return JsonResponse(
        {
            "identifier": address("positions:version", shown.number),
            "statement": slug,
            "kind": shown.statement.kind,
            "version": shown.number,
            "authentic_language": shown.language,
            "frozen_at": shown.frozen_at,
            "digest_algorithm": "SHA-256",
            "digest": shown.digest,
            "canonical_text": shown.canonical_text,
            "canonical_text_address": address("positions:canonical", shown.number),
            "previous": {
                "identifier": address("positions:version", before["number"]),
                "digest": before["digest"],
            }
            if before
            else None,
            "asks": [
                {"direction": direction, "article": article, "language": language, "text": text}
                for direction, article, language, text in asks.values_list(
                    "direction", "article", "authentic_language", "text_authentic"
                )
            ],
            "signatories": [
                {"organisation": name, "country": country, "date": date}
                for name, country, date in sorted(signed, key=lambda row: fold(row[0]))
            ],
        },
        json_dumps_params={"ensure_ascii": False, "indent": 2},
    )


def dossiers(request):
    rows = Dossier.objects.visible_to(request.user).localized("title", "short_title", "summary")
    rows = rows.order_by("is_sample", "order", "pk").with_steps()
    return render(request, "positions/dossier_list.html", {"dossiers": rows})


def dossier(request, slug):
    """A legislative file: the next date and what we ask now, then its steps with our statements among them."""
    rows = Dossier.objects.visible_to(request.user).localized("title", "short_title", "summary", "ask_now")
    found = get_object_or_404(rows.with_text_state(), slug=slug)
    years = years_of(found)
    year = next((year for year in years if str(year) == request.GET.get("year")), None)
    if "year" in request.GET and year is None:
        raise Http404
    page = paged(timeline_of(found, year), request.GET.get("page"))
    page.object_list = loaded(list(page.object_list))
    context = {
        "dossier": found,
        "expected": Milestone.objects.expected().filter(dossier=found).localized("title")[:ROWS],
        "years": years,
        "year": year,
        "page": page,
        "languages": found.languages,
        "authentic_language": found.authentic_language,
    }
    return render(request, "positions/dossier_detail.html", context)
