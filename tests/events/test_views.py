"""The public pages of events."""

import datetime

import pytest
from django.utils import timezone

from events.models import Session
from events.states import AppearanceRole, EventState
from members.states import OrganisationState
from tests.factories import appearance, event, organisation, page
from tests.reading import links, words

pytestmark = pytest.mark.django_db
ROOT = "/en/events/"
DAY = datetime.timedelta(days=1)


def listed(client, **query):
    response = client.get(ROOT, query)
    assert response.status_code == 200
    found = [address.removeprefix(ROOT).strip("/") for address in links(response, ROOT)]
    return [slug for slug in found if slug not in {"", "calendar.ics", "feed.xml"}]


@pytest.fixture
def today():
    return timezone.localdate()


# The list


def test_what_is_coming_stands_first_and_the_next_at_its_head_then_the_past_backwards(client, today):
    for slug, days in {"older": -9, "old": -1, "far": 9, "near": 1}.items():
        event(slug=slug, title_en=f"The {slug} event", date=today + days * DAY)
    event(slug="draft", date=today, state=EventState.DRAFT)
    assert listed(client) == ["near", "far", "old", "older"]
    text = words(client.get(ROOT))
    parts = ["Coming", "The near event", "The far event", "Past", "The old event", "The older event"]
    assert sorted(parts, key=text.index) == parts


def test_a_page_of_the_list_shows_fifty(client, today):
    for number in range(51):
        event(slug=f"e{number:02}", date=today + (25 - number) * DAY)
    coming = [f"e{number:02}" for number in range(25, -1, -1)]
    past = [f"e{number:02}" for number in range(26, 51)]
    assert listed(client) == [*coming, *past[:24]]
    assert listed(client, page=2) == past[24:]
    for number in ["3", "0", "x", "1\0"]:
        assert client.get(ROOT, {"page": number}).status_code == 404


def test_when_nothing_is_coming_the_list_says_so(client, today):
    assert "No event is announced at the moment." in words(client.get(ROOT))
    event(date=today - DAY)
    assert "No event is announced at the moment." in words(client.get(ROOT))
    event(date=today)
    assert "No event is announced at the moment." not in words(client.get(ROOT))


# An event


def test_the_page_says_when_where_how_and_by_whose_clock(client):
    event(
        slug="meeting",
        date=datetime.date(2026, 3, 28),
        start_time=datetime.time(18),
        end_time=datetime.time(19, 30),
        time_zone="Europe/Athens",
        venue="The hall",
        city_en="Athens",
        country="GR",
        format="hybrid",
    )
    response = client.get(f"{ROOT}meeting/")
    text = words(response)
    assert "When 28 March 2026, 18:00–19:30 (Eastern European Standard Time)" in text
    assert "Where The hall, Athens (Greece)" in text
    assert "How In person and online" in text
    assert f"{ROOT}meeting/event.ics" in links(response)


def test_an_event_of_a_month_is_printed_as_known_and_has_no_calendar_entry(client):
    event(slug="meeting", date=datetime.date(2025, 3, 1), precision="month")
    response = client.get(f"{ROOT}meeting/")
    assert "March 2025 (the day is not known to us)" in words(response)
    assert "1 March" not in words(response)
    assert f"{ROOT}meeting/event.ics" not in links(response)
    assert client.get(f"{ROOT}meeting/event.ics").status_code == 404
    assert b"meeting@" not in client.get(f"{ROOT}calendar.ics").content
    assert listed(client) == ["meeting"]


def test_a_cancelled_event_stays_and_says_so(client, today):
    event(slug="meeting", date=today + DAY, state=EventState.CANCELLED)
    response = client.get(f"{ROOT}meeting/")
    assert "This event is cancelled." in words(response)
    assert "Cancelled" in words(client.get(ROOT))
    assert b"secret" not in response.content


def test_a_draft_is_not_found_and_appears_nowhere(client, today):
    page("home")
    here = organisation(slug="here")
    draft = event(slug="canary", title_en="Canary", about_en="Canary.", date=today + DAY, state=EventState.DRAFT)
    appearance(draft, "Canary", organisation=here)
    for part in ["", "event.ics"]:
        assert client.get(f"{ROOT}canary/{part}").status_code == 404
    for address in ["/en/", ROOT, f"{ROOT}calendar.ics", "/en/search/?q=Canar", "/sitemap-1.xml", "/en/members/here/"]:
        response = client.get(address)
        assert response.status_code == 200
        assert "canary" not in response.content.decode().lower()


# Who appears


def test_a_person_who_did_not_agree_is_named_nowhere(client, today):
    page("home")
    here = organisation(slug="here")
    meeting = event(slug="meeting", date=today + DAY)
    panel = Session.objects.create(event=meeting, title_en="Panel")
    for session in [None, panel]:
        appearance(meeting, "Listed Ann", organisation=here, session=session)
        appearance(meeting, "Canary Bea", affiliation="Canary", organisation=here, session=session, listed=False)
    assert "Listed Ann" in words(client.get(f"{ROOT}meeting/"))
    for address in [
        *(f"{ROOT}meeting/", f"{ROOT}meeting/event.ics", f"{ROOT}calendar.ics", ROOT, "/en/"),
        *("/en/members/here/", "/en/search/?q=Canar", "/sitemap-1.xml"),
    ]:
        response = client.get(address)
        assert response.status_code == 200
        assert "canary" not in response.content.decode().lower()
    assert links(client.get("/en/search/", {"q": "Bea"}), ROOT) == []
    assert links(client.get("/en/search/", {"q": "Ann"}), ROOT) == [f"{ROOT}meeting/"]


def test_an_organisation_is_not_tied_to_an_event_by_a_person_who_did_not_agree(client):
    here = organisation(slug="here")
    appearance(event(slug="meeting"), organisation=here, listed=False)
    assert links(client.get("/en/members/here/"), ROOT) == []
    appearance(event(slug="open"), organisation=here)
    assert links(client.get("/en/members/here/"), ROOT) == [f"{ROOT}open/"]


def test_a_person_with_two_roles_stands_in_both_in_the_order_of_the_roles(client):
    meeting = event(slug="meeting")
    appearance(meeting, "Ann", AppearanceRole.PANELLIST, affiliation="Movement")
    appearance(meeting, "Bea", AppearanceRole.KEYNOTE)
    appearance(meeting, "Ann", AppearanceRole.KEYNOTE, affiliation="Movement", order=1)
    appearance(meeting, "ECLAG", AppearanceRole.ORGANISER)
    text = words(client.get(f"{ROOT}meeting/"))
    assert "Who appears Organised by ECLAG Keynote Bea Ann, Movement Panel Ann, Movement" in text


def test_a_person_leads_to_her_organisation_where_it_has_a_page(client):
    meeting = event(slug="meeting")
    appearance(meeting, "Ann", organisation=organisation(slug="member"))
    appearance(meeting, "Bea", organisation=organisation(slug="left", state=OrganisationState.LEFT))
    appearance(meeting, "Cat", organisation=organisation(slug="suspended", state=OrganisationState.SUSPENDED))
    response = client.get(f"{ROOT}meeting/")
    assert links(response, "/en/members/") == ["/en/members/member/", "/en/members/left/"]
    assert "Cat" in words(response)


@pytest.mark.parametrize(
    ("name", "affiliation", "told"),
    [
        ("Ann", "co-founder of Haven", 'Ann, co-founder of <a href="/en/members/haven/">Haven</a>'),
        ("Ann", "", 'Ann (<a href="/en/members/haven/">Haven</a>)'),
        ("Ann", "HVN, Brussels", 'Ann, <a href="/en/members/haven/">HVN</a>, Brussels'),
        ("Haven", "", '<a href="/en/members/haven/">Haven</a>'),
        (
            "<b>Ann</b>",
            "<i>Haven</i>",
            '&lt;b&gt;Ann&lt;/b&gt;, &lt;i&gt;<a href="/en/members/haven/">Haven</a>&lt;/i&gt;',
        ),
    ],
)
def test_the_name_of_the_organisation_leads_to_it_and_hers_to_nothing(client, name, affiliation, told):
    there = organisation(slug="haven", name="Haven", acronym="HVN")
    appearance(event(slug="meeting"), name, affiliation=affiliation, organisation=there)
    assert f"<span>{told}</span>" in client.get(f"{ROOT}meeting/").content.decode()


def test_days_in_one_month_share_it(client):
    day = datetime.date(2027, 2, 23)
    event(slug="meeting", date=day, until=day + datetime.timedelta(days=1))
    event(slug="long", date=day, until=day + datetime.timedelta(days=10))
    assert "When 23–24 February 2027" in words(client.get(f"{ROOT}meeting/"))
    assert "When 23 February 2027 – 5 March 2027" in words(client.get(f"{ROOT}long/"))


def test_a_city_is_called_as_the_reader_calls_it(client):
    event(slug="meeting", city_en="Brussels", country="BE", title_de="Treffen", about_de="Worum.")
    text = words(client.get("/de/events/meeting/"))
    assert "Wo Brüssel (Belgien)" in text
    assert "in einer anderen Sprache" not in text
    assert "LOCATION:Brüssel" in client.get("/de/events/meeting/event.ics").content.decode()


def test_the_programme_runs_by_day_and_hour_with_who_speaks_in_each_part(client):
    first, second = datetime.date(2026, 3, 28), datetime.date(2026, 3, 29)
    meeting = event(slug="meeting", date=first, until=second)
    for day, hour, title in [(second, 9, "Workshop"), (first, 11, "Panel"), (first, 9, "Welcome")]:
        part = Session.objects.create(
            event=meeting, date=day, start_time=datetime.time(hour), end_time=datetime.time(hour, 45), title_en=title
        )
        appearance(meeting, f"Speaker of the {title}", session=part)
    text = words(client.get(f"{ROOT}meeting/")).partition("Programme")[2]
    parts = [
        *("28 March 2026", "09:00–09:45 Welcome Speaker: Speaker of the Welcome"),
        *("11:00–11:45 Panel Speaker: Speaker of the Panel", "29 March 2026", "09:00–09:45 Workshop"),
    ]
    assert [part for part in parts if part not in text] == []
    assert sorted(parts, key=text.index) == parts
