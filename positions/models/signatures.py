"""Who stands behind a statement, and the numbers that others reported."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from members.models import Organisation
from members.models.organisations import check_country
from members.states import Precision
from positions.states import Counted, Moment, SignatureState

from .statements import Statement
from .versions import Version


class SignatureQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The public sees who stands behind what it sees; who declined or waits is for staff."""
        if user.is_staff:
            return self
        return self.standing().filter(statement__in=Statement.objects.visible_to(user).values("pk"))

    def standing(self):
        """Those that count."""
        return self.filter(state=SignatureState.SIGNED)


class Signature(models.Model):
    """An organisation, or an outside signatory by name and country, stands behind one exact version.

    A historical one, from before the portal, names no version but a source.
    """

    statement = models.ForeignKey(Statement, models.CASCADE, related_name="signatures")
    version = models.ForeignKey(Version, models.PROTECT, null=True, blank=True, related_name="signatures")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="signatures")
    name = models.CharField("outside signatory", max_length=200, blank=True)
    country = models.CharField(
        "its country",
        max_length=2,
        blank=True,
        validators=[check_country],
        help_text="Of an outside signatory.",
    )
    state = models.CharField(
        max_length=20,
        choices=SignatureState.choices,
        default=SignatureState.UNCONFIRMED,
        editable=False,
        db_index=True,
    )
    date = models.DateField(null=True, blank=True)
    precision = models.CharField(max_length=12, choices=Precision.choices, default=Precision.DAY)
    late = models.BooleanField(default=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )
    source_url = models.URLField("source", max_length=500, blank=True)
    evidence = models.TextField(blank=True, help_text="For staff.")

    objects = SignatureQuerySet.as_manager()

    class Meta:
        ordering = ["statement", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["statement", "organisation"], name="signature_once_an_organisation"),
            models.UniqueConstraint(
                fields=["statement", "name"], condition=~Q(name=""), name="signature_once_an_outsider"
            ),
            models.CheckConstraint(
                condition=(Q(organisation__isnull=False) & Q(name="")) | (Q(organisation__isnull=True) & ~Q(name="")),
                name="signature_of_one_signatory",
            ),
            models.CheckConstraint(
                condition=Q(version__isnull=False) | ~Q(source_url=""),
                name="signature_of_a_version_or_with_a_source",
            ),
        ]

    def __str__(self):
        return f"{self.organisation or self.name}: {self.statement}"


class ReportedNumber(models.Model):
    """A number of signatories that others stated; shown as reported, never counted with our rows."""

    statement = models.ForeignKey(Statement, models.CASCADE, related_name="reported_numbers")
    number = models.PositiveIntegerField()
    at_least = models.BooleanField(default=False, help_text="Reported as 'over' or with a plus sign.")
    counted = models.CharField(max_length=20, choices=Counted.choices, default=Counted.ORGANISATIONS)
    moment = models.CharField(max_length=20, choices=Moment.choices, default=Moment.AT_PUBLICATION)
    source_url = models.URLField("source", max_length=500)

    class Meta:
        ordering = ["statement", "pk"]

    def __str__(self):
        return f"{self.number} {self.counted}"
