"""The languages, the reader's own, and what it calls countries."""

import datetime
import re
import zoneinfo

from babel import Locale
from babel.dates import format_date, format_time, format_timedelta, get_timezone_location
from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language, gettext, pgettext_lazy

from .folding import fold

LANGUAGE_CODES = [code for code, _ in settings.LANGUAGES]
NO_COUNTRY = {"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"}  # codes of CLDR's own
ALL = pgettext_lazy("no filter", "All")


def reader_locale():
    """Babel's locale for it: plain 'en' and 'pt' would write as in America."""
    language = get_language()
    return Locale.parse({"en": "en_IE", "pt": "pt_PT"}.get(language, language))


def country_order(code):
    """The key by which countries sort: their folded name, without the article that Maltese puts before it."""
    return fold(re.sub(r"^\w{1,2}-", "", country_name(code)))


def country_name(code):
    if code == "EU":
        return gettext("European Union")
    return reader_locale().territories.get(code, code)


def country_choices():
    """Every country by its English name, the Union first."""
    named = sorted((country_name(code), code) for code in reader_locale().territories if len(code) == 2)
    return [
        ("", "---------"),
        ("EU", country_name("EU")),
        *((code, name) for name, code in named if code not in NO_COUNTRY),
    ]


BRUSSELS = zoneinfo.ZoneInfo("Europe/Brussels")


def day_in_words(when, zone=BRUSSELS):
    """A day, or that of an instant there, with the weekday."""
    day = when.astimezone(zone) if isinstance(when, datetime.datetime) else when
    return format_date(day, "full", locale=reader_locale())


def hour_in_words(instant, zone=BRUSSELS):
    return format_time(instant.astimezone(zone), "HH:mm", locale=reader_locale())


def time_left(instant):
    """Until then, such as “in 11 days”."""
    left = instant - timezone.now()
    unit = "day" if left.days else "minute"
    return format_timedelta(left, granularity=unit, threshold=30, add_direction=True, locale=reader_locale())


def city_of(zone):
    """The city that a time zone is named after, as the reader calls it."""
    return get_timezone_location(zone, locale=reader_locale(), return_city=True)


def end_of_day(instant):
    """The last minute of its day in Brussels: whoever is told a day has the whole of it."""
    return instant.astimezone(BRUSSELS).replace(hour=23, minute=59, second=0, microsecond=0)
