"""What is said when something went wrong: these pages ask neither the database nor who is there."""

import sys

from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.shortcuts import render


def bad_request(request, exception=None):
    if isinstance(exception, RequestDataTooBig):
        return render(request, "413.html", status=413)
    return render(request, "400.html", status=400)


def forbidden(request, exception=None):
    return render(request, "403.html", status=403)


def csrf_failure(request, reason=""):
    return forbidden(request)


def not_found(request, exception=None):
    return render(request, "404.html", status=404)


def server_error(request):
    """Our fault, or a database that is away: then 503, upon which the page cache gives what it has."""
    if isinstance(sys.exc_info()[1], (OperationalError, InterfaceError)):
        response = render(request, "503.html", status=503)
        response.headers["Retry-After"] = "30"
        return response
    return render(request, "500.html", status=500)
