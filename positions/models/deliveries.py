"""To whom a statement went and what was answered, and what came of each of its asks."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language

from members.models import Translated, TranslatedQuerySet
from members.standing import curates
from members.texts.columns import authentic_field, languages_field, line_field, plain_columns
from positions.states import CameBy, DeliveryState, Result

from .dossiers import Milestone
from .statements import Ask, Statement
from .versions import Version


class DeliveryQuerySet(TranslatedQuerySet):
    def visible_to(self, user):
        """A delivery is seen with the words that were delivered; what was entered by mistake is for curators."""
        if curates(user):
            return self
        versions, statements = (noun.objects.visible_to(user).values("pk") for noun in (Version, Statement))
        return self.told().filter(Q(version__in=versions) | Q(version__isnull=True, statement__in=statements))

    def told(self):
        """All but those that were entered by mistake."""
        return self.exclude(state=DeliveryState.STRUCK)


class Delivery(Translated):
    """A version, or a statement from before the portal, was handed to somebody, who answered or has not yet.

    What was entered is sealed in the log of the statement, so its authentic texts stay; a slip is struck and entered
    anew.
    """

    statement = models.ForeignKey(Statement, models.PROTECT, related_name="deliveries")
    version = models.ForeignKey(Version, models.PROTECT, null=True, editable=False, related_name="deliveries")
    state = models.CharField(max_length=20, choices=DeliveryState.choices, default=DeliveryState.SENT, editable=False)
    addressee = line_field("to whom", limit=300)
    addressee_authentic = authentic_field("addressee")
    date = models.DateField("sent on")
    sent_by = models.CharField("sent", max_length=10, choices=CameBy.choices)
    answered_on = models.DateField(null=True, editable=False)
    answer = models.TextField(blank=True, help_text="What it says, in a sentence or two.")
    answer_authentic = authentic_field("answer")
    answer_url = models.URLField("where the answer is read", max_length=500, blank=True)
    languages = languages_field("addressee")

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        ordering = ["date", "pk"]
        verbose_name_plural = "deliveries"

    def __str__(self):
        return f"{self.authentic('addressee')}: {self.statement}"

    @property
    def holder(self):
        """Whose lock comes before its own."""
        return self.statement

    def chain(self):
        return self.statement.chain()

    def digest_now(self):
        return self.version.digest if self.version_id else ""


class OutcomeQuerySet(TranslatedQuerySet):
    def visible_to(self, user):
        """What came of an ask is seen with the ask."""
        return self.filter(ask__in=Ask.objects.visible_to(user).values("pk"))

    def with_steps(self):
        """Each with its step of the law, in the reader's and the authentic language alone."""
        texts = {"": ("note", Outcome), "milestone__": ("title", Milestone)}
        columns = [
            f"{way}{name}"
            for way, (field, model) in texts.items()
            for name in [*plain_columns(model), f"{field}_{get_language()}", f"{field}_authentic"]
        ]
        return self.select_related("milestone").only(*columns)


class Outcome(Translated):
    """What a step of the law made of an ask; day, institution and source are those of the step."""

    ask = models.ForeignKey(Ask, models.CASCADE, related_name="outcomes")
    milestone = models.ForeignKey(Milestone, models.PROTECT, verbose_name="step of the law", related_name="outcomes")
    result = models.CharField(max_length=12, choices=Result.choices)
    note = line_field(limit=300, blank=True, help_text="If wanted: what was taken over, or why not.")
    note_authentic = authentic_field("note")
    source_url = models.URLField(
        "source", max_length=500, blank=True, help_text="Where it is seen, such as a roll-call, besides the step's own."
    )
    languages = languages_field("note")

    objects = OutcomeQuerySet.as_manager()

    class Meta:
        ordering = ["milestone__date", "pk"]
        constraints = [models.UniqueConstraint(fields=["ask", "milestone"], name="outcome_once_a_step")]

    def __str__(self):
        return f"{self.get_result_display()}: {self.ask}"

    def clean(self):
        if not (self.ask_id and self.milestone_id):
            return
        if not self.ask.version.statement.dossiers.filter(pk=self.milestone.dossier_id).exists():
            raise ValidationError({"milestone": "This is a step of a dossier on which its statement does not hang."})
        if not Milestone.objects.past().filter(pk=self.milestone_id).exists():
            raise ValidationError({"milestone": "This step is ahead: nothing came of it yet."})
