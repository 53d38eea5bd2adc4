"""A dossier on one page of paper: what the first screen of its page answers, for whoever has a vote tomorrow."""

from pathlib import Path

from django.conf import settings
from django.utils.text import Truncator
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from members.periods import known_date
from members.texts.languages import country_name, country_order
from positions.pdf import svg_of

TEMPLATE = Path(__file__).parent / "typst" / "brief.typ"
LONGEST = 240  # letters of a text on it
SHOWN = (40, 30, 22, 16, 12, 8, 5, 3, 0)  # of the asks, as many as there is room for


def brief_of(dossier, *, course, rests, expected, asks, backed):
    """What stands on it, all of it plain text, in the language that is active."""
    page = settings.BASE_URL + dossier.get_absolute_url()
    return {
        "lang": get_language(),
        "title": dossier.localized("short_title"),
        "overline": " · ".join(filter(None, [_("Sample") if dossier.is_sample else "", dossier.procedure])),
        "full_title": short(dossier.localized("title")),
        "stations": [station(*row, rests=rests) for row in course.stations],
        "parts": [
            {"voice": voice, "title": title, "lines": lines}
            for voice, title, lines in [
                ("law", _("What comes next"), [*map(coming, expected), *ahead(course)]),
                ("hand", _("What we ask now"), [short(dossier.localized("ask_now"), 3 * LONGEST)]),
                (
                    "hand",
                    _("Who backs what we ask"),
                    [" · ".join(f"{land} {number}" for land, number in named(backed))],
                ),
                ("plain", _("Whom to call"), [" · ".join(contact_of(dossier))]),
                ("plain", _("In short"), [short(dossier.localized("summary"), 3 * LONGEST)]),
            ]
            if any(lines)
        ],
        "asks": {
            "title": _("What we ask, by article"),
            "columns": [_("Article"), _("What is asked"), _("Backed by")],
            "rows": [row_of(ask) for ask in asks],
            "shown": [{"number": number, "more": more(len(asks) - number)} for number in rounds(len(asks))],
        },
        "checked": checked(dossier),
        "identifier": page,
        "qr": svg_of(page),
    }


def short(text, limit=LONGEST):
    return Truncator(text).chars(limit)


def station(name, step, here, *, rests):
    """One of the five, with the day on which the file came there, and whether it is there now."""
    now = (_("rests here") if rests else _("here now")) if here else ""
    day = known_date(step.date, step.precision) if step else ""
    return {"name": str(name), "day": day, "now": now, "reached": bool(step or here)}


def coming(step):
    day = known_date(step.date, step.precision) if step.date else _("no date is known to us")
    return f"{day}: {short(step.localized('title'))}"


def ahead(course):
    """The decision that may come first, who takes it and with which majority."""
    for decision in course.ahead[:1]:
        yield str(decision.what)
        yield f"{_('Who decides')}: {decision.who}"
        if decision.majority:
            yield f"{_('Majority')}: {decision.majority}"


def named(backed):
    """(country, number of organisations) in the reader's alphabet."""
    return [(country_name(code), backed[code]) for code in sorted(backed, key=country_order)]


def contact_of(dossier):
    return filter(None, [dossier.contact, dossier.contact_phone, dossier.contact_email])


def row_of(ask):
    signed = ask.newest.signed
    return [ask.place or "–", str(ask.get_direction_display()), short(ask.localized("text")), str(signed or "–")]


def rounds(number):
    """How many asks it may show, the most first."""
    return [number, *(fewer for fewer in SHOWN if fewer < number)]


def more(number):
    if not number:
        return ""
    told = ngettext("%(number)s more is on the page itself.", "%(number)s more are on the page itself.", number)
    return told % {"number": number}


def checked(dossier):
    if dossier.checked_on:
        told = _("All of this page was last held against its sources on %(day)s.")
        return told % {"day": known_date(dossier.checked_on)}
    return _("Each step names its source; this page was not yet looked through as a whole.")
