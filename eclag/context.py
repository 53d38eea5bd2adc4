"""What every page knows of itself: its language, its address in each of the others, and its day."""

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.utils import timezone
from django.utils.translation import get_language

from members.texts.languages import LANGUAGE_CODES

LONGEST = 300  # letters of a query that stands in the link to each language


def query_of(request):
    """What was asked besides the address; nothing of a request that is so long that Django refuses to read it."""
    try:
        query = request.GET.urlencode() if request.method == "GET" else ""
    except SuspiciousOperation:
        return ""
    return f"?{query}" if 0 < len(query) <= LONGEST else ""


def portal(request):
    rest = ""
    if request.path[1:3] in LANGUAGE_CODES and request.path[3:4] == "/":
        rest = request.path[4:]
    query = query_of(request)
    return {
        "base_url": settings.BASE_URL,
        "contact": settings.CONTACT,
        "demo": settings.DEMO,
        "language": get_language(),
        "switch": [(code, name, f"/{code}/{rest}{query}") for code, name in settings.LANGUAGES],
        "rest": rest,
        "today": timezone.localdate(),
    }
