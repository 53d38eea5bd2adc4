"""The secretariat's desk for events."""

from django.contrib import admin

from events.models import Appearance, Event, Session
from members.admin import AttachmentInline, StaffAdmin, StaffInline, TextsAdmin


class AppearanceInline(StaffInline):
    model = Appearance
    fields = ["order", "role", "name", "affiliation", "organisation", "session", "listed"]
    autocomplete_fields = ["organisation", "session"]


@admin.register(Event)
class EventAdmin(TextsAdmin):
    list_display = ["date", "title_authentic", "format", "state", "is_sample"]
    list_display_links = ["title_authentic"]
    list_filter = ["state", "format", "is_sample"]
    search_fields = ["slug", "title_authentic", "venue"]
    autocomplete_fields = ["statement"]
    date_hierarchy = "date"
    readonly_fields = ["state", "is_sample"]
    inlines = [AppearanceInline, AttachmentInline]
    preview = "events:desk_event"
    fields = [
        *(
            "slug",
            "state",
            "is_sample",
            "date",
            "precision",
            "start_time",
            "until",
            "end_time",
        ),
        *("time_zone", "format", "country", "venue", "statement", "source_url", "evidence"),
        *("authentic_language", "title", "city", "about"),
    ]


@admin.register(Session)
class SessionAdmin(TextsAdmin):
    list_display = ["title_authentic", "event", "date", "start_time", "end_time"]
    list_select_related = ["event"]
    search_fields = ["title_authentic", "event__slug"]
    autocomplete_fields = ["event"]
    fields = ["event", "date", "start_time", "end_time", "order", "authentic_language", "title"]


@admin.register(Appearance)
class AppearanceAdmin(StaffAdmin):
    list_display = ["name", "role", "event", "organisation", "listed"]
    list_select_related = ["event", "organisation"]
    list_filter = ["role", "listed"]
    search_fields = ["name", "affiliation", "event__slug"]
    autocomplete_fields = ["event", "session", "organisation"]
    fields = ["event", "session", "role", "name", "affiliation", "organisation", "listed", "order"]
