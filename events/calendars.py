"""Events as iCalendar text (RFC 5545)."""

import datetime
import re

from django.conf import settings
from icalendar import Calendar, Event, Timezone, vText

from events.states import EventState


def calendar_of(events, name=""):
    """The bytes of a calendar of these events, which know their day; times keep the zone of the place.

    A feed has a `name`, under which it stands in the reader's list: RFC 7986 calls it NAME, most programs X-WR-CALNAME.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//ECLAG//portal//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    if name:
        calendar.add("name", name)
        calendar.add("x-wr-calname", name)
    events = list(events)
    timed = [event for event in events if event.start_time]
    for name in sorted({event.time_zone for event in timed}):
        days = [day for event in timed if event.time_zone == name for day in (event.date, event.last_day)]
        calendar.add_component(
            Timezone.from_tzid(name, first_date=min(days), last_date=max(days) + datetime.timedelta(days=366))
        )
    for event in events:
        calendar.add_component(entry(event))
    return calendar.to_ical()


def writable(text):
    """The text without the control characters that RFC 5545 forbids."""
    return re.sub(r"[\x00-\x08\x0b-\x1f\x7f]", "", text)


def entry(event):
    row = Event()
    row.add("uid", event.uid)
    row.add("sequence", event.sequence)
    row.add("dtstamp", event.changed_at.astimezone(datetime.UTC))
    row.add("summary", writable(event.localized("title")))
    row.add("description", writable(event.localized("about")))
    place = ", ".join(part for part in (event.venue, event.place[0]) if part)
    if place:
        row.add("location", writable(place))
    row.add("url", vText(settings.BASE_URL + event.get_absolute_url()))
    row.add("status", "CANCELLED" if event.state == EventState.CANCELLED else "CONFIRMED")
    # Of several days without an hour of their end the days count: else calendars show an hour of the first one.
    if event.starts_at and (event.ends_at or not event.until or event.until == event.date):
        row.add("dtstart", event.starts_at)
        if event.ends_at:
            row.add("dtend", event.ends_at)
    else:
        row.add("dtstart", event.date)
        row.add("dtend", event.last_day + datetime.timedelta(days=1))
    return row
