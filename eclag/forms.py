"""What people may ask of the whole portal."""

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from eclag.models import DocumentKind
from members.models import User
from members.models.users import time_zones
from members.texts.languages import ALL, country_name


class SearchForm(forms.Form):
    q = forms.CharField(label=_("Search"), max_length=100)


class CountryForm(forms.Form):
    """The country in which somebody looks for help; it is preset from the language, and nobody has to say it."""

    country = forms.ChoiceField(label=_("I am in"))

    def __init__(self, data, *, countries, preset):
        super().__init__(data, initial={"country": next(iter(preset), "")})
        self.fields["country"].choices = [(code, capfirst(country_name(code))) for code in countries]


class DocumentFilter(forms.Form):
    q = forms.CharField(label=_("Search"), max_length=100, required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", ALL), *DocumentKind.choices])


class MeForm(forms.ModelForm):
    """How the portal speaks to somebody, and what others see of her."""

    time_zone = forms.ChoiceField(label=_("Time zone"))

    class Meta:
        model = User
        fields = ["name", "language", "time_zone", "shares"]
        labels = {
            "name": _("Your name, as members shall see it"),
            "language": _("Language of your letters"),
            "shares": _("What the people of other members see of you"),
        }
        widgets = {"shares": forms.RadioSelect}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].required = True
        self.fields["time_zone"].choices = [(zone, zone.replace("_", " ")) for zone in sorted(time_zones())]
