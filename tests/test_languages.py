"""24 languages: each page in each of them, and what it says of the others."""

import re
from datetime import date
from html import unescape

import pytest
from babel.lists import format_list
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.urls import resolve
from django.utils import timezone
from django.utils.translation import gettext, override

from eclag.models import Page
from events.models import Session
from members.models import TranslationStatus
from members.texts.languages import reader_locale
from positions.models import ReportedNumber
from tests import factories
from tests.addresses import public_patterns
from tests.catalogues import CATALOGUES, CODES
from tests.english import left_standing
from tests.walk import WALKED, Document, in_own_language

pytestmark = [pytest.mark.walk, pytest.mark.django_db]

SPOKEN = {"en", *(name.split("/")[1] for name in CATALOGUES if name.startswith("locale/"))}
# page: the languages that have its text, the authentic one first; the others are made of our own words.
TEXTS = {
    "": ["en", "nl"],
    "about/": ["nl", "mt"],
    "help/": ["en"],
    "press/": ["fi"],
    "privacy/": ["en", "de"],
    "accessibility/": ["en", *(code for code in CODES if code != "en")],
    "members/member/": ["fr", "de"],
    "positions/said/": ["nl"],
    "positions/frozen/": ["nl", "en", "fi"],
    "positions/frozen/v1/": ["nl", "en", "fi"],
    "dossiers/dossier/": ["en", "nl"],
    "events/event/": ["mt", "ga"],
}
LISTS = [
    "dossiers/dossier/backing/FI/",
    "about/steering-group/",
    "members/",
    "positions/",
    "dossiers/",
    "events/",
    "search/",
    "verify/",
]
SAME_BYTES = [
    *("positions/frozen/v1/record.json", "positions/frozen/v1/statement.txt"),
    *("positions/frozen/signatories.csv", "positions/frozen/signatories.json", "positions/frozen/log.json"),
    *("dossiers/dossier/dossier.json", "dossiers/dossier/steps.csv", "members/members.json", "members/members.csv"),
]
SET_IN_TYPE = [  # tests/positions/test_pdf.py, test_brief.py and tests/members/test_typesetting.py read them
    *("positions/frozen/v1/statement.pdf", "dossiers/dossier/dossier.pdf"),
    *("positions/frozen/statement.png", "events/event/event.png"),
]
CALENDARS = ["events/calendar.ics", "events/event/event.ics"]
FEEDS = ["positions/feed.xml", "dossiers/dossier/feed.xml", "events/feed.xml"]


def told(page, *fields):
    """Each field in the languages of the page, each text naming in brackets its language and all that there are."""
    languages = TEXTS[page]
    none = {f"{field}_en": "" for field in fields}
    texts = {f"{field}_{code}": named(page, code) for field in fields for code in languages}
    return none | texts | {"authentic_language": languages[0]}


def named(page, code):
    return f"Words [{code} of {' '.join(TEXTS[page])}]"


def build():
    for page in ["", "about/", "help/", "press/", "privacy/", "accessibility/"]:
        factories.page(page.rstrip("/") or "home", **told(page, "title", "lead", "body"))
    member = factories.organisation(slug="member", country="DE", **told("members/member/", "does"))
    factories.seat(member)
    texts_of_it = told("dossiers/dossier/", "title", "short_title", "summary", "ask_now")
    dossier = factories.dossier(slug="dossier", checked_on=date(2026, 12, 10), **texts_of_it)
    factories.milestone(dossier, date(2024, 5, 1), **told("press/", "title"))
    said = factories.statement(slug="said", **told("positions/said/", "title", "about", "addressee"))
    texts = {
        code: (named("positions/frozen/", code), f"<p>{named('positions/frozen/', code)}.</p>")
        for code in TEXTS["positions/frozen/"]
    }
    facts = told("positions/frozen/", "title", "about", "addressee")
    asks = [told("positions/frozen/", "text")]
    version = factories.frozen(texts, facts["authentic_language"], slug="frozen", asks=asks, **facts)
    for statement in (said, version.statement):
        statement.dossiers.add(dossier)
        factories.signature(statement, member)
    ReportedNumber.objects.create(statement=said, number=12345, source_url="https://example.org/")
    today = timezone.localdate()  # the calendar forgets
    event = factories.event(slug="event", date=today, **told("events/event/", "title", "about", "city"))
    talk = Session.objects.create(event=event, **told("about/", "title"))
    factories.appearance(event, "Ada Person", organisation=member, session=talk, affiliation="Words [mt of mt]")


@pytest.fixture(scope="module")
def browser(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        build()
        yield Client()
        transaction.set_rollback(True)


@pytest.fixture(scope="module", params=WALKED)
def walked(request, browser):
    """A language, and each page in it."""
    code = request.param
    return code, {page: Document(browser.get(f"/{code}/{page}")) for page in [*TEXTS, *LISTS]}


def test_the_walk_visits_every_public_address_behind_a_prefix():
    visited = {resolve(f"/en/{page}").route for page in [*TEXTS, *LISTS, *SAME_BYTES, *CALENDARS, *FEEDS, *SET_IN_TYPE]}
    prefixed = {pattern for pattern in public_patterns() if pattern.startswith("<language>/")}
    assert {route.replace("en/", "<language>/", 1) for route in visited} == prefixed


def test_each_page_answers_in_each_language_and_says_so(walked):
    code, pages = walked
    seen = {page: (document.status, document.language) for page, document in pages.items()}
    assert seen == dict.fromkeys(pages, (200, code))


def test_a_text_in_another_language_than_the_page_is_marked(walked):
    _, pages = walked
    assert [page for page, document in pages.items() if page in TEXTS and not document.marked] == []
    wrong = {page: [mark for mark in document.marked if mark[0] != mark[1]] for page, document in pages.items()}
    assert {page: pairs for page, pairs in wrong.items() if pairs} == {}


def test_each_text_is_in_the_language_of_the_reader_or_in_its_authentic_one(walked):
    code, pages = walked
    marks = [(page, shown, have) for page, document in pages.items() for _, shown, have in document.marked]
    assert len(marks) > 60
    assert [mark for mark in marks if mark[1] != (code if code in mark[2] else mark[2][0])] == []


def test_a_reader_is_told_once_at_the_top_which_other_languages_stand_on_the_page(walked):
    code, pages = walked
    with override(code):
        for page, document in pages.items():
            found = dict.fromkeys(shown for _, shown, _ in document.marked if shown != code)
            names = format_list([reader_locale().languages[one] for one in found], locale=reader_locale())
            told = gettext("Parts of this page are in another language: %(languages)s.") % {"languages": names}
            assert document.told == ([told] if found else []), page
            assert not found or re.search(r'<main[^>]*>\s*<p class="notice foreign">', document.page), page


def test_our_own_words_are_marked_as_english_where_we_do_not_speak_the_language(walked):
    code, pages = walked
    spoken = code if code in SPOKEN else "en"
    assert {document.skip for document in pages.values()} == {spoken}


def test_no_full_stop_follows_that_of_a_date(walked):
    """Some languages write one behind a year or a day."""
    _, pages = walked
    said = [(page, text) for page, document in pages.items() for _, text in document.said]
    assert [row for row in said if re.search(r"[^.]\.\.([^.]|$)", row[1])] == []


def test_only_languages_that_have_the_text_are_named_as_alternates(walked):
    code, pages = walked
    for page, document in pages.items():
        first, *others = TEXTS.get(page, ["en", *(SPOKEN - {"en"})])
        named = [first, *others] if code in [first, *others] else []
        assert document.links == {
            **{name: f"/{name}/{page}" for name in named},
            "canonical": f"/{code if named else first}/{page}",
            "x-default": f"/{first}/{page}",
        }


@pytest.mark.parametrize("page", [*TEXTS, *LISTS])
def test_each_alternate_answers_and_is_its_own_canonical_address(browser, page):
    alternates = Document(browser.get(f"/{TEXTS.get(page, ['en'])[0]}/{page}")).links
    found = {address: Document(browser.get(address)) for address in alternates.values()}
    assert {address: (document.status, document.links["canonical"]) for address, document in found.items()} == {
        address: (200, address) for address in found
    }


@pytest.mark.parametrize("code", CODES)
def test_a_record_and_its_text_are_the_same_bytes_in_each_language(browser, code):
    for page in SAME_BYTES:
        answer, english = (browser.get(f"/{language}/{page}") for language in (code, "en"))
        assert (answer.status_code, answer.content) == (200, english.content)


@pytest.mark.parametrize("code", CODES)
def test_a_calendar_speaks_the_language_of_its_address(browser, code):
    for page in CALENDARS:
        answer = browser.get(f"/{code}/{page}")
        said = code if code in TEXTS["events/event/"] else "mt"
        assert re.findall(r"SUMMARY:(.*)\r", answer.content.decode()) == [f"Words [{said} of mt ga]"]


@pytest.mark.parametrize(
    ("page", "query"),
    [
        ("", ""),
        ("help/", ""),
        ("positions/", "?q=a&kind=open_letter&year=2025"),
        ("members/", "?q=%C3%A9+%26&country=NL"),
        ("search/", "?q=a%22b"),
        ("accounts/login/", "?next=/en/desk/"),
        ("no/such/page/", ""),
    ],
)
@pytest.mark.parametrize("code", ["en", "nl", "fi"])
def test_the_switch_stays_on_the_page_and_keeps_the_query(browser, code, page, query):
    document = Document(browser.get(f"/{code}/{page}{query}"))
    kept = query.replace("=/en/desk/", "=%2Fen%2Fdesk%2F")
    assert document.switch == [f"/{other}/{page}{kept}" for other in CODES]


@pytest.mark.parametrize("address", ["/xx/", "/xx/members/", "/zz/about/", "/EN/", "/en-gb/", "/nl-be/members/"])
def test_an_unknown_prefix_leads_nowhere(browser, address):
    assert browser.get(address, follow=True).status_code == 404


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ("nl", "nl"),
        ("mt", "mt"),
        ("ga", "ga"),
        ("nl-BE, fr;q=0.8", "nl"),
        ("pt-BR", "pt"),
        ("is, da;q=0.5, sv;q=0.9", "sv"),
        ("is", "en"),
        ("", "en"),
        ("*", "en"),
        ("nonsense;q=x, \x00, ;;;,,", "en"),
        ("../../etc/passwd", "en"),
        ("nl," * 33_000, "nl"),
        ("n" * 100_000, "en"),
    ],
    ids=lambda value: value[:20],
)
def test_the_root_leads_to_the_language_of_the_browser(browser, asked, given):
    answer = browser.get("/", headers={"Accept-Language": asked})
    assert (answer.status_code, answer["Location"], dict(answer.cookies)) == (302, f"/{given}/", {})
    assert "Accept-Language" in answer["Vary"]


def test_no_english_stands_on_a_public_page(walked):
    code, pages = walked
    standing = left_standing(in_own_language(pages.values(), code), code)
    assert standing == set() if code != "en" else len(standing) > 50


# Dates, numbers and countries

WRITTEN = {
    "bg": ("1 май 2024\u202fг.", "12\u00a0345", "Германия"),
    "cs": ("1. května 2024", "12\u00a0345", "Německo"),
    "da": ("1. maj 2024", "12.345", "Tyskland"),
    "de": ("1. Mai 2024", "12.345", "Deutschland"),
    "el": ("1 Μαΐου 2024", "12.345", "Γερμανία"),
    "en": ("1 May 2024", "12,345", "Germany"),
    "es": ("1 de mayo de 2024", "12.345", "Alemania"),
    "et": ("1. mai 2024", "12\u00a0345", "Saksamaa"),
    "fi": ("1. toukokuuta 2024", "12\u00a0345", "Saksa"),
    "fr": ("1 mai 2024", "12\u202f345", "Allemagne"),
    "ga": ("1 Bealtaine 2024", "12,345", "An Ghearmáin"),
    "hr": ("1. svibnja 2024.", "12.345", "Njemačka"),
    "hu": ("2024. május 1.", "12\u00a0345", "Németország"),
    "it": ("1 maggio 2024", "12.345", "Germania"),
    "lt": ("2024 m. gegužės 1 d.", "12\u00a0345", "Vokietija"),
    "lv": ("2024. gada 1. maijs", "12\u00a0345", "Vācija"),
    "mt": ("1 ta’ Mejju 2024", "12,345", "Il-Ġermanja"),
    "nl": ("1 mei 2024", "12.345", "Duitsland"),
    "pl": ("1 maja 2024", "12\u00a0345", "Niemcy"),
    "pt": ("1 de maio de 2024", "12\u00a0345", "Alemanha"),
    "ro": ("1 mai 2024", "12.345", "Germania"),
    "sk": ("1. mája 2024", "12\u00a0345", "Nemecko"),
    "sl": ("1. maj 2024", "12.345", "Nemčija"),
    "sv": ("1 maj 2024", "12\u00a0345", "Tyskland"),
}


def test_dates_numbers_and_countries_are_written_as_the_reader_does(walked):
    code, pages = walked
    texts = {page: unescape(document.page) for page, document in pages.items()}
    for page, words in zip(["dossiers/dossier/", "positions/said/", "members/member/"], WRITTEN[code], strict=True):
        assert words in texts[page]


# The pages that we deliver


@pytest.fixture(scope="class")
def seeded(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        Page.objects.all().delete()  # those of the walk, until the end
        call_command("seed")
        yield
        transaction.set_rollback(True)


@pytest.mark.usefixtures("seeded")
class TestDeliveredPages:
    def test_six_pages_speak_every_language(self):
        fields = [f"{field}_{code}" for field in ("title", "lead", "body") for code in CODES]
        assert {page.slug: [field for field in fields if not getattr(page, field)] for page in Page.objects.all()} == {
            slug: [] for slug in ("home", "about", "help", "press", "privacy", "accessibility")
        }

    def test_no_two_languages_of_a_page_share_a_text(self):
        for page in Page.objects.all():
            assert len({getattr(page, f"body_{code}") for code in CODES}) == len(CODES)

    def test_all_but_the_authentic_texts_are_noted_as_made_by_a_machine(self):
        for page in Page.objects.all():
            rows = TranslationStatus.objects.filter(object_id=page.pk, content_type__model="page")
            assert {(row.language, row.state, row.origin) for row in rows} == {
                (code, "current", "machine") for code in CODES if code != page.authentic_language
            }

    @pytest.mark.parametrize("code", CODES)
    def test_the_reader_is_told_so(self, code):
        with override(code):
            words = gettext("It was made by a machine and has not been checked by a person.")
        for page in Page.objects.all():
            address = f"/{code}/" if page.slug == "home" else f"/{code}/{page.slug}/"
            text = unescape(Client().get(address).content.decode())
            assert (words in text) == (code != page.authentic_language)
