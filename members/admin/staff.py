"""What the admin of every noun shares: rights, verbs, conflicts, history, presence, languages."""

import json

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db import connection
from django.http import Http404, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.views.decorators.http import require_POST
from js_asset import Media
from modeltranslation.admin import TranslationAdmin

from members import actions
from members.curating.forms import MergingForm, TextsForm
from members.curating.history import Pairs, differences, entries_of, revertible, track
from members.curating.translation_statuses import keep_statuses
from members.models import Addressed, Transition, TranslationStatus
from members.models.keys import key_of
from members.permissions import may_curate, may_translate, may_write_field
from members.states import TextOrigin, TextState
from members.texts.columns import plain_columns
from members.texts.folding import words_of
from members.texts.languages import LANGUAGE_CODES, country_choices
from members.transitions import begin, verbs_of, words

BULK = 200  # rows that a verb is applied to at once


def locked_on_save(rows, request):
    """On a POST the rows are locked, so that a form sees what is really there until it has saved."""
    if request.method == "POST" and connection.in_atomic_block:
        return rows.select_for_update(of=("self",))
    return rows


class StaffAdmin(admin.ModelAdmin):
    """Rights come from permissions.py, states are only shown, and verbs are buttons that ask once more."""

    form = MergingForm
    may_write = staticmethod(may_curate)
    list_per_page = 50
    show_facets = admin.ShowFacets.ALWAYS
    is_tracked = True  # by auditlog; what verbs alone change has its rows in the log of transitions
    verb_forms = {}  # verb: the form whose fields its function takes besides
    verb_labels = {}  # verb: what its button says, where that is more than its name
    only_verbs = None  # the names of those that have a button here; None: all
    one_by_one = False  # whether its verbs are for one thing at a time: somebody reads it before she does them
    preview = None  # the name of the address under desk/ at which the thing is read

    def __init__(self, model, admin_site):
        super().__init__(model, admin_site)
        self.verbs = {
            name: verb
            for name, verb in verbs_of(model).items()
            if verb.act and verb.come_from != {""} and (self.only_verbs is None or name in self.only_verbs)
        }
        for noun in (model, *(inline.model for inline in self.inlines)) if self.is_tracked else ():
            track(noun)

    def has_view_permission(self, request, obj=None):
        return self.may_write(request.user)

    has_change_permission = has_delete_permission = has_view_permission

    def has_add_permission(self, request):
        return self.may_write(request.user)

    def has_module_permission(self, request):
        return self.has_view_permission(request)

    # The history is auditlog's; Django's own log would keep names of people a second time.

    def log_addition(self, request, obj, message):
        pass

    log_change = log_addition

    def log_deletions(self, request, queryset):
        pass

    # Forms

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if not change:
            begin(obj, by=request.user)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name == "country":
            kwargs = {"choices": country_choices(), "required": not db_field.blank, "label": "Country"}
            return forms.ChoiceField(**kwargs, help_text=db_field.help_text)
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def get_fields(self, request, obj=None):
        writes = self.has_change_permission(request, obj) if obj else True
        return [*super().get_fields(request, obj), *(["shown"] if writes else [])]

    def get_queryset(self, request):
        return super().get_queryset(request).visible_to(request.user)

    def get_readonly_fields(self, request, obj=None):
        fixed = super().get_readonly_fields(request, obj)
        return [*fixed, "slug"] if isinstance(obj, Addressed) and obj.has_been_public() else fixed

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj else super().get_prepopulated_fields(request, obj)

    def get_object(self, request, object_id, from_field=None):
        """As Django's, but locked while a POST is dealt with."""
        rows = locked_on_save(self.get_queryset(request), request)
        column = self.opts.pk if from_field is None else self.opts.get_field(from_field)
        try:
            return rows.get(**{column.name: column.to_python(object_id)})
        except (self.model.DoesNotExist, ValidationError, ValueError):
            return None

    def _get_obj_does_not_exist_redirect(self, request, opts, object_id):
        """What was typed for a thing that somebody has deleted meanwhile is shown, not lost."""
        typed = [(name, text) for name, text in request.POST.items() if text.strip() and name[:1] != "_"]
        typed = [(name, text) for name, text in typed if name != "csrfmiddlewaretoken" and not name.endswith("shown")]
        if not typed:
            return super()._get_obj_does_not_exist_redirect(request, opts, object_id)
        context = {**self.admin_site.each_context(request), "title": "Deleted meanwhile", "opts": opts, "typed": typed}
        return TemplateResponse(request, "admin/gone.html", context, status=409)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        # The editor's import map is an inline script: only the nonce lets it pass.
        context["media"] = Media.from_media(context["media"], nonce=str(request.csp_nonce))
        if obj and obj.pk:
            context |= {
                "due": [(name, self.label(name)) for name in self.due(request, obj)],
                "others": actions.others_at(obj, request.user),
                "preview": self.preview_of(obj),
            }
        return super().render_change_form(request, context, add, change, form_url, obj)

    def preview_of(self, obj):
        """Where the thing is read as its readers will read it, if it has a page."""
        return self.preview and reverse(self.preview, args=[obj.slug])

    def get_search_results(self, request, queryset, search_term):
        """As Django's, of few words: each is a condition of its own, and a database takes only so many."""
        return super().get_search_results(request, queryset, " ".join(words_of(search_term)))

    # Verbs

    def due(self, request, obj):
        """The names of the verbs that this person may apply to the thing as it stands."""
        return [
            name for name, verb in self.verbs.items() if verb.may(request.user, obj) and obj.state in verb.come_from
        ]

    def label(self, verb):
        return self.verb_labels.get(verb) or words(verb)

    def consequences(self, thing, verb):
        """What else will happen when the verb is done, as sentences."""
        return []

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        own = [
            ("<path:object_id>/presence/", require_POST(self.presence_view), "presence"),
            ("<path:object_id>/history/<int:entry_id>/revert/", self.revert_view, "revert"),
        ]
        if self.verbs:
            own.append(("<path:object_id>/verb/<slug:verb>/", self.verb_view, "verb"))
        return [
            *(path(route, self.admin_site.admin_view(view), name=f"{name}_{end}") for route, view, end in own),
            *super().get_urls(),
        ]

    def back_to(self, thing):
        return HttpResponseRedirect(
            reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[thing.pk])
        )

    def page(self, request, template, title, **context):
        shared = {**self.admin_site.each_context(request), "title": title, "opts": self.opts}
        return TemplateResponse(request, template, shared | context)

    def verb_view(self, request, object_id, verb):
        """GET shows what will happen, POST does it."""
        thing = self.get_object(request, object_id)
        chosen, reason = self.verbs.get(verb), request.POST.get("reason", "")
        if chosen and not chosen.may(request.user, thing):
            raise PermissionDenied
        if chosen is None or thing is None:
            raise Http404
        form = self.verb_forms.get(verb, forms.Form)(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            try:
                chosen.act(thing, by=request.user, reason=reason, **form.cleaned_data)
            except ValidationError as refusal:
                messages.error(request, " ".join(refusal.messages))
            else:
                messages.success(request, f"{thing}: {verb} is done.")
                return self.back_to(thing)
            if not form.fields and (not chosen.needs_reason or reason.strip()):
                return self.back_to(thing)
        said = {"reason": reason, "consequences": self.consequences(thing, verb), "form": form}
        title = f"{self.label(verb)}: {thing}"
        return self.page(request, "admin/verb.html", title, thing=thing, verb=chosen, label=self.label(verb), **said)

    def get_actions(self, request):
        mine = {
            f"verb_{name}": (self.bulk_action(name), f"verb_{name}", f"{words(name)} the selected {{0}}")
            for name, verb in self.verbs.items()
            if verb.may(request.user) and not self.one_by_one
        }
        plural = str(self.opts.verbose_name_plural)
        named = {name: (act, name, text.format(plural)) for name, (act, _, text) in mine.items()}
        return super().get_actions(request) | named

    def bulk_action(self, verb):
        """An action of the list: the first POST names what will happen to each row, the second one does it."""
        chosen = self.verbs[verb]

        def apply(modeladmin, request, rows):
            rows = list(rows[: BULK + 1])
            if len(rows) > BULK:
                messages.error(request, f"At most {BULK} at once.")
                return None
            fit, reason = [row for row in rows if row.state in chosen.come_from], request.POST.get("reason", "")
            if "confirmed" not in request.POST or (chosen.needs_reason and not reason.strip()):
                others = [row for row in rows if row not in fit]
                for row in fit:
                    row.consequences = self.consequences(row, verb)
                context = {"verb": chosen, "fit": fit, "others": others}
                return self.page(request, "admin/bulk_verb.html", f"{words(verb)}: {len(fit)}", **context)
            for row in fit:
                try:
                    chosen.act(row, by=request.user, reason=reason)
                except ValidationError as refusal:
                    messages.error(request, f"{row}: {' '.join(refusal.messages)}")
                else:
                    messages.success(request, f"{row}: {verb} is done.")
            return None

        return apply

    # History

    def history_view(self, request, object_id, extra_context=None):
        thing = self.get_object(request, object_id)
        if not self.has_view_permission(request, thing):
            raise PermissionDenied
        if thing is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        page = Paginator(self.entries(request, thing), self.list_per_page).get_page(request.GET.get("page"))
        pairs = Pairs()
        for entry in page:
            noun = entry.content_type.model_class()
            entry.about = "" if noun is self.model else f"{noun._meta.verbose_name} {entry.object_repr}"
            entry.parts = list(differences(noun, entry, pairs))
            entry.revertible = self.may_revert(request, thing, entry)
        ways = Transition.objects.of(thing).select_related("actor") if self.may_write(request.user) else []
        return self.page(request, "admin/history.html", f"History: {thing}", thing=thing, entries=page, ways=ways)

    def entries(self, request, thing):
        """What was changed in it, and in the rows on its page that this person may see."""
        parts = [inline.model for inline in self.get_inline_instances(request, thing)]
        return entries_of(thing, parts)

    def may_revert(self, request, thing, entry):
        noun = entry.content_type.model_class()
        names = revertible(noun, entry)
        return (
            self.has_change_permission(request, thing)
            and bool(names)
            and all(may_write_field(request.user, noun, name) for name in names)
        )

    def revert_view(self, request, object_id, entry_id):
        thing = self.get_object(request, object_id)
        if thing is None:
            raise Http404
        entry = get_object_or_404(self.entries(request, thing), pk=entry_id)
        if not self.may_revert(request, thing, entry):
            raise PermissionDenied
        if request.method == "POST":
            try:
                actions.revert(entry, by=request.user)
            except ValidationError as refusal:
                messages.error(request, " ".join(refusal.messages))
            else:
                messages.success(request, f"{thing}: the change is taken back.")
            return self.back_to(thing)
        parts = list(differences(entry.content_type.model_class(), entry))
        return self.page(request, "admin/revert.html", f"Take back: {thing}", thing=thing, entry=entry, parts=parts)

    # Presence

    def presence_view(self, request, object_id):
        """Note that this person has the page open, and tell who else has."""
        thing = self.get_object(request, object_id)
        if thing is None or not self.has_view_permission(request, thing):
            raise Http404
        return JsonResponse({"others": actions.be_present(thing, by=request.user)})


class TextsAdmin(StaffAdmin, TranslationAdmin):
    """A noun that speaks 24 languages: tabs per language, and translators write in theirs alone."""

    form = TextsForm
    named_by = ["title_authentic"]  # the columns that `str` reads

    def has_view_permission(self, request, obj=None):
        return any(may_translate(request.user, code) for code in LANGUAGE_CODES)

    has_change_permission = has_view_permission

    def has_delete_permission(self, request, obj=None):
        return self.may_write(request.user)

    def get_queryset(self, request):
        """Lists and autocompletes need what a thing is called, no other text."""
        rows = super().get_queryset(request)
        if getattr(request.resolver_match, "url_name", "").endswith(("_changelist", "autocomplete")):
            rows = rows.only(*plain_columns(self.model), *self.named_by)
        return rows

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """Which language must be there is known only with the thing: the model asks for it."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if hasattr(db_field, "translated_field"):
            field.required = False
        return field

    def get_fields(self, request, obj=None):
        fields = [*super().get_fields(request, obj), "machine"]
        if obj:
            fields += ["editorial", "checked"] if self.may_write(request.user) else ["checked"]
        return fields

    def get_form(self, request, obj=None, change=False, **kwargs):
        """The form offers the languages of this person that wait for somebody to check them."""
        form = super().get_form(request, obj, change=change, **kwargs)
        form.doubtful = [
            row.language
            for row in self.statuses(obj)
            if may_translate(request.user, row.language)
            and (row.origin == TextOrigin.MACHINE or row.state == TextState.OUTDATED)
        ]
        return form

    def statuses(self, obj):
        """How its translations stand, asked once for each page."""
        if obj is None:
            return []
        if not hasattr(obj, "kept_statuses"):
            obj.kept_statuses = list(TranslationStatus.objects.filter(**key_of(obj)))
        return obj.kept_statuses

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        states = {row.language: [row.state, row.origin] for row in self.statuses(obj)}
        context["statuses"] = json.dumps(states)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        said = form.cleaned_data
        names = {field.name for field in self.opts.concrete_fields}
        if told := form.still_marked():
            messages.warning(request, told)
        keep_statuses(
            form.instance,
            names if not change else names & set(form.changed_data),
            origin=TextOrigin.MACHINE if said.get("machine") else TextOrigin.HUMAN,
            editorial=bool(said.get("editorial")),
            checked=said.get("checked", ()),
        )

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
