"""What people may ask of the list of members."""

from django import forms
from django.utils.translation import gettext_lazy as _

from members.states import OrganisationKind
from members.texts.languages import ALL, country_name, country_order


class OrganisationFilter(forms.Form):
    q = forms.CharField(label=_("Search"), max_length=100, required=False)
    country = forms.ChoiceField(label=_("Country"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", ALL), *OrganisationKind.choices])

    def __init__(self, data, countries):
        super().__init__(data)
        named = [(code, country_name(code)) for code in sorted(countries, key=country_order)]
        self.fields["country"].choices = [("", ALL), *named]
