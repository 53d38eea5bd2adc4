"""The secretariat's desk for the law and what we say about it."""

from django.contrib import admin

from members.admin import AttachmentInline, StaffAdmin, StaffInline, TextsAdmin
from members.permissions import may_translate
from members.texts.languages import LANGUAGE_CODES
from positions import actions
from positions.forms import PublishForm
from positions.models import (
    Ask,
    Dossier,
    Milestone,
    ReportedNumber,
    Signature,
    Statement,
    Translation,
    Version,
)
from positions.states import StatementState


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
    list_display = ["date", "precision", "institution", "title_authentic", "dossier"]
    list_display_links = ["title_authentic"]
    list_filter = ["dossier", "institution"]
    show_facets = admin.ShowFacets.ALLOW  # each facet asks for all dossiers anew
    list_select_related = ["dossier"]
    search_fields = ["title_authentic"]
    autocomplete_fields = ["dossier"]
    date_hierarchy = "date"
    fields = [
        *("dossier", "date", "precision", "institution", "source_url", "other_source_url"),
        *("authentic_language", "title"),
    ]


class ReportedNumberInline(StaffInline):
    model = ReportedNumber
    fields = ["number", "at_least", "counted", "moment", "source_url"]


LAID = {StatementState.APPROVAL, StatementState.ADOPTED, StatementState.OPEN}
CONSEQUENCES = {
    "submit": ["Its words are fixed, and laid before those who adopt them."],
    "adopt": ["You say yes to its very words; it is adopted with the second of the two whom its kind asks for."],
    "send_back": ["It is worked on in a new version; whoever adopted these words does so again."],
    "publish": [
        "Everybody reads it at once, or from the hour on that you choose.",
        "What was public is withdrawn or superseded, never deleted.",
    ],
    "withdraw": ["Whoever has read it finds that it is withdrawn; its address stays."],
    "supersede": ["Its readers are led on to the one that names it as superseded."],
    "discard": ["It is given up for good: a new draft is needed to say it after all."],
}


@admin.register(Statement)
class StatementAdmin(TextsAdmin):
    list_display = ["date", "title_authentic", "kind", "state", "is_sample"]
    list_display_links = ["title_authentic"]
    list_filter = ["state", "kind", "stage", "dossiers", "is_sample"]
    show_facets = admin.ShowFacets.ALLOW  # each facet asks for all dossiers anew
    search_fields = ["slug", "title_authentic"]
    autocomplete_fields = ["dossiers", "supersedes"]
    date_hierarchy = "date"
    readonly_fields = ["state", "is_sample"]
    inlines = [ReportedNumberInline, AttachmentInline]
    preview = "positions:desk_statement"
    verb_forms = {"publish": PublishForm}
    fields = [
        *("slug", "kind", "state", "is_sample", "date", "precision", "dossiers", "stage", "supersedes"),
        *("published_in", "title_is_ours", "source_url", "evidence"),
        *("authentic_language", "title", "about", "addressee"),
    ]

    def get_readonly_fields(self, request, obj=None):
        """Its kind says who adopts it: it is chosen before its words are laid before anybody."""
        fixed = super().get_readonly_fields(request, obj)
        return [*fixed, "kind"] if obj and obj.state in LAID else fixed

    def consequences(self, thing, verb):
        if verb == "submit":
            return [*CONSEQUENCES[verb], *(lack.sentence for lack in thing.missing())]
        if verb == "adopt":
            return [*CONSEQUENCES[verb], f"They have the digest {thing.digest_now()}."]
        return CONSEQUENCES.get(verb, [])

    def has_delete_permission(self, request, obj=None):
        """A draft whose words nobody adopted; what was public is withdrawn, never deleted."""
        kept = obj and (obj.state != StatementState.DRAFT or obj.versions.filter(frozen_at__isnull=False).exists())
        return super().has_delete_permission(request, obj) and not kept


@admin.register(Version)
class VersionAdmin(StaffAdmin):
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
class AskAdmin(TextsAdmin):
    named_by = ["text_authentic"]
    list_display = ["text_authentic", "version", "direction", "article"]
    list_select_related = ["version__statement"]
    list_filter = ["direction"]
    search_fields = ["text_authentic", "version__statement__slug"]
    autocomplete_fields = ["version"]
    fields = ["version", "order", "direction", "article", "authentic_language", "text"]


@admin.register(Signature)
class SignatureAdmin(StaffAdmin):
    """Signatures from before the portal are entered here; all others come by their verbs and are read."""

    list_display = ["signatory", "statement", "state", "date", "late"]
    list_filter = ["state", "late"]
    list_select_related = ["organisation", "statement"]
    search_fields = ["organisation__name", "name", "statement__slug"]
    autocomplete_fields = ["statement", "organisation"]
    fields = ["statement", "organisation", "name", "country", "date", "precision", "source_url", "evidence"]

    def get_fields(self, request, obj=None):
        fields = super().get_fields(request, obj)
        return [*fields, "version", "state", "late", "merged_into"] if obj else fields

    def get_readonly_fields(self, request, obj=None):
        """Who signed what is not rewritten: a slip is withdrawn and entered anew."""
        return ["statement", "version", "organisation", "name", "state", "late", "merged_into"] if obj else []

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        if not change:
            form.base_fields["source_url"].required = True
        return form

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and not (obj and (obj.version_id or obj.merged_into_id))

    def has_delete_permission(self, request, obj=None):
        return False

    def save_model(self, request, obj, form, change):
        if change:
            super().save_model(request, obj, form, change)
        else:
            actions.record_signature(obj, by=request.user)

    @admin.display(ordering="organisation__sort_name")
    def signatory(self, signature):
        return signature.organisation.name if signature.organisation else signature.name
