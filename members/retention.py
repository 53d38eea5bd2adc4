"""How long what is kept: the clock forgets by this table, and the privacy page shows it."""

import datetime
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from members.models import Bounce, ChangeRequest, Invitation, Letter, Mandate, Opening, Transition, User
from members.models.letters import KEPT
from members.models.openings import MONTH
from members.models.users import ERASED
from members.states import ChangeRequestState, InvitationState

DAY = datetime.timedelta(days=1)


class Kept(NamedTuple):
    """One kind of rows: the sentence that says for how long they are kept, and which are to be forgotten."""

    sentence: str
    time: datetime.timedelta
    over: object  # of the instant before which they had come to their end: the rows

    def __str__(self):
        return self.sentence % {"days": self.time.days}

    def due(self, now):
        return self.over(now - self.time)


def without_a_role(before):
    """Accounts that nobody needs any more: no staff role, and no mandate since that instant."""
    held = Mandate.objects.filter(person=OuterRef("pk"))
    lately = Q(ended_at__gt=before) | Q(ended_at__isnull=True, until__gte=before.date())
    forever = Q(ended_at__isnull=True, until__isnull=True)
    return (
        User.objects.filter(staff_role="", is_superuser=False, date_joined__lte=before)
        .filter(~Exists(held.filter(lately | forever)))
        .exclude(email__endswith=ERASED)
    )


def last_moved(noun, before):
    rows = Transition.objects.filter(noun=noun, thing=OuterRef("pk"), at__gt=before)
    return ~Exists(rows)


RETENTION = [
    Kept(
        _("Letters that the portal wrote (to which address, on what occasion, when): %(days)s days after."),
        KEPT,
        lambda before: Letter.objects.filter(written_at__lt=before),
    ),
    Kept(
        _("Addresses from which our letters came back: %(days)s days after that."),
        400 * DAY,
        lambda before: Bounce.objects.filter(at__lt=before),
    ),
    Kept(
        _("Invitations that nobody accepted: %(days)s days after they ended."),
        180 * DAY,
        lambda before: Invitation.objects.filter(ends_at__lt=before).exclude(state=InvitationState.ACCEPTED),
    ),
    Kept(
        _("Whose address somebody opened in the directory: %(days)s days."),
        MONTH,
        lambda before: Opening.objects.filter(day__lt=before.date()),
    ),
    Kept(
        _("What an organisation asked the secretariat to change: %(days)s days after the answer."),
        730 * DAY,
        lambda before: ChangeRequest.objects.exclude(state=ChangeRequestState.OPEN).filter(
            last_moved("changerequest", before)
        ),
    ),
    Kept(
        _(
            "Accounts of people who act for no organisation any more: erased %(days)s days after their last mandate "
            "ended."
        ),
        730 * DAY,
        without_a_role,
    ),
]
