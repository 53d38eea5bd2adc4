"""A statement from a Word text to the public: a coordinator, a signatory of the steering group, a reader."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.test_journeys import log_in
from tests.browser.test_pages import RULES
from tests.browser.test_word import PASTE, PASTED

pytestmark = pytest.mark.browser
ASKS = [
    ("For", "", "No day without protection."),
    ("Change", "Article 3(1)", "Yearly figures in one form."),
    ("Against", "Article 7", "No measure without a limit."),
]


class Hand:
    """A person at her browser, whose clicks, typed fields and loaded pages are counted."""

    def __init__(self, page, email):
        log_in(page, email)
        page.wait_for_url("**/desk/")
        self.page = page
        self.clicks = self.typed = self.loads = 0
        page.on("framenavigated", self.loaded)

    def loaded(self, frame):
        self.loads += frame == self.page.main_frame

    def click(self, thing):
        self.clicks += 1
        thing.click()

    def type(self, thing, text):
        self.typed += 1
        self.click(thing)
        thing.fill(text)


def faults(page):
    page.wait_for_load_state()
    return [fault["id"] for fault in Axe().run(page, options=RULES).response["violations"]]


def write(hand, title):
    """From the board to the words laid before those who adopt them; the address of the statement's page."""
    page = hand.page
    page.goto("/admin/")
    hand.click(page.get_by_role("link", name="New joint statement"))
    hand.type(page.get_by_label("Title [en]:"), title)
    hand.type(page.get_by_label("Addressee [en]:"), "The three institutions (sample)")
    hand.click(page.get_by_label("Sample dossier"))
    editor = page.locator(".field-text [contenteditable=true]")
    hand.click(editor)
    editor.evaluate(PASTE, (PASTED / "word.html").read_text())
    for number, (direction, article, text) in enumerate(ASKS):
        ask = page.locator(f"#asks-{number}")
        hand.click(ask.get_by_label(direction, exact=True))
        if article:
            hand.type(ask.get_by_label("Article:"), article)
        hand.type(ask.get_by_label("In one line:"), text)
    hand.click(page.get_by_role("button", name="Save, and send for approval"))
    expect(page.get_by_role("heading", name="Approval. It is your move.")).to_be_visible()


def test_a_word_text_becomes_a_statement_that_two_people_adopt_and_everybody_reads(visitor):
    title = "Sample: no gap in protection"
    editor = Hand(visitor(bypass_csp=True), "editor@example.org")
    write(editor, title)
    assert (editor.clicks, editor.typed, editor.loads <= 3) == (14, 7, True)
    assert faults(editor.page) == []
    steering = Hand(visitor(bypass_csp=True), "steering@example.org")
    waiting = steering.page.locator("li", has_text=title)
    steering.click(waiting.get_by_role("link", name="Read and adopt"))
    expect(steering.page.get_by_role("heading", name="Why harbours matter")).to_be_visible()
    assert faults(steering.page) == []
    steering.click(steering.page.get_by_role("button", name="Adopt for ECPAT International"))
    expect(steering.page.get_by_role("status")).to_have_text(f"You adopted “{title}”.")
    assert steering.page.locator("li", has_text=title).count() == 0
    assert steering.clicks == 2
    page = editor.page
    page.reload()
    editor.click(page.get_by_role("link", name="Adopt these words"))
    editor.click(page.get_by_role("button", name="Adopt for the secretariat"))
    editor.click(page.get_by_role("link", name="Publish", exact=True))
    editor.click(page.get_by_role("button", name="Publish"))
    expect(page.get_by_role("heading", name="Published")).to_be_visible()
    assert (editor.clicks, editor.typed) == (18, 7)
    reader = visitor()
    reader.goto("/en/positions/sample-no-gap-in-protection/")
    expect(reader.get_by_role("heading", name=title)).to_be_visible()
    asked = reader.locator(".ledger > li").all_inner_texts()
    assert [re.sub(r"\s+", " ", text) for text in asked] == [" ".join(part for part in ask if part) for ask in ASKS]
    expect(reader.locator(".facts")).to_contain_text("ECPAT International")


def test_what_is_missing_is_a_link_to_where_it_is_mended_also_without_script(visitor):
    page = visitor(java_script_enabled=False)
    log_in(page, "editor@example.org")
    page.goto("/admin/positions/statement/add/?kind=open_letter")
    page.get_by_label("Title [en]:").fill("Sample: nothing yet")
    page.get_by_role("button", name="Save, and send for approval").click()
    expect(page.locator(".messagelist")).to_contain_text("It is saved.")
    page.get_by_role("link", name="It asks for nothing yet: enter at least one ask.").click()
    assert page.url.endswith("#asks")
    ask = page.locator("#asks-0")
    ask.get_by_label("For", exact=True).check()
    ask.get_by_label("In one line:").fill("An ask.")
    page.get_by_role("button", name="Save this statement").click()
    missing = page.locator(".stand li a").all_inner_texts()
    assert missing == ["The text in its authentic language is missing."]
