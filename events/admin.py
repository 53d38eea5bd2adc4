"""The secretariat's desk for events."""

from urllib.parse import urlencode

from django.contrib import admin, messages
from django.urls import reverse
from django.utils.html import format_html

from events.models import Appearance, Event, Session
from members.admin import AttachmentInline, StaffAdmin, StaffInline, TextsAdmin
from members.permissions import may_handle_people


class AppearanceInline(StaffInline):
    model = Appearance
    fields = ["order", "role", "name", "affiliation", "organisation", "session", "listed"]
    autocomplete_fields = ["organisation"]

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        """The parts of this event's programme alone: another's could only be refused."""
        if db_field.name == "session":
            event = request.resolver_match.kwargs.get("object_id")
            kwargs["queryset"] = Session.objects.filter(event=event).localized("title")
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "session":
            field.choices = list(field.choices)  # asked once, not for each row
        return field


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

    def delete_model(self, request, obj):
        """The history keeps the name of who is deleted here: it is offered to erase it there too."""
        super().delete_model(request, obj)
        if may_handle_people(request.user):
            address = f"{reverse('admin:members_user_erase_name')}?{urlencode({'q': obj.name})}"
            said = 'The history still names {}: <a href="{}">erase the name there too</a>.'
            messages.warning(request, format_html(said, obj.name, address))
