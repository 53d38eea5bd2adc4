"""The directory of the members: who shares what, found by whom, and how many addresses one account opens."""

import datetime

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from eclag.board import board_for
from members.actions import open_address
from members.models import Opening, User
from members.models.openings import A_DAY, A_MONTH
from tests import factories
from tests.reading import headings, words

pytestmark = pytest.mark.django_db
PAGE = "/en/desk/directory/"


@pytest.fixture
def reader(client):
    person = factories.user(name="Reader")
    factories.mandate(person, factories.organisation(name="Own", country="SE"), "contact")
    client.force_login(person)
    return User.objects.get(pk=person.pk)


def sharing(name="Ada", shares="address", organisation=None, **fields):
    person = factories.user(f"{name.lower()}@example.org", name=name, shares=shares, **fields)
    factories.mandate(person, organisation or factories.organisation(name=f"Of {name}", country="BE"))
    return person


def test_members_stand_by_country_as_the_reader_calls_it(client, reader):
    for name, country in (("Zed", "DE"), ("Alpha", "AT"), ("Beta", "DE")):
        factories.organisation(name=name, country=country)
    factories.organisation(name="A sample", country="AT", is_sample=True)
    factories.organisation(name="Left", country="AT", state="left")
    assert headings(client.get(PAGE), 3) == ["Alpha", "Beta", "Zed", "Own", "A sample"]
    assert headings(client.get(PAGE.replace("/en/", "/de/")), 3) == ["Beta", "Zed", "Alpha", "Own", "A sample"]
    assert headings(client.get(f"{PAGE}?country=DE"), 3) == ["Beta", "Zed"]


def test_each_shows_what_she_chose_and_nothing_else(client, reader):
    sharing("Ada")
    sharing("Bea", "name")
    sharing("Cyd", "nothing")
    sharing("Dot", is_active=False)
    gone = sharing("Eve")
    gone.mandates.update(ended_at=timezone.now())
    page = client.get(PAGE).content.decode()
    shown = {
        name: (f"<strong>{name}</strong>" in page, f"{name.lower()}@" in page, f"address of {name}" in page)
        for name in NAMES
    }
    assert shown == {
        "Ada": (True, False, True),
        "Bea": (True, False, False),
        **dict.fromkeys(("Cyd", "Dot", "Eve"), (False, False, False)),
    }


NAMES = ["Ada", "Bea", "Cyd", "Dot", "Eve"]


def test_an_address_is_opened_in_one_tap_and_stays_for_the_day(client, reader):
    ada = sharing()
    page = client.post(f"{PAGE}people/{ada.pk}/", {"back": "?q=ada"}, follow=True)
    assert (page.request["QUERY_STRING"], "ada@example.org" in words(page)) == ("q=ada", True)
    client.post(f"{PAGE}people/{ada.pk}/", {"back": "https://elsewhere.example.org"})
    assert Opening.objects.count() == 1
    with time_machine.travel(timezone.now() + datetime.timedelta(days=1), tick=False):
        assert "ada@example.org" not in words(client.get(PAGE))


def test_it_is_searched_by_organisation_and_by_those_who_let_themselves_be_seen(client, reader):
    sharing("Ada")
    sharing("Cyd", "nothing")
    assert headings(client.get(f"{PAGE}?q=ADA"), 3) == ["Of Ada"]
    assert headings(client.get(f"{PAGE}?q=öwn"), 3) == ["Own"]
    assert headings(client.get(f"{PAGE}?q=cyd"), 3) == ["Of Cyd"]  # by its own name
    assert "No member matches this." in words(client.get(f"{PAGE}?q=example.org"))


@pytest.mark.parametrize("fields", [{}, {"staff_role": "translator", "translates": ["nl"]}])
def test_who_acts_for_no_member_finds_no_directory(client, fields):
    person, ada = factories.user(**fields), sharing()
    client.force_login(person)
    assert client.get(PAGE).status_code == 403
    assert client.post(f"{PAGE}people/{ada.pk}/").status_code == 403
    assert "Directory" not in client.get("/en/desk/").content.decode()
    with pytest.raises(PermissionDenied):
        open_address(ada, by=person)


def test_nobody_opens_what_is_not_shared(reader):
    for shares in ("name", "nothing"):
        with pytest.raises(ValidationError, match="not shared"):
            open_address(sharing(shares, shares), by=reader)
    assert Opening.objects.count() == 0


def test_one_account_opens_so_many_a_day_and_a_month_and_staff_see_it(reader):
    organisation = factories.organisation(name="Large")
    people = [sharing(f"Person{number}", organisation=organisation) for number in range(A_MONTH + 5)]
    opened, start = [], timezone.now()
    for day in range(4):
        with time_machine.travel(start + datetime.timedelta(days=day), tick=False):
            for person in people[len(opened) :]:
                try:
                    open_address(person, by=reader)
                except ValidationError:
                    break
                opened.append(day)
    assert [opened.count(day) for day in range(4)] == [A_DAY, A_MONTH - A_DAY, 0, 0]
    assert seen_by_staff() == {
        "People who opened many addresses of the directory within a week (60 in all)": ["Reader"]
    }


def seen_by_staff():
    lists = board_for(factories.user(staff_role="secretariat"))["lists"]
    return {title: [str(row[0]) for row in rows] for title, _, rows in lists if "directory" in title}


def test_many_accounts_that_open_a_few_each_are_seen_as_well():
    organisation = factories.organisation(name="Large")
    people = [sharing(f"Person{number}", organisation=organisation) for number in range(40)]
    accounts = [sharing(f"Account{number}", "nothing", organisation) for number in range(10)]
    for number, person in enumerate(people[:39]):
        open_address(person, by=accounts[number % 10])
    assert seen_by_staff() == {}
    open_address(people[39], by=accounts[9])
    [(title, shown)] = seen_by_staff().items()
    assert (title.endswith("(40 in all)"), len(shown)) == (True, 10)


def test_many_members_cost_no_more_than_few(client, reader, django_assert_num_queries):
    for number in (1, 40):
        for _ in range(number):
            sharing(f"Person{next(factories.numbers)}")
        with django_assert_num_queries(9):
            client.get(PAGE)
