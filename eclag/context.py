"""What every page knows of itself: its address in each language, and in which the interface is whole."""

from pathlib import Path

from django.conf import settings
from django.utils.translation import get_language, to_locale

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


def portal(request):
    language, rest = get_language(), ""
    if request.path[1:3] in CODES and request.path[3:4] == "/":
        rest = request.path[4:]
    query = f"?{request.GET.urlencode()}" if request.method == "GET" and request.GET else ""
    return {
        "base_url": settings.BASE_URL,
        "contact": settings.CONTACT,
        "language": language,
        "spoken_language": spoken_language(),
        "switch": [(code, name, f"/{code}/{rest}{query}") for code, name in settings.LANGUAGES],
        "rest": rest,
    }
