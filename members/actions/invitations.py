"""The verbs of invitations: who is asked in, by a letter to one address, and comes in."""

import datetime

from allauth.account.models import EmailAddress
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from members.actions.letters import write
from members.models import Bounce, Invitation, Mandate, Sending, User
from members.models.invitations import OPEN_FOR
from members.models.letters import folded
from members.permissions import may_invite
from members.states import ActorKind, InvitationState, MandateRole, OrganisationState
from members.texts.languages import end_of_day
from members.transitions import lock, transition

A_DAY = 3  # letters that whoever has the link may ask for
DAY = datetime.timedelta(days=1)


def invite(invitation: Invitation, *, by: User | ActorKind) -> Invitation:
    """Ask somebody in by a letter; `by` is ActorKind.UNKNOWN where it is whoever has the machine.

    Raises PermissionDenied, or ValidationError where she is in or asked already.
    """
    if not isinstance(by, ActorKind) and not may_invite(by, invitation):
        raise PermissionDenied  # before anything is said of who is in or asked
    invitation.full_clean(exclude=["ends_at"], validate_constraints=False)
    with transaction.atomic():
        check_wanted(invitation)
        invitation.invited_by = None if isinstance(by, ActorKind) else by
        transition(invitation, "invite", by=by)
        send(invitation)
    return invitation


def check_wanted(invitation):
    """Raise ValidationError where the organisation is no member, or she is in or asked already; under its lock."""
    organisation = invitation.organisation
    if organisation and lock(organisation).state != OrganisationState.ACTIVE:
        raise ValidationError(_("People are invited to act for members; this organisation is none now."))
    asked = Invitation.objects.open().filter(
        folded=folded(invitation.address),
        organisation=organisation,
        role=invitation.role,
        staff_role=invitation.staff_role,
    )
    if asked.exists():
        raise ValidationError(_("She is invited to this already: send that invitation again."))
    if is_in(invitation):
        raise ValidationError(_("She is in already."))


def is_in(invitation) -> bool:
    """Whether she has what it offers, and an account of her own that she can enter."""
    account = invitation.account()
    if account is None or not account.came_in:
        return False
    if invitation.organisation_id is None:
        return account.staff_role == invitation.staff_role
    return held(account, invitation).exists()


def held(person, invitation):
    return Mandate.objects.in_force().filter(
        person=person, organisation=invitation.organisation_id, role=invitation.role
    )


def send(invitation):
    """Write the letter of one more sending."""
    sending = Sending.objects.create(invitation=invitation)
    write("invitation", sending, [invitation.account() or invitation.address], language=invitation.language)


def send_again_invitation(invitation: Invitation, *, by: User | ActorKind, reason: str = "") -> Invitation:
    """Open it for another 14 days and write once more, to the same address.

    Whoever has the link may ask for it too (`by` is ActorKind.UNKNOWN), three times a day.
    """
    with transaction.atomic():
        locked = transition(invitation, "send_again", by=by, reason=reason)
        lately = locked.sendings.filter(at__gt=timezone.now() - DAY).count()
        if by == ActorKind.UNKNOWN and lately > A_DAY:
            raise ValidationError(
                _("Three new letters were sent today: look into your mailbox, or try again tomorrow.")
            )
        locked.sent_at = timezone.now()
        locked.ends_at = end_of_day(locked.sent_at + OPEN_FOR)
        locked.save(update_fields=["sent_at", "ends_at"])
        send(locked)
    invitation.refresh_from_db()
    return invitation


def withdraw_invitation(invitation: Invitation, *, by: User, reason: str = "") -> Invitation:
    transition(invitation, "withdraw", by=by, reason=reason)
    invitation.refresh_from_db()
    return invitation


def refuse_invitation(invitation: Invitation) -> Invitation:
    """Whoever has the link does not want to come in; her account, if a table made one, stays closed."""
    transition(invitation, "refuse", by=invitation.account() or ActorKind.UNKNOWN)
    invitation.refresh_from_db()
    return invitation


def accept_invitation(invitation: Invitation, *, name: str = "", password: str = "") -> User:
    """Let her in: an account where she has none, with the name and password that she gives, and what it offers.

    Without a password she makes a passkey next, as `must_set_up` sees to.

    Raises ValidationError where it was used, withdrawn or is over, or where the mandate or the membership has ended.
    """
    with transaction.atomic():
        locked = lock(invitation)
        if locked.state == InvitationState.OPEN and locked.is_over:
            raise ValidationError(_("This invitation has ended."))
        if locked.organisation and lock(locked.organisation).state != OrganisationState.ACTIVE:
            raise ValidationError(_("This organisation is no member now."))
        if locked.mandate and not Mandate.objects.in_force().filter(pk=locked.mandate_id).exists():
            raise ValidationError(_("This mandate has ended."))
        person = locked.account()
        if person is None:
            person = User(email=locked.address.lower(), language=locked.language)
        if person.pk is None or not person.came_in:
            person.name = name
            person.set_password(password or None)
            person.save()
            EmailAddress.objects.update_or_create(
                user=person, email=person.email, defaults={"verified": True, "primary": True}
            )
        transition(locked, "accept", by=person)
        give(locked, person)
        Invitation.objects.filter(pk=locked.pk).update(accepted_by=person)
    invitation.refresh_from_db()
    return person


def give(invitation, person):
    """What the invitation offers; a mandate that a table gave her already is left as it is."""
    if invitation.organisation_id is None:
        person.staff_role, person.translates = invitation.staff_role, invitation.translates
        person.save(update_fields=["staff_role", "translates"])
    elif not held(person, invitation).exists():
        given = Mandate.objects.create(
            person=person, organisation=invitation.organisation, role=invitation.role, since=timezone.localdate()
        )
        Invitation.objects.filter(pk=invitation.pk).update(mandate=given)


def invitable(mandates) -> dict[str, list[Mandate]]:
    """What would become of each, were these people invited: one mandate of each person, under why she is or is not.

    Who came by a table has an account without a password; the letter to her lets her in with all that she holds.
    """
    sorted_out = {"invited": [], "in already": [], "invited already": [], "not in force": [], "unreachable": []}
    order = list(MandateRole)
    rows = mandates.select_related("person", "organisation").prefetch_related("person__authenticator_set")
    rows = sorted(rows, key=lambda row: -order.index(row.role))
    in_force = set(Mandate.objects.in_force().filter(pk__in=[row.pk for row in rows]).values_list("pk", flat=True))
    boxes = {folded(row.person.email) for row in rows}
    asked = set(Invitation.objects.current().filter(folded__in=boxes).values_list("folded", flat=True))
    bounces = set(Bounce.objects.of(*boxes).values_list("address", flat=True))
    seen = set()
    for row in rows:
        box = folded(row.person.email)
        if row.pk not in in_force or row.organisation.state != OrganisationState.ACTIVE:
            sorted_out["not in force"].append(row)
        elif box not in seen:
            seen.add(box)
            if row.person.came_in:
                sorted_out["in already"].append(row)
            elif box in asked:
                sorted_out["invited already"].append(row)
            else:
                sorted_out["unreachable" if box in bounces else "invited"].append(row)
    return sorted_out


def invite_holders(mandates, *, by: User) -> int:
    """Ask in whoever of them has no account that she can enter yet; returns how many. Raises PermissionDenied."""
    if not may_invite(by):
        raise PermissionDenied
    chosen = invitable(mandates)["invited"]
    with transaction.atomic():
        for row in chosen:
            person = row.person
            invite(
                Invitation(
                    organisation=row.organisation,
                    role=row.role,
                    mandate=row,
                    address=person.email,
                    name=person.name,
                    language=person.language,
                ),
                by=by,
            )
    return len(chosen)
