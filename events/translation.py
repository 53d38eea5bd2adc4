"""Which fields of events speak 24 languages."""

from modeltranslation.translator import TranslationOptions, register

from events.models import Event, Session


@register(Event)
class EventTranslation(TranslationOptions):
    fields = ["title", "city", "about"]


@register(Session)
class SessionTranslation(TranslationOptions):
    fields = ["title"]
