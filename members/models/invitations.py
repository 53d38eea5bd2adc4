"""Keys to a mandate or a staff role, each bound to an address, and the letters in which they went."""

import datetime

from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from members.standing import is_secretariat, standing_of
from members.states import InvitationState, MandateRole, StaffRole
from members.texts.languages import end_of_day
from members.texts.names import NameField

from .letters import Bounce, folded
from .mandates import Mandate
from .organisations import Organisation
from .users import User, check_languages

OPEN_FOR = datetime.timedelta(days=14)
SILENT_AFTER = datetime.timedelta(days=3)
JOINED = "\u2060"  # no line breaks there
SIGNER = signing.Signer(salt="invitation")  # without an hour: the row says when it ends


def came_back():
    return Exists(Bounce.objects.filter(address=OuterRef("folded")))


class InvitationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The secretariat sees all; who signs or edits for an organisation sees those of its people."""
        if is_secretariat(user):
            return self
        hers = standing_of(user).organisations(MandateRole.SIGNATORY, MandateRole.EDITOR)
        return self.filter(organisation__in=hers)

    def open(self):
        return self.filter(state=InvitationState.OPEN)

    def current(self):
        """Those that can still be accepted."""
        return self.open().filter(ends_at__gt=timezone.now())

    def over(self):
        """Those that nobody accepted in time."""
        return self.open().filter(ends_at__lte=timezone.now())

    def bounced(self):
        """Those of addresses from which letters come back."""
        return self.open().filter(came_back())

    def silent(self):
        """Those of whom nothing was heard for days, and who can be reached."""
        return self.open().filter(~came_back(), sent_at__lt=timezone.now() - SILENT_AFTER)

    def waiting(self):
        """Those whose answer is not late yet."""
        return self.current().filter(~came_back(), sent_at__gte=timezone.now() - SILENT_AFTER)

    def read(self, token):
        """The invitation of a link; None where no link of ours reads so."""
        try:
            key, address = SIGNER.unsign_object(token)
        except signing.BadSignature:
            return None
        return self.filter(pk=key, folded=address).select_related("organisation", "mandate", "invited_by").first()


class Invitation(models.Model):
    """Somebody may come in, by a link that went to her address alone, to act for an organisation or as staff.

    It is used once, ends after 14 days, and may be withdrawn or sent again. `mandate` is the one that a table gave her
    before she came in, or that she was given when she did.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="invitations")
    role = models.CharField(max_length=20, choices=MandateRole.choices, blank=True)
    staff_role = models.CharField(max_length=20, choices=StaffRole.choices, blank=True)
    translates = models.JSONField(default=list, blank=True, validators=[check_languages])
    mandate = models.ForeignKey(Mandate, models.PROTECT, null=True, editable=False, related_name="invitations")
    address = models.EmailField()
    folded = models.CharField(max_length=254, editable=False, db_index=True)
    name = NameField(max_length=200, blank=True, help_text="As far as it is known; she may change it.")
    language = models.CharField(max_length=2, choices=settings.LANGUAGES, default="en")
    state = models.CharField(
        max_length=20, choices=InvitationState.choices, default=InvitationState.OPEN, editable=False, db_index=True
    )
    invited_by = models.ForeignKey(User, models.SET_NULL, null=True, editable=False, related_name="+")
    sent_at = models.DateTimeField(default=timezone.now, editable=False)
    ends_at = models.DateTimeField(editable=False)
    accepted_by = models.ForeignKey(User, models.SET_NULL, null=True, editable=False, related_name="invitations")

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(organisation__isnull=False, staff_role="") & ~Q(role="")
                | Q(organisation__isnull=True, role="") & ~Q(staff_role=""),
                name="invitation_to_a_mandate_or_a_staff_role",
            ),
            models.UniqueConstraint(
                fields=["folded", "organisation", "role"],
                condition=Q(state="open", organisation__isnull=False),
                name="invitation_open_once_a_role",
            ),
            models.UniqueConstraint(
                fields=["folded", "staff_role"],
                condition=Q(state="open", organisation__isnull=True),
                name="invitation_open_once_a_staff_role",
            ),
        ]

    def __str__(self):
        return f"{self.address}: {self.task}"

    def save(self, *args, **kwargs):
        self.folded = folded(self.address)
        if self.ends_at is None:
            self.ends_at = end_of_day(self.sent_at + OPEN_FOR)
        super().save(*args, **kwargs)

    @property
    def task(self):
        """What she is to do, and for whom."""
        return f"{self.task_label}, {self.organisation}" if self.organisation_id else self.task_label

    @property
    def task_label(self):
        return self.get_role_display() if self.organisation_id else self.get_staff_role_display()

    @property
    def short_address(self):
        """As others may see it: s…n@example.org."""
        box, _, domain = self.address.partition("@")
        return f"{box[0]}{JOINED}…{JOINED}{box[-1]}@{domain}" if len(box) > 1 else f"…@{domain}"

    def clean(self):
        self.address = self.address.strip()
        if bool(self.organisation_id) == bool(self.staff_role) or bool(self.organisation_id) != bool(self.role):
            raise ValidationError("Invite to a role for an organisation, or to a staff role.")

    def token(self):
        """What stands in the link: bound to the address, so that it dies when that is corrected."""
        return SIGNER.sign_object([self.pk, self.folded])

    @property
    def is_over(self):
        return self.ends_at <= timezone.now()

    def account(self):
        """Hers, if she has one; one without a password was made from a table and waits for her."""
        return User.objects.filter(email__iexact=self.address).first()


class Sending(models.Model):
    """One letter of an invitation."""

    invitation = models.ForeignKey(Invitation, models.CASCADE, related_name="sendings")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-pk"]

    def __str__(self):
        return f"{self.invitation} ({self.at})"
