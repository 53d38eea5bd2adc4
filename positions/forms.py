"""What people may ask of the list of statements, and what staff say besides a verb."""

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from members.curating.forms import TextsForm
from members.texts.languages import ALL
from members.texts.rich import clean_rich_text
from positions.models import Correction
from positions.states import CameBy, SignatureState, StatementKind, StatementState


class TitleSelect(forms.Select):
    """A choice of texts, each marked with its language where that is not the page's."""

    languages = {}

    def create_option(self, name, value, *args, **kwargs):
        option = super().create_option(name, value, *args, **kwargs)
        language = self.languages.get(str(value), get_language())
        if language != get_language():
            option["attrs"]["lang"] = language
        return option


class StatementFilter(forms.Form):
    q = forms.CharField(label=_("Search"), max_length=100, required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", ALL), *StatementKind.choices])
    year = forms.TypedChoiceField(label=_("Year"), required=False, coerce=int, empty_value=None)
    dossier = forms.ChoiceField(label=_("Dossier"), required=False, widget=TitleSelect)
    signatory = forms.CharField(label=_("Signatory"), max_length=100, required=False)

    def __init__(self, data, years, dossiers):
        super().__init__(data)
        self.fields["year"].choices = [("", ALL), *((year, year) for year in years)]
        self.fields["dossier"].widget.languages = {row.slug: row.language_of("short_title") for row in dossiers}
        self.fields["dossier"].choices = [
            ("", ALL),
            *((row.slug, row.localized("short_title")) for row in dossiers),
        ]


class StatementForm(TextsForm):
    """A statement; the words of its draft come with it, and are not lost where they were fixed meanwhile."""

    def clean(self):
        cleaned = super().clean()
        if self.instance.pk and self.instance.state != StatementState.DRAFT and "translations-0-text" in self.data:
            typed = mark_safe(clean_rich_text(self.data["translations-0-text"]))  # noqa: S308 - nh3 has just cleaned it
            said = "Its words are laid before those who adopt them meanwhile. What you wrote is not saved; copy it:"
            raise forms.ValidationError(format_html("{} <blockquote>{}</blockquote>", said, typed))
        return cleaned


class PublishForm(forms.Form):
    """From which hour on everybody may read it."""

    at = forms.DateTimeField(
        label="Public from (empty: at once)",
        help_text="The hour in Brussels.",
        required=False,
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )


class MoveForm(forms.Form):
    """Until the end of which day names can be given."""

    day = forms.DateField(label="Names until the end of", widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))


class RecordForm(forms.Form):
    """What reached staff by another way than the portal."""

    names = forms.CharField(
        label="Names, one on a line, as they came; from outside with the country: “Name, Ireland”",
        widget=forms.Textarea({"rows": 5}),
        max_length=20_000,
    )
    to = forms.ChoiceField(
        label="They", choices=[(SignatureState.SIGNED, "sign"), (SignatureState.DECLINED, "decline")]
    )
    came_by = forms.ChoiceField(label="It came", choices=CameBy.choices)
    date = forms.DateField(
        label="On", initial=timezone.localdate, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    evidence = forms.CharField(label="From whom, for staff", max_length=300, required=False)


class DeliverForm(forms.Form):
    """To whom a statement went."""

    addressees = forms.CharField(
        label="To whom, one on a line, such as “European Parliament, Committee on Civil Liberties”",
        widget=forms.Textarea({"rows": 4}),
        max_length=10_000,
    )
    language = forms.ChoiceField(label="Written in", choices=settings.LANGUAGES)
    date = forms.DateField(
        label="On", initial=timezone.localdate, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    sent_by = forms.ChoiceField(label="It went", choices=CameBy.choices)


class ReplyForm(forms.Form):
    """What was answered, as everybody reads it."""

    answered_on = forms.DateField(
        label="Answered on", initial=timezone.localdate, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    answer = forms.CharField(
        label="What it says, in a sentence or two, in the language in which the addressee is entered",
        widget=forms.Textarea({"rows": 3}),
        max_length=1000,
    )
    answer_url = forms.URLField(
        label="Where it is read, if it is public", max_length=500, required=False, assume_scheme="https"
    )


class CorrectionForm(forms.ModelForm):
    """What a reader says is wrong on the page of a law."""

    class Meta:
        model = Correction
        fields = ["step", "text", "source_url"]
        labels = {
            "step": _("Which step"),
            "text": _("What is wrong, and what is right"),
            "source_url": _("Where that can be read, if you know it"),
        }
        widgets = {"text": forms.Textarea(attrs={"rows": 5})}

    def __init__(self, *args, steps, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["step"].queryset = steps
        self.fields["step"].empty_label = _("None of these: something else on the page")
        self.fields["step"].label_from_instance = lambda step: f"{step.date or '…'} · {step.localized('title')}"
