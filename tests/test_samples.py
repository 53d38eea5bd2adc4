"""What is made up stands apart: never among facts, in a count, a feed, a map or a search, and last in a list."""

import datetime
import re

import pytest
from django.test import Client
from django.utils import timezone

from members.models import Organisation
from positions.models import Statement
from tests import factories
from tests.reading import headings, links, main, words

pytestmark = [pytest.mark.django_db, pytest.mark.once]
HEADING = "Samples, made up to show how the portal works"


def make(*, sample):
    """A fact of each noun, or a sample of each that is newer and would come first by its name."""
    today = timezone.localdate()
    kind = {"is_sample": True} if sample else {}
    name = "made-up" if sample else "true"
    titles = {"title_en": f"{name} law", "short_title_en": f"{name} law"}
    law = factories.dossier(slug=name, order=1 - sample, **titles, **kind)
    factories.milestone(law, today, title_en=f"{name} step")
    texts = {"en": (f"{name} letter", "<p>Words of the child.</p>")}
    version = factories.frozen(texts, slug=name, date=today, about_en="Of the child.", **kind)
    version.statement.dossiers.add(law)
    title = "A made-up" if sample else "The true"
    member = factories.organisation(slug=name, name=f"{title} member", does_en="For the child.", **kind)
    factories.signature(version.statement, member, version=version)
    day = today + datetime.timedelta(days=1 if sample else 2)
    meeting = factories.event(slug=name, title_en=f"{name} event", date=day, about_en="On the child.", **kind)
    factories.appearance(meeting, organisation=member)


@pytest.fixture
def coalition():
    for sample in (False, True):
        make(sample=sample)
    for slug in ("home", "press"):
        factories.page(slug)


@pytest.mark.parametrize(
    "address",
    [
        "/en/",
        "/en/press/",
        "/en/dossiers/true/",
        "/en/positions/true/",
        "/en/members/true/",
        "/en/events/true/",
        "/en/events/calendar.ics",
        "/en/search/?q=child",
        "/en/about/steering-group/",
        "/sitemap-1.xml",
    ],
)
@pytest.mark.usefixtures("coalition")
def test_nothing_made_up_stands_among_facts(client, address):
    page = client.get(address)
    assert page.status_code == 200
    assert re.findall("made.up", page.content.decode()) == []


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("members", "The coalition has 1 member organisation."),
        ("positions", "1 statement "),
        ("events", ""),
        ("dossiers", ""),
    ],
)
@pytest.mark.usefixtures("coalition")
def test_in_a_list_samples_stand_last_under_a_heading_of_their_own_and_are_not_counted(client, address, counted):
    page = client.get(f"/en/{address}/")
    things = [link.split("/")[3] for link in links(page, f"/en/{address}/")]
    assert [slug for slug in things if slug in {"true", "made-up"}] == ["true", "made-up"]
    assert HEADING in headings(page, 2)
    text = words(page)
    assert counted in text
    assert text.index("true " if address != "members" else "The true") < text.index(HEADING) < text.rindex("made-up")


def test_without_samples_no_list_speaks_of_them(client):
    make(sample=False)
    for address in ("members", "positions", "events", "dossiers"):
        page = client.get(f"/en/{address}/")
        assert ("true" in words(page), "ample" in main(page)) == (True, False)


@pytest.mark.usefixtures("coalition")
def test_a_filter_offers_only_what_facts_have(client):
    factories.organisation(country="SE", is_sample=True)
    assert '<option value="SE">' not in main(client.get("/en/members/"))
    factories.statement(date="1999-01-01", is_sample=True)
    assert '<option value="1999">' not in main(client.get("/en/positions/"))
    assert '<option value="made-up">' not in main(client.get("/en/positions/"))


@pytest.mark.usefixtures("coalition")
def test_beside_a_sample_stand_samples(client):
    law = words(client.get("/en/dossiers/made-up/"))
    assert "Sample made-up law" in law
    assert "made-up letter" in law
    member = words(client.get("/en/members/made-up/"))
    assert "made-up letter" in member
    assert "made-up event" in member
    assert "A made-up member" in words(client.get("/en/positions/made-up/"))


@pytest.mark.usefixtures("coalition")
def test_what_a_real_organisation_does_on_a_sample_shows_there_alone(client):
    real, sample = Organisation.objects.get(slug="true"), Statement.objects.get(slug="made-up")
    factories.signature(sample, real)
    assert "The true member" in words(client.get("/en/positions/made-up/"))
    assert "made-up" not in words(client.get("/en/members/true/"))


@pytest.mark.parametrize("address", ["/en/", "/en/members/", "/en/nowhere/", "/en/accounts/login/"])
@pytest.mark.parametrize("demo", [True, False])
@pytest.mark.usefixtures("coalition")
def test_a_demonstration_says_so_on_every_page(settings, address, demo):
    settings.DEMO = demo
    page = Client().get(address).content.decode()
    assert ("This is a demonstration: whatever is marked as a sample is made up." in page) is demo
