"""The desk for the law: its files and their steps."""

from django.contrib import admin
from django.utils import timezone

from members.admin import TextsAdmin
from positions.models import Dossier, Milestone


def looked_at_today(rows):
    for row in rows:  # one by one: the history tells of each
        row.checked_on = timezone.localdate()
        row.save(update_fields=["checked_on"])


@admin.register(Dossier)
class DossierAdmin(TextsAdmin):
    named_by = ["short_title_authentic"]
    list_display = ["short_title_authentic", "procedure", "order", "checked_on"]
    actions = ["looked_through"]
    preview = "positions:desk_dossier"
    search_fields = ["procedure", "title_authentic", "short_title_authentic"]
    fields = [
        "slug",
        "procedure",
        "order",
        "authentic_language",
        "title",
        "short_title",
        "summary",
        "ask_now",
        *("contact", "contact_email", "contact_phone", "checked_on"),
    ]

    @admin.action(description="Looked through today: all is as the sources say", permissions=["change"])
    def looked_through(self, request, dossiers):
        looked_at_today(dossiers)


@admin.register(Milestone)
class MilestoneAdmin(TextsAdmin):
    list_display = ["date", "precision", "planned", "institution", "stage", "title_authentic", "dossier", "checked_on"]
    list_display_links = ["title_authentic"]
    list_filter = ["dossier", "institution", "stage", "planned"]
    actions = ["looked_at"]
    show_facets = admin.ShowFacets.ALLOW  # each facet asks for all dossiers anew
    list_select_related = ["dossier"]
    search_fields = ["title_authentic"]
    autocomplete_fields = ["dossier"]
    date_hierarchy = "date"
    fields = [
        *("dossier", "date", "precision", "planned", "institution", "stage"),
        *("source_url", "other_source_url", "checked_on", "authentic_language", "title"),
    ]

    @admin.action(description="Looked at today: it is as its sources say", permissions=["change"])
    def looked_at(self, request, steps):
        looked_at_today(steps)
