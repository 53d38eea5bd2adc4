"""The desk for organisations: their membership, and twins that are one."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.views.decorators.http import require_POST

from members import actions
from members.curating.forms import DatedForm, OrganisationForm
from members.curating.resources import OrganisationResource
from members.models import ChangeRequest, Invitation, Mandate, Organisation, ReportedSize, Seat
from members.paging import ROWS
from members.permissions import may_handle_membership, may_handle_people

from .imports import TableMixin
from .inlines import AttachmentInline, StaffInline
from .staff import StaffAdmin, TextsAdmin


class DatedInline(StaffInline):
    """What holds or will; it is ended on its own page."""

    form = DatedForm
    named_by = ["organisation"]
    show_change_link = True

    def get_queryset(self, request):
        rows = super().get_queryset(request).filter(ended_at__isnull=True)
        return rows.select_related(*self.named_by)

    def has_delete_permission(self, request, obj=None):
        return False


class SeatInline(DatedInline):
    model = Seat
    may_write = staticmethod(may_handle_people)
    fields = ["since", "since_precision", "until", "until_precision", "source_url"]


class MandateInline(DatedInline):
    model = Mandate
    may_write = staticmethod(may_handle_people)
    named_by = ["organisation", "person"]
    fields = ["person", "role", "since", "until"]
    autocomplete_fields = ["person"]


@admin.register(Organisation)
class OrganisationAdmin(TableMixin, TextsAdmin):
    form = OrganisationForm
    resource_classes = [OrganisationResource]
    list_display = ["name", "acronym", "country", "kind", "state", "confirmed_on", "is_sample"]
    list_filter = ["state", "kind", "is_sample", "country"]
    search_fields = ["name", "sort_name", "acronym"]
    named_by = []
    preview = "desk_organisation"
    prepopulated_fields = {"slug": ["name"]}
    readonly_fields = ["state", "is_sample", "confirmed_on"]
    inlines = [SeatInline, MandateInline, AttachmentInline]
    fields = [
        *("name", "slug", "acronym", "kind", "country", "website", "logo"),
        *("register_number", "funding_url", "eu_contact", "eu_contact_email", "state", "is_sample", "confirmed_on"),
        *("source_url", "evidence", "authentic_language", "does"),
    ]

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        """With its people, who is invited and what they ask for, each with its verbs."""
        if obj and obj.pk:
            context["requests"] = ChangeRequest.objects.open().filter(organisation=obj).select_related("asked_by")
            if may_handle_people(request.user):
                context["held"] = Mandate.objects.not_ended().filter(organisation=obj).select_related("person")[:ROWS]
                context["asked"] = Invitation.objects.open().filter(organisation=obj)[:ROWS]
        return super().render_change_form(request, context, add, change, form_url, obj)

    def consequences(self, organisation, verb):
        return actions.ends_by_leaving(organisation) if verb == "leave" else []

    def get_urls(self):
        own = [
            path("twins/", self.admin_site.admin_view(self.twins_view), name="members_organisation_twins"),
            path(
                "<int:kept_id>/merge/<int:twin_id>/",
                self.admin_site.admin_view(self.merge_view),
                name="members_organisation_merge",
            ),
            path(
                "<int:one_id>/apart/<int:other_id>/",
                self.admin_site.admin_view(require_POST(self.apart_view)),
                name="members_organisation_apart",
            ),
        ]
        return own + super().get_urls()

    def twins_view(self, request):
        """Pairs that may be one and the same organisation."""
        if not may_handle_membership(request.user):
            raise PermissionDenied
        return self.page(request, "admin/twins.html", "Twins", pairs=Organisation.objects.twins())

    def apart_view(self, request, one_id, other_id):
        """Put a pair away that is two."""
        one, other = (get_object_or_404(Organisation, pk=pk) for pk in (one_id, other_id))
        actions.tell_apart(one, other, by=request.user)
        messages.success(request, f"{one} and {other} are two: they are not shown here any more.")
        return redirect("admin:members_organisation_twins")

    def merge_view(self, request, kept_id, twin_id):
        """GET shows both side by side, POST merges them."""
        if not may_handle_membership(request.user):
            raise PermissionDenied
        kept, twin = (get_object_or_404(Organisation, pk=pk) for pk in (kept_id, twin_id))
        if request.method == "POST":
            try:
                actions.merge(kept, twin, by=request.user)
            except ValidationError as refusal:
                messages.error(request, " ".join(refusal.messages))
            else:
                messages.success(request, f"{twin} is merged into {kept}.")
            return self.back_to(kept)
        context = {"kept": kept, "twin": twin, "rows": side_by_side(kept, twin), "moving": hanging_on(twin)}
        return self.page(request, "admin/merge.html", f"Merge {twin} into {kept}", **context)


@admin.register(ReportedSize)
class ReportedSizeAdmin(StaffAdmin):
    list_display = ["number", "checked_on", "source_url"]
    search_fields = ["number", "source_url"]
    fields = ["number", "source_url", "checked_on"]


def side_by_side(kept, twin):
    """(label, of the one that stays, of the other) of the fields that differ."""
    fields = [field for field in Organisation._meta.concrete_fields if field.editable]
    pairs = [(field.verbose_name, getattr(kept, field.attname), getattr(twin, field.attname)) for field in fields]
    return [row for row in pairs if row[1] != row[2] and row[2]]


def hanging_on(organisation):
    """(number, plural) of what will move with it."""
    counted = [
        (row.related_model._base_manager.filter(**{row.field.name: organisation}).count(), row.related_model._meta)
        for row in Organisation._meta.related_objects
    ]
    return [(number, meta.verbose_name_plural) for number, meta in counted if number]
