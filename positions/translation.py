"""Which fields of positions speak 24 languages; a version's text has rows of its own instead."""

from modeltranslation.translator import TranslationOptions, register

from positions.models import Ask, Delivery, Dossier, Milestone, Outcome, Statement


@register(Dossier)
class DossierTranslation(TranslationOptions):
    fields = ["title", "short_title", "summary", "ask_now"]


@register(Milestone)
class MilestoneTranslation(TranslationOptions):
    fields = ["title"]


@register(Statement)
class StatementTranslation(TranslationOptions):
    fields = ["title", "about", "addressee"]


@register(Ask)
class AskTranslation(TranslationOptions):
    fields = ["text"]


@register(Delivery)
class DeliveryTranslation(TranslationOptions):
    fields = ["addressee", "answer"]


@register(Outcome)
class OutcomeTranslation(TranslationOptions):
    fields = ["note"]
