"""The server before Django: what it refuses early, how it reads a body, and what Django learns of a request."""

import asyncio
import io
import logging
from types import SimpleNamespace

import pytest
from django.test import RequestFactory

from eclag import server
from eclag.logs import WithoutKeys
from eclag.page_cache import PageCache, Request, Response
from eclag.server import Django, Server, environ_of, is_secure, whole_body
from tests.eclag.test_page_cache import Headers, Origin, run

pytestmark = pytest.mark.once


class Sent(Headers):
    """Headers as they came: a name may come twice."""

    def __init__(self, *pairs):
        super().__init__(pairs)
        self.pairs = pairs

    def get(self, name):
        return next(iter(self.get_all(name)), None)

    def get_all(self, name):
        return [value for other, value in self.pairs if other == name]


class Protocol:
    """A reader whose body comes in these parts, each after so many seconds."""

    def __init__(self, *parts, wait=0):
        self.parts, self.wait = iter(parts), wait

    def __aiter__(self):
        return self

    async def __anext__(self):
        await asyncio.sleep(self.wait)
        try:
            return next(self.parts)
        except StopIteration:
            raise StopAsyncIteration from None


def scope(path="/en/", query="", method="GET", headers=(("host", "testserver"),), scheme="http"):
    return SimpleNamespace(
        path=path,
        query_string=query,
        method=method,
        scheme=scheme,
        authority=None,
        headers=Sent(*headers),
        client="127.0.0.1:5",
        server="127.0.0.1:80",
    )


def answered(scope, *parts, origin=None, wait=0):
    return run(Server(PageCache(origin or Origin())).answer(scope, Protocol(*parts, wait=wait)))


def environ(*headers, path="/en/", query="", secure=False):
    asked = Request("GET", secure, "testserver", path, query, Sent(*headers), "[::1]:5", "127.0.0.1:80")
    return environ_of(asked)


# What is refused before anybody is asked


@pytest.mark.parametrize(("path", "query"), [("/en/", "a" * 4097), ("/en/", "&" * 301), (f"/{'a' * 1024}", "")])
def test_an_address_that_is_too_long_asks_nobody(path, query):
    origin = Origin()
    answer = answered(scope(path, query), origin=origin)
    assert (answer.status, origin.asked) == (414, [])
    assert {"X-Frame-Options", "Content-Security-Policy", "X-Content-Type-Options"} <= dict(answer.headers).keys()


def test_a_body_that_comes_too_slowly_ends_and_asks_nobody(monkeypatch):
    monkeypatch.setattr(server, "PAUSE", 0.01)
    origin = Origin()
    assert (answered(scope(method="POST"), b"a", b"b", origin=origin, wait=1).status, origin.asked) == (408, [])


def test_a_body_that_trickles_for_long_ends(monkeypatch):
    monkeypatch.setattr(server, "SECONDS", 0.01)
    monkeypatch.setattr(server, "RATE", 1_000_000)
    assert answered(scope(method="POST"), *[b"a"] * 100, wait=0.001).status == 408


def test_a_body_that_is_too_long_ends(monkeypatch):
    monkeypatch.setattr(server, "REQUEST_BYTES", 10)
    assert answered(scope(method="POST"), b"a" * 6, b"a" * 6).status == 413
    assert answered(scope(method="POST"), b"a" * 5, b"a" * 5).status == 200


def test_so_many_bodies_are_read_at_once_and_no_more(monkeypatch):
    monkeypatch.setattr(server, "BODIES", 2)

    async def posted():
        front = Server(PageCache(Origin()))
        many = [front.answer(scope(method="POST"), Protocol(b"a", wait=0.05)) for _ in range(3)]
        answers = await asyncio.gather(*many)
        return sorted(one.status for one in answers), (await front.answer(scope(method="POST"), Protocol())).status

    assert run(posted()) == ([200, 200, 503], 200)


def test_so_many_wait_for_django_and_no_more_and_what_is_quick_does_not_wait(monkeypatch):
    monkeypatch.setattr(server, "WAITING", 2)

    async def read():
        django = Django(lambda environ, start_response: start_response("200 OK", []) or [b""], threads=1)
        waits = asyncio.Event()

        async def answer(pool, *rest):
            if pool is django.pool:
                await waits.wait()
            return Response(200, [], b"")

        monkeypatch.setattr(asyncio.get_running_loop(), "run_in_executor", answer)
        slow = [asyncio.create_task(django(Request("GET", False, "", "/en/", "", Sent()))) for _ in range(2)]
        await asyncio.sleep(0)
        others = [await django(Request("GET", False, "", path, "", Sent())) for path in ("/en/", "/healthz")]
        waits.set()
        return [one.status for one in [*others, *await asyncio.gather(*slow)]]

    assert run(read()) == [503, 200, 200, 200]


# What Django learns


def test_a_body_reaches_django_whole():
    seen = []

    def application(environ, start_response):
        seen.append((environ["CONTENT_LENGTH"], environ["CONTENT_TYPE"], environ["wsgi.input"].read()))
        start_response("200 OK", [])
        return [b""]

    async def origin(request):
        return server.asked(application, request)

    sent = scope(
        method="POST", headers=[("host", "testserver"), ("content-type", "text/plain"), ("content-length", "4")]
    )
    assert answered(sent, b"ab", b"cd", origin=origin).status == 200
    assert seen == [("4", "text/plain", b"abcd")]


def test_half_a_body_reaches_nobody():
    origin = Origin()
    sent = scope(method="POST", headers=[("host", "testserver"), ("content-length", "9")])
    assert (answered(sent, b"ab", b"cd", origin=origin).status, origin.asked) == (400, [])


def test_a_long_body_is_kept_on_disk(monkeypatch):
    monkeypatch.setattr(server, "IN_MEMORY", 3)
    body = run(whole_body(Protocol(b"ab", b"cd")))
    body.seek(0)
    assert (body._rolled, body.read()) == (True, b"abcd")


def test_a_header_with_an_underline_is_left_out_and_one_that_comes_twice_is_joined():
    found = environ(
        *[("x_forwarded_for", "6.6.6.6"), ("x-forwarded-for", "1.1.1.1"), ("x-forwarded-for", "2.2.2.2")],
        *[("cookie", "a=1"), ("cookie", "b=2"), ("x_real_ip", "6.6.6.6")],
    )
    assert found["HTTP_X_FORWARDED_FOR"] == "1.1.1.1,2.2.2.2"
    assert (found["HTTP_COOKIE"], "HTTP_X_REAL_IP" in found) == ("a=1; b=2", False)
    assert (found["REMOTE_ADDR"], found["SERVER_PORT"]) == ("::1", "80")


def test_letters_of_an_address_reach_django_as_they_were_written():
    found = environ(path="/en/é/", query="q=é&x=%C3%A9")
    request = RequestFactory().generic("GET", "/", QUERY_STRING=found["QUERY_STRING"])
    assert (found["PATH_INFO"].encode("latin-1").decode(), dict(request.GET)) == ("/en/é/", {"q": ["é"], "x": ["é"]})


@pytest.mark.parametrize(
    ("told", "secure"),
    [
        *[(["https"], True), (["http"], False), ([], False), (["https,http"], True), (["http, https"], False)],
        *[(["https", "http"], True), (["http", "https"], False), (["HTTPS"], False)],
    ],
)
def test_behind_a_proxy_the_page_cache_and_django_read_the_same_scheme(settings, told, secure):
    settings.TRUSTED_PROXIES, settings.SECURE_PROXY_SSL_HEADER = 1, ("HTTP_X_FORWARDED_PROTO", "https")
    headers = [("x-forwarded-proto", one) for one in told]
    assert is_secure(scope(headers=headers)) is secure
    found = environ(*headers, secure=secure)
    request = RequestFactory().get("/", HTTP_X_FORWARDED_PROTO=found["HTTP_X_FORWARDED_PROTO"])
    assert request.is_secure() is secure


def test_without_a_proxy_nobody_says_that_she_came_by_https():
    assert is_secure(scope(headers=[("x-forwarded-proto", "https")])) is False
    assert is_secure(scope(scheme="https")) is True
    assert isinstance(environ()["wsgi.input"], io.BytesIO)


def test_a_line_of_the_log_ends_after_so_many_letters():
    record = logging.LogRecord("django.request", logging.WARNING, "", 0, "Not Found: %s", (f"/{'a' * 39_000}",), None)
    assert WithoutKeys().filter(record) is True
    assert len(record.getMessage()) == 501


def test_a_kept_page_is_given_by_the_scheme_that_the_proxy_says(settings):
    settings.TRUSTED_PROXIES, given = 1, []
    origin = Origin()
    front = Server(PageCache(origin))

    def read(scheme):
        headers = [("host", "testserver"), ("x-forwarded-proto", scheme)]
        protocol = SimpleNamespace(response_bytes=lambda *answer: given.append(answer[2]))
        run(front.__rsgi__(scope(headers=headers), protocol))

    for scheme in ("http", "https", "http", "https"):
        read(scheme)
    assert given == [b"answer 1", b"answer 2", b"answer 1", b"answer 2"]
