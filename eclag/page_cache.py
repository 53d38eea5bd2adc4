"""The page cache: keeps public pages in memory and answers with them, before Django and even without it."""

import gzip
import hashlib
import re
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlencode

from django.conf import settings
from django.http.request import split_domain_port, validate_host

FRESH = 10  # seconds in which a page is given without a question
STALE = 60  # seconds in which it is given while one request fetches it anew: "unpublished is gone in 60 s"
FAULT = re.compile(r"stale-if-error=(\d+)")  # seconds in which it is given where Django answers 503
ROOM = 64 * 1024 * 1024  # bytes in all
LARGEST = 2 * 1024 * 1024  # bytes of one page
PAUSE = 2  # seconds in which Django, having answered 503, is not asked again for a page that we have
NOT_KEPT = {"content-length", "x-page-params", "etag", "vary", "connection", "date"}


@dataclass
class Page:
    headers: list
    bodies: dict  # "" and "gzip": (etag, bytes)
    stored: float
    fault: int
    fetching: threading.Lock = field(default_factory=threading.Lock)

    @property
    def size(self):
        return sum(len(body) for _, body in self.bodies.values()) + 1024


class PageCache:
    """A WSGI application around Django's; only answers marked public, 200 and without a cookie are kept."""

    def __init__(self, application, clock=time.monotonic):
        self.application = application
        self.clock = clock
        self.lock = threading.Lock()
        self.pages = OrderedDict()  # key: Page, the longest unused first
        self.params = OrderedDict()  # host and path: names of the parameters that the page depends on
        self.size = 0
        self.down_until = 0.0

    def __call__(self, environ, start_response):
        if (
            environ["REQUEST_METHOD"] not in {"GET", "HEAD"}
            or environ.get("PATH_INFO", "").startswith(settings.STATIC_URL)
            or not self.knows_host(environ)
        ):
            return self.application(environ, start_response)
        key, page = self.find(environ)
        now = self.clock()
        age = now - page.stored if page else None
        if page and (age < FRESH or (now < self.down_until and age < page.fault)):
            return self.give(page, environ, start_response)
        if page and age < STALE:
            if not page.fetching.acquire(blocking=False):
                return self.give(page, environ, start_response)
            try:
                return self.fetch(key, page, environ, start_response)
            finally:
                page.fetching.release()
        return self.fetch(key, page, environ, start_response)

    def knows_host(self, environ):
        domain, _ = split_domain_port(environ.get("HTTP_HOST", ""))
        return bool(domain) and validate_host(domain, settings.ALLOWED_HOSTS)

    def place(self, environ):
        """Where a page lives, but for its parameters; where http only redirects, it is another place than https.

        The port is left out: a Host header may name any, and each would take room of its own.
        """
        secure = environ.get("wsgi.url_scheme") == "https"
        if settings.TRUSTED_PROXIES:
            secure = environ.get("HTTP_X_FORWARDED_PROTO") == "https"
        domain, _ = split_domain_port(environ["HTTP_HOST"])
        return secure, domain, environ.get("SCRIPT_NAME", "") + environ.get("PATH_INFO", "")

    def key(self, place, names, environ):
        """The place and its named parameters by name; of one that comes twice the order counts."""
        query = parse_qsl(environ.get("QUERY_STRING", ""), keep_blank_values=True) if names else []
        return place, urlencode(sorted((pair for pair in query if pair[0] in names), key=lambda pair: pair[0]))

    def find(self, environ):
        place = self.place(environ)
        with self.lock:
            names = self.params.get(place)
            if names is None:
                return None, None
            key = self.key(place, names, environ)
            page = self.pages.get(key)
            if page:
                self.pages.move_to_end(key)
            return key, page

    def fetch(self, key, page, environ, start_response):
        """Ask Django; keep what may be kept; give the page from before only where Django answers 503."""
        status, headers, body = self.ask({**environ, "REQUEST_METHOD": "GET"})
        code = int(status.split(" ", 1)[0])
        named = {name.lower(): value for name, value in headers}
        if code == 503:
            self.down_until = self.clock() + PAUSE
        if code == 503 and page and self.clock() - page.stored < page.fault:
            return self.give(page, environ, start_response)
        if code in {404, 410} and key:
            self.forget(key)
        may_keep = (
            code == 200
            and "public" in named.get("cache-control", "")
            and "x-page-params" in named
            and "set-cookie" not in named
            and not named.get("vary")  # it would be another page for another visitor
            and "content-encoding" not in named
            and len(body) <= LARGEST
        )
        if may_keep:
            return self.give(self.keep(environ, headers, named, body), environ, start_response)
        start_response(status, [pair for pair in headers if pair[0].lower() != "x-page-params"])
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]

    def ask(self, environ):
        answer = {}

        def start(status, headers, exc_info=None):
            answer.update(status=status, headers=headers)

        chunks = self.application(environ, start)
        try:
            body = b"".join(chunks)
        finally:
            if hasattr(chunks, "close"):
                chunks.close()
        return answer["status"], answer["headers"], body

    def keep(self, environ, headers, named, body):
        packed = gzip.compress(body, compresslevel=6, mtime=0)
        digest = hashlib.sha256(body).hexdigest()[:32]
        page = Page(
            headers=[(name, value) for name, value in headers if name.lower() not in NOT_KEPT],
            bodies={"": (f'"{digest}"', body), "gzip": (f'"{digest}-gzip"', packed)},
            stored=self.clock(),
            fault=int(match[1]) if (match := FAULT.search(named["cache-control"])) else 0,
        )
        place = self.place(environ)
        names = frozenset(named["x-page-params"].split())
        key = self.key(place, names, environ)
        with self.lock:
            self.params[place] = names
            self.params.move_to_end(place)
            if before := self.pages.pop(key, None):
                self.size -= before.size
            self.pages[key] = page
            self.size += page.size
            while self.size > ROOM:
                _, oldest = self.pages.popitem(last=False)
                self.size -= oldest.size
            while len(self.params) > 50_000:
                self.params.popitem(last=False)
        return page

    def forget(self, key):
        with self.lock:
            if page := self.pages.pop(key, None):
                self.size -= page.size

    def give(self, page, environ, start_response):
        etag, body = page.bodies["gzip" if takes_gzip(environ.get("HTTP_ACCEPT_ENCODING", "")) else ""]
        headers = [*page.headers, ("ETag", etag), ("Vary", "Accept-Encoding")]
        asked = {tag.strip().removeprefix("W/") for tag in environ.get("HTTP_IF_NONE_MATCH", "").split(",")}
        if etag in asked or "*" in asked:
            start_response("304 Not Modified", [h for h in headers if not h[0].lower().startswith("content-")])
            return []
        if etag.endswith('-gzip"'):
            headers.append(("Content-Encoding", "gzip"))
        headers.append(("Content-Length", str(len(body))))
        start_response("200 OK", headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]


def takes_gzip(accepted):
    """Whether an Accept-Encoding header allows gzip."""
    quality = {}
    for part in accepted.lower().split(","):
        coding, _, weight = part.strip().partition(";")
        try:
            quality[coding.strip()] = float(weight.strip().removeprefix("q=") or 1) if weight else 1.0
        except ValueError:
            quality[coding.strip()] = 0.0
    return quality.get("gzip", quality.get("*", 0.0)) > 0
