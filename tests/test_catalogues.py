"""Our words in 24 languages: none missing, none doubted, and each says as much as the English one."""

import ast
import io
import re
from collections import Counter
from gettext import c2py
from pathlib import Path

import django
import pytest
from babel.messages.pofile import read_po
from django.template import engines
from django.templatetags.i18n import BlockTranslateNode, TranslateNode

from tests.catalogues import CATALOGUES, LANGUAGES, ROOT, SAME, catalogue, sources, strings

OURS = [name for name in CATALOGUES if name.startswith("locale/")]
pytestmark = pytest.mark.once
# What a text is made of besides words: placeholders and tags are looked at by themselves.
PIECES = re.compile(r"%\(\w+\)[sd]|<[^>]*>")


def differing(name, pattern):
    """Messages of which a translation does not hold the same pieces as one of its sources."""

    def pieces(text):
        return Counter(re.findall(pattern, text))

    return [
        (message.id, string)
        for message in catalogue(name)
        for string in strings(message)
        if message.id and string and pieces(string) not in [pieces(source) for source in sources(message)]
    ]


def words_of_templates():
    for path in ROOT.glob("*/templates/**/*"):
        if path.suffix in {".html", ".txt", ".xml"}:
            nodes = engines["django"].from_string(path.read_text()).template.nodelist
            for node in nodes.get_nodes_by_type(TranslateNode):
                yield node.filter_expression.var.literal
            for node in nodes.get_nodes_by_type(BlockTranslateNode):
                yield node.render_token_list(node.singular)[0]


def words_of_code():
    for app in ("members", "positions", "events", "eclag"):
        for path in (ROOT / app).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                named = isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
                if named and node.func.id in {"_", "gettext", "gettext_lazy", "ngettext"}:
                    yield node.args[0].value
                if named and node.func.id in {"pgettext", "pgettext_lazy"}:
                    yield node.args[1].value


def test_each_language_has_a_catalogue():
    assert set(OURS) == {f"locale/{code}" for code in LANGUAGES}


def test_only_listed_words_are_the_same_as_in_english():
    found = {}
    for name in CATALOGUES:
        for message in catalogue(name):
            for word in {*strings(message)} & {*sources(message)} - {"", ":", ":?.!"}:
                found.setdefault(word, set()).add(name.split("/")[1])
    assert found == {word: set(codes.split()) for word, codes in SAME.items()}


def test_no_phrase_is_said_twice():
    ids = [(message.context, sources(message)[0].strip(" .:")) for message in catalogue("locale/nl")]
    assert [key for key, times in Counter(ids).items() if times > 1] == []


def test_all_catalogues_have_the_same_messages():
    keys = {code: {(row.context, row.id) for row in catalogue(f"locale/{code}")} for code in LANGUAGES}
    assert [code for code in LANGUAGES if keys[code] != keys["nl"]] == []


@pytest.mark.parametrize("name", CATALOGUES)
def test_a_catalogue_has_every_word_and_doubts_none(name):
    read = catalogue(name)
    assert read.fuzzy is False
    assert [message.id for message in read if message.id and message.fuzzy] == []
    assert [message.id for message in read if message.id and not all(strings(message))] == []


@pytest.mark.parametrize("name", CATALOGUES)
def test_a_catalogue_has_as_many_plurals_as_its_header_says(name):
    read = catalogue(name)
    header = int(re.search(r"nplurals=(\d)", dict(read.mime_headers)["Plural-Forms"])[1])
    assert {len(message.string) for message in read if message.pluralizable} <= {header}


def plural_rule(file):
    head = io.BytesIO(file.read_bytes().partition(b"\n\n")[0])  # to read all of it takes a second
    header = dict(read_po(head).mime_headers)["Plural-Forms"]
    return c2py(re.search(r"plural=([^;]*)", header)[1])


# Django knows no Maltese; its gettext rule has one, few, many and other.
MALTESE = [1, 0, *[1] * 9, *[2] * 9, *[3] * 82, *[1] * 9, *[2] * 9, *[3] * 80]


@pytest.mark.parametrize("name", CATALOGUES)
def test_a_catalogue_counts_as_django_does(name):
    code = name.split("/")[1]
    ours = [plural_rule(CATALOGUES[name])(number) for number in range(200)]
    django_file = Path(django.__file__).parent / f"conf/locale/{code}/LC_MESSAGES/django.po"
    assert ours == (MALTESE if code == "mt" else [plural_rule(django_file)(number) for number in range(200)])


@pytest.mark.parametrize("name", CATALOGUES)
def test_a_translation_keeps_the_placeholders(name):
    assert differing(name, r"%\(\w+\)[sd]|%[sd%]|\{\w*\}") == []


@pytest.mark.parametrize("name", CATALOGUES)
def test_a_translation_keeps_the_tags(name):
    assert differing(name, r"</?\w+[^>]*>") == []


@pytest.mark.parametrize("name", OURS)
def test_a_catalogue_knows_all_our_words(name):
    ours = {*words_of_templates(), *words_of_code()}
    assert len(ours) > 150
    assert sorted(ours - {sources(message)[0] for message in catalogue(name)}) == []


# As much as the English one


def numbers(text):
    """Those written in figures, however a language groups them."""
    return Counter(re.findall(r"\d+", re.sub(r"(?<=\d)[.,\u00a0\u202f ](?=\d{3}\b)", "", PIECES.sub(" ", text))))


def quotation_marks(text):
    return len(re.findall("[“”„«»]", text))


def stops(text, marks):
    """How often a sentence ends with one of the marks."""
    return len(re.findall(rf"[{marks}]+[”»“’\")\]]*(?=\s|$)", PIECES.sub("Name", text)))


def last_mark(text, code):
    found = re.search(r"([.:,?!…;])[\s”»“)]*$", text)
    mark = found[1] if found else ""
    return {",": ":", "!": ":", ";": "?" if code == "el" else ";"}.get(mark, mark)  # letters greet with one of three


def differs(code, source, text, *, counted=False):
    """In what a translation says something else than its source, as far as one sees without knowing the language."""
    found = []
    if numbers(text) != numbers(source):
        found.append("numbers")
    ours, theirs = quotation_marks(text), quotation_marks(source)
    if ours < theirs or (ours - theirs) % 2:
        found.append("quotation marks")
    # Where one language begins anew, another has a colon or a comma.
    if all(stops(text, marks) < stops(source, marks) for marks in (".!?…", ".!?…:;·–")):
        found.append("a sentence less")
    shortened = re.search(r"\b\w\.[\s»”)]*$", text)  # such as the word for a year
    if last_mark(text, code) != last_mark(source, "en") and not (shortened and not last_mark(source, "en")):
        found.append("its last mark")
    ours, theirs = (Counter(PIECES.findall(each)) for each in (text, source))
    unsaid = {"%(number)s"} if counted else set()  # one is a word of its own
    if ours - theirs or set(theirs - ours) - unsaid:
        found.append("placeholders or tags")
    return found


@pytest.mark.parametrize("name", OURS)
def test_a_translation_says_as_much_as_its_source(name):
    code = name.split("/")[1]
    found = {
        (text, *differs(code, sources(message)[0], text))
        for message in catalogue(name)
        for text in strings(message)
        if message.id and text
        if all(differs(code, source, text, counted=message.pluralizable) for source in sources(message))
    }
    assert found == set()


def slips(source, text):
    """(what is wrong, the text with it): a figure, a placeholder, a tag, a whole sentence."""
    bare = PIECES.sub(lambda piece: "_" * len(piece[0]), text)
    if figure := re.search(r"\d+", bare):
        yield "figure", f"{text[: figure.start()]}{int(figure[0]) + 1}{text[figure.end() :]}"
    for kind, pattern in (("placeholder", r"%\(\w+\)[sd]"), ("tag", r"<[^>]*>")):
        if piece := re.search(pattern, text):
            yield kind, text[: piece.start()] + text[piece.end() :]
    ends = [mark.end() for mark in re.finditer(r"[.!?](?=\s)", text)]
    if ends and stops(source, ".!?…") > 1:
        yield "sentence", text[: ends[-1]]


@pytest.mark.parametrize("name", OURS)
def test_a_slip_would_be_noticed(name):
    """Each figure, placeholder and tag that goes wrong, and all but three at most of the sentences that are lost."""
    code = name.split("/")[1]
    slipped = [
        (kind, differs(code, message.id, slip))
        for message in catalogue(name)
        if message.id and not message.pluralizable
        for kind, slip in slips(message.id, message.string)
    ]
    assert len(slipped) > 200
    assert Counter(kind for kind, seen in slipped if not seen) - Counter(sentence=3) == Counter()
