"""What a reader finds in the main part of a page."""

import re
from html import unescape

INLINE = r"</?(?:a|abbr|b|code|em|small|span|strong|time)\b[^>]*>"


def main(response):
    return response.content.decode().partition("<main")[2].partition(">")[2].partition("</main>")[0]


def plain(html):
    """The words as a reader sees them, with one blank between two."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", re.sub(INLINE, "", html))).split())


def words(response):
    return plain(main(response))


def links(response, start=""):
    """Where the links lead, in their order, each once."""
    found = re.findall(r'<a\b[^>]*\bhref="([^"]*)"', main(response))
    return list(dict.fromkeys(unescape(address) for address in found if address.startswith(start)))


def headings(response, level):
    return [plain(found) for found in re.findall(rf"<h{level}\b[^>]*>(.*?)</h{level}>", main(response), re.DOTALL)]
