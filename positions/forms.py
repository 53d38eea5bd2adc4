"""What people may ask of the list of statements, and what staff say besides a verb."""

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from members.texts.languages import ALL
from positions.states import StatementKind


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


class PublishForm(forms.Form):
    """From which hour on everybody may read it."""

    at = forms.DateTimeField(
        label="Public from (empty: at once)",
        help_text="The hour in Brussels.",
        required=False,
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
