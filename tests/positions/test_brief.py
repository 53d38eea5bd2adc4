"""A law on one page of paper: the answers of its page, however much there is to say."""

import datetime
import re
import shutil
import subprocess

import pytest

from tests.factories import dossier, frozen, milestone, organisation, signature

pytestmark = [pytest.mark.django_db, pytest.mark.once]
READER = shutil.which("pdftotext")
ADDRESS = "dossiers/law/dossier.pdf"


@pytest.fixture(autouse=True)
def media_of_its_own(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)


def fetch(client, language="en"):
    answer = client.get(f"/{language}/{ADDRESS}")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/pdf")
    assert f"law-{language}.pdf" in answer.headers["Content-Disposition"]
    return answer.content


def words_of(content):
    read = subprocess.run([READER, "-layout", "-", "-"], input=content, capture_output=True, check=True, timeout=30)
    return " ".join(read.stdout.decode().split())


def pages_of(content):
    return len(re.findall(rb"/Type /Page\b", content)) or len(re.findall(rb"/Type/Page\b", content))


@pytest.fixture
def law():
    return dossier(
        slug="law",
        procedure="2022/0155(COD)",
        short_title_en="The Regulation",
        title_en="Whole title",
        ask_now_en="Close the gap.",
        summary_en="A Regulation in short.",
        contact="Ada",
        contact_email="ada@example.org",
    )


def asked(law, *asks):
    said = frozen({"en": ("Said", "<p>Words.</p>")}, asks=asks)
    said.statement.dossiers.add(law)
    return said


@pytest.mark.skipif(not READER, reason="pdftotext: apt-get install poppler-utils")
def test_it_answers_what_the_page_answers(client, law):
    milestone(law, datetime.date(2022, 5, 11), stage="proposal", title_en="Proposed")
    milestone(law, datetime.date(2099, 1, 2), planned=True, title_en="The vote")
    said = asked(law, {"direction": "against", "article": "Article 3(1)", "text_en": "No gap"})
    signature(said.statement, organisation(name="Lighthouse", country="FI"), version=said)
    read = words_of(fetch(client))
    parts = [
        *("2022/0155(COD)", "The Regulation", "Whole title", "11 May 2022", "2 January 2099: The vote"),
        *("Close the gap.", "Finland 1", "Ada · ada@example.org", "A Regulation in short."),
        *("Article 3(1) Against No gap 1", "http://localhost/en/dossiers/law/"),
    ]
    assert [part for part in parts if part not in read] == []


@pytest.mark.parametrize("number", [0, 1, 40])
def test_it_is_one_page_however_much_is_asked(client, law, number):
    for _ in range(3):
        milestone(law, datetime.date(2099, 1, 2), planned=True, title_en="Title " * 60)
    asked(law, *[{"text_en": f"Ask {row:03}"} for row in range(number)])
    law.summary_en = "Summary " * 200
    law.save()
    made = fetch(client)
    assert pages_of(made) == 1
    if READER and number == 40:
        shown = len(set(re.findall(r"Ask \d{3}", words_of(made))))
        assert 5 < shown < 40
        assert f"{40 - shown} more are on the page itself." in words_of(made)


def test_a_law_that_nobody_may_see_has_none(client, law):
    assert client.get("/en/dossiers/other/dossier.pdf").status_code == 404
