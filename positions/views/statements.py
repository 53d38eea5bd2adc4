"""Pages of statements and their versions, and what a machine reads of them."""

import itertools

from django.conf import settings
from django.db.models import Case, Exists, F, OuterRef, Q, TextField, Value, When
from django.db.models.functions import Coalesce, ExtractYear
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language, gettext

from members.models import Attachment
from members.periods import known_date, machine_date
from members.states import PUBLIC_ORGANISATION_STATES
from members.texts.folding import fold, has_word
from members.texts.languages import country_name, country_order
from members.typesetting import share_image
from positions.asks import asks_of, deliveries_of
from positions.desk import due
from positions.forms import StatementFilter
from positions.models import Delivery, Dossier, Signature, Statement, Translation, Version
from positions.models.statements import NEWEST_FIRST
from positions.states import SignatureState, StatementState
from positions.ways import adoptions, log_of


def statements(request):
    seen = Statement.objects.visible_to(request.user)
    years = seen.real().annotate(year=ExtractYear("date")).order_by("-year").values_list("year", flat=True).distinct()
    dossiers = {row.pk: row for row in Dossier.objects.visible_to(request.user).localized("short_title")}
    form = StatementFilter(request.GET, list(years), [row for row in dossiers.values() if not row.is_sample])
    found = seen if form.is_valid() else seen.none()
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
    page = found.page(
        request.GET.get("page"), lambda rows: Signature.objects.count_on(rows.titled("addressee")), *NEWEST_FIRST
    )
    named = dossiers_of(page.object_list)
    for row in page.object_list:
        row.shown_dossiers = [dossiers[key] for key in dossiers if (row.pk, key) in named]
    return render(
        request, "positions/statement_list.html", {"form": form, "page": page}, status=400 if form.errors else 200
    )


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


def by_country(signatures):
    """(country, signatures) in one alphabet of countries and names; outsiders stand with their own country."""
    rows = sorted(signatures, key=lambda row: (country_order(row.land), fold(row.signatory)))
    return [(code, list(group)) for code, group in itertools.groupby(rows, key=lambda row: row.land)]


def matching(countries, words):
    """Of what `by_country` gives: the whole of a country that is called so, else the names in it that are."""
    sought, found = fold(words), []
    for code, rows in countries:
        here = rows if sought in fold(country_name(code)) else [row for row in rows if sought in fold(row.signatory)]
        if here:
            found.append((code, here))
    return found


def page_of(user, slug, number=None):
    """What the page of a statement shows this reader: its newest version that she sees, or the numbered one.

    Raises Http404 where she sees none.
    """
    rows = (
        Statement.objects.visible_to(user)
        .titled("about", "addressee")
        .with_dossiers()
        .annotate(
            # They are rare, and a query each.
            has_files=Exists(Attachment.objects.filter(object_id=OuterRef("pk"), content_type__model="statement")),
            has_deliveries=Exists(Delivery.objects.told().filter(statement=OuterRef("pk"))),
            has_successor=Exists(Statement.objects.filter(supersedes=OuterRef("pk"))),
        )
    )
    shown = get_object_or_404(rows.with_text_state(), slug=slug)
    versions = list(
        Version.objects.visible_to(user).filter(statement=shown).order_by("-number").defer("canonical_text")
    )
    version = next((row for row in versions if number in {None, row.number}), None)
    if number is not None and version is None:
        raise Http404
    texts = texts_of(version) if version else {}
    signatures = Signature.objects.visible_to(user).told().filter(statement=shown).order_by("pk")
    of_another = number is not None or (version and version.pk != shown.current_id)
    signatures = (
        (signatures.filter(version=version) if of_another else signatures.current())
        .annotate(
            land=Coalesce("organisation__country", "country"),
            signatory=Coalesce("organisation__name", "name"),
            slug=Case(When(organisation__state__in=PUBLIC_ORGANISATION_STATES, then=F("organisation__slug"))),
        )
        .only(
            *("late", "state", "date", "precision", "version", "came_by", "reservation", "withdrawn_on"), "source_url"
        )
    )
    deliveries = deliveries_of([shown.pk]) if shown.has_deliveries else Delivery.objects.none()
    signed = [row for row in signatures if row.state == SignatureState.SIGNED]
    return {
        "statement": shown,
        "versions": versions,
        "version": version,
        "numbered": number is not None,
        "current": next((row for row in versions if row.pk == shown.current_id), None),
        "texts": texts,
        "text": (texts.get(get_language()) or texts.get(version.language)) if version else None,
        "files": shown.attachments.all() if shown.has_files else [],
        "preview": not (version or shown).is_public,
        "asks": asks_of([version.pk]) if version else [],
        "deliveries": deliveries.filter(version=version) if of_another else deliveries,
        "signatures": by_country(signed),
        "signed": len(signed),
        "source": signed[0].source_url if len({row.source_url for row in signed}) == 1 else "",
        "withdrawn": [row for row in signatures if row.state == SignatureState.WITHDRAWN],
        "reported": shown.reported_numbers.order_by("pk")
        if shown.source_url
        else [],  # by others, of what they made public
        "replaces": shown.supersedes_id and Statement.objects.public().titled().filter(pk=shown.supersedes_id).first(),
        "successor": successor_of(shown) if shown.has_successor else None,
        "linked": None if shown.is_sample else article_of(shown),
        "adoptions": adoptions(log_of(shown))
        if version and version.pk == shown.current_id and not shown.is_sample
        else [],
        "languages": list(texts) or shown.languages,
        "authentic_language": version.language if version else shown.authentic_language,
    }


def article_of(statement):
    """The statement as schema.org describes it: what its page says, for search engines."""
    return {
        "@type": "Article",
        "headline": statement.heading,
        "description": statement.localized("about"),
        "inLanguage": statement.heading_language,
        "datePublished": machine_date(statement.date, statement.precision),
        "url": settings.BASE_URL + statement.get_absolute_url(),
        "image": settings.BASE_URL + reverse("positions:statement_image", args=[statement.slug]),
        "author": {"@type": "Organization", "name": "ECLAG", "url": settings.BASE_URL},
        "about": [
            {"@type": "Legislation", "name": dossier.localized("short_title")} for dossier in statement.dossiers.all()
        ],
    }


def statement_image(request, slug):
    """The picture beside a link to the statement."""
    shown = get_object_or_404(Statement.objects.visible_to(request.user).titled(), slug=slug)
    overline = [gettext("Sample")] if shown.is_sample else []
    overline += [str(shown.get_kind_display()), known_date(shown.date, shown.precision)]
    return share_image(overline, shown.heading, shown.heading_language, f"{slug}.png")


def statement(request, slug, number=None):
    """A statement; under desk/ it also leads to what this reader may do with it as it stands."""
    context = page_of(request.user, slug, number)
    if sought := request.GET.get("signatory", "").strip():
        context |= {"sought": sought, "signatures": matching(context["signatures"], sought)}
    if request.user.is_authenticated and number is None:
        context["due"] = due(request.user, context["statement"])
    response = render(request, "positions/statement_detail.html", context)
    return led_on(response, context["statement"], context["version"], context["successor"])


def successor_of(statement):
    """The public statement that stands in its place today, over as many as replaced one another; None: itself."""
    passed, found = {statement.pk}, None
    rows = Statement.objects.public().titled()
    while (after := rows.filter(supersedes=found or statement).first()) and after.pk not in passed:
        passed.add(after.pk)
        found = after
    return found


def led_on(response, statement, version, successor):
    """The response, with a header that leads from what it holds to what stands today (RFC 5829)."""
    relation, now = "successor-version", successor
    if successor is None and version and version.published_at and statement.published_at:
        old = version.pk != statement.current_id or statement.state == StatementState.WITHDRAWN
        relation, now = "latest-version", statement if old else None
    if now:
        response.headers["Link"] = f'<{settings.BASE_URL}{now.get_absolute_url()}>; rel="{relation}"'
    return response


def get_version(request, slug, number):
    versions = Version.objects.visible_to(request.user).select_related("statement")
    return get_object_or_404(
        versions.only(
            "number",
            "language",
            "canonical_text",
            "digest",
            "frozen_at",
            "published_at",
            "statement__slug",
            "statement__kind",
            "statement__state",
            "statement__current",
            "statement__published_at",
        ),
        statement__slug=slug,
        number=number,
    )
