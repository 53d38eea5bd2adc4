"""The secretariat's desk for curated pages and places of help."""

from django.contrib import admin

from eclag.models import Helpline, Page, PressContact, Quote
from members.admin import AttachmentInline, StaffAdmin, TextsAdmin


@admin.register(Page)
class PageAdmin(TextsAdmin):
    list_display = ["title_authentic", "slug", "visibility", "changed_at"]
    list_filter = ["visibility", "kind"]
    search_fields = ["slug", "title_authentic"]
    inlines = [AttachmentInline]
    preview = "desk_page"
    fields = ["slug", "visibility", "kind", "authentic_language", "title", "lead", "body"]


@admin.register(Helpline)
class HelplineAdmin(StaffAdmin):
    list_display = ["country", "kind", "name", "phone", "checked_on"]
    list_display_links = ["name"]
    list_filter = ["kind", "country"]
    search_fields = ["name", "phone"]
    fields = ["country", "kind", "name", "phone", "url", "source_url", "checked_on"]


@admin.register(PressContact)
class PressContactAdmin(StaffAdmin):
    list_display = ["name", "email", "phone", "opens", "closes"]
    search_fields = ["name", "email"]
    fields = ["name", "email", "phone", "opens", "closes", "order"]


@admin.register(Quote)
class QuoteAdmin(StaffAdmin):
    list_display = ["name", "organisation", "said_on", "language", "text"]
    list_filter = ["language"]
    list_select_related = ["organisation"]
    search_fields = ["name", "text"]
    autocomplete_fields = ["organisation"]
    fields = ["text", "language", "name", "affiliation", "organisation", "said_on", "source_url", "agreement"]
