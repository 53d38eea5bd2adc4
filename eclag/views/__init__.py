"""The pages that put the apps together, the plain files, and the errors."""

from .desk import desk, documents, documents_seen, own_organisation
from .errors import bad_request, csrf_failure, forbidden, not_found, server_error
from .files import favicon, file, healthz, media, readyz, robots, security_txt
from .me import erase_me, me, my_data, my_data_file
from .public import home, organisation, page, root, search
from .typed import typed

__all__ = [
    "bad_request",
    "csrf_failure",
    "desk",
    "documents",
    "documents_seen",
    "erase_me",
    "favicon",
    "file",
    "forbidden",
    "healthz",
    "home",
    "me",
    "media",
    "my_data",
    "my_data_file",
    "not_found",
    "organisation",
    "own_organisation",
    "page",
    "readyz",
    "robots",
    "root",
    "search",
    "security_txt",
    "server_error",
    "typed",
]
