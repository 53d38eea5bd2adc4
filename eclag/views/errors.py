"""What is said when something went wrong: these pages ask neither the database nor who is there."""

import sys

from django.core.exceptions import RequestDataTooBig
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.shortcuts import render

from eclag.page_cache import AWAY

from .typed import given_back, login_with


def bad_request(request, exception=None):
    if isinstance(exception, RequestDataTooBig):
        return render(request, "413.html", status=413)
    return render(request, "400.html", status=400)


def forbidden(request, exception=None):
    return render(request, "403.html", status=403)


def csrf_failure(request, reason=""):
    """A form of ours that was open while its reader logged in or out elsewhere is given back to her."""
    ours = request.headers.get("Sec-Fetch-Site") == "same-origin"
    return (ours and (given_back(request) or login_with(request))) or forbidden(request)


def not_found(request, exception=None):
    return render(request, "404.html", status=404)


def server_error(request):
    """Our fault; or a database that is locked or away: then 503; where it is away the page cache gives what it has."""
    fault = sys.exc_info()[1]
    away = isinstance(fault, (OperationalError, InterfaceError)) and is_away()
    if not (away or is_locked(fault)):
        return render(request, "500.html", status=500)
    response = render(request, "503.html", status=503)
    response.headers["Retry-After"] = "30"
    if away:
        response.headers[AWAY] = "1"
    return response


def is_away():
    """Whether the database answers nothing: a query that it refuses says little of that, whoever wrote it."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except (OperationalError, InterfaceError):
        return True
    except DatabaseError:  # the transaction is broken, so somebody told us
        pass
    return False


def is_locked(fault):
    """Whether a writer waited too long for another one."""
    return isinstance(fault, OperationalError) and "locked" in str(fault)
