"""Pages of events, and their calendar entries."""

import datetime
import itertools

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from events.calendars import calendar_of
from events.models import NEAREST_FIRST, Appearance, Event, Session
from events.states import PUBLIC_EVENT_STATES, AppearanceRole, EventState
from members.feeds import NEWEST, Entry, atom
from members.periods import days, machine_date
from members.states import Precision
from members.texts.languages import day_in_words
from members.typesetting import share_image

TOLD = ["title", "city", "about"]


def events(request):
    seen = Event.objects.visible_to(request.user)
    number = request.GET.get("page")
    page = seen.with_gone().page(number, lambda rows: rows.localized(*TOLD).with_gone(), *NEAREST_FIRST)
    page.coming = [event for event in page.object_list if not event.is_sample and not event.gone]
    return render(request, "events/event_list.html", {"page": page})


def events_feed(request):
    """The newest events; an entry is of the day on which we last said something new of it."""
    rows = Event.objects.visible_to(request.user).real().localized("title", "city").order_by("-date", "-pk")[:NEWEST]
    entries = [
        Entry(
            title=event.localized("title"),
            address=event.get_absolute_url(),
            day=timezone.localdate(event.changed_at),
            summary=", ".join(filter(None, [day_in_words(event.date) if event.has_day else "", event.place[0]])),
            changed=event.changed_at,
        )
        for event in rows
    ]
    return atom(f"ECLAG – {gettext('Events')}", request, entries, page=reverse("events:events"))


def by_role(appearances):
    """(role, appearances) in the order of the roles."""
    order = list(AppearanceRole)
    rows = sorted(appearances, key=lambda row: order.index(row.role))
    return [
        (AppearanceRole(role).label, list(group)) for role, group in itertools.groupby(rows, key=lambda row: row.role)
    ]


def event(request, slug):
    rows = Event.objects.visible_to(request.user).localized(*TOLD).with_text_state()
    shown = get_object_or_404(rows, slug=slug)
    appearances = list(
        Appearance.objects.visible_to(request.user)
        .filter(event=shown, listed=True)  # also in a preview: who did not agree stands on no page
        .select_related("organisation")
        .only(
            *("event", "session", "role", "name", "affiliation", "order"),
            *("organisation__slug", "organisation__state", "organisation__name", "organisation__acronym"),
        )
    )
    sessions = list(Session.objects.filter(event=shown).localized("title"))
    for session in sessions:
        session.people = [row for row in appearances if row.session_id == session.pk]
    context = {
        "event": shown,
        "files": shown.attachments.all(),
        "preview": shown.state not in PUBLIC_EVENT_STATES,
        "roles": by_role(appearances),
        "sessions": sessions,
        "linked": None if shown.is_sample else linked_event(shown),
        "languages": shown.languages,
        "authentic_language": shown.authentic_language,
    }
    return render(request, "events/event_detail.html", context)


def linked_event(event):
    """The event as schema.org describes it: what its page says, for search engines."""
    city, _ = event.place
    address = {"@type": "PostalAddress", "addressLocality": city, "addressCountry": event.country}
    place = {"@type": "Place", "name": event.venue or city, "address": address}
    state = "EventCancelled" if event.state == EventState.CANCELLED else "EventScheduled"
    return {
        "@type": "Event",
        "name": event.localized("title"),
        "description": event.localized("about"),
        "startDate": event.starts_at.isoformat() if event.starts_at else machine_date(event.date, event.precision),
        "endDate": (event.ends_at or event.last_day).isoformat() if event.has_day else None,
        "eventStatus": f"https://schema.org/{state}",
        "location": place if place["name"] else None,
        "url": settings.BASE_URL + event.get_absolute_url(),
        "image": settings.BASE_URL + reverse("events:event_image", args=[event.slug]),
    }


def event_image(request, slug):
    """The picture beside a link to the event."""
    shown = get_object_or_404(Event.objects.visible_to(request.user).localized(*TOLD), slug=slug)
    overline = [gettext("Sample")] if shown.is_sample else []
    overline += filter(None, [days(shown), shown.place[0]])
    return share_image(overline, shown.localized("title"), shown.language_of("title"), f"{slug}.png")


def calendar_response(events, filename, name=""):
    return HttpResponse(
        calendar_of(events, name),
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{filename}"'},
    )


def event_ics(request, slug):
    shown = get_object_or_404(Event.objects.visible_to(request.user).localized(*TOLD), slug=slug)
    if shown.precision != Precision.DAY:
        raise Http404("An event without a day has no calendar entry.")
    return calendar_response([shown], f"{slug}.ics")


def calendar(request):
    """What is coming and what was within a year: a calendar that is asked for again and again must not grow."""
    since = timezone.localdate() - datetime.timedelta(days=366)
    dated = Event.objects.visible_to(request.user).real().filter(precision=Precision.DAY).coming(since).localized(*TOLD)
    return calendar_response(dated.order_by("date", "pk"), "eclag.ics", f"{gettext('Events')} – ECLAG")
