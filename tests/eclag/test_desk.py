"""The rooms of the desk: what awaits me, my organisation, the members' documents; and who stands in the header."""

import datetime

import pytest
from django.utils import timezone

from eclag.desk import awaiting
from eclag.models import Page
from members.models import Organisation, User
from positions.actions import sign
from positions.models import Signature
from tests import factories
from tests.positions import way
from tests.positions.way import opened
from tests.reading import headings, links, main, words

pytestmark = pytest.mark.django_db


def complete(**fields):
    """An organisation whose page lacks nothing, and was said to be right today."""
    known = {"website": "https://example.org", "logo": factories.logo(), "confirmed_on": timezone.localdate()}
    return factories.organisation(**known | fields)


@pytest.fixture
def people():
    return way.people()


@pytest.fixture
def enter(client):
    """Log somebody in who acts for an organisation."""

    def log_in(organisation=None, role="signatory", **fields):
        person = factories.user(name="Ada", **fields)
        if organisation:
            factories.mandate(person, organisation, role)
        client.force_login(person)
        return person

    return log_in


def header(response):
    return response.content.decode().partition("<header")[2].partition("</header>")[0]


# The header


def test_every_private_page_says_who_for_whom_and_the_way_out(client, enter):
    organisation = complete(name="Lighthouse", slug="lighthouse")
    enter(organisation)
    factories.page("minutes", visibility="members")
    for address in (
        "",
        "documents/",
        "organisations/lighthouse/",
        "organisations/lighthouse/people/",
        "pages/minutes/",
    ):
        shown = header(client.get(f"/en/desk/{address}"))
        assert ("Ada" in shown, "for Lighthouse" in shown, "/en/accounts/logout/" in shown) == (True, True, True), (
            address
        )
    assert "Ada" in header(client.get("/en/accounts/second-factor/"))


def test_public_pages_and_errors_do_not_ask_who_reads_them(client, enter, django_assert_num_queries):
    enter(complete())
    factories.page("home")
    assert "Ada" not in header(client.get("/en/"))
    with django_assert_num_queries(0):
        assert "Ada" not in header(client.get("/en/desk/none/more/"))


def test_who_acts_for_nobody_has_the_rooms_that_are_hers(client, enter):
    enter()
    shown = header(client.get("/en/desk/"))
    assert ("Today" in shown, "Organisation" in shown, "Documents" in shown) == (True, False, False)


# Today


def test_there_are_three_texts_for_nothing(client, enter, people):
    enter()
    assert "You act for no organisation." in words(client.get("/en/desk/"))
    member = complete(name="Lighthouse")
    person = enter(member)
    assert "Nothing awaits you yet." in words(client.get("/en/desk/"))
    said = opened(people)
    assert "Things that await you: 1" in words(client.get("/en/desk/"))
    sign(said, member, by=User.objects.get(pk=person.pk))
    page = words(client.get("/en/desk/"))
    assert ("All done, thank you." in page, "Lighthouse signed “A title”." in page) == (True, True)


def test_what_ends_the_soonest_comes_first_by_organisation(enter, people):
    first, second = complete(name="Anchor", website=""), complete(name="Beacon")
    person = enter(first, "editor")
    factories.mandate(person, second)
    sample = opened(people, days=3)
    opened(people, days=2)
    found = [(row and row.name, [one.address for one in rows]) for row, rows in awaiting(reloaded(person))]
    assert [name for name, _ in found] == ["Anchor", "Beacon"]
    assert [len(rows) for _, rows in found] == [3, 2]
    assert found[1][1][1] == f"/en/desk/positions/{sample.slug}/answer/"


def reloaded(person):
    return User.objects.get(pk=person.pk)


def test_what_awaits_who_keeps_a_page_is_told_to_her_alone(client, enter):
    organisation = factories.organisation(name="Bare", slug="bare")
    enter(organisation, "contact")
    assert words(client.get("/en/desk/")).count("Bare") == 1  # for whom she acts
    enter(organisation, "editor")
    factories.invitation(organisation, "new@example.org", sent_at=timezone.now() - datetime.timedelta(days=20))
    page = client.get("/en/desk/")
    assert "On the page of Bare is missing: Website, Logo." in words(page)
    assert "Is the page of Bare still right?" in words(page)
    assert "The invitation of n" in words(page)
    assert links(page, "/en/desk/organisations/bare/") == [
        "/en/desk/organisations/bare/people/",
        "/en/desk/organisations/bare/page/",
        "/en/desk/organisations/bare/",
    ]


def test_a_translator_is_told_what_is_missing_in_her_languages(client, enter):
    factories.page("about", body_nl="<p>Tekst.</p>", title_nl="Titel", lead_nl="Inleiding")
    enter(staff_role="translator", translates=["fr"])
    assert "Texts that are missing or outdated in français: 1." in words(client.get("/en/desk/"))


def test_the_desk_asks_no_more_for_many_things_than_for_few(client, enter, people, django_assert_num_queries):
    person = enter(complete())
    for number in (1, 6):
        for _ in range(number):
            opened(people)
            factories.mandate(person, factories.organisation(), "editor")
        with django_assert_num_queries(13):
            client.get("/en/desk/")


# My organisation


def test_an_organisation_shows_its_people_what_it_says_and_signed(client, enter, people):
    member = complete(name="Lighthouse", slug="lighthouse", does_en="It shines.")
    person = enter(member)
    said = opened(people)
    sign(said, member, by=reloaded(person))
    factories.invitation(member, "new@example.org")
    page = client.get("/en/desk/organisations/lighthouse/")
    for part in ("It shines.", "People: 1 · Invited, and not in yet: 1", "All right for Lighthouse", "A title"):
        assert part in words(page), part
    assert f"/en/desk/positions/{said.slug}/answer/" in links(page)


@pytest.mark.parametrize("address", ["", "people/", "page/", "change/"])
def test_others_find_no_page_of_an_organisation(client, enter, address):
    factories.organisation(slug="other")
    enter(complete())
    assert client.get(f"/en/desk/organisations/other/{address}").status_code == 404


def test_what_an_organisation_declined_is_not_among_what_it_signed(client, enter, people):
    member = complete(slug="lighthouse")
    enter(member)
    said = opened(people)
    Signature.objects.create(statement=said, version=said.current, organisation=member, state="declined")
    page = main(client.get("/en/desk/organisations/lighthouse/"))
    assert page.count("We know of none.") == 2


# Documents


@pytest.fixture
def minutes():
    page = factories.page("minutes", visibility="members", kind="minutes", title_en="Minutes", published_at=at(2))
    factories.page("points", visibility="members", kind="talking_points", title_en="Points", published_at=at(1))
    factories.page("inner", visibility="steering", title_en="Inner", published_at=at(0))
    factories.page("public", title_en="Public")
    factories.page("none", visibility="nobody", title_en="None")
    return page


def at(days):
    return timezone.now() - datetime.timedelta(days=days)


@pytest.mark.parametrize("role", ["contact", "editor", "signatory"])
def test_members_find_their_documents_the_newest_first(client, enter, minutes, role):
    enter(complete(), role)
    assert headings(client.get("/en/desk/documents/"), 2) == ["Points New", "Minutes New"]


def test_the_steering_group_finds_its_own_besides(client, enter, minutes):
    organisation = complete()
    factories.seat(organisation)
    enter(organisation)
    assert headings(client.get("/en/desk/documents/"), 2) == ["Inner New", "Points New", "Minutes New"]


def test_who_acts_for_nobody_finds_none(client, enter, minutes):
    enter()
    assert "There is no document yet." in words(client.get("/en/desk/documents/"))


def test_what_she_has_seen_is_not_new_until_something_comes(client, enter, minutes):
    enter(complete())
    assert "Documents that are new to you: 2." in words(client.get("/en/desk/"))
    page = client.post("/en/desk/documents/seen/", follow=True)
    assert headings(page, 2) == ["Points", "Minutes"]
    assert "new to you" not in words(client.get("/en/desk/"))
    factories.page("later", visibility="members", title_en="Later")
    assert headings(client.get("/en/desk/documents/"), 2)[0] == "Later New"


def test_documents_are_found_by_word_and_kind(client, enter, minutes):
    enter(complete())
    assert headings(client.get("/en/desk/documents/?kind=minutes"), 2) == ["Minutes New"]
    assert headings(client.get("/en/desk/documents/?q=POINTS"), 2) == ["Points New"]
    assert "Nothing was found." in words(client.get("/en/desk/documents/?q=nothing"))
    assert client.get("/en/desk/documents/?page=7").status_code == 404


def test_a_file_of_a_document_opens_to_members_and_to_nobody_else(client, enter, minutes):
    file = factories.attachment(minutes, "Slides", factories.PDF + b"slides")
    enter(complete())
    for page in ("/en/desk/documents/", "/en/desk/pages/minutes/"):
        assert f"/en/desk/files/{file.pk}/" in links(client.get(page))
    assert client.get(f"/en/desk/files/{file.pk}/").status_code == 200
    enter()
    assert client.get(f"/en/desk/files/{file.pk}/").status_code == 404
    assert client.get(file.get_absolute_url()).status_code == 404


def test_many_documents_cost_no_more_than_few(client, enter, django_assert_num_queries):
    enter(complete())
    for number in (1, 30):
        for _ in range(number):
            factories.attachment(factories.page(f"page-{next(factories.numbers)}", visibility="members"), "Slides")
        with django_assert_num_queries(7):
            client.get("/en/desk/documents/")
    assert (Page.objects.count(), Organisation.objects.count()) == (31, 1)
