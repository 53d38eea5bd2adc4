"""The desk for invitations: who is asked in, who has come, who is silent, and whose letters come back."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.urls import path, reverse

from members import actions
from members.actions.invitations import check_wanted
from members.curating.forms import MergingForm
from members.models import Invitation
from members.permissions import may_handle_people
from members.states import InvitationState

from .staff import BULK, StaffAdmin

FIELDS = ["organisation", "role", "staff_role", "translates", "address", "name", "language"]


class InvitationForm(MergingForm):
    def clean(self):
        cleaned = super().clean()
        if not self.errors:
            asked = Invitation(**{name: cleaned[name] for name in FIELDS})
            asked.clean()
            check_wanted(asked)
        return cleaned

    class Meta:
        model = Invitation
        fields = FIELDS


class Standing(admin.SimpleListFilter):
    """How an invitation stands; "silent" are those of whom nothing was heard for three days."""

    title = "how it stands"
    parameter_name = "stands"

    def lookups(self, request, model_admin):
        names = ("waiting", "silent", "over", "bounced", "in", "refused", "withdrawn")
        return [(name, name.capitalize()) for name in names]

    def queryset(self, request, rows):
        stands = self.value()
        if stands in {"waiting", "silent", "over", "bounced"}:
            return getattr(rows, stands)()
        ended = {"in": InvitationState.ACCEPTED, "refused": "refused", "withdrawn": "withdrawn"}
        return rows.filter(state=ended[stands]) if stands in ended else rows


@admin.register(Invitation)
class InvitationAdmin(StaffAdmin):
    """An invitation is made here or from the list of mandates; then its verbs alone change it."""

    form = InvitationForm
    may_write = staticmethod(may_handle_people)
    is_tracked = False
    list_display = ["address", "name", "organisation", "role", "staff_role", "state", "sent_at", "ends_at"]
    list_select_related = ["organisation"]
    list_filter = [Standing, "role", "staff_role"]
    search_fields = ["address", "name", "organisation__name"]
    autocomplete_fields = ["organisation"]
    fields = FIELDS

    def get_fields(self, request, obj=None):
        fields = super().get_fields(request, obj)
        return [*fields, "state", "sent_at", "ends_at", "invited_by", "accepted_by"] if obj else fields

    def has_change_permission(self, request, obj=None):
        """What was sent is not rewritten: it is withdrawn, and made anew."""
        return obj is None and super().has_change_permission(request)

    def has_delete_permission(self, request, obj=None):
        return False

    def save_model(self, request, obj, form, change):
        actions.invite(obj, by=request.user)

    def get_urls(self):
        view = self.admin_site.admin_view(self.remind_view)
        return [path("remind/", view, name="members_invitation_remind"), *super().get_urls()]

    def remind_view(self, request):
        """GET counts those of whom nothing was heard, POST writes to each once more."""
        if not self.may_write(request.user):
            raise PermissionDenied
        silent = Invitation.objects.silent().select_related("organisation").order_by("pk")[:BULK]
        if request.method == "POST":
            for row in silent:
                actions.send_again_invitation(row, by=request.user)
            messages.success(request, f"{len(silent)} letters are on their way.")
            return HttpResponseRedirect(reverse("admin:members_invitation_changelist"))
        organisations = len({row.organisation_id for row in silent} - {None})
        context = {"silent": silent, "organisations": organisations}
        return self.page(request, "admin/remind.html", "Remind the silent", **context)

    def changelist_view(self, request, extra_context=None):
        links = [(reverse("admin:members_invitation_remind"), "Remind the silent")]
        return super().changelist_view(request, {**(extra_context or {}), "links": links})

    def consequences(self, thing, verb):
        return [f"One letter goes to {thing.address}."] if verb == "send_again" else []
