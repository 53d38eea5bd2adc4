"""Events as calendar entries, read back by a parser."""

import datetime
import zoneinfo

import pytest
from auditlog.models import LogEntry
from icalendar import Calendar

from events.actions import cancel
from events.models import Event
from members.actions import revert
from members.states import StaffRole
from tests.factories import appearance, event, user

pytestmark = [pytest.mark.django_db, pytest.mark.once]
DAY = datetime.date(2026, 3, 28)
BRUSSELS = zoneinfo.ZoneInfo("Europe/Brussels")


@pytest.fixture(autouse=True)
def in_march(time_machine):
    """The calendar holds what is coming and the last year."""
    time_machine.move_to("2026-03-01 12:00:00+00:00", tick=False)


def calendar(client, address="/en/events/calendar.ics"):
    response = client.get(address)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    return Calendar.from_ical(response.content)


def entry(client, slug="meeting", language="en"):
    (only,) = calendar(client, f"/{language}/events/{slug}/event.ics").events
    return only


def lines(client):
    """The unfolded lines of the calendar."""
    return client.get("/en/events/calendar.ics").content.decode().replace("\r\n ", "").split("\r\n")


def test_an_event_with_an_hour_keeps_the_zone_of_its_place_through_the_change_of_clocks(client):
    event(
        slug="meeting",
        date=DAY,
        until=DAY + datetime.timedelta(days=1),
        start_time=datetime.time(18),
        end_time=datetime.time(10),
        time_zone="Europe/Brussels",
    )
    meeting = entry(client)
    assert meeting["DTSTART"].params["TZID"] == meeting["DTEND"].params["TZID"] == "Europe/Brussels"
    assert meeting["DTSTART"].dt.replace(tzinfo=BRUSSELS) == datetime.datetime(2026, 3, 28, 17, tzinfo=datetime.UTC)
    assert meeting["DTEND"].dt.replace(tzinfo=BRUSSELS) == datetime.datetime(2026, 3, 29, 8, tzinfo=datetime.UTC)


def test_each_zone_that_is_used_is_defined_once_and_gives_the_right_hours(client):
    for number, zone in enumerate(["Europe/Brussels", "Europe/Brussels", "Europe/Athens", "Asia/Bangkok"]):
        event(slug=f"e{number}", date=DAY, start_time=datetime.time(18), time_zone=zone)
    event(slug="all-day", date=DAY, time_zone="Europe/Lisbon")
    zones = {str(zone["TZID"]): zone for zone in calendar(client).timezones}
    assert len(calendar(client).timezones) == 3
    assert set(zones) == {"Europe/Brussels", "Europe/Athens", "Asia/Bangkok"}
    for name, zone in zones.items():
        for day in (DAY, DAY + datetime.timedelta(days=1)):
            moment = datetime.datetime.combine(day, datetime.time(18))
            defined, real = zone.to_tz(), zoneinfo.ZoneInfo(name)
            assert moment.replace(tzinfo=defined).utcoffset() == moment.replace(tzinfo=real).utcoffset()


def test_an_event_without_an_hour_takes_the_whole_day(client):
    event(slug="meeting", date=DAY)
    meeting = entry(client)
    assert meeting["DTSTART"].dt == DAY
    assert meeting["DTEND"].dt == DAY + datetime.timedelta(days=1)
    assert calendar(client).timezones == []


def test_an_event_of_several_days_ends_after_the_last(client):
    event(slug="meeting", date=DAY, until=DAY + datetime.timedelta(days=2))
    assert entry(client)["DTEND"].dt == DAY + datetime.timedelta(days=3)


def test_an_event_whose_end_is_not_known_has_none(client):
    event(slug="meeting", date=DAY, start_time=datetime.time(18))
    assert "DTEND" not in entry(client)


def test_an_event_of_several_days_without_an_hour_of_its_end_keeps_its_days(client):
    until = DAY + datetime.timedelta(days=2)
    event(slug="meeting", date=DAY, start_time=datetime.time(9, 30), until=until)
    row = entry(client)
    assert (row["DTSTART"].dt, row["DTEND"].dt) == (DAY, until + datetime.timedelta(days=1))


@pytest.mark.parametrize(("language", "name"), [("en", "Events – ECLAG"), ("nl", "Evenementen – ECLAG")])
def test_the_feed_has_a_name_in_the_readers_language(client, language, name):
    feed = calendar(client, f"/{language}/events/calendar.ics")
    assert (feed["NAME"], feed["X-WR-CALNAME"]) == (name, name)


CHANGES = [
    *({"start_time": datetime.time(11)}, {"date": DAY + datetime.timedelta(days=1)}, {"title_en": "A hearing"}),
    *({"venue": "Another hall"}, {"city_nl": "Brussel"}, {"about_en": "On another law."}, {"time_zone": "Europe/Riga"}),
]


@pytest.mark.parametrize("fields", CHANGES)
def test_the_sequence_follows_what_the_entry_says_whichever_way_it_changed(fields):
    moved = event(slug="meeting", date=DAY, start_time=datetime.time(10), about_en="On the law.")
    for name, value in fields.items():
        setattr(moved, name, value)
    moved.save(update_fields=[*fields])
    moved.refresh_from_db()
    assert moved.sequence == 1
    assert [getattr(moved, name) for name in fields] == [*fields.values()]
    moved.save()
    moved.evidence = "A letter."
    moved.save()
    assert Event.objects.values_list("sequence", flat=True).get() == 1


def test_what_the_history_takes_back_counts_on_too():
    staff = user(staff_role=StaffRole.SECRETARIAT)
    moved = event(slug="meeting", date=DAY)
    moved.date += datetime.timedelta(days=7)
    moved.save()
    back = revert(LogEntry.objects.get_for_object(moved).filter(action=LogEntry.Action.UPDATE).get(), by=staff)
    assert (back.date, back.sequence) == (DAY, 2)


def test_an_entry_says_what_where_and_at_which_address(client):
    event(slug="meeting", date=DAY, title_en="A meeting", about_en="On the law.", venue="The hall", city_en="Brussels")
    meeting = entry(client)
    assert str(meeting["SUMMARY"]) == "A meeting"
    assert str(meeting["DESCRIPTION"]) == "On the law."
    assert str(meeting["LOCATION"]) == "The hall, Brussels"
    assert str(meeting["URL"]) == "http://localhost/en/events/meeting/"
    assert str(meeting["STATUS"]) == "CONFIRMED"


def test_an_entry_speaks_the_language_of_its_address_and_keeps_its_identity(client):
    event(slug="meeting", date=DAY, title_en="A meeting", title_el="Συνάντηση", uid="its-own")
    english, greek = entry(client), entry(client, language="el")
    assert (str(english["SUMMARY"]), str(greek["SUMMARY"])) == ("A meeting", "Συνάντηση")
    assert english["UID"] == greek["UID"] == "its-own"


def test_a_cancelled_event_stays_in_the_calendar_with_a_higher_sequence(client):
    meeting = event(slug="meeting", date=DAY)
    before = entry(client)
    cancel(meeting, by=user(staff_role=StaffRole.EDITOR))
    after = entry(client)
    assert (before["STATUS"], after["STATUS"]) == ("CONFIRMED", "CANCELLED")
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert after["UID"] == before["UID"]
    assert after["DTSTAMP"].dt >= before["DTSTAMP"].dt
    assert [str(row["STATUS"]) for row in calendar(client).events] == ["CANCELLED"]


@pytest.mark.parametrize("line_end", ["\r\n", "\n", "\r"])
def test_no_text_adds_a_line_of_its_own(client, line_end):
    foul = f"Title{line_end}ATTENDEE:mailto:eve@example.org{line_end}END:VEVENT"
    event(slug="meeting", date=DAY, title_en=foul, about_en=foul, venue=foul, city_en=foul)
    assert "ATTENDEE" not in entry(client)
    assert not [line for line in lines(client) if line.startswith("ATTENDEE") or {"\r", "\n"} & set(line)]
    assert lines(client).count("END:VEVENT") == 1


@pytest.mark.parametrize("sign", ["\x0b", "\x0c", "\x1b", "\x7f"])
def test_signs_that_a_calendar_forbids_are_left_out(client, sign):
    event(slug="meeting", date=DAY, title_en=f"A{sign}meeting", about_en=f"On{sign}the law.")
    assert sign.encode() not in client.get("/en/events/meeting/event.ics").content
    assert "meeting" in entry(client)["SUMMARY"]


def test_signs_that_mean_something_to_a_calendar_come_back_as_they_were(client):
    title = 'a, b; c\\n "d" : ένα ⚖ ' + "long " * 40
    event(slug="meeting", date=DAY, title_en=title.strip(), venue="Hall; A, B")
    meeting = entry(client)
    assert str(meeting["SUMMARY"]) == title.strip()
    assert str(meeting["LOCATION"]) == "Hall; A, B, Brussels"
    content = client.get("/en/events/meeting/event.ics").content
    assert max(map(len, content.split(b"\r\n"))) <= 75


def test_the_calendar_holds_the_dated_public_events_and_names_nobody(client):
    event(slug="second", date=DAY + datetime.timedelta(days=1))
    appearance(event(slug="first", date=DAY), "Ann")
    event(slug="draft", date=DAY, state="draft")
    event(slug="of-a-month", date=DAY, precision="month")
    assert [str(row["URL"]).split("/")[-2] for row in calendar(client).events] == ["first", "second"]
    assert b"Ann" not in client.get("/en/events/calendar.ics").content


def test_the_calendar_is_whole_without_any_event(client):
    empty = calendar(client)
    assert empty.events == []
    assert {"PRODID", "VERSION"} <= set(empty)


def test_the_same_calendar_twice_is_the_same_bytes(client):
    event(slug="meeting", date=DAY, start_time=datetime.time(18))
    event(slug="other", date=DAY, start_time=datetime.time(18), time_zone="Europe/Athens")
    first, second = (client.get("/en/events/calendar.ics").content for _ in range(2))
    assert first == second
    assert Event.objects.count() == 2


def test_the_calendar_holds_what_is_coming_and_the_last_year_and_older_events_keep_their_own_entry(client):
    today = datetime.date(2026, 3, 1)
    for slug, days in {"old": -367, "lasting": -400, "recent": -366, "coming": 900}.items():
        event(slug=slug, date=today + datetime.timedelta(days=days), until=today if slug == "lasting" else None)
    assert [str(row["URL"]).split("/")[-2] for row in calendar(client).events] == ["lasting", "recent", "coming"]
    assert entry(client, "old")["DTSTART"].dt == today - datetime.timedelta(days=367)


def test_a_zone_says_itself_how_far_it_is_from_utc_on_both_sides_of_the_change(client):
    event(slug="meeting", date=DAY, until=DAY + datetime.timedelta(days=1), start_time=datetime.time(18))
    [zone] = calendar(client).timezones
    begins = sorted((part["DTSTART"].dt, part["TZOFFSETTO"].td) for part in zone.subcomponents)
    for day, hours in [(DAY, 1), (DAY + datetime.timedelta(days=1), 2), (datetime.date(2026, 11, 1), 1)]:
        moment = datetime.datetime.combine(day, datetime.time(18))
        assert [offset for begin, offset in begins if begin <= moment][-1] == datetime.timedelta(hours=hours)
