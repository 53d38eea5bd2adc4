"""The desk for accounts and for what people may do for organisations."""

from urllib.parse import urlencode

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponseRedirect
from django.urls import path, reverse

from members import actions
from members.actions.erasing import SHORTEST
from members.curating.forms import DatedForm, UserForm
from members.curating.resources import MandateResource
from members.models import Mandate, Seat, User
from members.permissions import may_change_account, may_handle_people
from members.personal import history_with, mentions, rows_about

from .imports import TableMixin
from .staff import BULK, StaffAdmin


class DatedAdmin(StaffAdmin):
    """What was given is ended, never deleted, and stays with whom it was given to."""

    form = DatedForm
    may_write = staticmethod(may_handle_people)
    readonly_fields = ["given_at", "ended_at"]

    def has_delete_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and not (obj and obj.ended_at)


@admin.register(Seat)
class SeatAdmin(DatedAdmin):
    list_display = ["organisation", "since", "until", "ended_at"]
    list_select_related = ["organisation"]
    search_fields = ["organisation__name"]
    autocomplete_fields = ["organisation"]
    fields = [
        *("organisation", "since", "since_precision", "until", "until_precision"),
        *("source_url", "evidence", "given_at", "ended_at"),
    ]


@admin.register(Mandate)
class MandateAdmin(TableMixin, DatedAdmin):
    resource_classes = [MandateResource]
    list_display = ["person", "organisation", "role", "since", "until", "ended_at"]
    list_select_related = ["person", "organisation"]
    list_filter = ["role"]
    search_fields = ["person__email", "person__name", "organisation__name"]
    autocomplete_fields = ["person", "organisation"]
    fields = ["person", "organisation", "role", "since", "until", "given_at", "ended_at"]
    actions = ["invite"]

    @admin.action(description="Invite the selected people to come in")
    def invite(self, request, rows):
        """The first POST counts who gets a letter and who gets none, and why; the second one writes."""
        rows = Mandate.objects.filter(pk__in=rows.values("pk"))
        if rows.count() > BULK:
            messages.error(request, f"At most {BULK} at once.")
            return None
        if "confirmed" in request.POST:
            number = actions.invite_holders(rows, by=request.user)
            messages.success(request, f"{number} letters are on their way.")
            return None
        people = actions.invitable(rows)
        organisations = len({row.organisation_id for row in people["invited"]})
        context = {"rows": rows, "people": people, "organisations": organisations}
        return self.page(request, "admin/invite.html", "Invite to come in", **context)


@admin.register(User)
class UserAdmin(StaffAdmin):
    """Accounts. They are made by invitations and tables; an address is changed by a verb of its own."""

    form = UserForm
    one_by_one = True  # a second factor is reset after a call with this person

    may_write = staticmethod(may_handle_people)
    list_display = ["email", "name", "staff_role", "is_active", "last_login"]
    list_filter = ["staff_role", "is_active"]
    search_fields = ["email", "name"]
    readonly_fields = ["email", "last_login", "date_joined"]
    fields = [
        *("email", "name", "language", "time_zone", "staff_role", "translates", "is_active"),
        *("last_login", "date_joined"),
    ]

    def consequences(self, thing, verb):
        return [
            "Make sure by a call that it is her, over a number that you knew before.",
            "Her passkeys, her app and her recovery codes do not work any more. Wherever she is logged in, she is not.",
            "She is told by a letter, and can object. Her rights as staff, if she has any, rest for 24 hours.",
        ]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return may_change_account(request.user, obj) if obj else super().has_change_permission(request)

    def has_delete_permission(self, request, obj=None):
        """An account is closed; what was done with it keeps its person until she is erased."""
        return False

    def get_urls(self):
        own = [("erase", self.erase_view, "erase"), ("address", self.address_view, "address")]
        return [
            path("erase-name/", self.admin_site.admin_view(self.erase_name_view), name="members_user_erase_name"),
            *(
                path(f"<path:object_id>/{way}/", self.admin_site.admin_view(view), name=f"members_user_{name}")
                for way, view, name in own
            ),
            *super().get_urls(),
        ]

    def account(self, request, object_id):
        """The account that this person may change; raises PermissionDenied or Http404."""
        person = self.get_object(request, object_id)
        if not self.has_change_permission(request, person):
            raise PermissionDenied
        if person is None:
            raise Http404
        return person

    def address_view(self, request, object_id):
        """GET asks for the new address and says what will happen, POST changes it."""
        person, address = self.account(request, object_id), request.POST.get("address", "")
        if request.method == "POST":
            try:
                actions.change_address(person, address, by=request.user)
            except ValidationError as refusal:
                messages.error(request, " ".join(refusal.messages))
            else:
                messages.success(request, f"{person} logs in as {person.email} from now on; both addresses are told.")
                return self.back_to(person)
        context = {"thing": person, "address": address}
        return self.page(request, "admin/change_address.html", f"Change the address: {person}", **context)

    def erase_view(self, request, object_id):
        """GET says what goes and what stays, POST erases her."""
        person = self.account(request, object_id)
        if request.method == "POST":
            name = str(person)
            try:
                actions.erase(person, by=request.user)
            except ValidationError as refusal:
                messages.error(request, " ".join(refusal.messages))
                return self.back_to(person)
            messages.success(request, f"{name} is erased. Look where the name still stands, if it does.")
            return HttpResponseRedirect(f"{reverse('admin:members_user_erase_name')}?{urlencode({'q': name})}")
        counts = [(model._meta.verbose_name_plural, rows.count()) for model, rows in rows_about(person).items()]
        context = {"thing": person, "counts": [(noun, number) for noun, number in counts if number]}
        return self.page(request, "admin/erase.html", f"Erase: {person}", **context)

    def erase_name_view(self, request):
        """GET says where a name still stands, of people with and without an account; POST empties history and log."""
        if not may_handle_people(request.user):
            raise PermissionDenied
        words = " ".join(request.GET.get("q", "").split())
        if request.method == "POST":
            try:
                number = actions.erase_name(words, by=request.user)
                messages.success(request, f"{number} rows of the history and the log do not say it any more.")
            except ValidationError as refusal:
                messages.error(request, " ".join(refusal.messages))
            return HttpResponseRedirect(request.get_full_path())
        enough = len(words) >= SHORTEST
        context = {"words": words, "enough": enough, "shortest": SHORTEST}
        if enough:
            entries, rows = history_with(words)
            found = [(model._meta, [(row, self.address_of(row)) for row in rows]) for model, rows in mentions(words)]
            context |= {"entries": entries.count(), "rows": rows.count(), "found": found}
        return self.page(request, "admin/erase_name.html", "Erase a name", **context)

    def address_of(self, row):
        """Where the row is changed, None where it has no page of its own."""
        if type(row) not in self.admin_site._registry:
            return None
        return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])
