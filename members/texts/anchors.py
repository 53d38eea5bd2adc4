"""Addresses inside a text: its paragraphs are numbered and its headings named, so that each can be quoted."""

import re
from html import unescape
from typing import NamedTuple

from django.utils.html import format_html, strip_tags
from django.utils.safestring import mark_safe
from django.utils.translation import gettext

TAG = re.compile(r"<(/?)(p|h2|h3|ul|ol|blockquote)\b[^>]*>")
INSIDE = {"ul", "ol", "blockquote"}  # what stands in these belongs to the paragraph before
NOTE = re.compile("<p><sup")


class Anchored(NamedTuple):
    html: str
    contents: list  # (address on the page, heading) of each main heading


def anchored(html):
    """The clean HTML of a text with the addresses #p1, #p2 … and #s1, #s2 … in it; notes have their own."""
    depth, paragraphs, contents = 0, 0, []

    def address(found):
        nonlocal depth, paragraphs
        closes, tag = found.groups()
        if tag in INSIDE:
            depth += -1 if closes else 1
        if closes or depth or tag in INSIDE or NOTE.match(html, found.start()):
            return found[0]
        if tag == "p":
            paragraphs += 1
            told = gettext("Paragraph %(number)s") % {"number": paragraphs}
            link = '<p id="p{0}"><a class="pn" href="#p{0}" data-number="{0}" aria-label="{1}"></a>'
            return format_html(link, paragraphs, told)
        if tag == "h2":
            told, _, _ = html[found.end() :].partition("</h2>")
            contents.append((f"s{len(contents) + 1}", unescape(strip_tags(told))))
            return format_html('<h2 id="{}">', contents[-1][0])
        return found[0]

    return Anchored(mark_safe(TAG.sub(address, html)), contents)  # noqa: S308 - clean, and nothing but these was added
