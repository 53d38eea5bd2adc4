"""The board of a sign-on: who stands where, letters counted before they go, and what came by mail or phone."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from members.models import Letter, User
from positions.actions import decline, sign
from positions.models import Signature, Statement
from positions.recording import named_in
from tests import factories
from tests.positions.way import opened
from tests.reading import plain

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def press():
    """Journalists have whom to ask and whom to quote: else the board asks for it each time."""
    return factories.press()


def page(said, name="board"):
    return reverse(f"admin:positions_statement_{name}", args=[said.pk])


def member(name, country="MT", **fields):
    """A member with a signatory."""
    made = factories.organisation(name=name, country=country, **fields)
    factories.mandate(factories.user(), made)
    return made


def signatory(organisation):
    return User.objects.get(mandates__organisation=organisation)


@pytest.fixture
def staff(people, client):
    client.force_login(people["editor"])
    return client


def text(answer):
    return plain(answer.content.decode())


def test_it_counts_who_signed_declined_and_is_undecided(people, staff):
    one, two, three = member("Aleph"), member("Beth", "GR"), member("Gimel")
    said = opened(people)
    sign(said, one, by=signatory(one))
    decline(said, two, by=signatory(two))
    board = text(staff.get(page(said)))
    assert "1 signed · 1 declined · 3 undecided, of 5 members and 3 countries." in board
    assert "Greece Beth declined" in board
    shown = [row["name"] for row in staff.get(page(said), {"show": "undecided"}).context["rows"]]
    assert (three.name in shown, two.name in shown) == (True, False)


def test_names_and_countries_stand_ready_for_word_and_in_tables(people, staff):
    said = opened(people)
    for name, country in (("=Beth", "GR"), ("Aleph", "MT")):
        made = member(name, country)
        sign(said, made, by=signatory(made))
    assert staff.get(page(said)).context["names"] == "=Beth, Greece\nAleph, Malta"
    csv = staff.get(page(said), {"format": "csv"})
    assert csv.headers["Content-Disposition"] == f'attachment; filename="{said.slug}-signatories.csv"'
    assert "'=Beth,Greece,signed" in csv.content.decode("utf-8-sig")
    assert staff.get(page(said), {"format": "xlsx"}).content.startswith(b"PK")


def test_the_undecided_are_counted_before_they_are_reminded_and_once(people, staff):
    one = member("Aleph")
    said = opened(people)
    sign(said, one, by=signatory(one))
    Letter.objects.all().delete()
    assert "Remind 2 people of 2 organisations" in text(staff.get(page(said)))
    for _ in range(2):
        staff.post(page(said), {"remind": "1"})
    assert sorted(Letter.objects.values_list("occasion", "address")) == sorted(
        ("reminder", people[role].email) for role in ("steering", "signatory")
    )


@pytest.mark.parametrize(("move", "letters"), [("quietly", 0), ("tell", 2)])
def test_a_deadline_is_moved_and_written_about_only_if_that_is_asked(people, staff, move, letters):
    said = opened(people)
    Letter.objects.all().delete()
    day = said.names_until + datetime.timedelta(days=3)
    assert staff.post(page(said), {"day": day.isoformat(), "move": move}).status_code == 302
    assert (Statement.objects.get().names_until, Letter.objects.count()) == (day, letters)
    for wrong in ("2020-01-01", "x"):
        staff.post(page(said), {"day": wrong, "move": move})
    assert Statement.objects.get().names_until == day


def test_a_pasted_list_is_read_as_people_read(people):
    one = member("Österreichische Kinderhilfe e.V.", "AT", acronym="ÖKH")
    said = opened(people)
    pasted = "osterreichische kinderhilfe\n\nÖKH\nHaven of Hope, Ireland\nNobody Knows\nhaven of hope,  ireland"
    assert [(row.organisation, row.name, row.country) for row in named_in(pasted, said)] == [
        (one, "osterreichische kinderhilfe", ""),
        (None, "Haven of Hope", "IE"),
        (None, "Nobody Knows", ""),
    ]


def test_what_came_by_mail_is_shown_first_and_then_recorded(people, staff):
    one = member("Aleph")
    said = opened(people)
    Letter.objects.all().delete()
    sent = {"names": "aleph\nHaven, Ireland\nNobody", "to": "signed", "came_by": "email", "date": "2026-11-24"}
    shown = staff.post(page(said, "record"), sent)
    assert "1 member of 3 lines found." in text(shown)
    assert Signature.objects.count() == 0
    taken = {f"take-{number}": "on" for number in range(3)} | {"country-1": "IE", "country-2": "", "confirmed": "1"}
    done = staff.post(page(said, "record"), sent | taken, follow=True)
    assert "Nobody: From which country it is has to be said." in text(done)
    assert "2 are recorded. Each organisation is told and can refuse." in text(done)
    assert list(Signature.objects.values_list("organisation__name", "name", "country", "state", "came_by")) == [
        ("Aleph", "", "", "signed", "email"),
        (None, "Haven", "IE", "signed", "email"),
    ]
    assert list(Letter.objects.values_list("address", flat=True)) == [signatory(one).email]
    again = staff.post(page(said, "record"), sent | taken, follow=True)
    assert Signature.objects.count() == 2
    assert "As it stands by now, this cannot be done." in text(again)


def test_coverage_tells_who_signed_what(people, staff):
    one = member("Aleph")
    said = opened(people)
    sign(said, one, by=signatory(one))
    coverage = reverse("admin:positions_statement_coverage")
    assert "Aleph signed" in text(staff.get(coverage))
    assert "Aleph,Malta,signed" in staff.get(coverage, {"format": "csv"}).content.decode("utf-8-sig")


@pytest.mark.parametrize("role", ["translator", "steering", "signatory"])
def test_nobody_but_staff_opens_it(people, client, role):
    said = opened(people)
    client.force_login(people[role])
    for address in (page(said), page(said, "record"), reverse("admin:positions_statement_coverage")):
        for method in (client.get, client.post):
            assert method(address).status_code in {302, 403}


def test_what_was_never_opened_has_no_board(people, staff):
    said = factories.statement()
    assert [staff.get(page(said, name)).status_code for name in ("board", "record")] == [404, 404]


def test_it_takes_the_same_few_queries_however_many_there_are(people, staff):
    said = opened(people)

    def counted():
        found = []
        for address in (page(said), reverse("admin:positions_statement_coverage"), "/en/desk/"):
            staff.get(address)
            with CaptureQueriesContext(connection) as queries:
                staff.get(address)
            found.append(len(queries))
        return found

    few = counted()
    for number in range(20):
        made = member(f"Member {number}")
        (sign if number % 2 else decline)(said, made, by=signatory(made))
    assert (counted(), max(few) < 15) == (few, True)
