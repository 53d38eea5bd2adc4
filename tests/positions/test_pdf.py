"""A version as a PDF: tagged, titled, the same bytes twice, with the words that were signed, whatever they are."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from django.utils import timezone

from members.actions import purge
from members.actions.files import FOLDERS
from members.models.files import content_storage
from positions import pdf
from positions.pdf import blocks_of
from positions.states import SignatureState
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.once]
READER = shutil.which("pdftotext")
WORDS = {
    "bg": ("Призив за децата", "<p>Ние искаме силен закон.</p>"),
    "el": ("Έκκληση για τα παιδιά", "<p>Ζητούμε ισχυρό νόμο.</p>"),
    "mt": ("Sejħa għat-tfal", "<p>Irridu liġi b’saħħitha.</p>"),
}


@pytest.fixture(autouse=True)
def media_of_its_own(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)


def words_of(content):
    """What a program reads in it, without the hyphens that break words."""
    read = subprocess.run([READER, "-", "-"], input=content, capture_output=True, check=True, timeout=30)
    return " ".join(read.stdout.decode().replace("\u00ad\n", "").split())


def fetch(client, language="en", number=1):
    return client.get(f"/{language}/positions/letter/v{number}/statement.pdf")


def letter(html, title="A letter", **fields):
    return factories.frozen({"en": (title, html)}, slug="letter", **fields)


def kept():
    return content_storage().listdir("pdf")[1]


@pytest.mark.parametrize("code", WORDS)
def test_it_is_tagged_titled_and_in_the_language_of_the_reader(client, code):
    version = factories.frozen(WORDS, slug="letter", language="bg", addressee_en="The Council")
    answer = fetch(client, code)
    assert (answer.headers["Content-Type"], answer.content[:5]) == ("application/pdf", b"%PDF-")
    assert f"letter-v1-{code}.pdf" in answer.headers["Content-Disposition"]
    for mark in ("/StructTreeRoot", rf"/Lang ?\({code}\)", "pdfuaid", "/DisplayDocTitle true"):
        assert re.search(mark.encode(), answer.content), mark
    if READER:
        said = words_of(answer.content)
        for part in (WORDS[code][0], re.sub("<[^>]+>", "", WORDS[code][1]), version.digest):
            assert part in said


def test_it_is_made_once_for_what_is_in_it_and_anew_once_somebody_signs(client):
    version = letter("<p>Words.</p>")
    first = fetch(client).content
    assert (fetch(client).content, len(kept())) == (first, 1)
    content_storage().delete(f"pdf/{kept()[0]}")
    assert fetch(client).content == first
    Path(content_storage().path(f"pdf/{kept()[0]}")).write_bytes(first[:1000])
    assert fetch(client).content == first
    factories.signature(version.statement, factories.organisation(name="Lighthouse"), version=version)
    second = fetch(client).content
    assert (second != first, len(kept())) == (True, 2)
    if READER:
        assert ("Lighthouse" in words_of(first), "Lighthouse" in words_of(second)) == (False, True)
    purge(timezone.now() + FOLDERS["pdf"] / 2)
    assert len(kept()) == 2
    purge(timezone.now() + 2 * FOLDERS["pdf"])
    assert kept() == []


@pytest.mark.skipif(not READER, reason="pdftotext: apt-get install poppler-utils")
def test_it_says_the_words_that_were_signed(client):
    html = (
        "<h2>Пример</h2><p>Ένα κείμενο, e\u0301crit<sup>1</sup> “and ‘nested’ quotes”<br>a new line</p>"
        "<ul><li>one<ul><li>two</li></ul></li></ul><ol start='3'><li>three</li></ol>"
        "<blockquote><p>quoted <strong>strongly</strong></p></blockquote><p>[1] A note.</p>"
    )
    version = letter(html, addressee_en="")
    read = words_of(fetch(client).content)
    signed, shown = (" ".join(re.findall(r"[^\W\d]+", text)) for text in (version.canonical_text, read))
    assert signed in shown


HOSTILE = [
    '#evil #read("/etc/passwd") $x$ *b* _e_ `raw` @ref <label> \\ // comment',
    '#import "@preview/x:1.0.0": *',
    "\u202eright to left\u202c العربية",
    "=" * 300,
]


@pytest.mark.parametrize("text", HOSTILE)
def test_markup_of_the_template_is_plain_text(client, text):
    escaped = text.replace("<", "&lt;")
    version = letter(f"<p>{escaped}</p>", title=text[:300])
    factories.signature(version.statement, factories.organisation(name=text[:200]), version=version)
    answer = fetch(client)
    assert (answer.status_code, b"root:" in answer.content) == (200, False)
    if READER and text.isascii() and "=" not in text:
        assert words_of(answer.content).count("evil" if "evil" in text else "preview") >= 3


@pytest.mark.parametrize(
    "html",
    [
        *(
            "<ul>stray<li>Word.</li></ul>",
            "<li>Word.</li>",
            "<ul><ul><li>Word.</li></ul></ul>",
            "<ul><p>Word.</p></ul>",
        ),
        *("<p><li>Word.</li></p>", "<ol start='x'><li><h2>Word.</h2></li>", "Word.", "<em>Word.</em><ul></ul>"),
        *("<h2><br></h2><p>Word.<br></p>", "<ul><li><br></li><li>Word.</li></ul>"),
        *("<blockquote>Word.<ul><li></li></ul></blockquote>", "<a href='javascript:x'>Word.</a><p></p><h2></h2>"),
    ],
)
def test_whatever_stands_in_whatever_comes_out(client, html):
    letter(html)
    answer = fetch(client)
    assert (answer.status_code, "Word." in words_of(answer.content) if READER else True) == (200, True)


def test_lists_in_lists_in_lists_end_somewhere(client):
    letter("<ul><li>" * 200 + "Deep." + "</li></ul>" * 200)
    answer = fetch(client)
    assert (answer.status_code, "Deep." in words_of(answer.content) if READER else True) == (200, True)


def test_links_lead_to_the_web_alone():
    html = '<p><a href="https://example.org">a</a> <a href="mailto:a@example.org">b</a> <a href="file:///etc">c</a></p>'
    [block] = blocks_of(html)
    assert [node["tag"] for node in block["body"] if isinstance(node, dict)][:2] == ["a", "a"]
    assert "file:" not in str([node for node in block["body"] if isinstance(node, dict) and node["tag"] == "a"])


def test_more_names_than_are_listed_are_counted(client, monkeypatch):
    monkeypatch.setattr(pdf, "LISTED", 3)
    version = letter("<p>Words.</p>")
    for number in range(5):
        factories.signature(version.statement, factories.organisation(name=f"Member {number}"), version=version)
    assert fetch(client).status_code == 200
    if READER:
        said = words_of(fetch(client).content)
        assert ("5 signatories" in said, "And 2 more" in said, said.count("Member")) == (True, True, 3)


def test_what_is_not_public_or_not_fixed_has_none(client):
    said = factories.statement(slug="letter", state="draft")
    factories.version(said)
    assert fetch(client).status_code == 404
    client.force_login(factories.user(staff_role="editor"))
    assert fetch(client).status_code == 404


def test_who_declined_or_took_it_back_is_not_in_it(client):
    version = letter("<p>Words.</p>")
    for state in (SignatureState.DECLINED, SignatureState.WITHDRAWN):
        factories.signature(
            version.statement, factories.organisation(name=f"Canary {state}"), version=version, state=state
        )
    answer = fetch(client)
    assert answer.status_code == 200
    if READER:
        assert "Canary" not in words_of(answer.content)
