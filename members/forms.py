"""What people may ask of the list of members, and what somebody says who comes in."""

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from members.curating.forms import MergingForm, redrawn_if_new
from members.models import Mandate, Organisation, User
from members.states import MandateRole, OrganisationKind
from members.texts.languages import ALL, country_name, country_order


class OrganisationFilter(forms.Form):
    q = forms.CharField(label=_("Search"), max_length=100, required=False)
    country = forms.ChoiceField(label=_("Country"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", ALL), *OrganisationKind.choices])

    def __init__(self, data, countries):
        super().__init__(data)
        named = [(code, capfirst(country_name(code))) for code in sorted(countries, key=country_order)]
        self.fields["country"].choices = [("", ALL), *named]


class DirectoryFilter(OrganisationFilter):
    """By organisation or person, and country."""

    kind = None

    def __init__(self, data, countries):
        super().__init__(data, countries)
        self.fields["q"].label = _("Organisation or person")


class ComeInForm(forms.Form):
    """The name of somebody who had no account, and her password if she does not come in with a passkey."""

    name = forms.CharField(
        label=_("Your name, as members shall see it"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    password = forms.CharField(
        label=_("A password, twelve letters or more"),
        max_length=4096,
        strip=False,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, data, invitation):
        super().__init__(data, initial={"name": invitation.name})
        self.invitation = invitation

    def clean_password(self):
        password = self.cleaned_data["password"]
        if not password and self.data.get("with") == "passkey":
            return ""
        if not password:
            raise forms.ValidationError(self.fields["password"].error_messages["required"])
        validate_password(password, User(email=self.invitation.address, name=self.cleaned_data.get("name", "")))
        return password


class KeptForm(MergingForm):
    """What an organisation says of itself; where staff have changed the same meanwhile, both texts are shown."""

    def clean_logo(self):
        return redrawn_if_new(self.cleaned_data["logo"])


def kept_form(organisation, language, data, files):
    """The form of its page: its facts and authentic text, or in another language the text alone."""
    names = [f"does_{language}"]
    if language == organisation.authentic_language:
        names += ["website", "register_number", "funding_url", "eu_contact", "eu_contact_email", "logo"]
    form = forms.modelform_factory(Organisation, form=KeptForm, fields=names)(data, files, instance=organisation)
    for name, field in form.fields.items():
        field.label, field.help_text = LABELS.get(name, field.label), HELP.get(name, "")
    text = form.fields[names[0]]
    text.label, text.required = _("What it does"), False
    text.widget.attrs |= {"rows": 5, "lang": language}
    return form


LABELS = {
    "website": _("Website"),
    "register_number": _("Number in the EU Transparency Register"),
    "funding_url": _("Its page on who pays"),
    "eu_contact": _("Contact on EU matters"),
    "eu_contact_email": _("E-mail address"),
    "logo": _("Logo"),
}
HELP = {
    "eu_contact": _("All can see it: an office, best, or a person who agreed to be named."),
}


class ChangeForm(forms.Form):
    text = forms.CharField(
        label=_("What should change, and why"), max_length=1000, widget=forms.Textarea(attrs={"rows": 5})
    )


class DeputyForm(forms.Form):
    """Who of an organisation signs in one's place, and in which days."""

    person = forms.ModelChoiceField(label=_("Who"), queryset=User.objects.none())
    since = forms.DateField(label=_("First day"), widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("Last day"), widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, data, organisation, by):
        super().__init__(data, auto_id="deputy_%s")
        acting = Mandate.objects.in_force().filter(organisation=organisation).order_by().values("person")
        self.fields["person"].queryset = User.objects.filter(pk__in=acting, is_active=True).exclude(pk=by.pk)


class InviteForm(forms.Form):
    """Whom a signatory or editor asks to act for her organisation."""

    address = forms.EmailField(label=_("E-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "off"}))
    name = forms.CharField(label=_("Name, if you know it"), max_length=200, required=False)
    role = forms.ChoiceField(label=_("Role"), choices=MandateRole.choices)
    language = forms.ChoiceField(label=_("Language of the letter"), choices=settings.LANGUAGES)

    def __init__(self, data):
        super().__init__(data, initial={"language": get_language()})
