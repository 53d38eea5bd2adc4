"""The languages, the reader's own, and what it calls countries."""

import re

from babel import Locale
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
