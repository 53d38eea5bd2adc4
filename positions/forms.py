"""What people may ask of the list of statements."""

from django import forms
from django.utils.translation import gettext_lazy as _

from positions.states import StatementKind


class StatementFilter(forms.Form):
    q = forms.CharField(label=_("Search"), max_length=100, required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("All")), *StatementKind.choices])
    year = forms.TypedChoiceField(label=_("Year"), required=False, coerce=int, empty_value=None)
    dossier = forms.ChoiceField(label=_("Dossier"), required=False)
    signatory = forms.CharField(label=_("Signatory"), max_length=100, required=False)

    def __init__(self, data, years, dossiers):
        super().__init__(data)
        self.fields["year"].choices = [("", _("All")), *((year, year) for year in years)]
        self.fields["dossier"].choices = [
            ("", _("All")),
            *((row.slug, row.short_title_told) for row in dossiers),
        ]
