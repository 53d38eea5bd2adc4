"""The reader's language, what it calls countries, and whether our interface speaks it."""

import re
from pathlib import Path

from babel import Locale
from django.conf import settings
from django.utils.translation import get_language, gettext, to_locale

from members.models.texts import fold

CODES = [code for code, _ in settings.LANGUAGES]
# A language counts as spoken once its catalogue is there.
INTERFACE_LANGUAGES = {
    code
    for code in CODES
    if code == "en" or Path(settings.LOCALE_PATHS[0], to_locale(code), "LC_MESSAGES", "django.mo").exists()
}


def spoken_language():
    """The reader's language, or English where the interface does not speak it yet."""
    language = get_language()
    return language if language in INTERFACE_LANGUAGES else "en"


def reader_locale():
    """Babel's locale for it: plain 'en' and 'pt' would write as in America."""
    language = spoken_language()
    return Locale.parse({"en": "en_IE", "pt": "pt_PT"}.get(language, language))


def country_order(code):
    """The key by which countries sort: their folded name, without the article that Maltese puts before it."""
    return fold(re.sub(r"^\w{1,2}-", "", country_name(code)))


def country_name(code):
    if code == "EU":
        return gettext("European Union")
    return reader_locale().territories.get(code, code)
