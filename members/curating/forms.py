"""Forms that lose no word when two people save."""

import hashlib

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.template.loader import render_to_string
from django.utils.html import conditional_escape
from django.utils.safestring import mark_safe

from members.curating.uploads import checked_document, redrawn
from members.models import Attachment, User
from members.models.transitions import token
from members.texts.rich import RichTextField, clean_rich_text


def written(field, value):
    """The value as the form writes it, so that the stored, the shown and the posted one can be compared."""
    value = field.prepare_value(value)
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        return "\n".join(sorted(str(part) for part in value))
    return str(value).replace("\r\n", "\n").strip()


def digest(field, value):
    return hashlib.sha256(written(field, value).encode()).hexdigest()[:16]


class Shown(forms.CharField):
    """What the page showed, signed anew for each page: that it differs from page to page is no change of the row."""

    widget = forms.HiddenInput

    def has_changed(self, initial, data):
        return False


class MergingForm(forms.ModelForm):
    """Writes only the fields that its editor changed, and shows both texts where another changed the same one.

    `shown` is a signed digest of each field as the page showed it. The row must be locked while the form is
    validated and saved.
    """

    shown = Shown(required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["shown"] = self.sign(
            {name: digest(field, self.now(name)) for name, field in self.fields.items() if self.belongs(name)}
        )

    def belongs(self, name):
        """Whether the field is one of the row's own."""
        opts = self.instance._meta
        return name in {column.name for column in [*opts.concrete_fields, *opts.many_to_many]}

    def now(self, name):
        return self.get_initial_for_field(self.fields[name], name)

    def sign(self, shown):
        return signing.dumps([self.instance.pk, shown], salt="shown", compress=True)

    def read_shown(self):
        try:
            row, shown = signing.loads(self.data.get(self.add_prefix("shown"), ""), salt="shown")
        except signing.BadSignature:
            row, shown = None, {}
        if row != self.instance.pk:
            raise ValidationError("This form does not say what it showed. Open the page anew and enter it again.")
        return shown

    def clean(self):
        cleaned = super().clean()
        if self.instance.pk is None:
            return cleaned
        shown = self.read_shown()
        changed, collided = [], {}
        for name in [name for name in self.fields if name in shown and name in cleaned]:
            field = self.fields[name]
            mine, now = digest(field, cleaned[name]), digest(field, self.now(name))
            if mine == shown[name]:
                if now != mine or not self.instance._meta.get_field(name).is_relation:
                    cleaned[name] = self.stored(name)  # to the letter: an empty text stays NULL where it was
            elif now not in {shown[name], mine}:
                collided[name] = now
            else:
                changed.append(name)
        for name in collided:
            self.add_error(name, self.both_texts(name))
        if collided or self.errors:
            # Whoever saves again has seen the other text.
            self.data = self.data.copy()
            self.data[self.add_prefix("shown")] = self.sign(shown | collided)
        self.changed_data = changed + [name for name in self.changed_data if not self.belongs(name)]
        return cleaned

    def both_texts(self, name):
        column = self._meta.model._meta.get_field(name)
        theirs = written(self.fields[name], self.now(name))
        if column.choices or column.is_relation:
            theirs = str(getattr(self.instance, f"get_{name}_display", lambda: self.label_of(name))())
        rich = isinstance(column, RichTextField) or isinstance(getattr(column, "translated_field", None), RichTextField)
        # Safe: nh3 has just cleaned the one, the other is escaped, and the template escapes what it is given besides.
        theirs = mark_safe(clean_rich_text(theirs)) if rich else conditional_escape(theirs)  # noqa: S308
        return ValidationError(mark_safe(render_to_string("components/conflict.html", {"theirs": theirs})))  # noqa: S308

    def stored(self, name):
        """What is in the row now, as `cleaned_data` holds it."""
        return self.now(name) if self.instance._meta.get_field(name).many_to_many else getattr(self.instance, name)

    def label_of(self, name):
        stored = self.stored(name)
        return ", ".join(str(row) for row in stored) if isinstance(stored, list) else stored or "–"


class TextsForm(MergingForm):
    """A thing with texts in 24 languages: it also asks how the translations stand after the change."""

    editorial = forms.BooleanField(
        required=False,
        label="Editorial change",
        help_text="Of the authentic text: its translations stay current.",
    )
    machine = forms.BooleanField(
        required=False,
        label="Made by a machine",
        help_text="The texts entered here; readers are told so until a person has checked them.",
    )
    checked = forms.MultipleChoiceField(
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label="Read and found right",
        help_text="Languages whose texts you compared with the authentic one, word for word. Else they stay marked.",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["checked"].choices = [(code, code) for code in getattr(self, "doubtful", [])]

    def still_marked(self):
        """What to tell of languages that were written in and have not been read whole; empty where there are none."""
        written_in = {name.rpartition("_")[2] for name in self.changed_data}
        codes = [code for code, _ in self.fields["checked"].choices if code in written_in]
        left = ", ".join(code for code in codes if code not in self.cleaned_data["checked"])
        return (
            left
            and f"Still marked as a machine's or as outdated: {left}. Tick “{self.fields['checked'].label}” for it."
        )


class DatedForm(MergingForm):
    """A mandate or a seat: who may act as what for whom is not rewritten, it is ended and given anew."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            return
        for name in {"person", "organisation", "role"} & set(self.fields):
            field = self.fields[name]
            field.disabled = True
            if hasattr(field, "queryset"):  # its widget would ask the database for each row what it is called
                held = getattr(self.instance, name)
                field.widget = forms.Select(choices=[(held.pk, str(held))], attrs=field.widget.attrs)


class OrganisationForm(TextsForm):
    def clean_logo(self):
        return redrawn_if_new(self.cleaned_data["logo"])


def redrawn_if_new(logo):
    """An upload is drawn anew; what is kept (a stored file) or taken away (False) passes."""
    return redrawn(logo) if isinstance(logo, UploadedFile) else logo


class AttachmentForm(MergingForm):
    class Meta:
        model = Attachment
        fields = ["language", "title", "file"]

    def clean_file(self):
        file = self.cleaned_data["file"]
        return checked_document(file) if isinstance(file, UploadedFile) else file


class UserForm(MergingForm):
    """An account; its address is changed by a verb of its own."""

    class Meta:
        model = User
        fields = ["name", "language", "time_zone", "staff_role", "translates", "is_active"]

    def save(self, commit=True):
        if {"is_active", "staff_role"} & set(self.changed_data):
            self.instance.sessions_key = token()  # what she was allowed in them has changed
        return super().save(commit)
