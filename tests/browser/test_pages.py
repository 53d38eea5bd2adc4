"""What each page is in a browser: it asks nobody else, everybody can use it, and it fits a small screen."""

import os
import re
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.urls import resolve

from tests.addresses import public_patterns
from tests.browser.pages import ENTRANCE, FILES, MISSING, PUBLIC

pytestmark = [pytest.mark.browser, pytest.mark.walk]

ALL = [*PUBLIC, *ENTRANCE, MISSING]
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]}}
ROOM = """link => {
    const words = document.createRange();
    words.selectNodeContents(link);
    return Math.round(link.offsetWidth - words.getBoundingClientRect().width);
}"""
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def test_a_page_of_each_kind_is_visited():
    visited = {resolve(f"/en/{page.partition('?')[0]}").route for page in [*PUBLIC, *FILES]}
    prefixed = {pattern for pattern in public_patterns() if pattern.startswith("<language>/")}
    assert {route.replace("en/", "<language>/", 1) for route in visited} == prefixed


@pytest.mark.parametrize("path", ALL)
def test_a_page_asks_nobody_else_and_finds_all_it_asks_for(visitor, portal, path):
    page, asked, wrong = visitor(), [], []
    page.on("response", lambda response: asked.append((response.url, response.status)))
    page.on("requestfailed", lambda request: wrong.append(request.url))
    page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto(f"/en/{path}")
    (first, status), *rest = asked
    assert (first, status) == (f"{portal}/en/{path}", 404 if path == MISSING else 200)
    assert {urlsplit(url).netloc for url, _ in rest} == {urlsplit(portal).netloc}
    assert {status for _, status in rest} == {200}
    assert [text for text in wrong if path != MISSING or "404" not in text] == []


# In turn on a phone in the dark and at a desk in the light; the long experiments see each page in both.
LOOKS = [(360, "dark"), (1280, "light")]
SEEN = [(path, [*LOOKS] if os.environ.get("LONG") else [LOOKS[place % 2]]) for place, path in enumerate(ALL)]


@pytest.mark.parametrize(("path", "looks"), SEEN)
def test_axe_finds_nothing(visitor, path, looks):
    page, found = visitor(), []
    page.goto(f"/en/{path}")
    for width, scheme in looks:
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme)
        for rule in Axe().run(page, options=RULES | {"resultTypes": ["violations"]}).response["violations"]:
            found += [(width, scheme, rule["id"], *node["target"]) for node in rule["nodes"]]
    assert found == []


@pytest.mark.parametrize("language", ["mt", "de"])
def test_no_page_is_wider_than_a_small_screen(visitor, language):
    page, wide = visitor(viewport={"width": 320, "height": 700}), {}
    for path in ALL:
        page.goto(f"/{language}/{path}")
        wide[path] = page.evaluate(OVERFLOW)
    assert wide == dict.fromkeys(ALL, 0)


def test_the_way_to_help_holds_its_words_in_each_language(visitor):
    """It stands in a row that shrinks; a word that is too long for a small screen would touch its border."""
    page, room = visitor(viewport={"width": 320, "height": 700}), {}
    for language, _ in settings.LANGUAGES:
        page.goto(f"/{language}/")
        room[language] = page.locator("header .tool.help").evaluate(ROOM)
    assert {language: left for language, left in room.items() if left < 16} == {}


def test_no_public_page_sets_a_cookie(visitor):
    page = visitor()
    for path in [*PUBLIC, MISSING]:
        page.goto(f"/en/{path}")
        assert re.search("eclag", page.title(), re.IGNORECASE)
    page.goto("/")
    assert page.context.cookies() == []
