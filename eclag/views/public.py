"""The pages that put the apps together: home, an organisation, search, curated pages."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db.models import Count
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language_from_request
from django.views.decorators.http import require_safe

from eclag.forms import SearchForm
from eclag.models import Page, Visibility
from events.models import Appearance, Event
from members.maps import map_of
from members.models import Organisation, ReportedSize, Seat
from members.paging import ROWS
from members.retention import RETENTION
from members.states import PUBLIC_ORGANISATION_STATES
from positions.asks import asks_backed_by
from positions.models import Dossier, Statement
from positions.models.statements import NEWEST_FIRST

from .help import help_near
from .press import press_kit

HITS = 10  # of each noun on the search page


@login_not_required
@require_safe
def root(request):
    """Send the visitor to the language that her browser asks for."""
    response = HttpResponseRedirect(f"/{get_language_from_request(request)}/")
    patch_vary_headers(response, ["Accept-Language"])
    return response


def home(request):
    page = get_object_or_404(
        Page.objects.visible_to(request.user).localized("title", "lead", "body").with_text_state(),
        slug="home",
    )
    members = Organisation.objects.visible_to(request.user).active().real()
    countries = dict(members.order_by().values_list("country").annotate(number=Count("pk")))
    statements = Statement.objects.visible_to(request.user).real().titled("addressee").order_by(*NEWEST_FIRST)
    context = {
        "page": page,
        "statements": statements[:3],
        "events": Event.objects.visible_to(request.user).real().localized("title", "city").coming()[:1],
        "dossiers": Dossier.objects.visible_to(request.user).real().localized("short_title").with_steps(),
        "steering": members.seated().only("name", "slug"),
        "members": sum(countries.values()),
        "map": map_of(countries),
        "reported": ReportedSize.objects.first(),
        "linked": {
            "@type": "Organization",
            "name": "ECLAG",
            "legalName": "European Child Sexual Abuse Legislation Advocacy Group",
            "description": page.localized("lead"),
            "url": settings.BASE_URL,
            "foundingDate": "2022",
        },
        "languages": page.languages,
        "authentic_language": page.authentic_language,
    }
    return render(request, "eclag/home.html", context)


def organisation(request, slug):
    """What every app knows of one organisation; where it was merged into another, the way to that."""
    seen = Organisation.objects.visible_to(request.user)
    shown = seen.localized("does").with_text_state().filter(slug=slug).first()
    if shown is None:
        return redirect(get_object_or_404(seen, old_addresses__slug=slug), permanent=True)
    appearing = Appearance.objects.filter(organisation=shown, listed=True)
    context = {
        "organisation": shown,
        "files": shown.attachments.all(),
        "preview": shown.state not in PUBLIC_ORGANISATION_STATES,
        "seats": Seat.objects.visible_to(request.user).no_slips().filter(organisation=shown).order_by("since"),
        # What hangs on other things is shown as the public sees it, also in a preview: its links lead somewhere.
        "statements": Statement.objects.public().alike(shown).signed_by(shown).titled().order_by(*NEWEST_FIRST)[:ROWS],
        "asks": asks_backed_by(shown)[:ROWS],
        "events": Event.objects.public()
        .alike(shown)
        .filter(pk__in=appearing.values("event"))
        .localized("title", "city")
        .order_by("-date", "-pk")[:ROWS],
        "languages": shown.languages or None,
        "authentic_language": shown.authentic_language,
    }
    return render(request, "eclag/organisation.html", context)


def page(request, slug):
    """A curated text; under desk/ a preview for staff, a members' page for members."""
    if slug == "home" and not request.user.is_authenticated:
        raise Http404  # it has an address of its own
    rows = Page.objects.visible_to(request.user).localized("title", "lead", "body").with_text_state()
    shown = get_object_or_404(rows, slug=slug)
    context = {
        "page": shown,
        "files": shown.attachments.all(),
        "preview": shown.visibility == Visibility.NOBODY,
        "private": shown.visibility != Visibility.PUBLIC,
        "languages": shown.languages,
        "authentic_language": shown.authentic_language,
    }
    if slug == "help":
        context |= help_near(request)
    if slug == "press":
        context |= press_kit(request)
    if slug == "privacy":
        context |= {"controller": settings.CONTROLLER, "retention": RETENTION}
    wrong = "form" in context and context["form"].errors
    return render(request, [f"eclag/page_{slug}.html", "eclag/page.html"], context, status=400 if wrong else 200)


def search(request):
    form = SearchForm(request.GET if "q" in request.GET else None)
    found = None
    if form.is_valid():
        words = form.cleaned_data["q"]
        statements, dossiers, organisations, events = (
            noun.objects.visible_to(request.user).real().search(words)
            for noun in (Statement, Dossier, Organisation, Event)
        )
        pages = Page.objects.visible_to(request.user).search(words)
        here = {
            "statements": statements.titled().order_by(*NEWEST_FIRST)[: HITS + 1],
            "dossiers": dossiers.localized("title")[: HITS + 1],
            "organisations": organisations.only("name", "slug")[: HITS + 1],
            "events": events.localized("title").order_by("-date", "-pk")[: HITS + 1],
            "pages": pages.localized("title")[: HITS + 1],
        }
        found = {noun: list(rows) for noun, rows in here.items()}
    context = {
        "form": form,
        "found": found and {noun: rows[:HITS] for noun, rows in found.items()},
        "any": found and any(found.values()),
        "more": found and any(len(rows) > HITS for rows in found.values()),
        "hits": HITS,
    }
    return render(request, "eclag/search.html", context, status=400 if form.errors else 200)
