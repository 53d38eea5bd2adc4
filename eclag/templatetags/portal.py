"""Tags of our templates: texts in their language, dates as known, links between languages."""

import datetime
import functools
import json
import re
import zoneinfo
from urllib.parse import urlsplit

from babel.dates import get_timezone_name
from babel.lists import format_list
from babel.numbers import format_decimal
from babel.units import format_unit
from django import template
from django.conf import settings
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext

from members.periods import days, known_date, machine_date
from members.standing import curates, standing_of
from members.states import PUBLIC_ORGANISATION_STATES
from members.texts.anchors import anchored
from members.texts.browsers import browser_in_words
from members.texts.languages import (
    LANGUAGE_CODES,
    country_name,
    day_in_words,
    hour,
    hour_in_words,
    reader_locale,
    time_left,
)
from members.texts.publishers import host_of, is_reported, publisher
from members.texts.rich import clean_rich_text
from members.transitions import words

register = template.Library()


def in_language(text, language):
    """The text, marked with its language where the page around it speaks another."""
    if language and language != get_language():
        return format_html('<span lang="{}">{}</span>', language, text)
    return text


@register.simple_tag
def localized(thing, field):
    """The text in the reader's language, else in the authentic one, marked."""
    return in_language(thing.localized(field), thing.language_of(field))


register.filter("anchored", anchored)
register.filter("day_in_words", day_in_words)
register.filter("hour", hour)
register.filter("hour_in_words", hour_in_words)
register.filter("time_left", time_left)


@register.filter
def is_list(part):
    return isinstance(part, list)


LANG = re.compile(r'\slang="([a-z]{2})"')


def foreign_languages(html):
    """The languages besides the reader's in which parts of the page are; the name of a language is none.

    Each mark is looked for first, then its tag: to look through every tag for one costs a map of paths much.
    """
    found = {}
    for mark in LANG.finditer(html):
        start, end = html.rfind("<", 0, mark.start()), html.find(">", mark.end())
        if mark[1] != get_language() and " hreflang=" not in html[start:end]:
            found[mark[1]] = True
    return list(found)


class ToldOnce(template.Node):
    def __init__(self, nodes):
        self.nodes = nodes

    def render(self, context):
        html = self.nodes.render(context)
        if is_private(context["rest"]) or not (found := foreign_languages(html)):
            return html
        names = format_list([language_name(code) for code in found], locale=reader_locale())
        told = gettext("Parts of this page are in another language: %(languages)s.") % {"languages": names}
        return format_html('<p class="notice foreign">{}</p>', told) + html


@register.tag
def languages_told_once(parser, token):
    """{% languages_told_once %}…{% endlanguages_told_once %}: before all else, in which other languages parts are."""
    nodes = parser.parse(["endlanguages_told_once"])
    parser.delete_first_token()
    return ToldOnce(nodes)


@register.filter("localized")
def localized_plain(thing, field):
    return thing.localized(field)


@register.filter
def language_of(thing, field):
    return thing.language_of(field)


@functools.cache
def labels(model, field):
    return dict(model._meta.get_field(field).flatchoices)


@register.filter
def label(thing, field):
    """The word for the thing's choice. Django's get_…_display translates and hashes all of them, for each row."""
    value = getattr(thing, field)
    return labels(type(thing), field).get(value, value)


@register.filter
def heading(statement):
    return in_language(statement.heading, statement.heading_language)


@register.filter
def appearing(person):
    """Her name and what she is; the name of the organisation leads to its page, hers leads nowhere."""
    told, organisation = ", ".join(filter(None, [person.name, person.affiliation])), person.organisation
    if organisation is None or organisation.state not in PUBLIC_ORGANISATION_STATES:
        return told
    called = next((name for name in (organisation.name, organisation.acronym) if name and name in told), None)
    before, _, after = told.partition(called) if called else (f"{told} (", "", ")")
    address = organisation.get_absolute_url()
    return format_html('{}<a href="{}">{}</a>{}', before, address, called or organisation.name, after)


@register.filter
def city(event):
    return in_language(*event.place)


NOTE = re.compile(r"<sup>\[?(\d{1,3})\]?</sup>")


def linked_notes(html):
    """Lead from each reference [1] to the last paragraph that begins with [1], and back.

    Writers set notes as plain superscript numbers, so that they survive any paste and any editor.
    """
    notes = {}
    for found in re.finditer(r"<p><sup>\[?(\d{1,3})\]?</sup>", html):
        notes[found[1]] = found.start()
    if not notes:
        return html
    referred = set()

    def link(found):
        number, label = found[1], found[0][5:-6]
        if number not in notes:
            return found[0]
        if found.start() == notes[number] + len("<p>"):
            if number not in referred:
                return found[0]
            back = format_html(' aria-label="{}"', gettext("Back to the text"))
            return f'<sup id="note-{number}"><a href="#ref-{number}"{back}>{label}</a></sup>'
        if found.start() > notes[number]:
            return found[0]
        mark = "" if number in referred else f' id="ref-{number}"'
        referred.add(number)
        named = format_html(' aria-label="{}"', gettext("Note %(number)s") % {"number": number})
        return f'<sup{mark}><a href="#note-{number}"{named}>{label}</a></sup>'

    return NOTE.sub(link, html)


@register.filter
def rich(html):
    """Our few tags and nothing else, also where the text came into the database by another door; notes are linked."""
    return mark_safe(linked_notes(clean_rich_text(html or "")))  # noqa: S308 - nh3 has just cleaned it


@register.filter
def file_size(size):
    """Bytes in the reader's words, in whole kilobytes or megabytes."""
    if size < 1_000_000:
        return format_unit(max(size // 1000, 1), "digital-kilobyte", "short", locale=reader_locale())
    return format_unit(round(size / 1_000_000, 1), "digital-megabyte", "short", locale=reader_locale())


register.filter("known_date", known_date, expects_localtime=True)
register.filter("days", days)
register.filter("machine_date", machine_date, expects_localtime=True)


@register.simple_tag
def zone(event):
    """The event's time zone in the reader's words, by the day it takes place."""
    at = datetime.datetime.combine(event.date, event.start_time or datetime.time(12))
    moment = at.replace(tzinfo=zoneinfo.ZoneInfo(event.time_zone))
    return get_timezone_name(moment, locale=reader_locale())


register.filter("country", country_name)


@register.filter
def country_heading(code):
    """The country where a line begins with it: some languages put a small article before it."""
    return capfirst(country_name(code))


@register.filter
def language_name(code):
    return reader_locale().languages.get(code, code)


register.filter("words", words)
register.filter("browser_in_words", browser_in_words)


@register.filter
def own_name(code):
    """The name of a language in that language."""
    return dict(settings.LANGUAGES).get(code, code)


@functools.lru_cache(1000)
def in_figures(value, locale):
    return format_decimal(value, locale=locale)


@register.filter
def number(value):
    return in_figures(value, reader_locale())


def codes(languages):
    """'en nl ' as a list, in the order of the settings."""
    return languages.split() if isinstance(languages, str) else languages


@register.inclusion_tag("components/language_links.html", takes_context=True)
def language_links(context):
    """Canonical address and alternates: only languages that really have the text are named.

    A view that shows a text says `languages` (the codes that have it) and `authentic_language`; without them the
    page is one of our interface, which speaks them all, with English as the default.
    """
    named = context.get("languages")
    have = set(LANGUAGE_CODES if named is None else codes(named))
    authentic = context.get("authentic_language") or "en"
    rest, base, language = context["rest"], context["base_url"], get_language()
    asked = context["request"].GET
    page = asked.get("page", "")
    query = f"?page={page}" if page.isdecimal() and page != "1" and len(asked) == 1 else ""
    own = language if language in have else authentic
    return {
        "canonical": f"{base}/{own}/{rest}{query}",
        "default": f"{base}/{authentic}/{rest}{query}",
        "alternates": [(code, f"{base}/{code}/{rest}{query}") for code, _ in settings.LANGUAGES if code in have]
        if language in have
        else [],
    }


@register.simple_tag(takes_context=True)
def other_page(context, page):
    """The address of another page of the same list."""
    query = context["request"].GET.copy()
    query["page"] = page
    return f"?{query.urlencode()}"


@register.simple_tag(takes_context=True)
def is_at_home(context):
    """Whether the page is read under the name in BASE_URL: passkeys are made for it and for no other."""
    return context["request"].get_host() == urlsplit(settings.BASE_URL).netloc


@register.simple_tag(takes_context=True)
def here(context, name):
    """aria-current for the part of the site that the page belongs to."""
    part = context["rest"].split("/", 1)[0]
    return mark_safe(' aria-current="true"') if part == name else ""  # a constant, nothing of the reader's


@register.filter
def is_private(rest):
    """Whether the address belongs to those who are logged in: only there is asked who reads it."""
    return rest.startswith(("desk/", "accounts/"))


@register.simple_tag(takes_context=True)
def acting_for(context):
    """The names of the organisations she acts for: the one that is looked at, else all."""
    hers = standing_of(context["user"]).acting_for
    shown = context.get("organisation")
    return ", ".join(row.name for row in ([shown] if shown in hers else hers))


@register.simple_tag(takes_context=True)
def rooms(context):
    """(address, name, whether the page is in it) of each room of the desk that this person has."""
    user, rest = context["user"], context["rest"]
    hers = standing_of(user).acting_for
    shown = context.get("organisation")
    own = shown if shown in hers else next(iter(hers), None)
    member = bool(hers) or curates(user)
    found = [
        (reverse("desk"), gettext("Today"), rest == "desk/"),
        own and (reverse("organisation_desk", args=[own.slug]), gettext("Organisation"), "desk/organisations/" in rest),
        member and (reverse("members:directory"), gettext("Directory"), "desk/directory/" in rest),
        member and (reverse("documents"), gettext("Documents"), "desk/documents/" in rest),
        (reverse("me"), gettext("Me"), "desk/me/" in rest or rest.startswith("accounts/")),
    ]
    return [room for room in found if room]


register.filter("site_name", host_of)
register.filter("publisher", publisher)
register.filter("is_reported", is_reported)


@register.filter
def procedures(dossier):
    """(number, its file at Parliament, at EUR-Lex) of each procedure that the dossier names."""
    found = re.findall(r"(\d{4})/0*(\d+)\(([A-Z]{3})\)", dossier.procedure)
    return [
        (
            f"{year}/{number:>04}({kind})",
            f"https://oeil.secure.europarl.europa.eu/oeil/en/procedure-file?reference={year}/{number:>04}({kind})",
            f"https://eur-lex.europa.eu/procedure/{get_language().upper()}/{year}_{number}",
        )
        for year, number, kind in found
    ]


@register.filter
def dialled(phone):
    """A telephone number as a tel: link wants it."""
    return "".join(letter for letter in phone if letter.isdigit() or letter == "+")


# What would end the script, or begin a comment in it.
UNSAFE = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


@register.filter
def linked_data(facts):
    """The facts for search engines (schema.org), without those that are not known: data, nothing that runs."""
    known = {"@context": "https://schema.org"} | {name: fact for name, fact in facts.items() if fact}
    text = json.dumps(known, ensure_ascii=False, default=str).translate(UNSAFE)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308 - UNSAFE is written otherwise
