"""The page cache, around a small application and around Django."""

import asyncio
import gzip
from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import OperationalError, close_old_connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import timezone

from eclag import page_cache
from eclag.page_cache import PageCache, Request, Response
from eclag.server import asked
from events.models import Event
from positions.models import Statement
from tests.factories import event, organisation, page, statement

pytestmark = pytest.mark.once

PUBLIC = "public, max-age=60, stale-while-revalidate=60, stale-if-error=600"
DAY = 24 * 60 * 60


class Clock:
    now = 1000.0

    def __call__(self):
        return self.now


class Origin:
    """A small origin that counts its requests and answers as told; by default a new public page each time."""

    def __init__(self, params=""):
        self.asked = []
        self.status = 200
        self.headers = {"Content-Type": "text/html", "Cache-Control": PUBLIC, "X-Page-Params": params}
        self.body = None

    async def __call__(self, request):
        self.asked.append(request)
        headers = [(name, value) for name, value in self.headers.items() if value is not None]
        return Response(self.status, headers, self.body or f"answer {len(self.asked)}".encode())


class Headers(dict):
    def get_all(self, name):
        return [self[name]]


def request(path="/en/", query="", method="GET", host="testserver", secure=False, **headers):
    named = Headers({name.replace("_", "-"): value for name, value in headers.items()})
    return Request(method, secure, host, path, query, named, "127.0.0.1:1", "127.0.0.1:80")


def run(steps):
    """What a coroutine gives, in a thread of its own: in that of the tests the loop of a browser may be running."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, steps).result()


class Answer:
    """Of a page cache before something that never has to be waited for."""

    def __init__(self, pages, *asked, **more):
        steps = pages(request(*asked, **more))
        with pytest.raises(StopIteration) as done:
            steps.send(None)
        self.status, headers, self.body = done.value.value
        self.headers = dict(headers)


def directly(application):
    """A WSGI application as an origin that answers in the thread, and so the transaction, of the test."""

    async def origin(request):
        return asked(application, request)

    return origin


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def origin():
    return Origin()


@pytest.fixture
def small(origin, clock):
    return PageCache(origin, clock=clock)


def bodies(application, *paths):
    return [Answer(application, path).body.decode() for path in paths]


# Fresh and stale


def test_a_fresh_page_is_given_without_a_question(small, origin, clock):
    assert bodies(small, "/en/", "/nl/") == ["answer 1", "answer 2"]
    clock.now += 9.9
    assert bodies(small, "/en/", "/nl/") == ["answer 1", "answer 2"]
    assert len(origin.asked) == 2


@pytest.mark.parametrize("age", [10, 59.9, 60, DAY])
def test_a_page_that_is_not_fresh_is_fetched_anew(small, clock, age):
    bodies(small, "/en/")
    clock.now += age
    assert bodies(small, "/en/", "/en/") == ["answer 2", "answer 2"]


class Slow(Origin):
    """Answers its first question at once, later ones when it may."""

    def __init__(self):
        super().__init__()
        self.may_go_on = asyncio.Event()

    async def __call__(self, request):
        answer = await super().__call__(request)
        if len(self.asked) > 1:
            await self.may_go_on.wait()
        return answer


def together(clock, age, readers=5, **headers):
    """What that many readers get at once of a page that was kept so long ago, and how often the origin was asked."""

    async def read():
        slow = Slow()
        slow.headers |= headers
        pages = PageCache(slow, clock=clock)
        await pages(request())
        clock.now += age
        many = [asyncio.create_task(pages(request())) for _ in range(readers)]
        await asyncio.sleep(0)
        given = [one.result().body.decode() for one in many if one.done()]
        slow.may_go_on.set()
        return given, sorted(one.body.decode() for one in await asyncio.gather(*many)), len(slow.asked)

    return run(read())


def test_while_one_fetches_a_stale_page_anew_the_others_get_the_old_one(clock):
    assert together(clock, 30) == (["answer 1"] * 4, ["answer 1"] * 4 + ["answer 2"], 2)


def test_a_page_older_than_a_minute_is_given_to_nobody_and_of_those_who_wait_one_asks(clock):
    assert together(clock, 60) == ([], ["answer 2"] * 5, 2)


def test_whoever_waits_for_what_is_not_kept_asks_for_herself(clock):
    private = {"Cache-Control": "private, no-store"}
    assert together(clock, 0, **private) == ([], [f"answer {number}" for number in range(2, 7)], 6)


def test_of_many_who_wait_for_a_page_that_was_never_read_one_asks():
    async def read():
        slow = Slow()
        pages = PageCache(slow)
        await pages(request("/nl/"))
        many = [asyncio.create_task(pages(request())) for _ in range(5)]
        await asyncio.sleep(0)
        slow.may_go_on.set()
        return {one.body.decode() for one in await asyncio.gather(*many)}

    assert run(read()) == {"answer 2"}


def test_a_refresher_that_fails_leaves_the_next_one_free(small, origin, clock):
    bodies(small, "/en/")
    clock.now += 30
    healthy, small.origin = small.origin, None
    with pytest.raises(TypeError, match="NoneType"):
        run(small(request()))
    small.origin = healthy
    assert bodies(small, "/en/") == ["answer 2"]


# Faults


def away(origin):
    origin.status = 503
    origin.headers["X-Database-Away"] = "1"


def back(origin):
    origin.status = 200
    origin.headers.pop("X-Database-Away", None)


def test_in_a_fault_the_kept_page_is_given_and_the_origin_is_left_alone_for_a_moment(small, origin, clock):
    bodies(small, "/en/")
    away(origin)
    clock.now += 599
    assert bodies(small, "/en/", "/en/") == ["answer 1", "answer 1"]
    assert len(origin.asked) == 2
    clock.now += 2
    back(origin)
    assert bodies(small, "/en/") == ["answer 3"]


def test_a_kept_page_is_given_in_a_fault_no_longer_than_it_said(small, origin, clock):
    bodies(small, "/en/")
    away(origin)
    clock.now += 600
    assert [Answer(small).status for _ in range(2)] == [503, 503]


def test_a_page_that_was_never_kept_is_503_in_a_fault(small, origin):
    away(origin)
    assert [Answer(small).status for _ in range(2)] == [503, 503]


@pytest.mark.parametrize("status", [500, 503, 403, 302])
def test_other_answers_pass_and_are_not_kept(small, origin, clock, status):
    bodies(small, "/en/")
    clock.now += 30
    origin.status = status
    assert Answer(small).status == status
    back(origin)
    assert bodies(small, "/en/") == ["answer 3"]


@pytest.mark.parametrize("status", [404, 410])
def test_what_is_gone_is_forgotten_even_for_faults(small, origin, clock, status):
    bodies(small, "/en/", "/nl/")
    clock.now += 30
    origin.status = status
    assert Answer(small).status == status
    away(origin)
    assert Answer(small).status == 503
    assert bodies(small, "/nl/") == ["answer 2"]


# Keys


def test_parameters_that_the_page_does_not_name_are_ignored(clock):
    origin = Origin("q page")
    application = PageCache(origin, clock=clock)
    queries = ["q=a", "q=a&utm_source=x", "fbclid=1&q=a", "q=a&&"]
    assert {Answer(application, query=query).body for query in queries} == {b"answer 1"}


def test_named_parameters_in_any_order_share_one_page(clock):
    application = PageCache(Origin("q page"), clock=clock)
    assert {Answer(application, query=query).body for query in ["q=a&page=2", "page=2&q=a", "q=%61&page=2"]} == {
        b"answer 1"
    }


def test_queries_that_mean_something_else_are_other_pages(clock):
    application = PageCache(Origin("q page"), clock=clock)
    queries = ["", "q=a", "q=A", "q=b", "q=a&page=2", "page=1&page=2", "page=2&page=1", "q=a%26page%3D2"]
    answers = [Answer(application, query=query).body for query in queries]
    assert len(set(answers)) == len(queries)


def test_hosts_and_schemes_do_not_share_pages(small):
    assert Answer(small, host="testserver").body == b"answer 1"
    assert Answer(small, host="localhost").body == b"answer 2"
    assert Answer(small, host="testserver", secure=True).body == b"answer 3"
    known = [small.fresh(secure, "testserver", "/en/", Headers()).body for secure in (False, True)]
    assert known == [b"answer 1", b"answer 3"]
    assert small.fresh(False, "testserver", "/nl/", Headers()) is None


@pytest.mark.parametrize("host", ["TestServer", "testserver:8000", "testserver:1", "testserver."])
def test_other_spellings_of_a_host_take_no_more_room(small, host):
    Answer(small, host="testserver")
    assert Answer(small, host=host).body == b"answer 1"


@pytest.mark.parametrize("host", ["evil.example", "", "testserver@evil.example", "[::1"])
def test_a_foreign_host_is_neither_kept_nor_given_a_page(small, host):
    Answer(small, host="testserver")
    assert [Answer(small, host=host).body for _ in range(2)] == [b"answer 2", b"answer 3"]


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_what_is_no_reading_passes(small, origin, method):
    bodies(small, "/en/")
    assert Answer(small, method=method).body == b"answer 2"
    assert origin.asked[-1].method == method


# What is kept


@pytest.mark.parametrize(
    "headers",
    [
        {"Set-Cookie": "session=x"},
        {"Cache-Control": "private, no-store"},
        {"Cache-Control": None},
        {"X-Page-Params": None},
        {"Vary": "Cookie"},
        {"Vary": "*"},
        {"Content-Encoding": "br"},
    ],
)
def test_an_answer_that_may_be_another_persons_is_never_kept(small, origin, headers):
    origin.headers |= headers
    assert bodies(small, "/en/", "/en/") == ["answer 1", "answer 2"]
    assert "X-Page-Params" not in Answer(small).headers


def test_a_page_that_turned_private_is_not_given_again(small, origin, clock):
    bodies(small, "/en/")
    origin.headers["Cache-Control"] = "private, no-store"
    clock.now += 30
    assert bodies(small, "/en/", "/en/") == ["answer 2", "answer 3"]


def test_the_store_is_bounded_and_forgets_the_longest_unused(small, origin):
    origin.body = bytes(range(256)) * 40
    small.plain.limit = 80_000
    for number in range(20):
        Answer(small, path=f"/en/{number}/")
        Answer(small, path="/en/0/")
        assert small.plain.size <= 80_000
    assert small.plain.size == sum(kept.size for kept in small.plain.pages.values())
    paths = [place[2] for place, _ in small.plain.pages]
    assert 1 < len(paths) < 6
    assert paths[-2:] == ["/en/19/", "/en/0/"]


def test_a_page_that_is_fetched_anew_takes_its_room_once(small, clock):
    for _ in range(5):
        bodies(small, "/en/")
        clock.now += 30
    assert small.plain.size == sum(kept.size for kept in small.plain.pages.values())


def test_no_flood_of_queries_pushes_a_plain_page_out(clock):
    pages = PageCache(Origin("q"), clock=clock)
    before = bodies(pages, "/en/")
    pages.queried.limit = 80_000
    for number in range(50):
        Answer(pages, query=f"q={number}")
    assert pages.queried.size == sum(kept.size for kept in pages.queried.pages.values()) <= 80_000
    assert bodies(pages, "/en/") == before


def test_no_flood_of_addresses_that_are_nowhere_pushes_a_page_out(small, origin, clock, monkeypatch):
    monkeypatch.setattr(page_cache, "PLACES", 5)
    before = bodies(small, "/en/")
    origin.status = 404
    bodies(small, *(f"/en/{number}/" for number in range(20)))
    away(origin)
    clock.now += 300
    assert bodies(small, "/en/") == before


def test_a_long_query_is_answered_and_not_kept(clock):
    pages = PageCache(Origin("q"), clock=clock)
    assert [Answer(pages, query=f"q={'a' * 300}").body for _ in range(2)] == [b"answer 1", b"answer 2"]
    assert [Answer(pages, query="&" * 299).body for _ in range(2)] == [b"answer 3", b"answer 3"]


def test_what_is_known_of_addresses_is_bounded(origin, clock, monkeypatch):
    monkeypatch.setattr(page_cache, "PLACES", 5)
    pages = PageCache(origin, clock=clock)
    for number in range(20):
        Answer(pages, path=f"/en/{number}/")
    assert [place[2] for place in pages.params] == [f"/en/{number}/" for number in range(15, 20)]


def test_a_page_larger_than_the_limit_is_not_kept(small, origin, monkeypatch):
    monkeypatch.setattr(page_cache, "LARGEST", 8)
    assert bodies(small, "/en/") == ["answer 1"]
    origin.body = b"answer 22"
    assert [Answer(small, path="/nl/").body for _ in range(2)] == [b"answer 22"] * 2
    assert len(origin.asked) == 3


# What is given


def test_a_kept_page_has_a_strong_tag_and_no_private_words(small):
    for answer in [Answer(small), Answer(small)]:
        assert answer.headers["ETag"].startswith('"')
        assert answer.headers["Vary"] == "Accept-Encoding"
        assert answer.headers["Content-Length"] == str(len(answer.body))
        assert answer.headers["Cache-Control"] == PUBLIC
        assert "X-Page-Params" not in answer.headers


@pytest.mark.parametrize(
    ("accepted", "packed"),
    [
        ("gzip", True),
        ("gzip, br", True),
        ("br;q=1.0, GZIP;q=0.5", True),
        ("*", True),
        ("", False),
        ("br", False),
        ("identity", False),
        ("gzip;q=0", False),
        ("gzip;q=0, *", False),
        ("gzip;q=x", False),
    ],
)
def test_a_page_is_packed_for_whoever_takes_it(small, accepted, packed):
    answer = Answer(small, accept_encoding=accepted)
    assert answer.headers.get("Content-Encoding") == ("gzip" if packed else None)
    assert (gzip.decompress(answer.body) if packed else answer.body) == b"answer 1"


def test_the_packed_bytes_are_the_same_whenever_they_are_packed(origin, clock):
    origin.body = b"words " * 999
    with time_machine.travel("2025-07-01", tick=False):
        first = Answer(PageCache(origin, clock=clock), accept_encoding="gzip")
    with time_machine.travel("2025-07-02", tick=False):
        second = Answer(PageCache(origin, clock=clock), accept_encoding="gzip")
    assert (first.body, first.headers) == (second.body, second.headers)


@pytest.mark.parametrize("mine", ["gzip", ""])
@pytest.mark.parametrize("wrap", ["{}", "W/{}", '"x", {}, "y"'])
def test_a_page_that_the_reader_has_is_not_sent_again(small, mine, wrap):
    tag = Answer(small, accept_encoding=mine).headers["ETag"]
    again = Answer(small, accept_encoding=mine, if_none_match=wrap.format(tag))
    assert (again.status, again.body) == (304, b"")
    assert again.headers["ETag"] == tag
    assert not {"Content-Length", "Content-Encoding", "Content-Type"} & set(again.headers)


def test_a_page_in_another_packing_or_with_other_words_is_sent(small, clock):
    plain, packed = (Answer(small, accept_encoding=coding).headers["ETag"] for coding in ["", "gzip"])
    assert plain != packed
    assert Answer(small, accept_encoding="gzip", if_none_match=plain).status == 200
    clock.now += 30
    assert Answer(small, if_none_match=plain).status == 200


def test_head_gives_the_headers_of_the_page_without_its_body(small, origin):
    head = Answer(small, method="HEAD")
    whole = Answer(small)
    assert (head.status, head.body, head.headers) == (200, b"", whole.headers)
    assert len(origin.asked) == 1


# Around Django


@pytest.fixture
def portal(db, clock):
    """The page cache before Django, which keeps the test's connection open as Django's own test client does."""
    page("home")
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield PageCache(directly(get_wsgi_application()), clock=clock)
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def test_a_public_page_is_kept_for_all(portal):
    organisation(name="First")
    before = Answer(portal, "/en/members/").body
    organisation(name="Second")
    assert Answer(portal, "/en/members/", query="utm_source=x", cookie="session=abcdefgh").body == before
    assert b"Second" in Answer(portal, "/en/members/", query="q=second").body


@pytest.mark.parametrize(
    "path",
    ["/en/", "/nl/positions/", "/en/events/calendar.ics", "/robots.txt", "/sitemap.xml", "/.well-known/security.txt"],
)
def test_a_second_reader_costs_no_query(portal, path, django_assert_num_queries):
    first = Answer(portal, path)
    with django_assert_num_queries(0):
        second = Answer(portal, path)
    assert (first.status, first.body, first.headers) == (200, second.body, second.headers)
    assert "ETag" in second.headers


def test_what_was_unpublished_is_gone_in_a_minute(portal, clock):
    said, meeting = (
        statement(slug="canary", title_en="Canary"),
        event(slug="canary", title_en="Canary", date=timezone.localdate()),
    )
    paths = [
        "/en/",
        "/en/positions/",
        "/en/positions/canary/",
        "/en/events/",
        "/en/events/canary/",
        "/en/events/calendar.ics",
    ]
    assert all(b"canary" in Answer(portal, path).body.lower() for path in paths)
    Statement.objects.filter(pk=said.pk).update(state="draft", published_at=None)
    Event.objects.filter(pk=meeting.pk).update(state="draft")
    clock.now += 60
    for path in paths:
        answer = Answer(portal, path)
        assert answer.status == (404 if "canary" in path else 200)
        assert b"Canary" not in answer.body


@pytest.mark.parametrize("path", ["/", "/en/desk/", "/en/accounts/login/", "/admin/", "/healthz", "/en/nowhere/"])
def test_what_is_private_is_never_kept(portal, path):
    for _ in range(2):
        answer = Answer(portal, path)
        assert "public" not in answer.headers["Cache-Control"]
        assert "ETag" not in answer.headers
    assert {*portal.plain.pages, *portal.queried.pages} == set()


def test_a_foreign_host_is_a_bad_request(portal):
    assert Answer(portal, host="testserver").status == 200
    answer = Answer(portal, host="evil.example")
    assert answer.status == 400
    assert b"evil.example" not in answer.body


def test_in_a_fault_of_the_database_the_kept_pages_stay(portal, clock, monkeypatch):
    def away(*arguments):
        raise OperationalError("the database is away")

    paths = ["/en/", "/en/members/"]
    before = [Answer(portal, path).body for path in paths]
    with monkeypatch.context() as fault:
        fault.setattr(BaseDatabaseWrapper, "cursor", away)
        clock.now += DAY - 10
        assert [Answer(portal, path).body for path in paths] == before
        clock.now += 5
        assert Answer(portal, "/en/positions/").status == 503
    clock.now += 2
    organisation(name="Afterwards")
    assert b"Afterwards" in Answer(portal, "/en/members/").body
