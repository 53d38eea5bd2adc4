"""What is written on a statement's page beside the statement itself: the words of its draft, asks, numbers."""

import functools

from django.contrib import admin
from django.contrib.admin.checks import InlineModelAdminChecks
from django.contrib.admin.options import flatten_fieldsets
from django.db.models import Max
from django.forms import BaseModelFormSet, Textarea, modelformset_factory

from members.admin import StaffInline
from members.admin.inlines import InlineRights
from members.curating.forms import MergingForm
from members.texts.languages import LANGUAGE_CODES
from positions import actions
from positions.models import Ask, ReportedNumber, Translation
from positions.states import StatementState


def written_in(request, statement=None):
    """The code of the language in which its words are written; of a new one it stands in the address or form."""
    if statement is None:
        asked = request.POST.get("authentic_language") or request.GET.get("authentic_language")
        return asked if asked in LANGUAGE_CODES else "en"
    newest = statement.newest_version
    return newest.language if newest else statement.authentic_language


class OfVersionFormSet(BaseModelFormSet):
    """Rows of a statement's newest version; the first that is written makes the version."""

    def __init__(self, data=None, files=None, instance=None, queryset=None, save_as_new=False, **kwargs):
        self.instance = instance
        super().__init__(data, files, queryset=self.rows(queryset, instance.newest_version), **kwargs)

    @classmethod
    def get_default_prefix(cls):
        return f"{cls.model._meta.model_name}s"

    def rows(self, queryset, version):
        return queryset.filter(version=version) if version else queryset.none()

    def save_new(self, form, commit=True):
        form.instance.version = actions.version_to_write(self.instance)
        self.complete(form.instance)
        return super().save_new(form, commit)


class TextFormSet(OfVersionFormSet):
    """Its authentic text alone."""

    def rows(self, queryset, version):
        found = super().rows(queryset, version)
        return found.filter(language=version.language) if version else found

    def complete(self, text):
        text.language, text.title = text.version.language, self.instance.authentic("title")


class AskFormSet(OfVersionFormSet):
    def complete(self, ask):
        ask.authentic_language = ask.version.language
        if not ask.order:
            ask.order = (ask.version.asks.aggregate(last=Max("order"))["last"] or 0) + 1


class NoRelation(InlineModelAdminChecks):
    """They belong to the statement by its newest version: no relation leads from one to the other directly."""

    def _check_exclude_of_parent_model(self, obj, parent_model):
        return []

    def _check_relation(self, obj, parent_model):
        return []


class OfVersionInline(InlineRights, admin.StackedInline):
    """Rows of the draft, written beside the statement; once its words are fixed they are only shown."""

    checks_class = NoRelation

    def get_formset(self, request, obj=None, **kwargs):
        writes = self.has_change_permission(request, obj)

        class Form(self.form):
            def has_changed(self):
                return writes and super().has_changed()

        return modelformset_factory(
            self.model,
            form=Form,
            formset=self.formset,
            fields=flatten_fieldsets(self.get_fieldsets(request, obj)),
            formfield_callback=functools.partial(self.formfield_for_dbfield, request=request),
            extra=self.get_extra(request, obj),
            max_num=self.max_num,
            can_delete=self.can_delete and self.has_delete_permission(request, obj),
        )

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and (obj is None or obj.state == StatementState.DRAFT)

    has_add_permission = has_delete_permission = has_change_permission

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """Its label stands beside each input, so that none needs the name of its column."""
        label = self.labels.get(getattr(db_field, "translated_field", db_field).name)
        field = super().formfield_for_dbfield(db_field, request, **({"label": label} if label else {}), **kwargs)
        field.widget.attrs.pop("aria-label")
        return field


class TextInline(OfVersionInline):
    model = Translation
    formset = TextFormSet
    template = "admin/positions/statement/text.html"
    extra = max_num = 1
    can_delete = False
    fields = ["text", "summary"]
    labels = {"text": "Words, as pasted from Word", "summary": "Lead, if wanted"}

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "summary":
            field.widget.attrs["rows"] = 3
        return field


class AskForm(MergingForm):
    def clean_order(self):
        """Left empty it stays where it is; a new one comes last."""
        order = self.cleaned_data["order"]
        return self.instance.order if order is None and self.instance.pk else order


class AskInline(OfVersionInline):
    model = Ask
    form = AskForm
    formset = AskFormSet
    template = "admin/positions/statement/asks.html"
    radio_fields = {"direction": admin.HORIZONTAL}
    labels = {"text": "In one line", "order": "Place"}

    def get_extra(self, request, obj=None, **kwargs):
        """One to go on with, three to begin with: a page without scripts adds no row."""
        return 1 if obj and obj.newest_version else 3

    def get_fields(self, request, obj=None):
        return ["direction", "article", f"text_{written_in(request, obj)}", "order", "shown"]

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name.startswith("text_"):
            field.required, field.widget = True, Textarea({"rows": 2})
        if db_field.name == "order":
            field.required, field.initial = False, None
            field.widget.attrs["class"] = "vSmallField"
        return field


class ReportedNumberInline(StaffInline):
    model = ReportedNumber
    fields = ["number", "at_least", "counted", "moment", "source_url"]
