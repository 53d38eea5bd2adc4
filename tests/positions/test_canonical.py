"""The canonical text, byte by byte."""

import pytest

from positions.canonical import canonical_text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One</p><p>Two</p>", "Title\n\nOne\n\nTwo\n"),
        ("<h2>Head</h2><p>Words</p><h3>Less</h3>", "Title\n\n## Head\n\nWords\n\n### Less\n"),
        ("<p>so <strong>very</strong> <em>clear</em></p>", "Title\n\nso very clear\n"),
        ("<ul><li>a</li><li><p>b</p></li></ul><p>c</p>", "Title\n\n- a\n- b\n\nc\n"),
        ('<ol start="3"><li>a</li><li>b</li></ol>', "Title\n\n3. a\n4. b\n"),
        ("<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>", "Title\n\n- a\n  - b\n- c\n"),
        ("<ul><li><p>a</p><ol><li>b</li></ol><p>c</p></li></ul>", "Title\n\n- a\n  1. b\n  c\n"),
        ("<ul><li><p>a</p><p>b</p></li></ul>", "Title\n\n- a\n  b\n"),
        ("<blockquote><p>a</p><p>b</p></blockquote>", "Title\n\n> a\n\n> b\n"),
        ('<p><a href="https://example.org/x">here</a></p>', "Title\n\nhere <https://example.org/x>\n"),
        ('<p><a href="https://e.org">https://e.org</a></p>', "Title\n\nhttps://e.org\n"),
        ("<p>a<br>b</p>", "Title\n\na\nb\n"),
        ("<p>word<sup>1</sup></p>", "Title\n\nword[1]\n"),
        ("<p>a\r\n  b\t c</p>", "Title\n\na b c\n"),
        ("<p>e\u0301</p>", "Title\n\n\u00e9\n"),
        ("<p>a\u00a0b</p>", "Title\n\na\u00a0b\n"),
        ("<p>a &amp; b &lt;c&gt;</p>", "Title\n\na & b <c>\n"),
        ("<p></p><p> </p>", "Title\n"),
        ("<script>alert(1)</script><p>a</p>", "Title\n\na\n"),
    ],
)
def test_each_element_is_written_as_documented(html, text):
    assert canonical_text("Title", html) == text


# The bytes themselves, so that no rule of docs/canonical-text.md changes unseen.
BYTES = [
    # 1: the title
    ("  A \n\t title\u00a0here ", "<p>x</p>", b"A title here\n\nx\n"),
    ("A title", "", b"A title\n"),
    ("e\u0301t\u00e9", "<p>x</p>", b"\xc3\xa9t\xc3\xa9\n\nx\n"),
    # 2: blocks; a no-break space stays, a vertical tab is a space
    ("T", "<p>\u00a0x\u00a0y  z\f\r\nq </p><p> </p>", b"T\n\n\xc2\xa0x\xc2\xa0y z q\n"),
    ("T", "<p>a\u000bb</p>", b"T\n\na b\n"),
    # 3: lists stand together
    ("T", "<ul><li>a</li></ul><ol><li>b</li></ol><p>c</p>", b"T\n\n- a\n1. b\n\nc\n"),
    # 4 and 7: a heading with a break
    ("T", "<h2>a<br>b</h2><h3>c</h3>", b"T\n\n## a\nb\n\n### c\n"),
    # 5: what stands in an item stands below its words
    (
        "T",
        "<ul><li>one<p>more</p><ol start='7'><li>two<br>three</li><li>four</li></ol></li><li>five</li></ul><p>six</p>",
        b"T\n\n- one\n  more\n  7. two\n     three\n  8. four\n- five\n\nsix\n",
    ),
    # 6: each line of a quote, once a level
    (
        "T",
        "<blockquote><p>one<br>two</p><blockquote><p>three</p></blockquote></blockquote>",
        b"T\n\n> one\n> two\n\n> > three\n",
    ),
    ("T", "<blockquote><ul><li>a<br>b</li></ul></blockquote>", b"T\n\n> - a\n>   b\n"),
    # 8: links
    (
        "T",
        "<p><a href='https://x.example'>https://x.example</a> <a href='https://x.example'>words</a></p>",
        b"T\n\nhttps://x.example words <https://x.example>\n",
    ),
    # 9 and 10: marks and emphasis
    ("T", "<p>a<sup>12</sup> <strong>b <em>c</em></strong></p>", b"T\n\na[12] b c\n"),
    # 11: NFC and no other form: a ligature stays; Greek, Cyrillic, curly quotes are what they are
    ("T", "<p>\ufb01 \u03ac \u0439 \u201ca \u2018b\u2019\u201d</p>", "T\n\nﬁ ά й “a ‘b’”\n".encode()),
    ("T", "<p>\u0438\u0306 \u03b1\u0301</p>", "T\n\n\u0439 \u03ac\n".encode()),
]


@pytest.mark.parametrize(("title", "html", "written"), BYTES)
def test_each_rule_gives_these_very_bytes(title, html, written):
    assert canonical_text(title, html).encode() == written
