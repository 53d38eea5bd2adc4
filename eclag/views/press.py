"""What a journalist takes along: the coalition in one paragraph, numbers counted from rows, texts to print."""

import re
from html import unescape

from django.db.models import Count
from django.utils.html import strip_tags
from django.utils.translation import get_language

from eclag.models import Page, PressContact, Quote
from members.models import Organisation, ReportedSize
from positions.models import Dossier, Statement
from positions.models.statements import NEWEST_FIRST

NEWEST = 5
QUOTES = 10


def press_kit(request):
    home = Page.objects.visible_to(request.user).localized("body").filter(slug="home").first()
    members = Organisation.objects.visible_to(request.user).active().real()
    countries = dict(members.order_by().values_list("country").annotate(number=Count("pk")))
    statements = Statement.objects.visible_to(request.user).real()
    return {
        "contacts": PressContact.objects.visible_to(request.user),
        "steering": members.seated().only("name", "slug"),
        "in_one_paragraph": first_paragraph(home.localized("body")) if home else "",
        "its_language": home.language_of("body") if home else "",
        "members": sum(countries.values()),
        "countries": len(countries),
        "said": statements.count(),
        "reported": ReportedSize.objects.first(),
        "statements": statements.titled("addressee").select_related("current").order_by(*NEWEST_FIRST)[:NEWEST],
        "quotes": Quote.objects.visible_to(request.user)
        .for_readers_of(get_language())
        .select_related("organisation")[:QUOTES],
        "dossiers": Dossier.objects.visible_to(request.user).real().localized("short_title").with_steps(),
    }


def first_paragraph(html):
    """The words of the first paragraph."""
    found = re.search(r"<p[^>]*>(.*?)</p>", html or "", re.DOTALL)
    return " ".join(unescape(strip_tags(found[1])).split()) if found else ""
