"""What staff copy in a word processor keeps its headings, lists, links, emphasis and notes in the editor."""

import sqlite3
from pathlib import Path

import pytest

from tests.browser.test_journeys import log_in

pytestmark = pytest.mark.browser

PASTED = Path(__file__).parent / "pasted"
PASTE = """(editor, html) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/html", html);
    editor.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
}"""


def paste(page, name):
    """Open the form of a new page, paste into its English text, and tell what will be sent."""
    log_in(page)
    page.goto("/admin/eclag/page/add/")
    page.locator(".field-body_en [contenteditable=true]").evaluate(PASTE, (PASTED / f"{name}.html").read_text())
    return page.locator("#id_body_en").input_value()


def test_a_text_from_word_keeps_its_structure_and_its_notes(visitor):
    assert paste(visitor(), "word") == (
        "<h2>A harbour for every child</h2>"
        "<h2>Why harbours matter</h2>"
        "<p>Boats need <strong>quiet</strong> water<sup>[1]</sup> and <em>patient</em> crews<sup>[2]</sup>, "
        'see the second part, the <a href="https://example.org/pilots?tide=high">pilots’ handbook</a>, the chart or '
        '<a href="mailto:harbour@example.org">our office</a>.</p>'
        "<h3>1.1 What we ask</h3>"
        "<ul><li><p>Dredge the channel</p>"
        "<ul><li><p>in <strong>spring</strong></p></li><li><p>in autumn</p></li></ul></li>"
        "<li><p>Paint the new buoys</p></li></ul>"
        "<h3>Who does it</h3>"
        '<ol data-type="decimal" start="3"><li><p>The pilot: two</p>'
        '<ol data-type="decimal"><li><p>by day</p></li></ol></li>'
        "<li><p>The crew</p></li></ol>"
        "<h3>Costs</h3>"
        "<p><strong>Work</strong> – <strong>Euro</strong></p>"
        "<p>Dredging – 12&nbsp;000</p>"
        "<p>The lighthouse is small.</p>"
        '<p><sup>[1]</sup> See <em>Tides</em>, <a href="https://example.org/tides">online</a>.</p>'
        "<p><sup>[2]</sup> Patience is learned.</p>"
        "<p>It takes years.</p>"
    )


def test_a_text_from_word_online_has_its_lists_nested_again(visitor):
    assert paste(visitor(), "word_online") == (
        "<h2>At sea</h2>"
        "<p>The <strong>captain</strong><em> decides</em><sup>[7]</sup> with "
        '<a href="https://example.org/mate">the mate</a></p>'
        '<ol data-type="decimal" start="2"><li><p>Lifeboats</p><ul><li><p>with oars</p></li></ul></li>'
        "<li><p>Flares</p></li></ol>"
    )


def test_a_text_from_libreoffice_is_saved_with_its_structure_and_its_notes(visitor, database):
    page = visitor()
    paste(page, "libreoffice")
    page.get_by_label("Slug").fill("lanterns")
    page.locator("#id_title_en").fill("Lanterns")
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url("**/admin/eclag/page/")
    with sqlite3.connect(database) as connection:
        [[saved]] = connection.execute("SELECT body_en FROM eclag_page WHERE slug = 'lanterns'")
    assert saved == (
        "<h2>Lanterns</h2>"
        "<p>A lantern<sup>[1]</sup> needs <strong>oil</strong> and <em>care</em><sup>[2]</sup>, "
        "<strong>never</strong> haste<sup>[3]</sup>.</p>"
        "<h3>In the tower</h3>"
        "<h3>On the stairs</h3>"
        '<ul><li><p>wick</p><ul><li><p><a href="https://example.org/cotton" rel="noopener">cotton</a></p></li>'
        "<li><p>wool</p></li></ul></li><li><p>glass</p></li></ul>"
        '<ol start="4"><li><p>Light it.</p></li><li><p>Guard it.</p></li></ol>'
        "<p>Oil – two litres a night</p>"
        "<p>Glass</p>"
        "<p><sup>[1]</sup> Of <em>brass</em>.</p>"
        '<p><sup>[2]</sup> See <a href="https://example.org/care" rel="noopener">the guide</a>.</p>'
        "<p><sup>[3]</sup> Haste spills.</p>"
    )


def test_a_text_from_google_docs_keeps_its_structure_and_its_notes(visitor):
    assert paste(visitor(), "google_docs") == (
        "<h2>Ropes</h2>"
        "<p>Hemp is <strong>strong</strong><sup>[1]</sup> and <em>old</em>, says "
        '<a href="https://example.org/hemp">the ropemaker</a>.</p>'
        "<h3>Knots</h3>"
        "<ul><li><p>bowline</p><ul><li><p>on a bight</p></li></ul></li><li><p>reef knot</p></li></ul>"
        "<p><sup>[1]</sup>&nbsp;Measured in <em>Riga</em>.</p>"
    )


def test_a_text_from_the_web_is_left_to_the_editor(visitor):
    assert paste(visitor(), "web") == (
        "<p>Gulls</p>"
        "<h3>Their calls</h3>"
        '<p>They are <strong>loud</strong><a href="#cite-1"><sup>1</sup></a> and <em>clever</em>, see '
        '<a href="https://example.org/gulls">the list</a>.</p>'
        '<ol data-type="decimal"><li><p>grey</p></li><li><p>white</p></li></ol>'
    )
