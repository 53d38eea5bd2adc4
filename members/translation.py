"""Which fields of the ground speak 24 languages."""

from modeltranslation.translator import TranslationOptions, register

from members.models import Organisation


@register(Organisation)
class OrganisationTranslation(TranslationOptions):
    fields = ["does"]
