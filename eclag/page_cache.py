"""The page cache: keeps public pages in memory and answers with them, before Django and even without it."""

import asyncio
import functools
import gzip
import hashlib
import re
import time
from collections import OrderedDict
from dataclasses import dataclass, field, replace
from typing import NamedTuple
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import QueryDict
from django.http.request import split_domain_port, validate_host
from django.utils.translation import get_language_from_path, gettext_lazy, override

from eclag.limits import Allowance, reader_of

FRESH = 10  # seconds in which a page is given without a question
STALE = 60  # seconds in which it is given while one request fetches it anew: "unpublished is gone in 60 s"
FAULT = re.compile(r"stale-if-error=(\d+)")  # seconds in which it is given while the database is away
ROOM = 48 * 1024 * 1024  # bytes of all pages without a query
QUERIED = 16 * 1024 * 1024  # bytes of those with one, which anybody can make as many of as she likes
LARGEST = 2 * 1024 * 1024  # bytes of one page
OVERHEAD = 6 * 1024  # bytes that a page takes besides its body, measured with empty ones
PLACES = 10_000  # addresses of which it is known which parameters they depend on, and as many that are private
LONGEST = 300  # letters of a query that is kept
PAUSE = 2  # seconds in which Django, whose database was away, is not asked again for a page that we have
# For us alone: which parameters a page depends on, and that the database cannot be reached.
PARAMS, AWAY = "x-page-params", "x-database-away"
NOT_KEPT = {"content-length", "etag", "vary", "connection", "date"}


PLAIN = [
    ("Content-Type", "text/plain; charset=utf-8"),
    ("Cache-Control", "no-store"),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Content-Security-Policy", "default-src 'none'"),
]
WAIT = gettext_lazy("Please wait a few minutes, then try again.")


class Response(NamedTuple):
    status: int
    headers: list  # of pairs
    body: bytes


def refused(status, path, words, *headers):
    """An answer in the language of the address that costs nothing: Django is not asked."""
    with override(get_language_from_path(path) or "en"):
        return Response(status, [*PLAIN, *headers], f"{words}\n".encode())


@dataclass(slots=True)
class Request:
    """What the page cache asks of a request; `headers` has a `get` by lower-case name."""

    method: str
    secure: bool
    host: str
    path: str
    query: str
    headers: object
    client: str = ""
    server: str = ""
    body: object = None  # a file that holds it, where it has one


@dataclass(slots=True)
class Page:
    answers: dict  # whether packed: (tag, the whole answer, the one to whoever has it)
    stored: float
    fault: int
    size: int
    fetching: bool = False


@dataclass
class Room:
    """Pages by key, the longest unused first; what does not fit pushes those out."""

    limit: int
    pages: OrderedDict = field(default_factory=OrderedDict)
    size: int = 0

    def get(self, key):
        if page := self.pages.get(key):
            self.pages.move_to_end(key)
        return page

    def put(self, key, page):
        self.drop(key)
        self.pages[key] = page
        self.size += page.size
        while self.size > self.limit:
            self.drop(next(iter(self.pages)))

    def drop(self, key):
        if page := self.pages.pop(key, None):
            self.size -= page.size


class PageCache:
    """Before an origin, which is awaited with a Request; only answers marked public, 200, without a cookie are kept.

    All of it runs in one thread, so nothing is locked.
    """

    def __init__(self, origin, clock=time.monotonic):
        self.origin = origin
        self.clock = clock
        self.allowance = Allowance(clock=clock)
        self.hosts = tuple(settings.ALLOWED_HOSTS)
        self.plain, self.queried = Room(ROOM), Room(QUERIED)
        self.params = OrderedDict()  # place: the names of the parameters that its page depends on; None: it is private
        self.asking = {}  # place and query: an event, set once whoever asks for it first has an answer
        self.down_until = 0.0

    async def __call__(self, request):
        """The answer; to a HEAD it has no body."""
        response = await self.answer(request)
        return response._replace(body=b"") if request.method == "HEAD" else response

    async def answer(self, request):
        domain = domain_of(request.host, self.hosts)
        if request.method not in {"GET", "HEAD"} or domain is None or request.path.startswith(settings.STATIC_URL):
            return without_marks(await self.origin(request))
        place = request.secure, domain, request.path
        key, page = self.find(place, request.query)
        if given := self.given(page, request):
            return given
        if page and self.clock() - page.stored < STALE:
            if page.fetching:
                return answer(page, request.headers)
            page.fetching = True
            try:
                return await self.fetch(place, key, page, request)
            finally:
                page.fetching = False
        return await self.fetch_once(place, key, page, request)

    def fresh(self, secure, host, path, headers):
        """What a GET without a query is given without a question, None where it takes more: the shortest way."""
        page = self.plain.get(((secure, domain_of(host, self.hosts), path), ""))
        return answer(page, headers) if page and self.clock() - page.stored < FRESH else None

    def given(self, page, request):
        """What is given without a question: a fresh page, and while the database is away an old one."""
        if page is None:
            return None
        now = self.clock()
        age = now - page.stored
        if age < FRESH or (now < self.down_until and age < page.fault):
            return answer(page, request.headers)
        return None

    def room(self, key):
        return self.queried if key[1] else self.plain

    def find(self, place, query):
        """(key, page): None for the key where it is not known, for the page where none is kept."""
        key = key_of(place, self.params.get(place), query)
        return key, self.room(key).get(key) if key else None

    async def fetch_once(self, place, key, page, request):
        """Of many who wait for a page that may be public one asks, the others take her answer if it was kept."""
        flight = place, request.query
        private = place in self.params and self.params[place] is None
        if not private and (first := self.asking.get(flight)):
            await first.wait()
            if given := self.given(self.find(place, request.query)[1], request):
                return given
            return await self.fetch(place, key, page, request)
        if request.query and not private and not self.allowance.take(reader_of(request)):
            return refused(429, request.path, WAIT, ("Retry-After", "60"))
        done = self.asking[flight] = asyncio.Event()
        try:
            return await self.fetch(place, key, page, request)
        finally:
            done.set()
            if self.asking.get(flight) is done:
                del self.asking[flight]

    async def fetch(self, place, key, page, request):
        """Ask; keep what may be kept; give the page from before only where the database is away."""
        response = await self.origin(replace(request, method="GET"))
        named = {name.lower(): value for name, value in response.headers}
        if AWAY in named:
            self.down_until = self.clock() + PAUSE
            if page and self.clock() - page.stored < page.fault:
                return answer(page, request.headers)
        if response.status in {404, 410} and key:
            self.room(key).drop(key)
        if kept := self.keep(place, request, response, named):
            return answer(kept, request.headers)
        return without_marks(response)

    def keep(self, place, request, response, named):
        """The answer as a page that is kept, None where it may not be."""
        public = (
            response.status == 200
            and "public" in named.get("cache-control", "")
            and "set-cookie" not in named
            and not named.get("vary")  # it would be another page for another visitor
            and "content-encoding" not in named
        )
        names = frozenset(named[PARAMS].split()) if public and PARAMS in named else None
        if names is not None or place not in self.params:
            self.params[place] = names
            self.params.move_to_end(place)
            if len(self.params) > PLACES:
                self.params.popitem(last=False)
        key = names is not None and key_of(place, names, request.query)
        if not key or len(response.body) > LARGEST:
            return None
        page = made(response, named, self.clock())
        self.room(key).put(key, page)
        return page


def key_of(place, names, query):
    """The place and its named parameters by name; of one that comes twice the order counts. None: it is not kept."""
    if not query or names == frozenset():
        return place, ""
    if names is None or len(query) > LONGEST:
        return None
    try:
        asked = QueryDict(query)
    except SuspiciousOperation:
        return None
    return place, urlencode([(name, value) for name in sorted(names) for value in asked.getlist(name) if value])


@functools.lru_cache(maxsize=200)
def domain_of(host, allowed):
    """Its name without the port, of which a Host header may name any; None where we do not answer to it."""
    domain, _ = split_domain_port(host)
    return domain if domain and validate_host(domain, allowed) else None


def without_marks(response):
    return response._replace(headers=[pair for pair in response.headers if pair[0].lower() not in {PARAMS, AWAY}])


def made(response, named, now):
    """The answer as a page, in the two forms in which it is given."""
    shared = [(name, value) for name, value in response.headers if name.lower() not in {*NOT_KEPT, PARAMS}]
    digest = hashlib.sha256(response.body).hexdigest()[:32]
    forms = {False: (f'"{digest}"', response.body), True: (f'"{digest}-gzip"', packed(response.body))}
    answers = {}
    for is_packed, (tag, body) in forms.items():
        headers = [*shared, ("ETag", tag), ("Vary", "Accept-Encoding")]
        unchanged = [pair for pair in headers if not pair[0].lower().startswith("content-")]
        if is_packed:
            headers.append(("Content-Encoding", "gzip"))
        headers.append(("Content-Length", str(len(body))))
        answers[is_packed] = tag, Response(200, headers, body), Response(304, unchanged, b"")
    said = FAULT.search(named["cache-control"])
    size = OVERHEAD + sum(len(body) for _, body in forms.values())
    return Page(answers, now, int(said[1]) if said else 0, size)


def packed(body):
    return gzip.compress(body, compresslevel=6, mtime=0)


def answer(page, asked):
    """The page in the form that the reader takes, or that she has it already; `asked` are the headers of a request."""
    tag, whole, unchanged = page.answers[takes_gzip(asked.get("accept-encoding"))]
    if (known := asked.get("if-none-match")) and knows(known, tag):
        return unchanged
    return whole


def knows(known, tag):
    """Whether an If-None-Match header names the tag."""
    return bool({tag, "*"} & {each.strip().removeprefix("W/") for each in known.split(",")})


@functools.lru_cache(maxsize=200)
def takes_gzip(accepted):
    """Whether an Accept-Encoding header allows gzip."""
    quality = {}
    for part in (accepted or "").lower().split(","):
        coding, _, weight = part.strip().partition(";")
        try:
            quality[coding.strip()] = float(weight.strip().removeprefix("q=") or 1) if weight else 1.0
        except ValueError:
            quality[coding.strip()] = 0.0
    return quality.get("gzip", quality.get("*", 0.0)) > 0
