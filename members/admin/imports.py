"""Import and export in the admin: upload, dry run, confirm; and the table that goes out."""

import logging
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.template.response import TemplateResponse
from import_export.admin import ExportMixin, ImportMixin
from import_export.forms import ConfirmImportForm, ExportForm, ImportForm
from import_export.tmp_storages import CacheStorage

from members.curating.tables import CSV, FILE_BYTES, MEGABYTE, XLSX

log = logging.getLogger("eclag.exports")
FORMATS = [CSV, XLSX]


class WaitingFile(CacheStorage):
    """A file between its dry run and the word to go on, in the cache that all processes share."""

    CACHE_LIFETIME = 60 * 60
    CACHE_PREFIX = "import-"


class UploadForm(ImportForm):
    """Asks for the file alone: its name says the format."""

    format = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_import_file(self):
        file = self.cleaned_data["import_file"]
        if file.size > FILE_BYTES:
            raise ValidationError(f"This file is larger than {FILE_BYTES // MEGABYTE} MB.")
        return file

    def clean(self):
        if file := self.cleaned_data.get("import_file"):
            ending = file.name.rpartition(".")[2].upper()
            titles = [form.title for form in FORMATS]
            if ending not in titles:
                raise ValidationError({"import_file": "Only files called .csv or .xlsx are read."})
            self.cleaned_data["format"] = str(titles.index(ending))
        return self.cleaned_data


class ConfirmForm(ConfirmImportForm):
    """Goes on with the file that was looked at, if it still does what was shown."""

    import_file_name = forms.RegexField(r"^[0-9a-f]{32}$", widget=forms.HiddenInput)
    format = forms.ChoiceField(choices=[(str(number), form.title) for number, form in enumerate(FORMATS)])
    resource = None
    digest = forms.CharField(widget=forms.HiddenInput)

    def clean_import_file_name(self):
        name = self.cleaned_data["import_file_name"]
        if WaitingFile(name=name).read() is None:
            raise ValidationError("The file was kept for an hour, or is imported already. Upload it again.")
        return name


class TableMixin(ImportMixin, ExportMixin):
    """The resource says who may do what; what goes wrong is told on the page and leaves everything as it was."""

    formats = FORMATS
    import_form_class = UploadForm
    confirm_form_class = ConfirmForm
    export_form_class = ExportForm
    import_template_name = "admin/import.html"
    export_template_name = "admin/export.html"
    tmp_storage_class = WaitingFile
    skip_admin_log = True  # the history is auditlog's

    def init_change_list_template(self):
        self.ie_base_change_list_template = None  # ours stay; eclag/templates/admin/change_list.html has the buttons

    def has_import_permission(self, request):
        return self.resource_classes[0].may_import(request.user)

    def has_export_permission(self, request):
        return self.resource_classes[0].may_export(request.user)

    # Import

    def get_import_context_data(self, **kwargs):
        return {"resource": self.resource_classes[0]}

    def write_to_tmp_storage(self, import_file, input_format):
        return ContentFile(import_file.read(), name=uuid4().hex)  # kept only once it may be confirmed

    def add_data_read_fail_error_to_form(self, form, e):
        if isinstance(e, ValidationError):
            form.add_error("import_file", e)
        else:
            super().add_data_read_fail_error_to_form(form, e)

    def import_action(self, request, **kwargs):
        response = super().import_action(request, **kwargs)
        if confirm := response.context_data.get("confirm_form"):
            file = response.context_data["form"].cleaned_data["import_file"]
            file.seek(0)
            WaitingFile(name=confirm.initial["import_file_name"]).save(file.read())
            confirm.initial["digest"] = response.context_data["result"].digest
        return response

    def get_import_data_kwargs(self, *, form, **kwargs):
        return {"rollback_on_validation_errors": True, "digest": form.cleaned_data.get("digest")}

    def process_result(self, result, request):
        if not (result.has_errors() or result.has_validation_errors()):
            return super().process_result(result, request)
        context = {
            **self.admin_site.each_context(request),
            **self.get_import_context_data(),
            "title": "Import",
            "opts": self.opts,
            "form": self.import_form_class(FORMATS, self.resource_classes),
            "result": result,
            "refused": True,
        }
        return TemplateResponse(request, self.import_template_name, context, status=409)

    def add_success_message(self, result, request):
        said = ", ".join(f"{number} {words}" for number, words in result.counts if number)
        self.message_user(request, f"The import is done: {said}.")

    # Export

    def get_export_data(self, file_format, request, queryset, **kwargs):
        data = super().get_export_data(file_format, request, queryset, **kwargs)
        plural, rows = self.opts.verbose_name_plural, queryset.count()
        log.info("user %s exported %s %s as %s", request.user.pk, rows, plural, file_format.title)
        return data
