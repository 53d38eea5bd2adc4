"""The canonical text of a version: the very bytes that its digest is taken of (docs/canonical-text.md)."""

import re
import unicodedata
from html.parser import HTMLParser

from members.texts.rich import clean_rich_text

BLOCKS = {"p", "h2", "h3", "li", "blockquote", "ul", "ol"}
HEADINGS = {"h2": "## ", "h3": "### "}


class Writer(HTMLParser):
    """Writes our few tags as plain lines; emphasis leaves no trace, a link keeps its address."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.blocks = []  # (does no empty line stand before it, is it in a list, its text)
        self.words = []
        self.lists = []  # per open list: the next number, None for bullets
        self.widths = []  # per open list: of the mark of the item that it stands in
        self.links = []
        self.quotes = 0
        self.mark = ""

    def end_block(self):
        lines = [re.sub(r"[ \t\r\n\f]+", " ", line).strip(" ") for line in "".join(self.words).split("\v")]
        text = "\n".join(lines).strip("\n")
        if text:
            quote = "> " * self.quotes
            indent = "  " * max(0, len(self.lists) - 1)
            later = indent + " " * len(self.mark) if self.lists else ""
            first, *rest = text.split("\n")
            written = [quote + indent + self.mark + first, *(quote + later + line for line in rest)]
            together = bool(self.lists) and bool(self.blocks) and self.blocks[-1][1]
            self.blocks.append((together, bool(self.lists), "\n".join(written)))
            self.mark = " " * len(self.mark) if self.lists else ""
        self.words = []

    def handle_starttag(self, tag, attrs):
        if tag in BLOCKS:
            self.end_block()
        if tag in HEADINGS:
            self.mark = HEADINGS[tag]
        elif tag in {"ul", "ol"}:
            start = dict(attrs).get("start") or "1"
            self.lists.append(None if tag == "ul" else int(start) if re.fullmatch(r"[0-9]{1,6}", start) else 1)
            self.widths.append(len(self.mark))
        elif tag == "li" and self.lists:
            number = self.lists[-1]
            self.mark = "- " if number is None else f"{number}. "
            if number is not None:
                self.lists[-1] += 1
        elif tag == "blockquote":
            self.quotes += 1
        elif tag == "br":
            self.words.append("\v")
        elif tag == "sup":
            self.words.append("[")
        elif tag == "a":
            self.links.append((dict(attrs).get("href") or "", len(self.words)))

    def handle_endtag(self, tag):
        if tag == "a" and self.links:
            address, start = self.links.pop()
            if address and "".join(self.words[start:]).strip() != address:
                self.words.append(f" <{address}>")
        elif tag == "sup":
            self.words.append("]")
        if tag in BLOCKS:
            self.end_block()
        if tag in {"ul", "ol"} and self.lists:
            self.lists.pop()
            self.mark = " " * self.widths.pop()
        elif tag == "blockquote":
            self.quotes -= 1
        elif tag in HEADINGS:
            self.mark = ""

    def handle_data(self, data):
        self.words.append(data.replace("\v", " "))

    def written(self):
        self.close()
        self.end_block()
        text = ""
        for together, _, block in self.blocks:
            text += ("\n" if together else "\n\n") + block
        return text


def canonical_text(title, html):
    """UTF-8 text in NFC with LF line ends and exactly one at the end: the title, then the blocks of the text."""
    writer = Writer()
    writer.feed(clean_rich_text(html))
    heading = re.sub(r"\s+", " ", title).strip()
    return unicodedata.normalize("NFC", heading + writer.written()).strip("\n") + "\n"
