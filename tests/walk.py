"""What a page says of its languages, as tests read it that walk page by page."""

import os
import re
from html import unescape
from html.parser import HTMLParser

from django.conf import settings

from tests.catalogues import CODES

# Those that are walked page by page; the long experiments walk all. (Each catalogue is looked at whole, always.)
WALKED = CODES if os.environ.get("LONG") else ["bg", "en", "mt", "nl"]
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


class Document(HTMLParser):
    """What a page says of its languages."""

    def __init__(self, response):
        super().__init__()
        self.status, self.page = response.status_code, response.content.decode()
        self.open, self.links, self.marked, self.skip, self.said = [], {}, [], None, []
        self.feed(self.page)

    def handle_starttag(self, tag, attributes):
        said = dict(attributes)
        if tag == "link" and said.get("rel") in {"canonical", "alternate"} and "type" not in said:
            self.links[said.get("hreflang", "canonical")] = said["href"].removeprefix(settings.BASE_URL)
        if tag not in VOID:
            self.open.append((tag, said.get("lang") or (self.open[-1][1] if self.open else None)))
        if said.get("class") == "skip":
            self.skip = self.open[-1][1]
        shown = {"aria-label", "alt", "placeholder", "title"} | (
            {"content"} if said.get("name") == "description" else set()
        )
        self.said += [(self.open[-1][1], value) for name, value in attributes if name in shown]

    def handle_endtag(self, tag):
        while self.open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        """In `marked`: the language that a text is marked with, the one that it names itself, all there are."""
        if self.open and self.open[-1][0] not in {"script", "style"}:
            self.said.append((self.open[-1][1], data))
        if self.open and self.open[1:2] != [("head", self.open[0][1])]:
            self.marked += [
                (self.open[-1][1], code, have.split()) for code, have in re.findall(r"\[(\w\w) of ([\w ]+)\]", data)
            ]

    @property
    def language(self):
        return re.search(r'<html lang="(\w\w)">', self.page)[1]

    @property
    def told(self):
        """What is said of other languages, each time that it is said."""
        return re.findall(r'<p class="notice foreign">(.*?)</p>', self.page)

    @property
    def switch(self):
        part = re.search(r'<ul class="languages">(.*?)</ul>', self.page, re.DOTALL)[1]
        return [unescape(address) for address in re.findall(r'<a href="([^"]*)"', part)]


def in_own_language(documents, code):
    return [text for document in documents for language, text in document.said if language == code]
