"""What an event is: its days and hours, who sees it, who is found."""

import datetime

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from events.models import NEAREST_FIRST, Appearance, Event, Session
from events.states import AppearanceRole, EventState
from members.states import Precision, StaffRole
from tests.factories import appearance, event, user

pytestmark = pytest.mark.django_db
NOBODY = AnonymousUser()
DAY = datetime.date(2025, 7, 10)


def days(number):
    return DAY + datetime.timedelta(days=number)


def slugs(events):
    return [row.slug for row in events]


def refusal(**fields):
    """What a form would say: {field: messages}."""
    with pytest.raises(ValidationError) as refused:
        Event(**{"slug": "meeting", "date": DAY, "title_en": "Meeting", "title": "Meeting"} | fields).full_clean()
    return refused.value.message_dict


def accepted(**fields):
    Event(**{"slug": "meeting", "date": DAY, "title_en": "Meeting", "title": "Meeting"} | fields).full_clean()


# Days


def nearest_first(day=None):
    return Event.objects.with_gone(day).order_by(*NEAREST_FIRST)


def test_an_event_is_coming_until_its_last_day_is_over():
    event(slug="yesterday", date=days(-1))
    event(slug="ends today", date=days(-3), until=DAY)
    event(slug="ended", date=days(-3), until=days(-1))
    event(slug="today", date=DAY)
    event(slug="tomorrow", date=days(1))
    assert slugs(Event.objects.coming(DAY)) == ["ends today", "today", "tomorrow"]
    assert slugs(nearest_first(DAY)) == ["ends today", "today", "tomorrow", "yesterday", "ended"]
    assert [row.gone for row in nearest_first(DAY)] == [False, False, False, True, True]


def test_of_one_day_the_event_of_the_whole_day_stands_first_and_the_others_by_their_hours():
    for slug, hour in [("nine", datetime.time(9)), ("whole day", None), ("eight", datetime.time(8))]:
        event(slug=slug, date=DAY, start_time=hour)
    assert slugs(Event.objects.coming(DAY)) == ["whole day", "eight", "nine"]
    assert slugs(nearest_first(DAY)) == ["whole day", "eight", "nine"]


@pytest.mark.parametrize(("clock", "gone"), [("2025-07-10T21:59:00+00:00", False), ("2025-07-10T22:00:00+00:00", True)])
def test_a_day_ends_at_midnight_in_brussels(clock, gone):
    event(date=DAY)
    with time_machine.travel(clock, tick=False):
        assert Event.objects.coming().exists() is not gone
        assert nearest_first().get().gone is gone


def test_an_event_ends_after_it_begins():
    assert refusal(until=days(-1)) == {"until": ["It ends before it begins."]}
    for end in [datetime.time(9), datetime.time(10)]:
        assert refusal(start_time=datetime.time(10), end_time=end) == {
            "end_time": ["It ends before it begins; if it is on the day after, say the last day."]
        }
    assert refusal(end_time=datetime.time(9)) == {"start_time": ["An event that has an end has a start."]}
    accepted(start_time=datetime.time(10), end_time=datetime.time(10, 1))
    accepted(start_time=datetime.time(18), until=days(1), end_time=datetime.time(9))


@pytest.mark.parametrize("fields", [{"until": days(-1)}, {"end_time": datetime.time(9)}])
def test_the_database_too_refuses_what_ends_before_it_begins(fields):
    with pytest.raises(IntegrityError):
        event(date=DAY, **fields)


# Hours


SPRING, AUTUMN = datetime.date(2026, 3, 29), datetime.date(2026, 10, 25)
SKIPPED = ["The clocks skip this hour on that day in that time zone."]


@pytest.mark.parametrize(
    ("zone", "date", "hour"),
    [
        ("Europe/Brussels", SPRING, (2, 30)),
        ("Europe/Brussels", SPRING, (2, 0)),
        ("Europe/Athens", SPRING, (3, 30)),
        ("Europe/Lisbon", SPRING, (1, 30)),
        ("America/New_York", datetime.date(2026, 3, 8), (2, 30)),
    ],
)
def test_an_hour_that_the_clocks_skip_is_refused(zone, date, hour):
    hour = datetime.time(*hour)
    assert refusal(date=date, start_time=hour, time_zone=zone) == {"__all__": SKIPPED}
    before = {"date": date - datetime.timedelta(days=1), "start_time": datetime.time(20), "time_zone": zone}
    assert refusal(**before, until=date, end_time=hour) == {"__all__": SKIPPED}


@pytest.mark.parametrize(
    ("zone", "date", "hour"),
    [
        ("Europe/Brussels", SPRING, (1, 59)),
        ("Europe/Brussels", SPRING, (3, 0)),
        ("Europe/Brussels", AUTUMN, (2, 30)),
        ("Asia/Bangkok", SPRING, (2, 30)),
        ("Atlantic/Reykjavik", SPRING, (2, 30)),
    ],
)
def test_an_hour_that_exists_is_accepted_even_one_that_comes_twice(zone, date, hour):
    accepted(date=date, start_time=datetime.time(*hour), time_zone=zone)


@pytest.mark.parametrize("zone", ["Mars/Olympus", "", "../../etc/passwd"])
def test_an_unknown_time_zone_is_refused(zone):
    assert set(refusal(start_time=datetime.time(10), time_zone=zone)) == {"time_zone"}


def test_the_instants_are_those_of_the_place():
    row = event(
        date=DAY,
        until=days(1),
        start_time=datetime.time(10),
        end_time=datetime.time(9, 30),
        time_zone="Asia/Bangkok",
    )
    assert row.starts_at == datetime.datetime(2025, 7, 10, 3, tzinfo=datetime.UTC)
    assert row.ends_at == datetime.datetime(2025, 7, 11, 2, 30, tzinfo=datetime.UTC)


@pytest.mark.parametrize("fields", [{}, {"start_time": datetime.time(10), "precision": Precision.MONTH}])
def test_an_event_without_a_day_or_an_hour_has_no_instant(fields):
    row = event(**fields)
    assert (row.starts_at, row.ends_at) == (None, None)


def test_a_last_day_needs_a_first_day_that_is_known_to_the_day():
    said = {"until": ["A last day needs a first day that is known to the day."]}
    assert refusal(precision=Precision.MONTH, until=days(40)) == said


def part(**fields):
    return Session(event=event(date=DAY, until=DAY + datetime.timedelta(days=1)), title_en="Hearing", **fields)


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"start_time": "10:00", "end_time": "10:00"}, {"end_time": ["It ends as it begins."]}),
        ({"end_time": "10:00"}, {"start_time": ["What has an end has a start."]}),
        ({"date": days(-1)}, {"date": [f"The event is from {DAY} to {days(1)}."]}),
        ({"date": days(2)}, {"date": [f"The event is from {DAY} to {days(1)}."]}),
        ({"date": days(9 * 365)}, {"date": [f"The event is from {DAY} to {days(1)}."]}),
    ],
)
def test_a_part_of_the_programme_that_cannot_be_is_refused(fields, reason):
    times = {key: datetime.time.fromisoformat(text) for key, text in fields.items() if key != "date"}
    with pytest.raises(ValidationError) as refused:
        part(**fields | times).clean()
    assert refused.value.message_dict == reason


@pytest.mark.parametrize("day", [None, days(0), days(1)])
def test_a_part_of_the_programme_may_go_past_midnight(day):
    part(date=day, start_time=datetime.time(22), end_time=datetime.time(0, 30)).clean()


@pytest.mark.parametrize(("day", "start", "end"), [("2026-03-29", "02:30", "04:00"), ("2026-03-28", "22:00", "02:30")])
def test_a_part_has_no_hour_that_the_clocks_skip(day, start, end):
    times = {"start_time": datetime.time.fromisoformat(start), "end_time": datetime.time.fromisoformat(end)}
    with pytest.raises(ValidationError) as refused:
        Session(event=event(date=datetime.date.fromisoformat(day)), title_en="Hearing", **times).clean()
    assert refused.value.messages == ["The clocks skip this hour on that day in that time zone."]


def test_an_event_does_not_move_away_from_a_part_of_its_programme():
    moved = event(date=DAY, until=days(3))
    moved.sessions.create(date=days(2), title_en="Hearing")
    moved.until = days(1)
    with pytest.raises(ValidationError) as refused:
        moved.clean()
    assert refused.value.message_dict == {"date": ["A part of its programme is on another day."]}
    moved.until = days(2)
    moved.clean()


def test_a_month_has_its_parts_on_any_of_its_days():
    event(date=DAY.replace(day=15), precision=Precision.MONTH).sessions.create(
        date=DAY.replace(day=2), title_en="Hearing"
    )
    row = Event.objects.get()
    row.date = DAY.replace(day=20)
    row.clean()


def test_the_desk_of_an_event_asks_for_its_parts_once(client):
    client.force_login(user(staff_role=StaffRole.SECRETARIAT))
    here = event()
    here.sessions.create(title_en="Hearing")
    page = reverse("admin:events_event_change", args=[here.pk])
    asked = []
    for number in range(6):
        appearance(here, f"Person {number}")
        client.get(page)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(page).content.decode().count(">Hearing</option>") == number + 1 + 1  # and the blank row
        asked.append(len(queries))
    assert len(set(asked)) == 1


def test_a_person_appears_in_no_part_of_another_events_programme():
    one, other = event(), event()
    row = appearance(one, session=one.sessions.create(title_en="Hearing"))
    row.clean()
    row.session = other.sessions.create(title_en="Hearing")
    with pytest.raises(ValidationError) as refused:
        row.clean()
    assert refused.value.message_dict == {"session": ["This is a part of another event's programme."]}


@pytest.mark.parametrize("slug", ["feed", "calendar", "join"])
def test_an_address_of_the_portal_is_no_slug(slug):
    assert set(refusal(slug=slug)) == {"slug"}


# People


def test_a_person_may_appear_in_several_roles_and_once_in_each():
    here = event()
    appearance(here, "Ann", AppearanceRole.KEYNOTE)
    appearance(here, "Ann", AppearanceRole.PANELLIST)
    with pytest.raises(IntegrityError):
        appearance(here, "Ann", AppearanceRole.PANELLIST)


def test_a_person_is_unlisted_until_she_agrees():
    row = Appearance.objects.create(event=event(), name="Ann", role=AppearanceRole.SPEAKER)
    assert row.listed is False
    assert not Appearance.objects.visible_to(NOBODY).exists()


# Who sees and finds what


@pytest.fixture
def one_of_each_state():
    for state in EventState.values:
        here = event(slug=state, state=state)
        appearance(here, f"Ann of {state}")
        appearance(here, f"Hidden of {state}", listed=False)
        Session.objects.create(event=here, title_en=f"Panel of {state}")


def test_the_public_sees_what_was_announced_even_if_it_was_cancelled(one_of_each_state):
    assert set(slugs(Event.objects.visible_to(NOBODY))) == {"announced", "cancelled"}
    people = Appearance.objects.visible_to(NOBODY)
    assert {row.name for row in people} == {"Ann of announced", "Ann of cancelled"}
    assert {row.title_en for row in Session.objects.visible_to(NOBODY)} == {"Panel of announced", "Panel of cancelled"}


def test_staff_see_drafts_and_the_unlisted_and_closed_accounts_do_not(one_of_each_state):
    staff, retired = user(staff_role=StaffRole.EDITOR), user(staff_role=StaffRole.EDITOR, is_active=False)
    assert Event.objects.visible_to(staff).count() == 3
    assert Appearance.objects.visible_to(staff).count() == 6
    assert Event.objects.visible_to(retired).count() == 2
    assert Appearance.objects.visible_to(retired).count() == 2


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("panel", True),
        ("Brussels hall", True),
        ("ann", True),
        ("Ann Movement", True),
        ("Ann Brussels", False),
        ("Bea", False),
        ("Movement Secret", False),
        ("canary", False),
    ],
)
def test_an_event_is_found_by_its_words_and_by_whom_it_lists(words, found):
    here = event(title_en="Panel", venue="The hall", evidence="canary")
    appearance(here, "Ann", affiliation="Movement")
    appearance(here, "Bea", affiliation="Secret", listed=False)
    assert Event.objects.search(words).exists() is found


@pytest.mark.parametrize("words", ["élise", "ÉLISE", "μαρία", "движение"])
def test_a_person_is_found_whatever_the_case_of_her_letters(words):
    appearance(event(), "Élise Μαρία", affiliation="Движение")
    assert Event.objects.search(words).exists()
