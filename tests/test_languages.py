"""24 languages: each page in each of them, what it says of the others, and the catalogues of our own words."""

import ast
import re
from collections import Counter
from datetime import date
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.conf import settings
from django.db import transaction
from django.template import engines
from django.templatetags.i18n import BlockTranslateNode, TranslateNode
from django.test import Client
from django.urls import resolve

from events.models import Session
from positions.models import Ask
from positions.states import Direction
from tests import factories
from tests.addresses import public_patterns

pytestmark = [pytest.mark.walk, pytest.mark.django_db]

ROOT = Path(__file__).parent.parent
CODES = [code for code, _ in settings.LANGUAGES]
CATALOGUES = {f"{path.parts[-4]}/{path.parts[-3]}": path for path in ROOT.glob("eclag/locale*/*/*/django.po")}
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
LISTS = ["about/steering-group/", "members/", "positions/", "dossiers/", "events/", "search/"]
SAME_BYTES = ["positions/frozen/v1/record.json", "positions/frozen/v1/statement.txt"]
CALENDARS = ["events/calendar.ics", "events/event/event.ics"]
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


def told(page, *fields):
    """Each field in the languages of the page, each text naming its language in brackets."""
    languages = TEXTS[page]
    none = {f"{field}_en": "" for field in fields}
    texts = {f"{field}_{code}": f"Words [{code}]" for field in fields for code in languages}
    return none | texts | {"authentic_language": languages[0]}


def build():
    for page in ["", "about/", "help/", "press/", "privacy/", "accessibility/"]:
        factories.page(page.rstrip("/") or "home", **told(page, "title", "lead", "body"))
    member = factories.organisation(slug="member", **told("members/member/", "does"))
    factories.seat(member)
    dossier = factories.dossier(
        slug="dossier", **told("dossiers/dossier/", "title", "short_title", "summary", "ask_now")
    )
    factories.milestone(dossier, date(2024, 5, 1), **told("press/", "title"))
    said = factories.statement(slug="said", **told("positions/said/", "title", "about", "addressee"))
    texts = {code: (f"Words [{code}]", f"<p>Words [{code}].</p>") for code in TEXTS["positions/frozen/"]}
    facts = told("positions/frozen/", "title", "about", "addressee")
    version = factories.frozen(texts, facts["authentic_language"], slug="frozen", **facts)
    Ask.objects.create(version=version, direction=Direction.FOR, **told("positions/frozen/", "text"))
    for statement in (said, version.statement):
        statement.dossiers.add(dossier)
        factories.signature(statement, member)
    event = factories.event(slug="event", **told("events/event/", "title", "about", "city"))
    talk = Session.objects.create(event=event, **told("about/", "title"))
    factories.appearance(event, organisation=member, session=talk, affiliation="Words [mt]")


@pytest.fixture(scope="module")
def browser(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        build()
        yield Client()
        transaction.set_rollback(True)


class Document(HTMLParser):
    """What a page says of its languages."""

    def __init__(self, response):
        super().__init__()
        self.status, self.page = response.status_code, response.content.decode()
        self.open, self.links, self.marked, self.skip = [], {}, [], None
        self.feed(self.page)

    def handle_starttag(self, tag, attributes):
        said = dict(attributes)
        if tag == "link" and said.get("rel") in {"canonical", "alternate"}:
            self.links[said.get("hreflang", "canonical")] = said["href"].removeprefix(settings.BASE_URL)
        if tag not in VOID:
            self.open.append((tag, said.get("lang") or (self.open[-1][1] if self.open else None)))
        if said.get("class") == "skip":
            self.skip = self.open[-1][1]

    def handle_endtag(self, tag):
        while self.open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        """In `marked`: the language that a text is marked with, and the one that it names itself."""
        if self.open and self.open[1:2] != [("head", self.open[0][1])]:
            self.marked += [(self.open[-1][1], code) for code in re.findall(r"\[(\w\w)\]", data)]

    @property
    def language(self):
        return re.search(r'<html lang="(\w\w)">', self.page)[1]

    @property
    def switch(self):
        part = re.search(r'<details class="languages">(.*?)</details>', self.page, re.DOTALL)[1]
        return [unescape(address) for address in re.findall(r'<a href="([^"]*)"', part)]


@pytest.fixture(scope="module", params=CODES)
def walked(request, browser):
    """A language, and each page in it."""
    code = request.param
    return code, {page: Document(browser.get(f"/{code}/{page}")) for page in [*TEXTS, *LISTS]}


def test_the_walk_visits_every_public_address_behind_a_prefix():
    visited = {resolve(f"/en/{page}").route for page in [*TEXTS, *LISTS, *SAME_BYTES, *CALENDARS]}
    prefixed = {pattern for pattern in public_patterns() if pattern.startswith("<language>/")}
    assert {route.replace("en/", "<language>/", 1) for route in visited} == prefixed


def test_each_page_answers_in_each_language_and_says_so(walked):
    code, pages = walked
    seen = {page: (document.status, document.language) for page, document in pages.items()}
    assert seen == dict.fromkeys(pages, (200, code))


def test_a_text_in_another_language_than_the_page_is_marked(walked):
    _, pages = walked
    assert [page for page, document in pages.items() if page in TEXTS and not document.marked] == []
    wrong = {page: [pair for pair in document.marked if pair[0] != pair[1]] for page, document in pages.items()}
    assert {page: pairs for page, pairs in wrong.items() if pairs} == {}


def test_our_own_words_are_marked_as_english_where_we_do_not_speak_the_language(walked):
    code, pages = walked
    spoken = code if code in SPOKEN else "en"
    assert {document.skip for document in pages.values()} == {spoken}


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
        named = code if code in TEXTS["events/event/"] else "mt"
        assert re.findall(r"SUMMARY:(.*)\r", answer.content.decode()) == [f"Words [{named}]"]


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


# Catalogues


def catalogue(name):
    with CATALOGUES[name].open("rb") as file:
        return read_po(file, locale=name.split("/")[1])


def strings(message):
    return list(message.string) if message.pluralizable else [message.string]


def sources(message):
    return list(message.id) if message.pluralizable else [message.id]


def differing(name, pattern):
    """Messages of which a translation does not hold the same pieces as one of its sources."""

    def pieces(text):
        return Counter(re.findall(pattern, text))

    return [
        (message.id, string)
        for message in catalogue(name)
        for string in strings(message)
        if message.id and pieces(string) not in [pieces(source) for source in sources(message)]
    ]


def words_of_templates():
    for path in ROOT.glob("*/templates/**/*"):
        if path.suffix in {".html", ".txt", ".xml"}:
            nodes = engines["django"].from_string(path.read_text()).template.nodelist
            for node in nodes.get_nodes_by_type(TranslateNode):
                yield node.filter_expression.var.literal
            for node in nodes.get_nodes_by_type(BlockTranslateNode):
                yield node.render_token_list(node.singular)[0]


def words_of_code():
    for app in ("members", "positions", "events", "eclag"):
        for path in (ROOT / app).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                named = isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
                if named and node.func.id in {"_", "gettext", "gettext_lazy", "ngettext"}:
                    yield node.args[0].value


def test_dutch_and_maltese_are_there():
    assert {"locale/nl", "locale/mt"} <= set(CATALOGUES)


@pytest.mark.parametrize("name", CATALOGUES)
def test_a_catalogue_has_every_word_and_doubts_none(name):
    read = catalogue(name)
    assert read.fuzzy is False
    assert [message.id for message in read if message.id and (message.fuzzy or not all(strings(message)))] == []


@pytest.mark.parametrize("name", CATALOGUES)
def test_a_catalogue_has_as_many_plurals_as_its_header_says(name):
    read = catalogue(name)
    header = int(re.search(r"nplurals=(\d)", dict(read.mime_headers)["Plural-Forms"])[1])
    assert {len(message.string) for message in read if message.pluralizable} <= {header}


@pytest.mark.parametrize("name", CATALOGUES)
def test_a_translation_keeps_the_placeholders(name):
    assert differing(name, r"%\(\w+\)[sd]|%[sd%]|\{\w*\}") == []


@pytest.mark.parametrize("name", CATALOGUES)
def test_a_translation_keeps_the_tags(name):
    assert differing(name, r"</?\w+[^>]*>") == []


@pytest.mark.parametrize("name", [name for name in CATALOGUES if name.startswith("locale/")])
def test_a_catalogue_knows_all_our_words(name):
    ours = {*words_of_templates(), *words_of_code()}
    assert len(ours) > 150
    assert sorted(ours - {sources(message)[0] for message in catalogue(name)}) == []
