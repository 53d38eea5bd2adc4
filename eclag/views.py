"""The pages that put the apps together: home, an organisation, search, desk, curated pages, and the plain files."""

import datetime
import itertools
import re
import sys

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.db.models import Q
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.http import content_disposition_header
from django.utils.translation import get_language_from_request
from django.views.decorators.http import require_safe

from eclag.forms import SearchForm
from eclag.models import Helpline, HelplineKind, Page, Visibility
from events.models import Appearance, Event
from members.models import Attachment, Mandate, Organisation, ReportedSize, Seat, User
from members.paging import ROWS
from members.standing import standing_of
from members.states import PUBLIC_ORGANISATION_STATES, MandateRole
from members.texts.languages import country_order
from positions.models import Dossier, Statement
from positions.models.statements import NEWEST_FIRST
from positions.signing import to_answer

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
    statements = Statement.objects.visible_to(request.user).real().titled().order_by(*NEWEST_FIRST)
    context = {
        "page": page,
        "statements": statements[:3],
        "events": Event.objects.visible_to(request.user).real().localized("title", "city").coming()[:1],
        "dossiers": Dossier.objects.visible_to(request.user).real().localized("short_title").with_steps(),
        "steering": members.seated().only("name", "slug"),
        "members": members.count(),
        "reported": ReportedSize.objects.first(),
        "languages": page.languages,
        "authentic_language": page.authentic_language,
    }
    return render(request, "eclag/home.html", context)


def organisation(request, slug):
    """What every app knows of one organisation."""
    shown = get_object_or_404(
        Organisation.objects.visible_to(request.user).localized("does").with_text_state(), slug=slug
    )
    appearing = Appearance.objects.filter(organisation=shown, listed=True)
    context = {
        "organisation": shown,
        "files": shown.attachments.all(),
        "preview": shown.state not in PUBLIC_ORGANISATION_STATES,
        "seats": Seat.objects.visible_to(request.user).no_slips().filter(organisation=shown).order_by("since"),
        # What hangs on other things is shown as the public sees it, also in a preview: its links lead somewhere.
        "statements": Statement.objects.public().alike(shown).signed_by(shown).titled().order_by(*NEWEST_FIRST)[:ROWS],
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
        "languages": shown.languages,
        "authentic_language": shown.authentic_language,
    }
    if slug == "help":
        context["places"] = places_of_help(request.user)
    if slug == "privacy":
        context["controller"] = settings.CONTROLLER
    return render(request, ["eclag/page_" + slug + ".html", "eclag/page.html"], context)


def places_of_help(user):
    """(country code, places): what holds everywhere first, then by the country's name."""
    rows = sorted(
        Helpline.objects.visible_to(user),
        key=lambda row: (
            row.country != "EU",
            country_order(row.country),
            list(HelplineKind).index(row.kind),
            row.name,
        ),
    )
    return [(code, list(group)) for code, group in itertools.groupby(rows, key=lambda row: row.country)]


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
        found = {
            "statements": statements.titled().order_by(*NEWEST_FIRST)[:HITS],
            "dossiers": dossiers.localized("title")[:HITS],
            "organisations": organisations.only("name", "slug")[:HITS],
            "events": events.localized("title").order_by("-date", "-pk")[:HITS],
            "pages": pages.localized("title")[:HITS],
        }
    return render(request, "eclag/search.html", {"form": form, "found": found, "any": found and any(found.values())})


def desk(request):
    """What awaits me, by organisation and soonest first, and for whom I act."""
    user = request.user
    mandates = list(
        user.mandates.in_force()
        .select_related("organisation")
        .only("role", "person", "organisation__name", "organisation__slug", "organisation__state")
    )
    people = Mandate.objects.in_force().filter(organisation__in=standing_of(user).organisations()).values("person")
    unreached = User.objects.filter(Q(pk__in=people) | Q(pk=user.pk)).unreached()
    context = {
        "mandates": mandates,
        "awaiting": awaiting(user, mandates),
        "unreached": [person for person in unreached if person != user],
        "unreachable": user in unreached,
    }
    return render(request, "eclag/desk.html", context)


def awaiting(user, mandates):
    """(for whom, what awaits her there) of each organisation for which anything does; None is the secretariat."""
    seated = standing_of(user).steering(MandateRole.SIGNATORY)
    adopts_for = next((row.organisation for row in mandates if row.organisation_id in seated), None)
    found = {}
    for statement, mandate in to_answer(user)[:ROWS]:
        signs = mandate.role == MandateRole.SIGNATORY
        found.setdefault(mandate.organisation, []).append(("sign" if signs else "pass_on", statement))
    for statement in Statement.objects.awaiting(user).titled().order_by("date", "pk")[:ROWS]:
        found.setdefault(adopts_for, []).append(("adopt", statement))
    return list(found.items())


# Plain files


def robots(request):
    lines = ["User-agent: *", "Disallow: /admin/", f"Sitemap: {settings.BASE_URL}/sitemap.xml", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


def security_txt(request):
    """RFC 9116. It expires at the end of next quarter, so that it never grows old while somebody deploys."""
    ahead = timezone.now() + datetime.timedelta(days=180)
    lines = [
        f"Contact: mailto:{settings.CONTACT}",
        f"Expires: {ahead:%Y-%m}-01T00:00:00Z",
        "Preferred-Languages: en, nl, mt",
        f"Canonical: {settings.BASE_URL}/.well-known/security.txt",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@login_not_required
@require_safe
def healthz(request):
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@login_not_required
@require_safe
def readyz(request):
    """Whether the database is there and has its tables."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM django_migrations LIMIT 1")
    except DatabaseError:
        return HttpResponse("database\n", status=503, content_type="text/plain; charset=utf-8")
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


# Files


TYPES = {
    "webp": "image/webp",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def handed_out(file, name=None):
    """The file, as a download where it has a name, and able to do nothing in a browser, whatever it holds."""
    try:
        with file.open("rb") as opened:
            answer = HttpResponse(opened.read(), content_type=TYPES[file.name.rpartition(".")[2]])
    except FileNotFoundError:
        raise Http404 from None
    if name:
        answer.headers["Content-Disposition"] = content_disposition_header(True, name)
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


def download_name(attachment):
    """A file name of letters, digits and hyphens: no path, no direction marks, no second ending."""
    plain = re.sub(r"[\W_]+", "-", attachment.title)[:80].strip("-") or "file"
    return f"{plain}.{attachment.ending.lower()}"


def media(request, name):
    """A logo, or a file that hangs on something public."""
    owner = Organisation.objects.visible_to(request.user).filter(logo=name).only("logo").first()
    if owner:
        return handed_out(owner.logo)
    attachment = Attachment.objects.filter(file=name).visible_to(request.user).first()
    if attachment is None:
        raise Http404
    return handed_out(attachment.file, download_name(attachment))


def file(request, pk):
    """A file for whoever may see what it hangs on."""
    attachment = get_object_or_404(Attachment.objects.filter(pk=pk).visible_to(request.user))
    return handed_out(attachment.file, download_name(attachment))


# Errors: their pages ask neither the database nor who is there


def bad_request(request, exception=None):
    if isinstance(exception, RequestDataTooBig):
        return render(request, "413.html", status=413)
    return render(request, "400.html", status=400)


def forbidden(request, exception=None):
    return render(request, "403.html", status=403)


def csrf_failure(request, reason=""):
    return forbidden(request)


def not_found(request, exception=None):
    return render(request, "404.html", status=404)


def server_error(request):
    """Our fault, or a database that is away: then 503, upon which the page cache gives what it has."""
    if isinstance(sys.exc_info()[1], (OperationalError, InterfaceError)):
        response = render(request, "503.html", status=503)
        response.headers["Retry-After"] = "30"
        return response
    return render(request, "500.html", status=500)
