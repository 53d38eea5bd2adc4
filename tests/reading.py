"""What a reader finds in the main part of a page."""

import re
from html import unescape


def main(response):
    return response.content.decode().partition("<main")[2].partition("</main>")[0]


def plain(html):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def words(response):
    """All its words, one blank between them."""
    return plain(main(response).partition(">")[2])


def links(response, start=""):
    """Where its links lead, in their order, each once."""
    found = re.findall(r'<a\b[^>]*\bhref="([^"]*)"', main(response))
    return list(dict.fromkeys(unescape(address) for address in found if address.startswith(start)))


def headings(response, level):
    return [plain(found) for found in re.findall(rf"<h{level}\b[^>]*>(.*?)</h{level}>", main(response), re.DOTALL)]
