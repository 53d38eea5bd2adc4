"""Public pages of statements, their versions and the law they speak of."""

import itertools

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Prefetch,
    Q,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Coalesce, ExtractYear
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language, override
from django.views.decorators.http import require_safe

from members.languages import country_order
from members.models import Attachment
from members.models.texts import fold, has_word
from members.permissions import public
from members.states import PUBLIC_ORGANISATION_STATES
from members.views import ROWS, paged, with_samples
from positions.forms import StatementFilter
from positions.models import Ask, Dossier, Milestone, Signature, Statement, Translation, Version
from positions.states import PUBLIC_STATEMENT_STATES

EVERYBODY = AnonymousUser()
NEWEST_FIRST = ["-date", "-pk"]


def with_dossiers(statements):
    return statements.prefetch_related(
        Prefetch("dossiers", Dossier.objects.visible_to(EVERYBODY).localized("short_title"))
    )


def counted(statements):
    """Count in `signed` who stands behind each."""
    standing = Signature.objects.standing().filter(statement=OuterRef("pk")).order_by().values("statement")
    return statements.annotate(signed=Coalesce(Subquery(standing.annotate(n=Count("pk")).values("n")), 0))


@public(params=["q", "kind", "year", "dossier", "signatory", "page"])
def statements(request):
    seen = Statement.objects.visible_to(EVERYBODY)
    years = seen.real().annotate(year=ExtractYear("date")).order_by("-year").values_list("year", flat=True).distinct()
    dossiers = {row.pk: row for row in Dossier.objects.visible_to(EVERYBODY).localized("short_title")}
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
            signed = Signature.objects.visible_to(EVERYBODY).filter(
                Q(organisation__slug=asked["signatory"])
                | Q(organisation__sort_name__contains=fold(asked["signatory"]))
                | has_word(asked["signatory"], "name")
            )
            found = found.filter(pk__in=signed.values("statement"))
    page = with_samples(found, request, lambda rows: counted(rows.titled()), *NEWEST_FIRST)
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
    rows = Statement.objects.visible_to(EVERYBODY).titled()
    found = rows.filter(Q(pk=statement.supersedes_id) | Q(supersedes=statement.pk))
    return {"replaces" if row.pk == statement.supersedes_id else "replaced_by": row for row in found}


def by_country(signatures):
    """(country, signatures) in one alphabet of countries and names; outsiders stand with their own country."""
    rows = sorted(signatures, key=lambda row: (country_order(row.land), fold(row.signatory)))
    return [(code, list(group)) for code, group in itertools.groupby(rows, key=lambda row: row.land)]


def statement_page(request, slug, number=None, reader=EVERYBODY):
    """A statement by its newest version that the reader sees, or by the numbered one."""
    rows = (
        Statement.objects.visible_to(reader)
        .titled("about", "addressee")
        .annotate(
            # Both are rare, and a query each.
            has_files=Exists(Attachment.objects.filter(object_id=OuterRef("pk"), content_type__model="statement")),
            has_successor=Exists(Statement.objects.filter(supersedes=OuterRef("pk"))),
        )
    )
    statement = get_object_or_404(with_dossiers(rows.with_text_state()), slug=slug)
    versions = list(Version.objects.visible_to(reader).filter(statement=statement).defer("canonical_text"))
    version = next((row for row in versions if number in {None, row.number}), None)
    if number is not None and version is None:
        raise Http404
    texts = texts_of(version) if version else {}
    signatures = (
        Signature.objects.visible_to(EVERYBODY)
        .filter(statement=statement)
        .annotate(
            land=Coalesce("organisation__country", "country"),
            signatory=Coalesce("organisation__name", "name"),
            slug=Case(When(organisation__state__in=PUBLIC_ORGANISATION_STATES, then=F("organisation__slug"))),
        )
        .only("pk", "late", "statement")
    )
    context = {
        "statement": statement,
        "versions": versions,
        "version": version,
        "texts": texts,
        "text": (texts.get(get_language()) or texts.get(version.language)) if version else None,
        "files": statement.attachments.all() if statement.has_files else [],
        "preview": statement.state not in PUBLIC_STATEMENT_STATES,
        "asks": Ask.objects.filter(version=version).localized("text") if version else [],
        "signatures": by_country(signatures),
        "signed": len(signatures),
        "reported": statement.reported_numbers.all(),
        "neighbours": neighbours(statement) if statement.supersedes_id or statement.has_successor else {},
        "languages": list(texts) or statement.languages,
        "authentic_language": version.language if version else statement.authentic_language,
    }
    return render(request, "positions/statement_detail.html", context)


@public(people=True)
def statement(request, slug):
    return statement_page(request, slug)


@require_safe
def desk_statement(request, slug):
    """Its page for whoever may see it already."""
    return statement_page(request, slug, reader=request.user)


@public(people=True)
def version(request, slug, number):
    return statement_page(request, slug, number)


def get_version(slug, number):
    versions = Version.objects.visible_to(EVERYBODY).select_related("statement")
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


@public()
def canonical(request, slug, number):
    """The very bytes of which the digest is taken."""
    return HttpResponse(get_version(slug, number).canonical_text.encode(), content_type="text/plain; charset=utf-8")


@public()
def record(request, slug, number):
    """What a machine needs to verify the version; the same bytes in every language, so English addresses."""
    shown = get_version(slug, number)
    before = (
        Version.objects.visible_to(EVERYBODY)
        .filter(statement=shown.statement, number__lt=shown.number)
        .values("number", "digest")
        .first()
    )
    signed = (
        Signature.objects.visible_to(EVERYBODY)
        .filter(version=shown)
        .values_list(Coalesce("organisation__name", "name"), Coalesce("organisation__country", "country"), "date")
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
            "signatories": [
                {"organisation": name, "country": country, "date": date}
                for name, country, date in sorted(signed, key=lambda row: fold(row[0]))
            ],
        },
        json_dumps_params={"ensure_ascii": False, "indent": 2},
    )


@public()
def dossiers(request):
    rows = Dossier.objects.visible_to(EVERYBODY).localized("title", "short_title", "summary")
    rows = rows.order_by("is_sample", "order", "pk").with_steps()
    return render(request, "positions/dossier_list.html", {"dossiers": rows})


STEP, SAID = 0, 1


def parts_of(dossier):
    """What its timeline is made of: the steps that are past, and the public statements."""
    yield STEP, Milestone.objects.past().filter(dossier=dossier)
    yield SAID, Statement.objects.visible_to(EVERYBODY).alike(dossier).filter(dossiers=dossier)


def years_of(dossier):
    """The years in which its timeline has anything, the last first."""
    steps, said = (
        rows.order_by().annotate(year=ExtractYear("date")).values_list("year", flat=True)
        for _, rows in parts_of(dossier)
    )
    return list(steps.union(said).order_by("-year"))


def timeline_of(dossier, year):
    """(date, STEP or SAID, key) of all that stands in its timeline, in that year if one is given, the newest first."""
    within = {"date__year": year} if year else {}
    steps, said = (
        rows.filter(**within).order_by().annotate(noun=Value(noun, IntegerField())).values_list("date", "noun", "id")
        for noun, rows in parts_of(dossier)
    )
    return steps.union(said, all=True).order_by("-date", "-noun", "id")


def shown(keys):
    """The rows of a page of the timeline, each under the name of its noun."""
    steps = Milestone.objects.filter(pk__in=[key for _, noun, key in keys if noun == STEP]).localized("title")
    said = Statement.objects.filter(pk__in=[key for _, noun, key in keys if noun == SAID]).titled()
    rows = {(STEP, row.pk): {"milestone": row} for row in steps} | {(SAID, row.pk): {"statement": row} for row in said}
    return [rows[noun, key] for _, noun, key in keys if (noun, key) in rows]


def dossier_page(request, slug, reader=EVERYBODY):
    """A legislative file: the next date and what we ask now, then its steps with our statements among them."""
    dossier = get_object_or_404(
        Dossier.objects.visible_to(reader).localized("title", "short_title", "summary", "ask_now").with_text_state(),
        slug=slug,
    )
    years = years_of(dossier)
    year = next((year for year in years if str(year) == request.GET.get("year")), None)
    if "year" in request.GET and year is None:
        raise Http404
    page = paged(timeline_of(dossier, year), request)
    page.object_list = shown(list(page.object_list))
    context = {
        "dossier": dossier,
        "expected": Milestone.objects.expected().filter(dossier=dossier).localized("title")[:ROWS],
        "years": years,
        "year": year,
        "page": page,
        "languages": dossier.languages,
        "authentic_language": dossier.authentic_language,
    }
    return render(request, "positions/dossier_detail.html", context)


@public(params=["year", "page"])
def dossier(request, slug):
    return dossier_page(request, slug)


@require_safe
def desk_dossier(request, slug):
    """Its page for whoever may see it already."""
    return dossier_page(request, slug, reader=request.user)
