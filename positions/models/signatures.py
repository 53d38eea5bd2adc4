"""Who stands behind a statement, and the numbers that others reported."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from members.models import Organisation
from members.models.organisations import check_country
from members.standing import curates
from members.states import Precision
from members.texts.names import NameField, alike
from positions.states import CameBy, Counted, Moment, SignatureState

from .statements import Statement
from .versions import Version


class SignatureQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The public sees who signed what it sees; who declined or waits is for curators."""
        if curates(user):
            return self
        versions, statements = (noun.objects.visible_to(user).values("pk") for noun in (Version, Statement))
        return self.told().filter(Q(version__in=versions) | Q(version__isnull=True, statement__in=statements))

    def signed(self):
        return self.filter(state=SignatureState.SIGNED, merged_into__isnull=True)

    def told(self):
        """Those of which everybody is told: signed, or withdrawn after the deadline."""
        withdrawn = Q(state=SignatureState.WITHDRAWN, withdrawn_on__isnull=False)
        return self.filter(Q(state=SignatureState.SIGNED) | withdrawn, merged_into__isnull=True)

    def current(self):
        """Those on the current version, or historical."""
        return self.filter(Q(version=F("statement__current")) | Q(version__isnull=True))

    def counting(self):
        """Those that are counted under a statement."""
        return self.signed().current()

    def of_version(self, version):
        """Those on that very version, whichever is current: a page, record or list of a version asks this."""
        return self.signed().filter(version=version)

    def count_on(self, statements):
        """The statements, each with the number of those that count in `signed`."""
        its = self.counting().filter(statement=OuterRef("pk")).order_by().values("statement")
        return statements.annotate(signed=Coalesce(Subquery(its.annotate(number=Count("pk")).values("number")), 0))


class Signature(models.Model):
    """An organisation, or an outside signatory by name and country, stands behind one exact version.

    A historical one, from before the portal, names no version but a source. Whose it is and of what never changes,
    and none is deleted; merging two organisations is the one exception, and the database lets it pass by its row in
    the log. Where both had answered, the answer of the one that went is `merged_into` the other's.
    """

    statement = models.ForeignKey(Statement, models.PROTECT, related_name="signatures")
    version = models.ForeignKey(Version, models.PROTECT, null=True, blank=True, related_name="signatures")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="signatures")
    name = NameField("outside signatory", max_length=200, blank=True)
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
    reservation = models.CharField(max_length=300, blank=True)
    came_by = models.CharField("came", max_length=10, choices=CameBy.choices, blank=True)  # where staff recorded it
    withdrawn_on = models.DateField(null=True, editable=False, help_text="Where it was withdrawn after the deadline.")
    source_url = models.URLField("source", max_length=500, blank=True)
    evidence = models.TextField(blank=True, help_text="For staff.")
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, editable=False, related_name="merged")

    objects = SignatureQuerySet.as_manager()

    class Meta:
        ordering = ["statement", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "organisation"],
                condition=Q(version__isnull=False, organisation__isnull=False, merged_into__isnull=True),
                name="signature_once_a_version",
            ),
            models.UniqueConstraint(
                fields=["statement", "organisation"],
                condition=Q(version__isnull=True, organisation__isnull=False, merged_into__isnull=True),
                name="signature_once_from_before",
            ),
            models.UniqueConstraint(
                fields=["version", "name"],
                condition=Q(version__isnull=False, organisation__isnull=True),
                name="signature_of_an_outsider_once_a_version",
            ),
            models.UniqueConstraint(
                fields=["statement", "name"],
                condition=Q(version__isnull=True, organisation__isnull=True),
                name="signature_of_an_outsider_once_from_before",
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

    def clean(self):
        outside = Signature.objects.filter(statement=self.statement_id, version=self.version_id, organisation=None)
        standing = outside.exclude(pk=self.pk).values_list("name", flat=True) if self.name else []
        if any(alike(name) == alike(self.name) for name in standing):
            raise ValidationError({"name": "This signatory stands there already."})
        if self._state.adding and not self.version_id and self.statement_id and self.statement.versions.exists():
            raise ValidationError("This statement has a version of ours: whoever stands behind it signs that.")

    @property
    def holder(self):
        """Whose lock comes before its own."""
        return self.statement

    def chain(self):
        return self.statement.chain()

    def digest_now(self):
        return self.version.digest if self.version_id else ""


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
