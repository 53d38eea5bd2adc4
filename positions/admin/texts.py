"""The desk for each version, translation and ask by itself: a statement's page leads here."""

from django.contrib import admin

from members.admin import StaffAdmin, TextsAdmin
from members.permissions import may_translate
from members.texts.languages import LANGUAGE_CODES
from positions.models import Ask, Translation, Version


class OfStatementAdmin(StaffAdmin):
    """Reached from the statement's page alone: no list of it stands on the first page."""

    def has_module_permission(self, request):
        return False


@admin.register(Version)
class VersionAdmin(OfStatementAdmin):
    list_display = ["statement", "number", "language", "frozen_at"]
    list_filter = ["language"]
    list_select_related = ["statement"]
    search_fields = ["statement__slug", "statement__title_authentic"]
    autocomplete_fields = ["statement"]
    readonly_fields = ["frozen_at", "digest", "canonical_text"]
    fields = ["statement", "number", "language", "frozen_at", "digest", "canonical_text"]

    def has_change_permission(self, request, obj=None):
        """What is frozen can be read."""
        return super().has_change_permission(request, obj) and not (obj and obj.frozen_at)

    has_delete_permission = has_change_permission


@admin.register(Translation)
class TranslationAdmin(StaffAdmin):
    list_display = ["title", "version", "language", "state", "origin", "frozen_at"]
    list_filter = ["language", "state", "origin"]
    list_select_related = ["version__statement"]
    search_fields = ["title", "version__statement__slug"]
    autocomplete_fields = ["version"]
    readonly_fields = ["state", "renders", "frozen_at"]
    fields = ["version", "language", "title", "summary", "text", "origin", "state", "renders", "frozen_at"]

    def get_queryset(self, request):
        rows = super().get_queryset(request)
        return rows.defer("text") if request.resolver_match.url_name.endswith("_changelist") else rows

    def has_view_permission(self, request, obj=None):
        """A translator reads all languages: she needs the authentic one beside hers."""
        return any(may_translate(request.user, code) for code in LANGUAGE_CODES)

    def has_module_permission(self, request):
        """A translator finds her work by its list; whoever curates comes from the statement's page."""
        return not self.may_write(request.user) and self.has_view_permission(request)

    def has_change_permission(self, request, obj=None):
        """What is frozen can be read; a translator writes in her languages."""
        if obj is None:
            return self.has_view_permission(request)
        return may_translate(request.user, obj.language) and not obj.frozen_at

    def has_delete_permission(self, request, obj=None):
        return self.may_write(request.user) and not (obj and obj.frozen_at)

    def get_readonly_fields(self, request, obj=None):
        fixed = super().get_readonly_fields(request, obj)
        return fixed if self.may_write(request.user) else [*fixed, "version", "language", "origin"]


@admin.register(Ask)
class AskAdmin(OfStatementAdmin, TextsAdmin):
    named_by = ["text_authentic"]
    list_display = ["text_authentic", "version", "direction", "article"]
    list_select_related = ["version__statement"]
    list_filter = ["direction"]
    search_fields = ["text_authentic", "version__statement__slug"]
    autocomplete_fields = ["version"]
    fields = ["version", "order", "direction", "article", "authentic_language", "text"]

    def has_delete_permission(self, request, obj=None):
        """What is frozen with its version stays."""
        return super().has_delete_permission(request, obj) and not (obj and obj.version.frozen_at)
