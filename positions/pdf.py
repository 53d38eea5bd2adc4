"""A version of a statement as a PDF: tagged, in the reader's language, with who stands behind it and its digest."""

import io
from html.parser import HTMLParser
from pathlib import Path

import qrcode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from qrcode.image.svg import SvgPathImage

from members.texts.languages import country_name, day_in_words, reader_locale
from members.texts.rich import clean_rich_text
from positions.letters import asks_of
from positions.states import StatementState

TEMPLATE = Path(__file__).parent / "typst" / "statement.typ"
LISTED = 2000  # names; of more it says how many, and where they stand
TITLE = 600
DEEPEST = 20  # tags within tags
BREAK = {"tag": "br"}
BLOCKS, LISTS = {"p", "h2", "h3"}, {"ul", "ol"}


class Blocks(HTMLParser):
    """Our few tags as nested data, for a template that reads no markup."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.root = {"tag": "blockquote", "items": []}
        self.open = [self.root]

    def handle_starttag(self, tag, attrs):
        above, attrs = self.open[-1], dict(attrs)
        if tag == "br":
            self.inline().append(BREAK)
            return
        if len(self.open) > DEEPEST:  # what is nested further stands where this stands
            self.open.append(above)
            return
        if tag == "li" and above["tag"] in LISTS:
            node = {"tag": "li", "items": []}
            above["items"].append(node["items"])
        elif tag == "li":
            node = {"tag": "blockquote", "items": []}
            self.holder()["items"].append(node)
        elif tag in LISTS | {"blockquote"}:
            start = attrs.get("start") or "1"
            node = {"tag": tag, "items": [], "start": int(start) if start.isdecimal() and len(start) < 7 else 1}
            self.holder()["items"].append(node)
        elif tag in BLOCKS:
            node = {"tag": tag, "body": []}
            self.holder()["items"].append(node)
        else:
            node = {"tag": tag, "body": [], "href": attrs.get("href") or ""}
            if tag == "a" and not node["href"].startswith(("https://", "http://", "mailto:")):
                node["tag"] = "span"
            self.inline().append(node)
        self.open.append(node)

    def holder(self):
        """The nearest open thing that holds blocks; a list holds its items alone."""
        return next(node for node in reversed(self.open) if "items" in node and node["tag"] not in LISTS)

    def inline(self):
        """Where words go: the open block, or a paragraph that begins here."""
        if "body" in self.open[-1]:
            return self.open[-1]["body"]
        items = self.holder()["items"]
        if not items or items[-1]["tag"] != "loose":
            items.append({"tag": "loose", "body": []})
        return items[-1]["body"]

    def handle_endtag(self, tag):
        if tag != "br" and len(self.open) > 1:
            self.open.pop()

    def handle_data(self, data):
        if data.strip() or "body" in self.open[-1]:
            self.inline().append(data)


def blocks_of(html):
    parser = Blocks()
    parser.feed(clean_rich_text(html or ""))
    parser.close()
    return filled(parser.root["items"])


def filled(nodes):
    """Without what has no words: a heading or a link without any is refused by the rules of accessible documents."""
    kept = [pruned(node) for node in nodes]
    return [node for node in kept if isinstance(node, str) or node == BREAK or says(node)]


def pruned(node):
    if isinstance(node, list):
        return filled(node)
    if isinstance(node, str):
        return node
    return {name: filled(part) if isinstance(part, list) else part for name, part in node.items()}


def says(node):
    """Whether there are words in it."""
    if isinstance(node, str):
        return bool(node.strip())
    return any(map(says, node if isinstance(node, list) else node.get("body", node.get("items", []))))


def svg_of(address):
    drawn = io.BytesIO()
    qrcode.make(address, image_factory=SvgPathImage, border=0).save(drawn)
    return drawn.getvalue().decode()


def data_of(page, *, language, identifier):
    """What stands in the PDF of what `page_of` says, all of it plain text, in the language that is active."""
    statement, version, text = page["statement"], page["version"], page["text"]
    countries = listed(page["signatures"])
    more = page["signed"] - sum(len(country["names"]) for country in countries)
    number = {"number": page["signed"]}
    count = ngettext("%(number)s signatory", "%(number)s signatories", page["signed"]) % number
    return {
        "lang": language,
        "text_lang": text.language,
        "title": text.title[:TITLE],
        "author": "ECLAG",
        "overline": " · ".join(overline(statement, version)),
        "facts": [str(fact) for fact in facts_of(statement) if fact],
        "note": note_of(version, text),
        "identifier": identifier,
        "qr": svg_of(identifier),
        "blocks": blocks_of(text.text),
        "asks_title": _("What it asks for"),
        "asks": asks_of(version),
        "signatories_title": _("Who stands behind it"),
        "count": f"{count}.",
        "countries": countries,
        "more": _("And %(number)s more, in signatories.csv.") % {"number": more} if more else "",
        "verify_title": _("Verify it yourself"),
        "verify": _("The digest (SHA-256) of the authentic text, fixed on %(day)s:")
        % {"day": day_in_words(version.frozen_at)},
        "digest": version.digest,
    }


def overline(statement, version):
    sample = [_("Sample")] if statement.is_sample else []
    return [*sample, str(statement.get_kind_display()), _("Version %(number)s") % {"number": version.number}]


def facts_of(statement):
    yield _("To: %(addressee)s") % {"addressee": statement.localized("addressee")} if statement.addressee else ""
    yield _("This statement was withdrawn.") if statement.state == StatementState.WITHDRAWN else ""


def note_of(version, text):
    """Which text this is, where it is not the authentic one."""
    if text.language == version.language:
        return ""
    authentic = reader_locale().languages.get(version.language, version.language)
    return _("A translation: the authentic text is in another language (%(language)s).") % {"language": authentic}


def listed(signatures):
    """The first names of each country, LISTED in all; who signed late is marked."""
    left, found = LISTED, []
    for code, rows in signatures:
        names = [named(row) for row in rows[:left]]
        left -= len(names)
        if names:
            found.append({"name": country_name(code), "names": names})
    return found


def named(row):
    """The signatory, with what the reader of a page is told of it besides."""
    said = [_("signed late")] if row.late else []
    if row.reservation:
        said.append(_("With the reservation: “%(reservation)s”") % {"reservation": row.reservation})
    return f"{row.signatory} ({'; '.join(said)})" if said else row.signatory
