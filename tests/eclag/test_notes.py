"""Notes in a text: plain numbers for who writes, links for who reads."""

import pytest

from eclag.templatetags.portal import rich


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (
            "<p>Word<sup>[1]</sup>.</p><p><sup>[1]</sup> Note.</p>",
            (
                '<p>Word<sup id="ref-1"><a href="#note-1" aria-label="Note 1">[1]</a></sup>.</p>'
                '<p><sup id="note-1"><a href="#ref-1" aria-label="Back to the text">[1]</a></sup> Note.</p>'
            ),
        ),
        (
            "<p>A<sup>2</sup> B<sup>2</sup></p><p><sup>2</sup> Note.</p>",
            (
                '<p>A<sup id="ref-2"><a href="#note-2" aria-label="Note 2">2</a></sup> '
                'B<sup><a href="#note-2" aria-label="Note 2">2</a></sup></p>'
                '<p><sup id="note-2"><a href="#ref-2" aria-label="Back to the text">2</a></sup> Note.</p>'
            ),
        ),
        ("<p>10 m<sup>2</sup></p>", "<p>10 m<sup>2</sup></p>"),
        ("<p>A<sup>[3]</sup></p>", "<p>A<sup>[3]</sup></p>"),
        (
            "<p><sup>[1]</sup> A note that nothing refers to.</p>",
            "<p><sup>[1]</sup> A note that nothing refers to.</p>",
        ),
        (
            '<p>A<sup onclick="x()">[1]</sup></p><p><sup>[1]</sup><script>x()</script></p>',
            (
                '<p>A<sup id="ref-1"><a href="#note-1" aria-label="Note 1">[1]</a></sup></p>'
                '<p><sup id="note-1"><a href="#ref-1" aria-label="Back to the text">[1]</a></sup></p>'
            ),
        ),
    ],
)
def test_a_reference_leads_to_its_note_and_back(written, read):
    assert rich(written) == read
