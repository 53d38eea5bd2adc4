"""The desk for errors that readers report."""

from django.contrib import admin

from members.admin import StaffAdmin
from positions.models import Correction


@admin.register(Correction)
class CorrectionAdmin(StaffAdmin):
    """They come from the pages of the law; here they are read, and said to be put right or not."""

    is_tracked = False
    one_by_one = True
    verb_labels = {"correct": "It is put right", "dismiss": "All stays as it is"}
    list_display = ["dossier", "step", "text", "told_at", "state"]
    list_filter = ["state", "dossier"]
    list_select_related = ["dossier", "step"]
    search_fields = ["text"]
    fields = ["dossier", "step", "text", "source_url", "told_at", "state"]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
