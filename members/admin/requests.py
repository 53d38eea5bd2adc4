"""The desk for what members ask staff to change."""

from django.contrib import admin

from members.models import ChangeRequest

from .staff import StaffAdmin


@admin.register(ChangeRequest)
class ChangeRequestAdmin(StaffAdmin):
    """They come from the desks of members; here they are read and answered, and whoever asked is told."""

    is_tracked = False
    one_by_one = True
    verb_labels = {"make_change": "It is changed as asked", "refuse_change": "Leave it as it is"}
    list_display = ["organisation", "text", "asked_by", "asked_at", "state"]
    list_filter = ["state"]
    list_select_related = ["organisation", "asked_by"]
    search_fields = ["organisation__name", "text"]
    fields = ["organisation", "text", "asked_by", "asked_at", "state"]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def consequences(self, thing, verb):
        return ["Whoever asked is told by a letter, with the reason that you give."]
