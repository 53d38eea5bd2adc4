"""The languages, the reader's own, and what it calls countries."""

import datetime
import functools
import zoneinfo

from babel import Locale
from babel.dates import format_date, format_time, format_timedelta, get_timezone_location
from django.conf import settings
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext, override, pgettext_lazy

from .sorting import sort_key

LANGUAGE_CODES = [code for code, _ in settings.LANGUAGES]
NO_COUNTRY = {"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"}  # codes of CLDR's own
EU_STATES = {
    *("AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU"),
    *("IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK"),
}
ALL = pgettext_lazy("no filter", "All")


@functools.cache
def locale_of(language):
    """Babel's locale for it: plain 'en' and 'pt' would write as in America."""
    return Locale.parse({"en": "en_IE", "pt": "pt_PT"}.get(language, language))


def reader_locale():
    return locale_of(get_language())


def country_order(code):
    """The key by which countries sort as the reader calls them."""
    return sort_key(country_name(code))


@functools.cache
def states_of(language):
    """(code, name) of the member states as that language begins a line with them, in its alphabet."""
    with override(language):
        return [(code, capfirst(country_name(code))) for code in sorted(EU_STATES, key=country_order)]


def country_name(code):
    if code == "EU":
        return gettext("European Union")
    return reader_locale().territories.get(code, code)


def country_choices():
    """Every country by its name, the Union first."""
    named = [(capfirst(country_name(code)), code) for code in reader_locale().territories if len(code) == 2]
    return [
        ("", "---------"),
        ("EU", country_name("EU")),
        *((code, name) for name, code in sorted(named, key=lambda row: sort_key(row[0])) if code not in NO_COUNTRY),
    ]


BRUSSELS = zoneinfo.ZoneInfo("Europe/Brussels")


def day_in_words(when, zone=BRUSSELS):
    """A day, or that of an instant there, with the weekday."""
    day = when.astimezone(zone) if isinstance(when, datetime.datetime) else when
    return format_date(day, "full", locale=reader_locale())


def hour(time):
    """The hour and minute of 24, as the reader's language writes them."""
    return format_time(time, reader_locale().datetime_skeletons["Hm"], locale=reader_locale())


def hour_in_words(instant, zone=BRUSSELS):
    return hour(instant.astimezone(zone))


def time_left(instant):
    """Until then, such as “in 11 days”."""
    left = instant - timezone.now()
    unit = "day" if left.days else "minute"
    return format_timedelta(left, granularity=unit, threshold=30, add_direction=True, locale=reader_locale())


def city_of(zone):
    """The city that a time zone is named after, as the reader calls it."""
    return get_timezone_location(zone, locale=reader_locale(), return_city=True)


# No time zone is named after it, and Parliament sits there.
STRASBOURG = {
    "bg": "Страсбург",
    "cs": "Štrasburk",
    "de": "Straßburg",
    "el": "Στρασβούργο",
    "es": "Estrasburgo",
    "it": "Strasburgo",
    "lt": "Strasbūras",
    "lv": "Strasbūra",
    "mt": "Strasburgu",
    "nl": "Straatsburg",
    "pl": "Strasburg",
    "pt": "Estrasburgo",
    "sk": "Štrasburg",
}


@functools.cache
def zones_of(language):
    """{city: the European time zone that is named after it}, as that language calls it."""
    names = [name for name in sorted(zoneinfo.available_timezones()) if name.startswith("Europe/")]
    return {get_timezone_location(name, locale=Locale(language), return_city=True): name for name in names}


def city_name(city, language):
    """What the reader calls a city that `language` calls `city`, None where we do not know it."""
    if zone := zones_of(language).get(city):
        return city_of(zone)
    return STRASBOURG.get(get_language(), "Strasbourg") if city == STRASBOURG.get(language, "Strasbourg") else None


def end_of_day(instant):
    """The last minute of its day in Brussels: whoever is told a day has the whole of it."""
    return instant.astimezone(BRUSSELS).replace(hour=23, minute=59, second=0, microsecond=0)
