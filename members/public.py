"""The mark of a public address."""

from functools import wraps

from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

DAY = 24 * 60 * 60


def public(view, *, params=(), people=False):
    """The view as a public page: a function of its address, the named query parameters and the content alone.

    Any cache may keep it: a minute fresh, and in a fault a day, or ten minutes where people appear. The view sees
    no other query parameter, so that the named ones are the whole key, and nobody but an anonymous user
    (eclag/middleware.py). The same view without the mark shows a reader under desk/ what she may see.
    """

    @require_safe
    @wraps(view)
    def page(request, *args, **kwargs):
        query = request.GET.copy()
        for name in set(query) - set(params):
            del query[name]
        request.GET = query
        response = view(request, *args, **kwargs)
        if response.status_code == 200:
            patch_cache_control(
                response,
                public=True,
                max_age=60,
                stale_while_revalidate=60,
                stale_if_error=600 if people else DAY,
            )
            response.headers["X-Page-Params"] = " ".join(params)  # for the page cache, which takes it off
        return response

    page.public = True
    return page
