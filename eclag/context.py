"""What every page knows of itself: its language, and its address in each of the others."""

from django.conf import settings
from django.utils.translation import get_language

from members.texts.languages import LANGUAGE_CODES


def portal(request):
    rest = ""
    if request.path[1:3] in LANGUAGE_CODES and request.path[3:4] == "/":
        rest = request.path[4:]
    query = f"?{request.GET.urlencode()}" if request.method == "GET" and request.GET else ""
    return {
        "base_url": settings.BASE_URL,
        "contact": settings.CONTACT,
        "demo": settings.DEMO,
        "language": get_language(),
        "switch": [(code, name, f"/{code}/{rest}{query}") for code, name in settings.LANGUAGES],
        "rest": rest,
    }
