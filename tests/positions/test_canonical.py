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
