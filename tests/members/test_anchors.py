"""Paragraphs of a text have numbers by which they are quoted, and its headings addresses."""

import pytest

from members.texts.anchors import anchored

LINK = '<a class="pn" href="#p{0}" data-number="{0}" aria-label="Paragraph {0}"></a>'


def link(number):
    return LINK.format(number)


@pytest.mark.parametrize(
    ("html", "read"),
    [
        ("", ""),
        ("<p>One.</p><p>Two.</p>", f'<p id="p1">{link(1)}One.</p><p id="p2">{link(2)}Two.</p>'),
        (
            "<p>One:</p><ul><li><p>a</p></li></ul><blockquote><p>b</p></blockquote><p>Two.</p>",
            (
                f'<p id="p1">{link(1)}One:</p><ul><li><p>a</p></li></ul><blockquote><p>b</p></blockquote>'
                f'<p id="p2">{link(2)}Two.</p>'
            ),
        ),
        (
            '<p>One.</p><p><sup id="note-1">1</sup> A note.</p>',
            f'<p id="p1">{link(1)}One.</p><p><sup id="note-1">1</sup> A note.</p>',
        ),
        ("<h3>Small</h3>", "<h3>Small</h3>"),
    ],
)
def test_each_paragraph_has_a_number_but_for_lists_quotes_and_notes(html, read):
    assert anchored(html).html == read


def test_main_headings_are_the_contents():
    text = anchored("<h2>Why &amp; <em>how</em></h2><p>One.</p><h3>Small</h3><h2>Why &amp; <em>how</em></h2>")
    assert text.contents == [("s1", "Why & how"), ("s2", "Why & how")]
    assert '<h2 id="s1">Why &amp; <em>how</em></h2>' in text.html
    assert '<h2 id="s2">' in text.html
