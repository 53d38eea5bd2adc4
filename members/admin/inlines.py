"""Rows that are edited on the page of what they hang on."""

from django.contrib import admin
from django.contrib.contenttypes.admin import GenericTabularInline

from members.curating.forms import AttachmentForm, MergingForm
from members.models import Attachment
from members.permissions import may_curate

from .staff import locked_on_save


class InlineRights:
    """Rows that are edited on the page of what they hang on, with the same care."""

    form = MergingForm
    may_write = staticmethod(may_curate)
    extra = 0

    def get_fields(self, request, obj=None):
        return [*super().get_fields(request, obj), "shown"]

    def get_queryset(self, request):
        return locked_on_save(super().get_queryset(request), request)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """Each input bears the name of its column: the head of a table is no label."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field:
            field.widget.attrs["aria-label"] = str(field.label).capitalize()
        return field

    def has_view_permission(self, request, obj=None):
        return self.may_write(request.user)

    has_change_permission = has_delete_permission = has_view_permission

    def has_add_permission(self, request, obj):
        return self.may_write(request.user)


class StaffInline(InlineRights, admin.TabularInline):
    pass


class AttachmentInline(InlineRights, GenericTabularInline):
    model = Attachment
    form = AttachmentForm
    fields = ["language", "title", "file"]
    ct_fk_field = "object_id"
