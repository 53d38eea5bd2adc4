"""The desk for the law: its files and their steps."""

from django.contrib import admin

from members.admin import TextsAdmin
from positions.models import Dossier, Milestone


@admin.register(Dossier)
class DossierAdmin(TextsAdmin):
    named_by = ["short_title_authentic"]
    list_display = ["short_title_authentic", "procedure", "order"]
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
    ]


@admin.register(Milestone)
class MilestoneAdmin(TextsAdmin):
    list_display = ["date", "precision", "planned", "institution", "title_authentic", "dossier"]
    list_display_links = ["title_authentic"]
    list_filter = ["dossier", "institution", "planned"]
    show_facets = admin.ShowFacets.ALLOW  # each facet asks for all dossiers anew
    list_select_related = ["dossier"]
    search_fields = ["title_authentic"]
    autocomplete_fields = ["dossier"]
    date_hierarchy = "date"
    fields = [
        *("dossier", "date", "precision", "planned", "institution", "source_url", "other_source_url"),
        *("authentic_language", "title"),
    ]
