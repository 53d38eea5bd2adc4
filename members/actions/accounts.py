"""The verbs of accounts: their address, and the end of their sessions."""

import secrets

from allauth.account.models import EmailAddress
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from members.actions.letters import write
from members.models import User
from members.models.transitions import token
from members.permissions import may_change_account
from members.states import ActorKind
from members.transitions import lock, transition


def end_sessions(person: User) -> None:
    """End whatever sessions she has, at their next request; none lives again when her account is opened anew."""
    person.sessions_key = token()
    person.save(update_fields=["sessions_key"])


def change_address(person: User, address: str, *, by: User) -> User:
    """Give her another address to log in and be written to; the old one opens nothing any more, and both are told.

    Raises PermissionDenied, or ValidationError where it is no address or somebody else's.
    """
    if not may_change_account(by, person):
        raise PermissionDenied
    address = address.strip().lower()
    validate_email(address)
    with transaction.atomic():
        locked = lock(person)
        old = locked.email
        others = EmailAddress.objects.filter(email__iexact=address).exclude(user=locked)
        if others.exists() or User.objects.filter(email__iexact=address).exclude(pk=locked.pk).exists():
            raise ValidationError("Somebody else has this address.")
        if address == old:
            raise ValidationError("This is the address she has.")
        locked.email = address
        locked.sessions_key = token()
        locked.save(update_fields=["email", "sessions_key"])
        EmailAddress.objects.filter(user=locked).delete()
        EmailAddress.objects.create(user=locked, email=address, verified=True, primary=True)
        occasion = f"address_changed#{secrets.token_hex(8)}"
        write(occasion, locked, [old, address], person=locked)
    person.refresh_from_db()
    return person


def reset_mfa(person: User, *, by: User | ActorKind, reason: str) -> User:
    """Take the second factors that she has lost, and tell her; her rights as staff rest for a day, her sessions end.

    `by` is ActorKind.UNKNOWN where it is whoever has the machine. Raises PermissionDenied, or ValidationError where
    she has none or no reason is given.
    """
    with transaction.atomic():
        locked = transition(person, "reset_mfa", by=by, reason=reason)
        if not locked.has_second_factor:
            raise ValidationError("There is no second factor to reset.")
        locked.authenticator_set.all().delete()
        locked.mfa_reset_at = timezone.now()
        locked.sessions_key = token()
        locked.save(update_fields=["mfa_reset_at", "sessions_key"])
        write(f"mfa_reset#{secrets.token_hex(8)}", locked, [locked])
    person.refresh_from_db()
    return person
