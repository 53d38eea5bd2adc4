"""Addresses of events."""

from django.urls import path
from django.views.decorators.http import require_safe

from events import views
from members.public import public

app_name = "events"
urlpatterns = [
    path("desk/events/<slug:slug>/", require_safe(views.event), name="desk_event"),
    path("events/", public(views.events, params=["page"]), name="events"),
    path("events/feed.xml", public(views.events_feed), name="feed"),
    path("events/calendar.ics", public(views.calendar), name="calendar"),
    path("events/<slug:slug>/", public(views.event, people=True), name="event"),
    path("events/<slug:slug>/event.ics", public(views.event_ics), name="event_ics"),
    path("events/<slug:slug>/event.png", public(views.event_image), name="event_image"),
]
