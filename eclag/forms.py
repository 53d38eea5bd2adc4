"""What people may ask of the whole portal."""

from django import forms
from django.utils.translation import gettext_lazy as _

from eclag.models import DocumentKind
from members.texts.languages import ALL


class SearchForm(forms.Form):
    q = forms.CharField(label=_("Search"), max_length=100)


class DocumentFilter(forms.Form):
    q = forms.CharField(label=_("Search"), max_length=100, required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", ALL), *DocumentKind.choices])
