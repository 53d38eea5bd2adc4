"""Public pages are pure: the same bytes for everybody, no cookie, and few queries whatever the number of rows."""

import datetime

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from eclag.models import Helpline
from events.models import Session
from positions.models import ReportedNumber, Translation
from tests import factories
from tests.addresses import public_patterns

pytestmark = pytest.mark.django_db
DAY = datetime.date(2025, 7, 1)
ADDRESSES = {
    "<language>/": "/en/",
    "<language>/search/": "/en/search/?q=thing",
    "<language>/about/steering-group/": "/en/about/steering-group/",
    "<language>/members/": "/en/members/",
    "<language>/members/<slug:slug>/": "/en/members/member/",
    "<language>/positions/": "/en/positions/",
    "<language>/positions/<slug:slug>/": "/en/positions/letter/",
    "<language>/positions/<slug:slug>/v<int:number>/": "/en/positions/letter/v1/",
    "<language>/positions/<slug:slug>/v<int:number>/record.json": "/en/positions/letter/v1/record.json",
    "<language>/positions/<slug:slug>/v<int:number>/statement.txt": "/en/positions/letter/v1/statement.txt",
    "<language>/positions/<slug:slug>/signatories.csv": "/en/positions/letter/signatories.csv",
    "<language>/positions/<slug:slug>/log.json": "/en/positions/letter/log.json",
    "<language>/positions/<slug:slug>/v<int:number>/statement.pdf": "/en/positions/letter/v1/statement.pdf",
    "<language>/verify/": "/en/verify/",
    "<language>/dossiers/": "/en/dossiers/",
    "<language>/dossiers/<slug:slug>/": "/en/dossiers/law/",
    "<language>/dossiers/<slug:slug>/feed.xml": "/en/dossiers/law/feed.xml",
    "<language>/dossiers/<slug:slug>/dossier.pdf": "/en/dossiers/law/dossier.pdf",
    "<language>/positions/<slug:slug>/statement.png": "/en/positions/letter/statement.png",
    "<language>/events/<slug:slug>/event.png": "/en/events/meeting/event.png",
    "<language>/dossiers/<slug:slug>/dossier.json": "/en/dossiers/law/dossier.json",
    "<language>/dossiers/<slug:slug>/steps.csv": "/en/dossiers/law/steps.csv",
    "<language>/positions/feed.xml": "/en/positions/feed.xml",
    "<language>/positions/<slug:slug>/signatories.json": "/en/positions/letter/signatories.json",
    "<language>/events/feed.xml": "/en/events/feed.xml",
    "<language>/members/members.json": "/en/members/members.json",
    "<language>/members/members.csv": "/en/members/members.csv",
    "<language>/dossiers/<slug:slug>/backing/<str:country>/": "/en/dossiers/law/backing/FI/",
    "<language>/events/": "/en/events/",
    "<language>/events/calendar.ics": "/en/events/calendar.ics",
    "<language>/events/<slug:slug>/": "/en/events/meeting/",
    "<language>/events/<slug:slug>/event.ics": "/en/events/meeting/event.ics",
    "<language>/help/": "/en/help/",
    "<language>/<slug:slug>/": "/en/about/",
    "media/<path:name>": "/media/logos/logo.webp",
    "favicon.ico": "/favicon.ico",
    "robots.txt": "/robots.txt",
    "sitemap.xml": "/sitemap.xml",
    "sitemap-<int:number>.xml": "/sitemap-1.xml",
    ".well-known/security.txt": "/.well-known/security.txt",
}
WHERE_PEOPLE_APPEAR = {"/en/positions/letter/", "/en/positions/letter/v1/", "/en/events/meeting/"}


@pytest.fixture
def portal():
    """One thing of each kind, with everything hung on it that may grow."""
    for slug in ["home", "help", "about"]:
        factories.page(slug)
    member = factories.organisation(slug="member", name="Thing", logo=factories.logo("logo"))
    law = factories.dossier(slug="law", title_en="Thing")
    letter = factories.frozen(slug="letter", source_url="")
    letter.statement.dossiers.add(law)
    meeting = factories.event(slug="meeting", title_en="Thing", start_time=datetime.time(9))
    return {"member": member, "law": law, "letter": letter, "meeting": meeting}


def grow(portal, numbers):
    """More of everything, spread over the lists and hung on the one thing of each kind."""
    meeting, member = portal["meeting"], portal["member"]
    letter = factories.another(portal["letter"], asks=[{"text_en": f"Thing {number}"} for number in numbers])
    other = factories.frozen()
    for asked in letter.asks.all():
        factories.outcome(asked, factories.milestone(portal["law"], DAY))
    for number in numbers:
        factories.delivery(letter.statement, addressee_en=f"Thing {number}")
        day = DAY + datetime.timedelta(days=number)
        organisation = factories.organisation(name=f"Thing {number}", country=["NL", "DE", "ES"][number % 3])
        factories.seat(organisation, since=None if number % 2 else day)
        factories.seat(member, since=day, until=day)
        law = factories.dossier(title_en=f"Thing {number}")
        factories.milestone(law, day)
        factories.milestone(law, day + datetime.timedelta(days=9999))
        factories.milestone(portal["law"], day)
        said = factories.statement(title_en=f"Thing {number}", date=day)
        said.dossiers.add(law, portal["law"])
        for signed in [letter.statement, said, other.statement]:
            factories.signature(signed, organisation, version=letter if signed == letter.statement else None)
        factories.signature(said, member)
        ReportedNumber.objects.create(statement=letter.statement, number=number, source_url="https://example.org")
        gathering = factories.event(title_en=f"Thing {number}", date=day, start_time=datetime.time(9))
        for where in [gathering, meeting]:
            part = Session.objects.create(event=where, title_en=f"Part {number}", date=day)
            factories.appearance(where, f"Thing {number}", session=part, organisation=organisation)
        factories.appearance(gathering, "Thing", organisation=member)
        factories.page(f"page-{number}", title_en=f"Thing {number}")
        Helpline.objects.create(
            country="EU", kind="hotline", name=f"Line {number}", source_url="https://example.org", checked_on=DAY
        )
        for thing in [member, meeting, letter.statement, portal["law"]]:
            factories.translation_status(thing, "nl")
        factories.attachment(member, f"File {number}")
        factories.attachment(meeting, f"File {number}")
    for code, _ in settings.LANGUAGES[: len(numbers)]:
        Translation.objects.get_or_create(version=letter, language=code, defaults={"title": f"Title in {code}"})


def test_every_public_address_is_looked_at():
    assert set(ADDRESSES) == public_patterns()


def test_any_cache_may_keep_a_public_page(client, portal):
    for address in ADDRESSES.values():
        seconds = 600 if address in WHERE_PEOPLE_APPEAR else 86400
        kept = f"public, max-age=60, stale-while-revalidate=60, stale-if-error={seconds}"
        response = client.get(address)
        assert (response.status_code, response.headers["Cache-Control"]) == (200, kept), address
        assert not {"Vary", "Set-Cookie"} & set(response.headers), address
        assert response.cookies == {}, address


# What makes a reader different from the first one
VISITORS = {
    "the first one again": {},
    "malformed session": {"cookie": "session=x"},
    "malformed token": {"cookie": "csrf=x"},
    "foreign cookies": {"cookie": f"session={'a' * 32}; django_language=el; _ga=1; messages=x"},
    "another browser": {"accept-language": "el", "user-agent": "Mobile", "referer": "https://example.org/"},
    "another way": {"x-forwarded-host": "evil.example", "x-forwarded-for": "10.0.0.1", "x-original-url": "/admin/"},
}


@pytest.mark.once
def test_a_public_page_is_the_same_for_everybody(portal):
    def answer(client, address, headers):
        response = client.get(address, headers=headers)
        return response.status_code, response.content, dict(response.headers), str(response.cookies)

    logged_in = Client()
    logged_in.force_login(factories.user(is_superuser=True, name="Canary", language="nl"))
    differing = {}
    for address in ADDRESSES.values():
        first = answer(Client(), address, {})
        others = {name: answer(Client(), address, headers) for name, headers in VISITORS.items()}
        others["logged in"] = answer(logged_in, address, {})
        if found := [name for name, other in others.items() if other != first]:
            differing[address] = found
    assert differing == {}


@pytest.mark.once
def test_a_parameter_that_a_page_does_not_know_changes_nothing(client, portal):
    for address in ADDRESSES.values():
        mark = "&" if "?" in address else "?"
        assert client.get(f"{address}{mark}utm_source=x&next=%22%3E").content == client.get(address).content


@pytest.mark.once
def test_a_public_page_takes_no_more_than_eight_queries_whatever_the_number_of_rows(client, portal):
    def counts():
        for address in ADDRESSES.values():
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200
            yield address, len(queries)

    grow(portal, range(2))
    few = dict(counts())
    grow(portal, range(2, 60))
    assert dict(counts()) == few
    # With an answer and an outcome, which are rare.
    assert {address: number for address, number in few.items() if number > 8} == {"/en/positions/letter/": 9}


def test_no_page_reads_a_session_or_a_person(client, portal):
    grow(portal, range(2))
    client.force_login(factories.user())
    for address in ADDRESSES.values():
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        read = " ".join(query["sql"] for query in queries)
        assert "django_session" not in read
        assert "members_user" not in read
        assert "members_mandate" not in read


@pytest.mark.parametrize(
    "query", ["page=01", "page=%2B1", "page=1&page=1", "page=١", f"q={'a' * 101}", "q=a&q=b", "page=1_0", "year=02025"]
)
def test_a_page_asked_for_in_an_unusual_way_is_kept_by_nobody(client, portal, query):
    answer = client.get(f"/en/positions/?{query}")
    assert "public" not in answer.headers["Cache-Control"]
    assert "X-Page-Params" not in answer.headers


def test_what_says_nothing_changes_nothing(client, portal):
    usual = client.get("/en/positions/?q=thing")
    assert client.get("/en/positions/?kind=&q=thing&year=&page=").content == usual.content
    assert "public" in usual.headers["Cache-Control"]
