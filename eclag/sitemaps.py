"""The map of the site for machines that read it whole: an index, and parts of a bounded size."""

import itertools
import math

from django.conf import settings
from django.db.models import IntegerField, Value
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import override

from eclag.models import Page
from events.models import Event
from members.models import Organisation
from members.texts.languages import LANGUAGE_CODES
from positions.models import Dossier, Statement, Translation

NOUNS = [Page, Organisation, Dossier, Statement, Event]
LISTS = [
    "members:steering_group",
    "members:organisations",
    "positions:statements",
    "positions:dossiers",
    "events:events",
]
# Addresses of one part: in 24 languages it is under 2 MB, so that the page cache keeps it; the protocol allows 50,000.
PART = 500


def keys(user):
    """(number of the noun, key) of every thing that has a public page, in an order that only additions change."""
    first, *others = (
        (noun.objects.visible_to(user) if noun is Page else noun.objects.visible_to(user).real())
        .order_by()
        .annotate(noun=Value(number, IntegerField()))
        .values_list("noun", "id")
        for number, noun in enumerate(NOUNS)
    )
    return first.union(*others, all=True).order_by("noun", "id")


def index(request):
    parts = range(1, max(1, math.ceil(keys(request.user).count() / PART)) + 1)
    addresses = [settings.BASE_URL + reverse("sitemap_part", args=[number]) for number in parts]
    return answer(request, "eclag/sitemap_index.xml", {"addresses": addresses})


def part(request, number):
    """Each page once, by its authentic address, with those of the languages that have it."""
    chosen = list(keys(request.user)[(number - 1) * PART : number * PART]) if number else []
    if not chosen and number != 1:
        raise Http404
    with override("en"):
        rows = [(reverse(name), LANGUAGE_CODES, "en") for name in LISTS] if number == 1 else []
        for noun, group in itertools.groupby(chosen, key=lambda key: NOUNS[key[0]]):
            rows += rows_of(noun, [key for _, key in group], request.user)
    places = [
        (at(address, authentic), [(code, at(address, code)) for code in sorted({*languages, authentic})])
        for address, languages, authentic in rows
    ]
    return answer(request, "eclag/sitemap.xml", {"places": places})


def rows_of(noun, chosen, user):
    """(English address, languages that have the text, the authentic one) of the things with these keys."""
    worded = {}
    if noun is Statement:
        texts = Translation.objects.visible_to(user).exclude(title="").filter(version__statement__in=chosen)
        for key, language, authentic in texts.values_list("version__statement", "language", "version__language"):
            worded.setdefault(key, ([], authentic))[0].append(language)
    for thing in noun.objects.filter(pk__in=chosen).order_by("pk").only("slug", "authentic_language", "languages"):
        languages, authentic = worded.get(thing.pk, (thing.languages.split(), thing.authentic_language))
        yield thing.get_absolute_url(), languages, authentic


def at(address, language):
    return f"{settings.BASE_URL}/{language}{address[3:]}"


def answer(request, template, context):
    return render(request, template, context, content_type="application/xml; charset=utf-8")
