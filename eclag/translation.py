"""Which fields of the roof speak 24 languages."""

from modeltranslation.translator import TranslationOptions, register

from eclag.models import Page


@register(Page)
class PageTranslation(TranslationOptions):
    fields = ["title", "lead", "body"]
