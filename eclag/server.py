"""The server's entry (RSGI): reads a request whole, gives a kept page at once, the rest goes to Django's threads."""

import asyncio
import gc
import io
import os
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "eclag.settings")
django.setup()

from django.conf import settings  # noqa: E402 - they stand only now
from django.utils.translation import gettext_lazy  # noqa: E402

from eclag.page_cache import WAIT, PageCache, Request, Response, refused  # noqa: E402
from eclag.uploads import REQUEST_BYTES  # noqa: E402
from eclag.wsgi import application as wsgi_application  # noqa: E402

# Of Django. Each holds a connection to the database, and more of them only wait for one another. What is slow, a body
# that trickles in or a page that has to be made, holds none of what gives the kept ones.
THREADS = 3
WAITING = 400  # requests that wait for one of them
BODIES = 200  # of which the bodies are being read
PAUSE = 10  # seconds in which the next part of a body has to come
SECONDS, RATE = 20, 16 * 1024  # a body takes no longer than these, and a second more for each so many bytes
IN_MEMORY = 1024 * 1024  # bytes of a body; a longer one is kept on disk
PATH = 1024  # letters
QUERY = 4096  # letters, and how many parts it may have
FIELDS = 300
AGAIN = gettext_lazy("That did not work. Try again.")
CLOSED = ("Connection", "close")


def busy(path):
    return refused(503, path, WAIT, ("Retry-After", "5"))


class Django:
    """The origin of the page cache: Django in a few threads of its own, and one for what has to be quick."""

    def __init__(self, application, threads=THREADS):
        self.application = application
        self.pool = ThreadPoolExecutor(threads, "django")
        self.quick = ThreadPoolExecutor(1, "quick")
        self.waiting = 0

    async def __call__(self, request):
        if request.path == "/healthz" or request.path.startswith(settings.STATIC_URL):
            pool = self.quick
        elif self.waiting < WAITING:
            pool = self.pool
        else:
            return busy(request.path)
        self.waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(pool, asked, self.application, request)
        finally:
            self.waiting -= 1


def asked(application, request):
    """The whole answer of a WSGI application."""
    said = []

    def start_response(status, headers, exc_info=None):
        said[:] = int(status[:3]), headers

    chunks = application(environ_of(request), start_response)
    try:
        body = b"".join(chunks)
    finally:
        if hasattr(chunks, "close"):
            chunks.close()
    return Response(*said, body)


def environ_of(request):
    """The request as WSGI says it.

    A header with `_` in its name is left out: it would be the same as the one with `-`, which a proxy has set.
    """
    headers = request.headers
    environ = {
        "REQUEST_METHOD": request.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": request.path.encode().decode("latin-1"),
        "QUERY_STRING": request.query.encode().decode("latin-1"),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "https" if request.secure else "http",
        "wsgi.input": request.body or io.BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for name in set(headers.keys()):
        if "_" not in name:
            text = ("; " if name == "cookie" else ",").join(headers.get_all(name))
            environ[f"HTTP_{name.upper().replace('-', '_')}"] = text
    if settings.TRUSTED_PROXIES:
        environ["HTTP_X_FORWARDED_PROTO"] = environ["wsgi.url_scheme"]
    environ["HTTP_HOST"] = request.host
    environ["CONTENT_TYPE"] = environ.pop("HTTP_CONTENT_TYPE", "")
    environ.pop("HTTP_CONTENT_LENGTH", None)
    environ.pop("HTTP_TRANSFER_ENCODING", None)
    environ["CONTENT_LENGTH"] = str(request.body.seek(0, io.SEEK_END)) if request.body else "0"
    if request.body:
        request.body.seek(0)
    environ["REMOTE_ADDR"], _ = divided(request.client)
    environ["SERVER_NAME"], environ["SERVER_PORT"] = divided(request.server)
    return environ


def divided(address):
    """Name and port of it."""
    name, _, port = address.rpartition(":")
    return name.strip("[]"), port


def is_secure(scope):
    """Whether the reader came by https; behind a proxy the first that it says counts."""
    if settings.TRUSTED_PROXIES:
        return (scope.headers.get("x-forwarded-proto") or "").partition(",")[0].strip() == "https"
    return scope.scheme == "https"


class Server:
    def __init__(self, pages):
        self.pages = pages
        self.bodies = 0

    async def __rsgi__(self, scope, protocol):
        given = None
        if not scope.query_string and scope.method == "GET":
            headers = scope.headers
            given = self.pages.fresh(
                is_secure(scope), headers.get("host") or scope.authority or "", scope.path, headers
            )
        protocol.response_bytes(*(given or await self.answer(scope, protocol)))

    async def answer(self, scope, protocol):
        query = scope.query_string
        if len(scope.path) > PATH or len(query) > QUERY or query.count("&") > FIELDS:
            return refused(414, scope.path, AGAIN)
        request = Request(
            scope.method,
            is_secure(scope),
            scope.headers.get("host") or scope.authority or "",
            scope.path,
            query,
            scope.headers,
            scope.client,
            scope.server,
        )
        if request.method in {"GET", "HEAD"}:
            return await self.pages(request)
        if self.bodies >= BODIES:
            return busy(request.path)
        self.bodies += 1
        try:
            request.body = await whole_body(protocol)
        except TimeoutError:
            return refused(408, request.path, AGAIN, CLOSED)
        except OverflowError:
            return refused(413, request.path, AGAIN, CLOSED)
        finally:
            self.bodies -= 1
        with request.body:
            return await self.pages(request) if is_whole(request) else refused(400, request.path, AGAIN, CLOSED)


def is_whole(request):
    """Whether it is as long as it said: of a reader who has gone we may have a part."""
    told = request.headers.get("content-length")
    return told is None or told == str(request.body.tell())


async def whole_body(protocol):
    """A file that holds it. Raises TimeoutError where it comes too slowly, OverflowError where there is too much."""
    body = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - whoever asked closes it
    now = asyncio.get_running_loop().time
    began, size = now(), 0
    try:
        parts = aiter(protocol)
        while True:
            size += body.write(await asyncio.wait_for(anext(parts), PAUSE))  # with a default it ends granian's process
            if size > REQUEST_BYTES:
                raise OverflowError
            if now() - began > SECONDS + size / RATE:
                raise TimeoutError
    except StopAsyncIteration:
        return body
    except BaseException:
        body.close()
        raise


application = Server(PageCache(Django(wsgi_application)))
gc.freeze()  # what stands now stands for good, so the collector need not look through it again and again
