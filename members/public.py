"""The mark of a public address."""

import re
from functools import wraps

from django.http import QueryDict
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

DAY = 24 * 60 * 60
LONGEST = 100  # letters of a parameter
NUMBERS = {"page", "year"}
NUMBER = re.compile("[1-9][0-9]{0,5}", re.ASCII)


def asked(query, params):
    """(the named parameters that say something, whether each is written once and as our own links and forms do).

    Others are answered and not kept: nobody makes a thousand pages of one by writing its number otherwise.
    """
    found = QueryDict(mutable=True)
    for name in params:
        if values := [value for value in query.getlist(name) if value]:
            found.setlist(name, values)
    usual = all(
        len(values) == 1 and len(values[0]) <= LONGEST and (name not in NUMBERS or NUMBER.fullmatch(values[0]))
        for name, values in found.lists()
    )
    return found, usual


def public(view, *, params=(), people=False):
    """The view as a public page: a function of its address, the named query parameters and the content alone.

    Any cache may keep it: a minute fresh, and in a fault a day, or ten minutes where people appear. The view sees
    no other query parameter, so that the named ones are the whole key, and nobody but an anonymous user
    (eclag/middleware.py). The same view without the mark shows a reader under desk/ what she may see.
    """

    @require_safe
    @wraps(view)
    def page(request, *args, **kwargs):
        request.GET, usual = asked(request.GET, params)
        response = view(request, *args, **kwargs)
        if response.status_code == 200 and usual:
            patch_cache_control(
                response,
                public=True,
                max_age=60,
                stale_while_revalidate=60,
                stale_if_error=600 if people else DAY,
            )
            # For the page cache, which takes it off, and for nginx, which keeps to it and does so as well.
            response.headers["X-Page-Params"] = " ".join(params)
            response.headers["X-Accel-Expires"] = "10"
        return response

    page.public = True
    return page
