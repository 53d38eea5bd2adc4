"""The secretariat's desk for people and organisations, and what the desks of the other apps share."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from js_asset import Media
from modeltranslation.admin import TranslationAdmin

from members import actions
from members.forms import UserCreationForm, UserForm
from members.models import Mandate, Organisation, Seat, User
from members.models.texts import LANGUAGE_CODES
from members.permissions import may_change_account, may_curate, may_handle_membership, may_handle_people, may_translate


class StaffAdmin(admin.ModelAdmin):
    """Rights come from permissions.py, states are only shown, and verbs are buttons that ask once more."""

    may_write = staticmethod(may_curate)
    list_per_page = 50
    show_full_result_count = False
    verbs = {}  # name: (verb of actions.py, predicate of permissions.py, states it leads from, does it take a reason)

    def has_view_permission(self, request, obj=None):
        return self.may_write(request.user)

    has_change_permission = has_delete_permission = has_view_permission

    def has_add_permission(self, request):
        return self.may_write(request.user)

    def has_module_permission(self, request):
        return self.has_view_permission(request)

    def render_change_form(self, request, context, *args, **kwargs):
        # The editor's import map is an inline script: only the nonce lets it pass.
        context["media"] = Media.from_media(context["media"], nonce=str(request.csp_nonce))
        return super().render_change_form(request, context, *args, **kwargs)

    def due(self, request, obj):
        """The names of the verbs that this person may apply to the thing as it stands."""
        return [
            name
            for name, (_, may, come_from, _) in self.verbs.items()
            if obj and may(request.user) and obj.state in come_from
        ]

    def change_view(self, request, object_id, form_url="", extra_context=None):
        due = self.due(request, self.get_object(request, object_id)) if self.verbs else []
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), "due": due})

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}_verb"
        view = self.admin_site.admin_view(self.verb_view)
        own = [path("<path:object_id>/verb/<slug:verb>/", view, name=name)] if self.verbs else []
        return own + super().get_urls()

    def verb_view(self, request, object_id, verb):
        """GET shows what will happen, POST does it."""
        thing = self.get_object(request, object_id)
        if thing is None or verb not in self.verbs:
            raise Http404
        act, may, _, takes_reason = self.verbs[verb]
        if not may(request.user):
            raise PermissionDenied
        if request.method == "POST":
            said = {"reason": request.POST.get("reason", "")} if takes_reason else {}
            try:
                act(thing, by=request.user, **said)
            except ValidationError as refusal:
                messages.error(request, " ".join(refusal.messages))
            else:
                self.log_change(request, thing, [{"changed": {"name": verb, "object": str(thing)}}])
                messages.success(request, f"{thing}: {verb} is done.")
            return HttpResponseRedirect(
                reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[thing.pk])
            )
        context = {
            **self.admin_site.each_context(request),
            "title": f"{verb.capitalize()}: {thing}",
            "opts": self.opts,
            "thing": thing,
            "verb": verb,
            "takes_reason": takes_reason,
        }
        return TemplateResponse(request, "admin/verb.html", context)


class TextsAdmin(StaffAdmin, TranslationAdmin):
    """A noun that speaks 24 languages: tabs per language, and translators write in theirs alone."""

    def has_view_permission(self, request, obj=None):
        return any(may_translate(request.user, code) for code in LANGUAGE_CODES)

    has_change_permission = has_view_permission

    def has_delete_permission(self, request, obj=None):
        return self.may_write(request.user)

    def get_queryset(self, request):
        """Lists and autocompletes need the English names only."""
        rows = super().get_queryset(request)
        if getattr(request.resolver_match, "url_name", "").endswith(("_changelist", "autocomplete")):
            translated = self.trans_opts.all_fields
            rows = rows.defer(*(f"{name}_{code}" for name in translated for code in LANGUAGE_CODES if code != "en"))
        return rows

    def get_readonly_fields(self, request, obj=None):
        fixed = super().get_readonly_fields(request, obj)
        if self.may_write(request.user):
            return fixed
        hers = {
            f"{name}_{code}"
            for name in self.trans_opts.all_fields
            for code in LANGUAGE_CODES
            if may_translate(request.user, code)
        }
        all_fields = [
            field.name
            for field in [*self.opts.concrete_fields, *self.opts.many_to_many]
            if field.name not in self.trans_opts.all_fields and not field.primary_key
        ]
        return [*fixed, *(name for name in all_fields if name not in hers and name not in fixed)]

    def get_prepopulated_fields(self, request, obj=None):
        return super().get_prepopulated_fields(request, obj) if self.may_write(request.user) else {}

    def get_inlines(self, request, obj):
        return super().get_inlines(request, obj) if self.may_write(request.user) else []


class StaffInline(admin.TabularInline):
    may_write = staticmethod(may_curate)
    extra = 0

    def has_view_permission(self, request, obj=None):
        return self.may_write(request.user)

    has_change_permission = has_delete_permission = has_view_permission

    def has_add_permission(self, request, obj):
        return self.may_write(request.user)


class SeatInline(StaffInline):
    model = Seat
    may_write = staticmethod(may_handle_people)
    fields = ["since", "since_precision", "until", "until_precision", "source_url"]


class MandateInline(StaffInline):
    model = Mandate
    may_write = staticmethod(may_handle_people)
    fields = ["person", "role", "since", "until"]
    autocomplete_fields = ["person"]


@admin.register(Organisation)
class OrganisationAdmin(TextsAdmin):
    list_display = ["name", "acronym", "country", "kind", "state", "is_sample"]
    list_filter = ["state", "kind", "is_sample", "country"]
    search_fields = ["name", "sort_name", "acronym"]
    prepopulated_fields = {"slug": ["name"]}
    readonly_fields = ["state", "state_since", "state_reason", "is_sample"]
    inlines = [SeatInline, MandateInline]
    fields = [
        *("name", "slug", "acronym", "kind", "country", "website"),
        *("register_number", "funding_url", "state", "state_since", "state_reason", "is_sample"),
        *("source_url", "evidence", "authentic_language", "does"),
    ]
    verbs = {
        name: (getattr(actions, name), may_handle_membership, come_from, True)
        for name, (come_from, _) in actions.ORGANISATION_MOVES.items()
    }


@admin.register(Seat)
class SeatAdmin(StaffAdmin):
    may_write = staticmethod(may_handle_people)
    list_display = ["organisation", "since", "until"]
    list_select_related = ["organisation"]
    search_fields = ["organisation__name"]
    autocomplete_fields = ["organisation"]
    fields = [
        *("organisation", "since", "since_precision", "until", "until_precision"),
        *("source_url", "evidence"),
    ]


@admin.register(Mandate)
class MandateAdmin(StaffAdmin):
    may_write = staticmethod(may_handle_people)
    list_display = ["person", "organisation", "role", "since", "until"]
    list_select_related = ["person", "organisation"]
    list_filter = ["role"]
    search_fields = ["person__email", "person__name", "organisation__name"]
    autocomplete_fields = ["person", "organisation"]
    fields = ["person", "organisation", "role", "since", "until"]


@admin.register(User)
class UserAdmin(StaffAdmin):
    """Accounts; whoever is made here chooses a password by 'forgotten password'."""

    may_write = staticmethod(may_handle_people)
    list_display = ["email", "name", "staff_role", "is_active", "last_login"]
    list_filter = ["staff_role", "is_active"]
    search_fields = ["email", "name"]
    readonly_fields = ["last_login", "date_joined"]

    def has_change_permission(self, request, obj=None):
        return may_change_account(request.user, obj) if obj else super().has_change_permission(request)

    has_delete_permission = has_change_permission

    def get_form(self, request, obj=None, **kwargs):
        return super().get_form(request, obj, **{"form": UserForm if obj else UserCreationForm, **kwargs})

    def get_fields(self, request, obj=None):
        fields = ["email", "name", "language", "time_zone", "staff_role", "translates"]
        if obj:
            fields += ["is_active", "last_login", "date_joined"]
        return fields
