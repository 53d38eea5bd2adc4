"""Readers ask for so much uncached work and no more, each by her address and all together."""

from urllib.parse import quote

import pytest

from eclag.limits import Allowance, reader_of
from eclag.page_cache import PageCache, Request
from tests.bench.hostile import hostile
from tests.eclag.test_page_cache import Answer, Clock, Headers, Origin

pytestmark = pytest.mark.once


@pytest.fixture
def clock():
    return Clock()


def test_each_address_has_a_measure_that_runs_empty_as_time_goes_by(clock):
    allowance = Allowance(each=(3, 0.5), clock=clock)
    assert [allowance.take("one") for _ in range(4)] == [True, True, True, False]
    assert allowance.take("another") is True
    clock.now += 2
    assert [allowance.take("one") for _ in range(2)] == [True, False]


def test_all_together_have_one_as_well(clock):
    allowance = Allowance(everybody=(5, 1), clock=clock)
    assert [allowance.take(str(number)) for number in range(6)] == [True] * 5 + [False]
    clock.now += 1
    assert [allowance.take(str(number)) for number in range(6, 8)] == [True, False]


def test_addresses_that_are_remembered_are_few(clock):
    allowance = Allowance(everybody=(1e9, 1), clock=clock)
    for number in range(10_050):
        allowance.take(str(number))
    assert len(allowance.spent) == 10_000


@pytest.mark.parametrize(
    ("proxies", "told", "address"),
    [
        (0, "6.6.6.6", "::1"),
        (1, "6.6.6.6, 1.1.1.1", "1.1.1.1"),
        (2, "6.6.6.6,1.1.1.1,2.2.2.2", "1.1.1.1"),
        (2, "1.1.1.1", "::1"),
    ],
)
def test_the_address_is_the_one_that_the_proxy_has_seen(settings, proxies, told, address):
    settings.TRUSTED_PROXIES = proxies
    asked = Request("GET", True, "testserver", "/", "", Headers({"x-forwarded-for": told}), "::1:5")
    assert reader_of(asked) == address


def test_whoever_searches_too_much_waits_and_what_is_kept_or_asks_nothing_is_given(clock):
    origin = Origin("q")
    pages = PageCache(origin, clock=clock)
    pages.allowance = Allowance(each=(2, 0.5), clock=clock)
    answers = [Answer(pages, query=f"q={number}") for number in (1, 2, 3, 1)]
    assert [one.status for one in answers] == [200, 200, 429, 200]
    assert (answers[2].headers["Retry-After"], answers[2].headers["Cache-Control"]) == ("60", "no-store")
    assert answers[2].body.decode() == "Please wait a few minutes, then try again.\n"
    assert (
        Answer(pages, path="/nl/", query="q=4").body.decode() == "Wacht een paar minuten en probeer het dan opnieuw.\n"
    )
    assert Answer(pages, path="/el/").status == 200
    assert len(origin.asked) == 3


def test_what_is_private_is_not_counted(clock):
    origin = Origin()
    origin.headers["Cache-Control"] = "private, no-store"
    pages = PageCache(origin, clock=clock)
    pages.allowance = Allowance(each=(1, 0.5), clock=clock)
    assert [Answer(pages, "/admin/", f"q={number}").status for number in range(4)] == [200] * 4


@pytest.mark.once
@pytest.mark.django_db
@pytest.mark.parametrize("address", ["search/?q=", "members/?q=", "positions/?q=", "positions/?signatory="])
def test_whatever_is_searched_is_answered_by_few_queries(client, address, django_assert_max_num_queries):
    for word, _ in zip(hostile(), range(20), strict=False):
        with django_assert_max_num_queries(8):
            assert client.get(f"/en/{address}{quote(word, safe='')}").status_code in {200, 400}
