"""What people may ask of the lists of members."""

from django import forms
from django.utils.translation import gettext_lazy as _

from members.languages import country_name, country_order
from members.models import User
from members.states import OrganisationKind


class OrganisationFilter(forms.Form):
    q = forms.CharField(label=_("Search"), max_length=100, required=False)
    country = forms.ChoiceField(label=_("Country"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("All")), *OrganisationKind.choices])

    def __init__(self, data, countries):
        super().__init__(data)
        named = [(code, country_name(code)) for code in sorted(countries, key=country_order)]
        self.fields["country"].choices = [("", _("All")), *named]


class UserForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ["email", "name", "language", "time_zone", "staff_role", "translates", "is_active"]

    def clean_email(self):
        return self.cleaned_data["email"].lower()


class UserCreationForm(UserForm):
    class Meta(UserForm.Meta):
        fields = ["email", "name", "language", "time_zone", "staff_role", "translates"]

    def save(self, commit=True):
        self.instance.set_unusable_password()
        return super().save(commit)
