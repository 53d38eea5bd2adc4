"""The public pages of the members and their steering group."""

import datetime
import re

import pytest
from django.utils import timezone

from members.maps import map_of
from members.models import ReportedSize
from members.states import OrganisationKind, OrganisationState
from tests.factories import organisation, page, seat
from tests.reading import headings, links, words

pytestmark = [pytest.mark.django_db, pytest.mark.once]
DAY = datetime.timedelta(days=1)


def listed(client, **query):
    """The slugs on a page of the list, in its order."""
    response = client.get("/en/members/", query)
    assert response.status_code == 200
    found = [address.removeprefix("/en/members/").strip("/") for address in links(response, "/en/members/")]
    return [slug for slug in found if slug and not slug.startswith(("#", "members."))]


# The list


@pytest.fixture
def members():
    organisation(slug="oe", name="ECPAT Österreich", country="AT", kind=OrganisationKind.NETWORK)
    organisation(slug="nl", name="ECPAT Nederland", country="NL", kind=OrganisationKind.NGO)
    organisation(slug="line", name="Zorglijn", country="NL", kind=OrganisationKind.HOTLINE, does_en="It answers.")


@pytest.mark.parametrize(
    ("query", "slugs"),
    [
        ({}, ["oe", "nl", "line"]),
        ({"country": "NL"}, ["nl", "line"]),
        ({"country": "AT"}, ["oe"]),
        ({"kind": "hotline"}, ["line"]),
        ({"q": "ecpat"}, ["oe", "nl"]),
        ({"q": "osterreich"}, ["oe"]),
        ({"q": "answers"}, ["line"]),
        ({"q": "ecpat", "country": "NL", "kind": "ngo"}, ["nl"]),
        ({"q": "ecpat", "kind": "hotline"}, []),
        ({"q": ""}, ["oe", "nl", "line"]),
        ({"q": "it'); DROP TABLE members_organisation; --"}, []),
    ],
)
def test_the_list_is_filtered_by_country_kind_and_words(client, members, query, slugs):
    assert listed(client, **query) == slugs


@pytest.mark.parametrize("query", [{"country": "XX"}, {"kind": "pub"}, {"q": "a\0b"}, {"q": "x" * 101}])
def test_a_question_that_makes_no_sense_is_told_so(client, members, query):
    response = client.get("/en/members/", query)
    assert response.status_code == 400
    assert 'class="error"' in response.content.decode()
    assert list(response.context["page"]) == []


def test_the_filter_offers_the_countries_that_occur_by_their_names(client, members):
    organisation(country="ES")
    organisation(country="DE", state=OrganisationState.SUSPENDED)
    choices = client.get("/en/members/").context["form"].fields["country"].choices
    assert choices[1:] == [("AT", "Austria"), ("NL", "Netherlands"), ("ES", "Spain")]


def test_countries_stand_in_the_order_of_their_names_whatever_the_accents(client):
    for code in ["HR", "CI", "CR", "AX", "AL"]:
        organisation(country=code)
    choices = client.get("/en/members/").context["form"].fields["country"].choices
    assert [name for _, name in choices[1:]] == ["Åland Islands", "Albania", "Costa Rica", "Côte d’Ivoire", "Croatia"]


def test_a_page_of_the_list_shows_a_hundred(client):
    slugs = [f"o{number:03}" for number in range(101)]
    for slug in slugs:
        organisation(slug=slug, name=f"Organisation {slug}")
    assert listed(client) == slugs[:100]
    assert listed(client, page=2) == slugs[100:]
    assert listed(client, page=2, q="organisation") == slugs[100:]
    assert "101 member organisations" in words(client.get("/en/members/", {"page": 2}))


def test_members_stand_by_country_with_their_number_and_who_leads_is_marked(client, members):
    seat(organisation(name="Ander", country="NL"))
    organisation(name="Sample", country="NL", is_sample=True)
    text = words(client.get("/nl/members/"))
    assert "Nederland 3 Ander Stuurgroep ECPAT Nederland Zorglijn Oostenrijk 1 ECPAT Österreich" in text
    assert text.count("Nederland 1 Sample Voorbeeld") == 1


def test_the_map_says_in_words_and_shades_how_many_are_where_and_leads_there(client, members):
    for country in ["NL", "MT", "US"]:
        organisation(country=country)
    organisation(country="FR", is_sample=True)
    page = client.get("/nl/members/").content.decode()
    svg = re.search("<svg viewBox.*?</svg>", page[page.index('<figure class="map">') :], re.DOTALL)[0]
    told = re.findall(r'<a href="([^"]*)"><title>(.*?)</title><(\w+) class="(\w+)"', svg)
    assert sorted(told) == [
        ("/nl/members/#in-AT", "Oostenrijk: 1", "path", "few"),
        ("/nl/members/#in-MT", "Malta: 1", "circle", "few"),
        ("/nl/members/#in-NL", "Nederland: 3", "path", "many"),
    ]
    assert [address for address in links(client.get("/nl/members/")) if address == "#in-US"] == ["#in-US"]
    assert re.findall('id="in-(..)"', page) == ["MT", "NL", "AT", "US"]


def test_every_state_of_the_union_can_be_shaded():
    union = re.findall("..", "ATBEBGCYCZDEDKEEESFIFRGRHRHUIEITLTLULVMTNLPLPTROSESISK")
    shaded = map_of(dict.fromkeys(union, 1))["shaded"]
    assert sorted(state["code"] for state in shaded) == union
    assert {state["code"] for state in shaded if state["dot"]} == {"LU", "MT"}
    assert all(0 < state["at"][0] < 600 and 0 < state["at"][1] < 610 for state in shaded)


@pytest.mark.parametrize("number", ["0", "-1", "2", "99999999999999999999", "one", "1.5", "1\0", "²"])
def test_a_page_that_is_not_there_is_not_found(client, members, number):
    assert client.get("/en/members/", {"page": number}).status_code == 404


def test_only_active_members_are_listed_and_counted(client):
    for state in OrganisationState.values:
        organisation(slug=state, name=f"Canary {state}", state=state, country="SE")
    organisation(slug="sample", name="Sample", is_sample=True)
    response = client.get("/en/members/")
    assert listed(client) == ["active", "sample"]
    assert listed(client, q="canary") == ["active"]
    assert "The coalition has 1 member organisation. They come from 1 country." in words(response)


def test_the_reported_number_stands_beside_how_many_are_listed(client):
    for number, day in [(60, 1), (65, 2)]:
        ReportedSize.objects.create(
            number=number, source_url=f"https://example.org/{number}", checked_on=datetime.date(2026, 1, day)
        )
    organisation()
    said = "65 organisations, as the coalition reports; {} of them {} listed here by name. Source"
    assert said.format(1, "is") in words(client.get("/en/members/"))
    organisation()
    organisation(is_sample=True)
    response = client.get("/en/members/")
    assert said.format(2, "are") in words(response)
    assert "https://example.org/65" in links(response)


@pytest.mark.parametrize("state", ["applicant", "checked", "suspended", "declined"])
def test_who_is_no_member_appears_nowhere(client, state):
    for slug in ["home", "about"]:
        page(slug)
    hidden = organisation(slug="canary", name="Canary", state=state, does_en="Canary.", country="SE")
    seat(hidden)
    for address in [
        "/en/",
        "/en/members/",
        "/en/about/steering-group/",
        "/en/search/?q=canar",
        "/sitemap-1.xml",
    ]:
        response = client.get(address)
        assert response.status_code == 200
        assert "canary" not in response.content.decode().lower()
    assert client.get("/en/members/canary/").status_code == 404


# An organisation


def test_a_former_member_keeps_its_page_which_says_so(client):
    organisation(slug="gone", name="Gone", state=OrganisationState.LEFT)
    response = client.get("/en/members/gone/")
    assert response.status_code == 200
    assert "This organisation is no longer a member; what it signed stands." in words(response)
    assert "secret" not in response.content.decode()


def test_the_page_of_a_member_shows_what_is_public_and_no_more(client):
    organisation(
        slug="here",
        website="https://www.example.org/",
        register_number="123456-78",
        evidence="A secret mail.",
    )
    response = client.get("/en/members/here/")
    assert links(response, "https://") == [
        "https://www.example.org/",
        "https://transparency-register.europa.eu/search-register-or-update/organisation-detail_en?id=123456-78",
    ]
    assert "123456-78" in words(response)
    assert "secret" not in response.content.decode()


# The steering group


def test_the_steering_group_names_who_sits_now_and_who_sat_before(client):
    today = timezone.localdate()
    for name, days in {
        "Founder": {},
        "Newcomer": {"since": today},
        "Leaving": {"until": today},
        "Former": {"since": today - 9 * DAY, "until": today - 5 * DAY},
        "Earlier": {"until": today - 6 * DAY},
    }.items():
        seat(organisation(name=name), evidence="A secret mail.", **days)
    response = client.get("/en/about/steering-group/")
    now, before = headings(response, 3)[:3], headings(response, 3)[3:]
    assert now == ["Founder", "Leaving", "Newcomer"]
    assert before == ["Former", "Earlier"]
    assert "3 organisations lead the coalition." in words(response)
    assert "secret" not in response.content.decode()


def test_who_will_sit_has_not_sat_before(client):
    seat(organisation(name="Elect"), since=timezone.localdate() + 5 * DAY)
    response = client.get("/en/about/steering-group/")
    assert "Elect" not in words(response).partition("Who sat before")[2]


def test_a_seat_of_unknown_days_says_that_they_are_unknown(client):
    seat(organisation())
    assert "Has a seat; since when is not known to us." in words(client.get("/en/about/steering-group/"))


def test_a_page_of_the_list_names_itself_as_the_one_to_keep(client):
    for number in range(101):
        organisation(name=f"Member {number}")
    page = client.get("/en/members/?page=2").content.decode()
    found = re.findall(r'<link rel="(?:canonical|alternate)"[^>]*href="([^"]+)"', page)
    assert len(found) > 20
    assert [address for address in found if not address.endswith("/members/?page=2")] == []


def test_a_filter_says_how_many_it_found(client):
    for number in range(3):
        organisation(name=f"Haven {number}", country="FI" if number else "SE")
    assert "Found" not in words(client.get("/en/members/"))
    assert "Found: 2 " in words(client.get("/en/members/?country=FI"))


def test_what_is_not_known_of_any_seat_is_said_once(client):
    for _ in range(3):
        seat(organisation())
    told = "Since when they have their seats is not known to us."
    text = words(client.get("/en/about/steering-group/"))
    assert (text.count(told), text.count("not known to us")) == (1, 1)
    seat(organisation(), since=datetime.date(2022, 4, 1), since_precision="month")
    text = words(client.get("/en/about/steering-group/"))
    assert (text.count(told), text.count("since when is not known to us")) == (0, 3)
