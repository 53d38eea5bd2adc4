"""The terms of docs/glossary.md: in 24 languages, and the catalogues and seeded laws keep to them."""

import re
import tomllib
import unicodedata

import pytest

from tests.catalogues import LANGUAGES, ROOT, catalogue, sources, strings

pytestmark = pytest.mark.once
DOSSIERS = tomllib.loads((ROOT / "eclag/seed/dossiers.toml").read_text())["dossier"]
# What stands in a text besides its own words.
FOREIGN = re.compile(r"%\(\w+\)[sd]|<[^>]*>|\w+\.csv\b")


def glossary():
    """{English: {heading: cell}}, out of the tables; a heading is a language but for the first."""
    terms = {}
    for block in (ROOT / "docs/glossary.md").read_text().split("\n\n"):
        if block.startswith("|"):
            (_, *headings), _, *rows = [row.strip("| ").split(" | ") for row in block.splitlines()]
            for english, *cells in rows:
                terms.setdefault(english, {}).update(zip(headings, cells, strict=True))
    return terms


TERMS = glossary()


def folded(text, code):
    """Without case, accents and, in Irish, the h that a word before it brings."""
    letters = unicodedata.normalize("NFKD", text.lower().replace("ς", "σ"))
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return re.sub(r"(?<=[bcdfgmpst])h", "", bare) if code == "ga" else bare


def stems(term, code):
    """What stays of its words whatever the case and number: their first three fifths."""
    words = [word for word in re.findall(r"[^\W\d_]+", folded(term, code)) if len(word) > 2]
    return [word[: max(3, len(word) * 3 // 5)] for word in words]


def keeps(text, terms, code):
    """Whether one of the terms, divided by semicolons, stands in the text in some form."""
    ours = folded(FOREIGN.sub(" ", text), code)
    return any(all(stem in ours for stem in stems(term, code)) for term in terms.split("; "))


def named(english):
    return re.compile(rf"\b{english.removesuffix('y')}(y|ies|s)?\b", re.IGNORECASE)


def texts(code):
    """(English, in the language) of all that we say in both."""
    for message in catalogue(f"locale/{code}"):
        for text in strings(message):
            if message.id:
                yield " ".join(sources(message)), text
    for dossier in DOSSIERS:
        for words in (dossier["title"], dossier["summary"], dossier["ask_now"]):
            yield words["en"], words[code]


def test_the_glossary_has_40_terms_in_each_language():
    assert len(TERMS) == 40
    assert [english for english, cells in TERMS.items() if list(cells) != ["What it is", *LANGUAGES]] == []
    assert [english for english, cells in TERMS.items() if not all(cells.values())] == []


@pytest.mark.parametrize("code", LANGUAGES)
def test_texts_keep_to_the_glossary(code):
    strayed = [
        (english, source, text)
        for source, text in texts(code)
        for english, cells in TERMS.items()
        if named(english).search(FOREIGN.sub(" ", source)) and not keeps(text, cells[code], code)
    ]
    assert strayed == []


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_law_has_the_short_title_of_the_glossary(code):
    titles = {dossier["short_title"]["en"]: dossier["short_title"][code] for dossier in DOSSIERS}
    assert {english: TERMS[english][code] for english in titles} == titles
