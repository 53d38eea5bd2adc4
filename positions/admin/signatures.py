"""The desk for who signed."""

from django.contrib import admin

from members.admin import StaffAdmin
from positions import actions
from positions.models import Signature


@admin.register(Signature)
class SignatureAdmin(StaffAdmin):
    """Signatures from before the portal are entered here; all others come by their verbs and are read."""

    only_verbs = {"accept", "withdraw"}  # the others name a statement and an organisation
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
