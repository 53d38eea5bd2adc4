"""What is known as a month, a season or a year alone is past once that is over, and not before."""

import datetime

import pytest
import time_machine
from django.urls import reverse
from django.utils.translation import override

from events.models import Event
from members.models import Seat
from members.periods import first_day, known_date, last_day
from members.states import Precision
from members.texts.languages import hour, hour_in_words
from positions.models import Milestone
from tests.factories import dossier, event, milestone, organisation, seat
from tests.reading import words

pytestmark = [pytest.mark.django_db, pytest.mark.once]

# What was typed, how exactly it is known, the first and the last day that it can be, and what readers are told.
KNOWN = [
    ("2026-11-26", "day", "2026-11-26", "2026-11-26", "26 November 2026"),
    ("2026-11-05", "month", "2026-11-01", "2026-11-30", "November 2026"),
    ("2024-02-29", "month", "2024-02-01", "2024-02-29", "February 2024"),
    ("2026-05-01", "quarter", "2026-04-01", "2026-06-30", "2nd quarter 2026"),
    ("2026-12-31", "quarter", "2026-10-01", "2026-12-31", "4th quarter 2026"),
    ("2026-01-01", "first_half", "2026-01-01", "2026-06-30", "first half of 2026"),
    ("2026-07-01", "second_half", "2026-07-01", "2026-12-31", "second half of 2026"),
    ("2026-01-01", "spring", "2026-03-01", "2026-05-31", "spring 2026"),
    ("2026-06-01", "summer", "2026-06-01", "2026-08-31", "summer 2026"),
    ("2026-10-31", "autumn", "2026-09-01", "2026-11-30", "autumn 2026"),
    ("2026-12-01", "winter", "2026-12-01", "2027-02-28", "winter 2026/27"),
    ("2028-02-03", "winter", "2027-12-01", "2028-02-29", "winter 2027/28"),
    ("2026-12-01", "end", "2026-12-01", "2026-12-31", "end of 2026"),
    ("2026-06-06", "year", "2026-01-01", "2026-12-31", "2026"),
]
each = pytest.mark.parametrize(("typed", "precision", "first", "last", "told"), KNOWN)
DAY = datetime.timedelta(days=1)


def days(*texts):
    return [datetime.date.fromisoformat(text) for text in texts]


def noon(day):
    return time_machine.travel(f"{day} 12:00:00+01:00", tick=False)


def test_every_precision_is_tried():
    assert {precision for _, precision, *_ in KNOWN} == {*Precision}


@each
def test_a_period_begins_and_ends_with_its_days(typed, precision, first, last, told):
    typed, first, last = days(typed, first, last)
    assert (first_day(typed, precision), last_day(typed, precision)) == (first, last)


@each
def test_an_event_is_past_when_its_last_day_is(client, typed, precision, first, last, told):
    typed, first, last = days(typed, first, last)
    with noon(first - DAY):
        assert event(date=typed, precision=precision).date == first
    for day, heading in [
        *((first - DAY, "Coming events"), (first, "Coming events"), (last, "Coming events")),
        (last + DAY, "Past events"),
    ]:
        with noon(day):
            text = words(client.get(reverse("events:events")))
        assert f"{heading} {told}" in text
        assert Event.objects.coming(day).exists() is (heading == "Coming events")


@each
def test_a_planned_step_is_the_next_one_until_its_last_day_is_over_and_then_says_so(
    client, typed, precision, first, last, told
):
    typed, first, last = days(typed, first, last)
    with noon(first - DAY):
        step = milestone(dossier(slug="law"), typed, precision=precision, title_en="Sixth trilogue")
        assert (step.date, step.planned) == (first, True)
    unresolved = f"Planned for {told}; the outcome is not known to us. European Parliament Sixth trilogue"
    for day in [first - DAY, first, last, last + DAY]:
        with noon(day):
            text = words(client.get(reverse("positions:dossier", args=["law"])))
        assert (f"What comes next {told}, Sixth trilogue" in text) is (day <= last)
        assert (unresolved in text) is (day > last)
        assert Milestone.objects.expected(day).exists() is (day <= last)
        assert Milestone.objects.past(day).exists() is Milestone.objects.unresolved(day).exists() is (day > last)


@each
def test_a_step_that_is_known_to_have_happened_stands_in_the_timeline_at_once(
    client, typed, precision, first, last, told
):
    with noon(first):
        law = dossier(slug="law")
        step = milestone(law, days(typed)[0], precision=precision, title_en="Sixth trilogue", planned=True)
        Milestone.objects.filter(pk=step.pk).update(planned=False)
        text = words(client.get(reverse("positions:dossier", args=["law"])))
    assert "What comes next No date is known to us." in text
    assert f"1 step of the law {told} European Parliament Sixth trilogue" in text


def test_what_has_not_begun_can_only_be_planned():
    law = dossier()
    with noon("2026-11-26"):
        assert [
            milestone(law, day, precision=precision).planned
            for day, precision in [
                *((datetime.date(2026, 11, 25), "day"), (datetime.date(2026, 11, 26), "day")),
                *((datetime.date(2026, 11, 27), "day"), (datetime.date(2026, 11, 1), "month")),
                *((datetime.date(2026, 10, 1), "month"), (None, "day")),
            ]
        ] == [False, False, True, True, False, True]
        step = milestone(law, datetime.date(2026, 12, 1))
        step.planned = False
        step.save()
        assert step.planned is True


@each
def test_a_seat_holds_from_the_first_day_to_the_last(client, typed, precision, first, last, told):
    typed, first, last = days(typed, first, last)
    with noon(first - 2 * DAY):
        known = {"since": typed, "since_precision": precision, "until": typed, "until_precision": precision}
        row = seat(organisation(name="Sample seat"), **known, given_at=None)
        row.full_clean()
    assert (row.since, row.until) == (first, last)
    shown = f"Sample seat Netherlands Child-rights organisation {told} – {told}"
    places = [(first - DAY, None), (first, "Who sits now"), (last, "Who sits now"), (last + DAY, "Who sat before")]
    for day, heading in places:
        with noon(day):
            held = Seat.objects.in_force().exists()
            text = words(client.get(reverse("members:steering_group")))
        assert held is (heading == "Who sits now")
        assert (f"{heading} {shown}" in text) is bool(heading)


@pytest.mark.parametrize(
    ("language", "month", "quarter"),
    [
        ("bg", "февруари 2026\u202fг.", "1. тримесечие 2026\u202fг."),
        ("el", "Φεβρουάριος 2026", "1ο τρίμηνο 2026"),
        ("es", "febrero de 2026", "1.er trimestre de 2026"),
        ("hu", "2026. február", "2026. I. negyedév"),
        ("lt", "2026 m. vasaris", "2026 I ketvirtis"),
        ("pt", "fevereiro de 2026", "1.º trimestre de 2026"),
    ],
)
def test_a_month_and_a_quarter_are_written_as_the_language_does(language, month, quarter):
    with override(language):
        assert known_date(datetime.date(2026, 2, 1), "month") == month
        assert known_date(datetime.date(2026, 1, 1), "quarter") == quarter


@pytest.mark.parametrize(
    ("language", "written"),
    [("el", "18:05"), ("en", "18:05"), ("bg", "18:05 ч."), ("da", "18.05"), ("fi", "18.05"), ("sv", "18:05")],
)
def test_an_hour_is_of_24_and_written_as_the_language_does(language, written):
    with override(language):
        assert hour(datetime.time(18, 5)) == written
        assert hour_in_words(datetime.datetime(2026, 12, 10, 17, 5, tzinfo=datetime.UTC)) == written
