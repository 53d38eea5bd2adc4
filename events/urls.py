"""Addresses of events."""

from django.urls import path

from events import views

app_name = "events"
urlpatterns = [
    path("desk/events/<slug:slug>/", views.desk_event, name="desk_event"),
    path("events/", views.events, name="events"),
    path("events/calendar.ics", views.calendar, name="calendar"),
    path("events/<slug:slug>/", views.event, name="event"),
    path("events/<slug:slug>/event.ics", views.event_ics, name="event_ics"),
]
