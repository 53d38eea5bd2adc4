"""The languages, the reader's own, and what it calls countries."""

import re
import zoneinfo

from babel import Locale
from babel.dates import format_date, format_time
from django.conf import settings
from django.utils.translation import get_language, gettext, pgettext_lazy

from .folding import fold

LANGUAGE_CODES = [code for code, _ in settings.LANGUAGES]
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


BRUSSELS = zoneinfo.ZoneInfo("Europe/Brussels")


def day_in_words(instant, zone=BRUSSELS):
    """Its day there, with the weekday."""
    return format_date(instant.astimezone(zone), "full", locale=reader_locale())


def hour_in_words(instant, zone=BRUSSELS):
    return format_time(instant.astimezone(zone), "HH:mm", locale=reader_locale())


def end_of_day(instant):
    """The last minute of its day in Brussels: whoever is told a day has the whole of it."""
    return instant.astimezone(BRUSSELS).replace(hour=23, minute=59, second=0, microsecond=0)
