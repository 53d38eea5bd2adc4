"""The pages that put the apps together, the plain files, and the pages of errors."""

import datetime
import re
from xml.etree import ElementTree

import pytest
import time_machine
from django.conf import settings
from django.core.exceptions import SuspiciousOperation, ValidationError
from django.db import InterfaceError, OperationalError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import Client
from django.utils import timezone

from eclag import sitemaps
from eclag.models import Helpline, Page, PressContact, Quote, Visibility
from members.states import OrganisationState
from positions.models import Statement
from tests.factories import (
    appearance,
    dossier,
    event,
    frozen,
    mandate,
    organisation,
    page,
    press,
    seat,
    signature,
    statement,
    user,
)
from tests.reading import headings, links, main, words

pytestmark = [pytest.mark.django_db, pytest.mark.once]
DAY = datetime.timedelta(days=1)


# Home


def test_home_gathers_what_is_newest_and_next(client):
    page("home")
    today = timezone.localdate()
    for number in range(4):
        statement(slug=f"s{number}", date=datetime.date(2025, 1, 1) - number * DAY)
    for number in [5, 3]:
        event(slug=f"in-{number}-days", date=today + number * DAY)
    event(slug="past", date=today - DAY)
    dossier(slug="law")
    seat(organisation(slug="seated"))
    seat(organisation(slug="former"), until=today - DAY)
    response = client.get("/en/")
    assert links(response, "/en/positions/") == [
        *(f"/en/positions/s{number}/" for number in range(3)),
        "/en/positions/",
    ]
    assert links(response, "/en/events/") == ["/en/events/in-3-days/", "/en/events/"]
    assert "/en/dossiers/law/" in links(response)
    assert links(response, "/en/members/") == ["/en/members/seated/", "/en/members/#in-NL", "/en/members/"]
    assert "2 member organisations" in words(response)


@pytest.mark.parametrize(("asked", "given"), [("nl", "/nl/"), ("fr-BE,fr;q=0.9", "/fr/"), ("", "/en/"), ("xx", "/en/")])
def test_the_bare_address_leads_to_the_language_of_the_reader(client, asked, given):
    response = client.get("/", headers={"accept-language": asked})
    assert (response.status_code, response.url) == (302, given)
    assert "Accept-Language" in response.headers["Vary"]


# An organisation


def test_the_page_of_an_organisation_gathers_what_it_signed_and_where_it_appears(client):
    here = organisation(slug="here")
    for number, name in enumerate(["older", "newer"]):
        signature(statement(slug=name, date=datetime.date(2024, 1, 1) + number * DAY), here)
    signature(statement(slug="draft", state="draft"), here)
    signature(statement(slug="declined"), here, state="declined")
    signature(statement(slug="elsewhere"), organisation())
    appearance(event(slug="meeting"), organisation=here)
    appearance(event(slug="hidden", state="draft"), organisation=here)
    seat(here, since=datetime.date(2022, 4, 1), since_precision="month")
    response = client.get("/en/members/here/")
    of_the_group = "/en/positions/?kind=steering_statement"
    assert links(response, "/en/positions/") == ["/en/positions/newer/", "/en/positions/older/", of_the_group]
    assert links(response, "/en/events/") == ["/en/events/meeting/"]
    assert "April 2022 –" in words(response)


# Curated pages


def test_only_public_pages_are_public(client):
    for visibility in Visibility.values:
        page(f"page-{visibility}", visibility=visibility)
    found = {visibility: client.get(f"/en/page-{visibility}/").status_code for visibility in Visibility.values}
    assert found == {"nobody": 404, "steering": 404, "members": 404, "public": 200}


def test_a_hidden_page_is_not_public_even_for_those_who_may_see_it(client):
    here = organisation()
    seat(here)
    person = user(is_superuser=True)
    mandate(person, here)
    client.force_login(person)
    page("minutes", visibility=Visibility.STEERING)
    assert set(Page.objects.visible_to(person).values_list("slug", flat=True)) == {"minutes"}
    assert client.get("/en/minutes/").status_code == 404


@pytest.mark.parametrize(
    ("state", "seated", "seen"),
    [
        ("active", False, {"public", "members"}),
        ("active", True, {"public", "members", "steering"}),
        ("suspended", True, {"public"}),
    ],
)
def test_members_and_the_steering_group_see_their_pages(state, seated, seen):
    for visibility in Visibility.values:
        page(visibility, visibility=visibility)
    here, person = organisation(state=state), user()
    mandate(person, here)
    if seated:
        seat(here)
    assert set(Page.objects.visible_to(person).values_list("slug", flat=True)) == seen


def test_home_has_one_address(client):
    page("home")
    assert client.get("/en/").status_code == 200
    assert client.get("/en/home/").status_code == 404


def helpline(country, kind, name, phone="+31 20 123"):
    said = {"source_url": "https://example.org/source", "checked_on": datetime.date(2026, 11, 1)}
    return Helpline.objects.create(country=country, kind=kind, name=name, phone=phone, **said)


@pytest.fixture
def places():
    page("help")
    for country, kind, name in [
        *(("NL", "helpline", "Listening"), ("NL", "emergency", "Police"), ("AT", "hotline", "Report")),
        *(("BE", "helpline", "Ear"), ("FI", "helpline", "Phone"), ("EU", "helpline", "Everywhere")),
        *(("EU", "removal", "Down"), ("EU", "emergency", "112"), ("FI", "removal", "Off")),
    ]:
        helpline(country, kind, name)


def test_help_begins_with_danger_a_number_to_call_and_the_way_to_take_a_picture_off(client, places):
    text = words(client.get("/nl/help/"))
    parts = [
        "Nu in gevaar +31 20 123",
        "Met iemand praten Listening, Nederland +31 20 123",
        "Een foto van mij",
        "In uw land",
    ]
    assert [part for part in parts if part not in text] == []
    assert sorted(parts, key=text.index) == parts
    assert "tel:+3120123" in links(client.get("/nl/help/"))


@pytest.mark.parametrize(
    ("language", "near"),
    [("nl", ["Nederland", "België"]), ("de", ["Belgien", "Österreich"]), ("sv", ["Finland"]), ("mt", []), ("bg", [])],
)
def test_the_countries_in_which_a_language_is_spoken_stand_open_and_the_others_folded(client, places, language, near):
    answer = client.get(f"/{language}/help/")
    assert headings(answer, 3)[: len(near)] == near
    # The menu, the Union, and the others of four countries.
    assert answer.content.decode().count("<details") == 1 + 1 + 4 - len(near)


def test_whoever_names_a_country_gets_its_numbers(client, places):
    answer = client.get("/nl/help/?country=FI")
    text = words(answer)
    assert "Met iemand praten Phone, Finland" in text
    assert text.index("Down") < text.index("Off") < text.index("Listening")
    assert re.search('<option value="FI" selected', answer.content.decode())


@pytest.mark.parametrize("country", ["XX", "EU", "", "NL&country=FI", "%3Cscript%3E"])
def test_a_country_of_which_we_know_nothing_is_refused_and_the_page_stays_whole(client, places, country):
    answer = client.get(f"/nl/help/?country={country}")
    assert answer.status_code == (400 if country in {"XX", "EU", "%3Cscript%3E"} else 200)
    assert "Nu in gevaar +31 20 123" in words(answer)


def test_each_country_says_its_sources_once_and_since_when_all_of_it_is_looked_up(client, places):
    newer = {"source_url": "https://other.example/", "checked_on": datetime.date(2026, 11, 20)}
    Helpline.objects.create(country="NL", kind="hotline", name="Report", phone="116", **newer)
    text = words(client.get("/nl/help/"))
    assert "Listening +31 20 123 Gevonden materiaal melden Report 116 Bron: " in text
    assert "Bron: example.org, other.example · Geraadpleegd: 1 november 2026 " in text


def test_help_without_any_place_is_whole(client):
    page("help")
    assert client.get("/en/help/").status_code == 200


def test_privacy_names_who_answers_for_personal_data(client):
    page("privacy")
    assert settings.CONTROLLER in words(client.get("/en/privacy/"))
    assert "mailto:portal@example.org" in links(client.get("/en/privacy/"))


# Search


def test_a_search_finds_each_noun(client):
    organisation(slug="here", name="Lantern House")
    dossier(slug="law", title_en="Lantern Regulation")
    statement(slug="letter", title_en="Lantern letter")
    frozen({"en": ("Title", "<p>A lantern.</p>")}, slug="text")
    event(slug="meeting", title_en="Lantern meeting")
    page("about", body_en="<p>A lantern.</p>")
    page("secret", body_en="<p>A lantern.</p>", visibility=Visibility.MEMBERS)
    organisation(slug="other", name="Candle House")
    found = links(client.get("/en/search/", {"q": "lantern"}), "/en/")
    assert sorted(found) == [
        "/en/about/",
        "/en/dossiers/law/",
        "/en/events/meeting/",
        "/en/members/here/",
        "/en/positions/letter/",
        "/en/positions/text/",
    ]


def test_a_search_that_shows_not_all_says_so(client):
    told = "Only the first 10 of each kind are shown: more words find fewer."
    for number in range(10):
        organisation(name=f"Haven {number}")
    assert told not in words(client.get("/en/search/?q=haven"))
    organisation(name="Haven 10")
    text = words(client.get("/en/search/?q=haven"))
    assert told in text
    assert text.count("Haven ") == 10


@pytest.mark.parametrize("words_asked", ["nothing", "%", "_", "\\", "'", "ἀ" * 100])
def test_a_search_without_a_hit_says_so(client, words_asked):
    organisation(name="Lantern House")
    assert "Nothing was found." in words(client.get("/en/search/", {"q": words_asked}))


@pytest.mark.parametrize("words_asked", ["   ", "a\0b", "x" * 101])
def test_a_search_that_cannot_be_made_says_why(client, words_asked):
    response = client.get("/en/search/", {"q": words_asked})
    assert response.status_code == 400
    assert 'class="error"' in main(response)


def test_what_was_asked_is_shown_and_never_run(client):
    body = client.get("/en/search/", {"q": '"><script>alert(1)</script>'}).content.decode()
    assert "<script>alert" not in body
    assert "&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;" in body


# Plain files


@pytest.mark.parametrize("day", ["2026-01-01", "2026-03-31", "2026-08-31", "2027-12-31"])
def test_security_txt_expires_within_a_year_and_not_within_ninety_days(client, day):
    with time_machine.travel(f"{day}T12:00:00+00:00", tick=False):
        text = client.get("/.well-known/security.txt").content.decode()
        now = timezone.now()
    fields = dict(line.split(": ", 1) for line in text.splitlines())
    assert set(fields) == {"Contact", "Expires", "Preferred-Languages", "Canonical"}
    assert fields["Contact"] == "mailto:portal@example.org"
    assert fields["Canonical"] == "http://localhost/.well-known/security.txt"
    assert now + 90 * DAY < datetime.datetime.fromisoformat(fields["Expires"]) < now + 365 * DAY


def test_who_asks_for_an_icon_where_icons_always_were_gets_one(client):
    answer = client.get("/favicon.ico")
    assert (answer.status_code, answer["Content-Type"], answer.content[:4]) == (200, "image/x-icon", b"\0\0\1\0")


def test_robots_are_led_to_the_sitemap_and_away_from_the_admin(client):
    assert client.get("/robots.txt").content == (
        b"User-agent: *\nDisallow: /admin/\nSitemap: http://localhost/sitemap.xml\n"
    )


LOC = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"
ALTERNATE = "{http://www.w3.org/1999/xhtml}link"


def test_the_sitemap_names_every_public_page_once_and_no_other(client):
    for visibility in Visibility.values:
        page(f"page-{visibility}", visibility=visibility)
    page("home")
    for state in OrganisationState.values:
        organisation(slug=f"organisation-{state}", state=state)
    for state in ["draft", "consultation", "approval", "open", "published", "superseded", "withdrawn"]:
        statement(slug=f"statement-{state}", state=state)
    for state in ["draft", "announced", "cancelled"]:
        event(slug=f"event-{state}", state=state)
    dossier(slug="law")
    addresses = [row.text for row in ElementTree.fromstring(client.get("/sitemap-1.xml").content).iter(LOC)]  # noqa: S314
    paths = [address.removeprefix("http://localhost/en/") for address in addresses]
    assert sorted(paths) == sorted(
        [
            *("", "page-public/", "about/steering-group/"),
            *("members/", "members/organisation-active/", "members/organisation-left/"),
            *("positions/", "positions/statement-published/", "positions/statement-superseded/"),
            *("positions/statement-withdrawn/", "dossiers/", "dossiers/law/"),
            *("events/", "events/event-announced/", "events/event-cancelled/"),
        ]
    )
    assert [path for path in paths if client.get(f"/en/{path}").status_code != 200] == []


def test_the_sitemap_names_the_languages_in_which_a_text_exists_and_the_authentic_address(client):
    statement(slug="facts", authentic_language="el", about_en="Words.", about_el="Λόγια.", about_nl="")
    texts = {"el": ("Τίτλος", "<p>Λόγια.</p>"), "nl": ("Titel", "<p>Woorden.</p>")}
    frozen(texts, language="el", authentic_language="el", slug="letter")
    root = ElementTree.fromstring(client.get("/sitemap-1.xml").content)  # noqa: S314
    languages = {
        row.find(LOC).text: {link.get("hreflang") for link in row.iter(ALTERNATE)}
        for row in root
        if "/positions/" in row.find(LOC).text
    }
    assert languages["http://localhost/el/positions/facts/"] == {"el", "en"}
    assert languages["http://localhost/el/positions/letter/"] == {"el", "nl"}


def test_the_sitemap_comes_in_parts_of_a_bounded_size(client, monkeypatch):
    monkeypatch.setattr(sitemaps, "PART", 2)
    for letter in "abcde":
        organisation(slug=letter)
    index = ElementTree.fromstring(client.get("/sitemap.xml").content)  # noqa: S314
    parts = [row.text.removeprefix("http://localhost") for row in index.iter(LOC)]
    assert parts == ["/sitemap-1.xml", "/sitemap-2.xml", "/sitemap-3.xml"]
    found = [
        [row.text.rpartition("/en/")[2] for row in ElementTree.fromstring(client.get(part).content).iter(LOC)]  # noqa: S314
        for part in parts
    ]
    assert found[0][-2:] == ["members/a/", "members/b/"]
    assert found[1:] == [["members/c/", "members/d/"], ["members/e/"]]
    assert [client.get(f"/sitemap-{number}.xml").status_code for number in (0, 4)] == [404, 404]


def test_an_empty_site_has_a_sitemap_of_its_lists(client):
    assert client.get("/sitemap.xml").content.count(b"<loc>") == 1
    assert client.get("/sitemap-1.xml").content.count(b"<loc>") == 5


def test_the_probes_say_that_all_is_well(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get("/healthz").content == b"ok\n"
    with django_assert_num_queries(1):
        assert client.get("/readyz").content == b"ok\n"
    assert "no-store" in client.get("/readyz").headers["Cache-Control"]


# Errors


@pytest.fixture
def stranger():
    """A client that gets the error page instead of the exception."""
    return Client(raise_request_exception=False)


@pytest.fixture
def failing(monkeypatch):
    """From the call on, each question to the database raises that exception."""

    def fail(exception):
        def cursor(*arguments):
            raise exception

        monkeypatch.setattr(BaseDatabaseWrapper, "cursor", cursor)

    return fail


def own_page(response, heading):
    """It is ours, in the reader's language, tells nothing of what went wrong, and no cache keeps it."""
    assert headings(response, 1) == [heading]
    assert "no-store" in response.headers["Cache-Control"]
    assert not re.search("Traceback|canary|OperationalError", response.content.decode())


def test_an_address_that_leads_nowhere_has_a_page_that_leads_on(client):
    response = client.get("/en/positions/nowhere/")
    assert response.status_code == 404
    own_page(response, "This page does not exist")
    assert "/en/" in links(response)


def test_a_foreign_host_gets_a_bad_request(stranger):
    response = stranger.get("/en/", headers={"host": "canary.example"})
    assert response.status_code == 400
    own_page(response, "This request was not understood")


def test_a_form_without_its_token_is_refused():
    response = Client(enforce_csrf_checks=True).post("/en/accounts/login/", {"login": "a@example.org"})
    assert response.status_code == 403
    own_page(response, "You may not do this")


@pytest.mark.parametrize("exception", [RuntimeError("canary"), SuspiciousOperation("canary")])
def test_our_own_fault_has_a_page_that_tells_nothing(stranger, failing, exception):
    failing(exception)
    response = stranger.get("/en/members/")
    fault = isinstance(exception, RuntimeError)
    assert response.status_code == (500 if fault else 400)
    own_page(response, "Something went wrong on our side" if fault else "This request was not understood")


@pytest.mark.parametrize("exception", [OperationalError("canary"), InterfaceError("canary")])
@pytest.mark.parametrize(
    ("address", "heading"),
    [
        ("/en/", "We are back in a moment"),
        ("/el/positions/letter/v1/record.json", "Επιστρέφουμε σε λίγο"),
        ("/sitemap.xml", "We are back in a moment"),
    ],
)
def test_while_the_database_is_away_each_page_says_when_to_come_back(stranger, failing, exception, address, heading):
    failing(exception)
    response = stranger.get(address)
    assert (response.status_code, response.headers.get("Retry-After")) == (503, "30")
    own_page(response, heading)


def test_while_the_database_is_away_the_portal_lives_and_is_not_ready(stranger, failing):
    failing(OperationalError("canary"))
    assert stranger.get("/healthz").content == b"ok\n"
    response = stranger.get("/readyz")
    assert (response.status_code, response.content) == (503, b"database\n")


def test_plain_files_need_no_database(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get("/robots.txt").status_code == 200
        assert client.get("/.well-known/security.txt").status_code == 200


def test_the_home_page_is_not_among_what_is_found(client):
    page("home", title_en="Lantern home")
    page("about", title_en="Lantern about")
    found = [row.slug for row in client.get("/en/search/?q=lantern").context["found"]["pages"]]
    assert found == ["about"]


# Press


def test_the_press_finds_a_paragraph_numbers_texts_and_the_law(client):
    page("home", body_en='<p>ECLAG <a href="/en/about/">works</a> for &amp; with children.</p><p>More.</p>')
    page("press", body_en="<p>How to cite.</p>")
    seat(organisation(country="NL"))
    organisation(country="FI")
    organisation(country="SE", is_sample=True)
    letter = frozen(slug="letter").statement
    statement(slug="older", date=datetime.date(2020, 1, 1))
    statement(slug="draft", state="draft", title_en="Canary")
    dossier(slug="law", short_title_en="The file")
    response = client.get("/en/press/")
    text = words(response)
    assert "The coalition in one paragraph ECLAG works for & with children. Numbers" in text
    assert "Members 2 Countries 2 Statements 2 The law 1 The coalition has 2 member organisations." in text
    assert "Canary" not in text
    found = links(response)
    version = f"/en/positions/{letter.slug}"
    assert {f"{version}/v1/statement.pdf", f"{version}/v1/statement.txt", f"{version}/signatories.csv"} <= set(found)
    assert not any("older/v" in address for address in found)
    assert "/en/dossiers/law/" in found
    assert text.endswith("Logo SVG How to cite.")


def test_the_press_page_of_an_empty_portal_is_whole(client):
    page("press")
    assert "Newest statements There are none yet." in words(client.get("/en/press/"))


def test_the_page_of_an_organisation_says_what_it_asks_for_as_it_stands_today(client):
    here = organisation(slug="here", register_number="12345678901-23")
    asked = [{"direction": "change", "article": "Article 5", "text_en": "Close the gap."}]
    for slug, fields in [("stands", {}), ("gone", {"state": "withdrawn"}), ("of-others", {})]:
        version = frozen(slug=slug, asks=[{**asked[0], "text_en": f"Ask of {slug}."}])
        Statement.objects.filter(pk=version.statement_id).update(**fields)
        if slug != "of-others":
            signature(version.statement, here, version=version, source_url="")
    response = client.get("/en/members/here/")
    assert "What it asks for Change Article 5 Ask of stands. Statements it signed" in words(response)
    assert "/en/positions/stands/" in links(response)
    register = "https://transparency-register.europa.eu/search-register-or-update/organisation-detail_en?id="
    assert f"{register}12345678901-23" in links(response)


def test_the_page_of_an_organisation_says_who_answers_on_eu_matters(client):
    organisation(slug="asked", eu_contact="EU office", eu_contact_email="eu@example.org")
    organisation(slug="unknown")
    assert "Contact on EU matters EU office eu@example.org" in words(client.get("/en/members/asked/"))
    assert "mailto:eu@example.org" in links(client.get("/en/members/asked/"))
    assert "Contact on EU matters not known" in words(client.get("/en/members/unknown/"))


def test_the_press_page_says_whom_to_ask_and_when(client):
    page("press")
    seat(organisation(name="Leads"))
    text = words(client.get("/en/press/"))
    assert (
        "No press contact is listed here yet. Until then the organisations of the steering group answer. Leads" in text
    )
    hours = {"opens": datetime.time(9), "closes": datetime.time(17, 30)}
    PressContact.objects.create(name="Press office", email="press@example.org", phone="+32 2 123", **hours)
    response = client.get("/nl/press/")
    assert "Press office +32 2 123 press@example.org Op werkdagen, 09:00–17:30 uur (Brussel)" in words(response)
    assert {"tel:+322123", "mailto:press@example.org"} <= set(links(response))


def test_the_press_page_quotes_who_agreed_to_it_in_her_own_language_and_puts_the_readers_first(client):
    page("press")
    press()
    member, applicant = organisation(name="Lighthouse", slug="lighthouse"), organisation(name="Asks", state="applicant")
    said = {"agreement": "canary", "said_on": datetime.date(2026, 10, 1)}
    Quote.objects.create(text="Het moet.", language="nl", name="Ann", organisation=member, **said)
    Quote.objects.create(text="It must.", name="Bo", affiliation="Director, Asks", organisation=applicant, **said)
    answer = client.get("/nl/press/")
    quoted = "Citaten Het moet. Ann (Lighthouse) · 1 oktober 2026 We ask for a law that holds. Press office"
    assert quoted in words(answer)
    assert "It must. Bo, Director, Asks · 1 oktober 2026" in words(answer)
    assert '<blockquote lang="en"><p>It must.</p>' in answer.content.decode()
    assert "canary" not in answer.content.decode().lower()
    assert "/nl/members/lighthouse/" in links(answer)
    assert "/nl/members/asks/" not in links(answer)


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({}, "Give an address or a telephone number."),
        ({"phone": "1", "opens": datetime.time(9)}, "Give both hours, or none."),
        ({"phone": "1", "opens": datetime.time(9), "closes": datetime.time(9)}, "It closes before it opens."),
    ],
)
def test_a_press_contact_can_be_reached(fields, reason):
    with pytest.raises(ValidationError) as refused:
        PressContact(name="Press office", **fields).full_clean()
    assert refused.value.messages == [reason]
