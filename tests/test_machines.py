"""What programs read: feeds, tables and linked data say what the pages say, and nothing besides."""

import csv
import datetime
import io
import json
import re
from xml.etree import ElementTree

import pytest

from events.models import Event
from positions.models import Milestone, Statement
from tests.factories import dossier, event, frozen, milestone, organisation, page, seat, signature, statement

pytestmark = [pytest.mark.django_db, pytest.mark.once]
ATOM = "{http://www.w3.org/2005/Atom}"
DAY = datetime.date(2025, 7, 1)


def feed(client, address):
    response = client.get(address)
    assert response.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(response.content)  # noqa: S314 - it is ours


def titles(root):
    return [entry.findtext(f"{ATOM}title") for entry in root.iter(f"{ATOM}entry")]


def linked(client, address):
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', client.get(address).content.decode())
    return json.loads(found[1]) if found else None


# Feeds


@pytest.fixture
def said():
    law = dossier(slug="law", short_title_en="CSA Regulation")
    for slug, day, fields in [
        ("older", 1, {"kind": "open_letter"}),
        ("newer", 2, {"kind": "briefing", "title_nl": "Nieuwer <b>& beter</b>"}),
        ("canary-open", 3, {"state": "open"}),
        ("canary-sample", 4, {"is_sample": True}),
    ]:
        row = statement(slug=slug, title_en=slug, date=DAY.replace(day=day), addressee_en="A & B", **fields)
        row.dossiers.add(law)
    return law


def test_the_feed_of_statements_has_the_newest_first_in_the_readers_language(client, said):
    root = feed(client, "/nl/positions/feed.xml")
    assert titles(root) == ["Nieuwer <b>& beter</b>", "older"]
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == "nl"
    assert root.findtext(f"{ATOM}title") == "ECLAG – Verklaringen"
    first = root.find(f"{ATOM}entry")
    assert first.find(f"{ATOM}link").get("href") == first.findtext(f"{ATOM}id")
    assert first.findtext(f"{ATOM}id") == "http://localhost/nl/positions/newer/"
    assert first.findtext(f"{ATOM}published") == "2025-07-02T12:00:00+02:00"
    assert first.findtext(f"{ATOM}summary") == "A &amp; B"  # as HTML
    assert all(entry.findtext(f"{ATOM}updated") for entry in root.iter(f"{ATOM}entry"))


def test_a_feed_of_a_kind_or_a_dossier_holds_that_alone(client, said):
    statement(slug="elsewhere", title_en="elsewhere", date=DAY, kind="briefing")
    assert titles(feed(client, "/en/positions/feed.xml?kind=open_letter")) == ["older"]
    assert titles(feed(client, "/en/positions/feed.xml?dossier=law")) == ["newer", "older"]
    for query in ("kind=x", "dossier=x"):
        assert client.get(f"/en/positions/feed.xml?{query}").status_code == 404


def test_the_feed_of_a_law_has_what_happened_and_what_we_said(client, said):
    milestone(said, DAY.replace(day=3), title_en="The vote")
    step = milestone(said, DAY.replace(day=4), title_en="Canary of which nobody knows the outcome")
    Milestone.objects.filter(pk=step.pk).update(planned=True)
    assert titles(feed(client, "/en/dossiers/law/feed.xml")) == ["The vote", "newer", "older"]
    assert client.get("/en/dossiers/other/feed.xml").status_code == 404


def test_the_feed_of_events_holds_what_was_announced(client):
    event(slug="morning", title_en="Morning", date=DAY, city_en="Brussels")
    event(slug="canary", title_en="Canary", state="draft")
    event(slug="sample", title_en="Canary", is_sample=True)
    root = feed(client, "/en/events/feed.xml")
    assert titles(root) == ["Morning"]
    assert root.find(f"{ATOM}entry").findtext(f"{ATOM}summary") == "Tuesday 1 July 2025, Brussels"


def test_a_sign_that_xml_forbids_breaks_no_feed(client):
    statement(slug="odd", title_en="Odd")
    Statement.objects.update(title_en="Odd \x0b one")
    assert titles(feed(client, "/en/positions/feed.xml")) == ["Odd one"]


@pytest.mark.parametrize("address", ["/en/positions/", "/en/events/", "/en/dossiers/law/"])
def test_a_page_leads_to_its_feed(client, said, address):
    found = re.search(
        '<link rel="alternate" type="application/atom.xml" href="([^"]+)"', client.get(address).content.decode()
    )
    assert client.get(found[1]).status_code == 200


# Tables


def test_a_law_is_told_whole_with_its_steps_and_what_we_ask(client):
    law = dossier(slug="law", procedure="2022/0155(COD)", ask_now_en="Keep it.", checked_on=DAY)
    milestone(law, DAY, stage="proposal", title_en="Proposed", checked_on=DAY, source_url="https://example.org/a")
    milestone(law, None, title_en="=A vote")
    version = frozen(slug="said", asks=[{"text_en": "Say it.", "article": "Article 5"}])
    version.statement.dossiers.add(law)
    told = json.loads(client.get("/nl/dossiers/law/dossier.json").content)
    assert (told["procedure"], told["stage"], told["what_we_ask"]) == ("2022/0155(COD)", "proposal", "Keep it.")
    assert told["looked_through"] == "2025-07-01"
    assert told["steps"][0] == {
        "date": "2025-07-01",
        "precision": "day",
        "planned": False,
        "institution": "parliament",
        "stage": "proposal",
        "language": "en",
        "title": "Proposed",
        "sources": ["https://example.org/a"],
        "looked_at": "2025-07-01",
    }
    said = "http://localhost/en/positions/said/"
    assert told["asks"] == [
        {
            "direction": "for",
            "article": "Article 5",
            "language": "en",
            "text": "Say it.",
            "since": said,
            "newest": said,
        }
    ]
    rows = list(csv.DictReader(io.StringIO(client.get("/en/dossiers/law/steps.csv").content.decode("utf-8-sig"))))
    assert [(row["date"], row["title"]) for row in rows] == [("2025-07-01", "Proposed"), ("", "'=A vote")]


def test_members_are_told_as_their_pages_tell_them(client):
    here = organisation(name="=Here", slug="here", country="FI", eu_contact_email="eu@here.example", evidence="canary")
    seat(here)
    organisation(name="Canary applicant", state="applicant")
    organisation(name="Canary sample", is_sample=True)
    [told] = json.loads(client.get("/nl/members/members.json").content)["members"]
    assert (told["page"], told["name"], told["steering_group"]) == ("http://localhost/en/members/here/", "=Here", True)
    text = client.get("/en/members/members.csv").content.decode("utf-8-sig")
    [row] = csv.DictReader(io.StringIO(text))
    assert (row["name"], row["country"], row["eu_contact_email"]) == ("'=Here", "FI", "eu@here.example")
    assert row["steering_group"] == "yes"
    assert "canary" not in text.lower()


def test_signatories_are_told_to_programs_too(client):
    version = frozen(slug="said")
    signature(version.statement, organisation(name="Here", country="FI"), version=version, date=DAY)
    signature(version.statement, organisation(name="Canary"), version=version, state="declined")
    told = json.loads(client.get("/en/positions/said/signatories.json").content)
    assert told["statement"] == "http://localhost/en/positions/said/"
    assert [(row["organisation"], row["country"], row["date"]) for row in told["signatories"]] == [
        ("Here", "FI", "2025-07-01")
    ]


# Linked data


def test_linked_data_says_what_the_page_of_a_statement_says(client):
    said = statement(slug="said", title_en="Ask </script><b> & more", about_en="It asks.", date=DAY, precision="month")
    said.dossiers.add(dossier(short_title_en="CSA Regulation"))
    told = linked(client, "/en/positions/said/")
    assert told["headline"] == "Ask </script><b> & more"
    assert (told["@type"], told["datePublished"], told["inLanguage"]) == ("Article", "2025-07", "en")
    assert told["about"] == [{"@type": "Legislation", "name": "CSA Regulation"}]
    text = client.get("/en/positions/said/").content.decode()
    assert '<meta property="og:title" content="Ask &lt;/script&gt;&lt;b&gt; &amp; more">' in text
    assert '<meta property="og:url" content="http://localhost/en/positions/said/">' in text
    assert '<meta property="og:image" content="http://localhost/en/positions/said/statement.png">' in text
    assert told["image"] == "http://localhost/en/positions/said/statement.png"


def test_linked_data_says_what_the_page_of_an_event_says(client):
    fields = {"start_time": datetime.time(9), "end_time": datetime.time(11), "country": "BE", "city_en": "Brussels"}
    event(slug="morning", title_en="Morning", date=DAY, venue="Parliament", **fields)
    told = linked(client, "/en/events/morning/")
    assert (told["startDate"], told["endDate"]) == ("2025-07-01T09:00:00+02:00", "2025-07-01T11:00:00+02:00")
    assert told["eventStatus"] == "https://schema.org/EventScheduled"
    assert told["location"]["address"]["addressLocality"] == "Brussels"
    Event.objects.update(state="cancelled", precision="year", start_time=None, end_time=None, venue="", city_en="")
    told = linked(client, "/en/events/morning/")
    assert told["eventStatus"] == "https://schema.org/EventCancelled"
    assert (told["startDate"], "endDate" in told, "location" in told) == ("2025", False, False)


def test_the_home_page_says_who_we_are_and_a_sample_says_nothing(client):
    page("home", lead_en="We ask for a law.")
    told = linked(client, "/en/")
    assert (told["@type"], told["name"], told["description"]) == ("Organization", "ECLAG", "We ask for a law.")
    statement(slug="made-up", is_sample=True)
    event(slug="made-up", is_sample=True)
    for address in ("/en/positions/made-up/", "/en/events/made-up/"):
        assert linked(client, address) is None
