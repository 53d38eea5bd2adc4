"""Take the second factors of somebody who has lost them, where nobody of the secretariat can."""

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from members.actions import reset_mfa
from members.models import User
from members.states import ActorKind


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("address")
        parser.add_argument("--reason", required=True, help="kept in the log, such as who called, and how you knew her")

    def handle(self, *, address, reason, **options):
        person = User.objects.filter(email__iexact=address).first()
        if person is None:
            raise CommandError(f"Nobody has the address {address}.")
        try:
            reset_mfa(person, by=ActorKind.UNKNOWN, reason=reason)
        except ValidationError as refusal:
            raise CommandError(" ".join(refusal.messages)) from None
        self.stdout.write(f"{address} has no second factor any more and is told so.")
        if person.rests_until and person.has_staff_role:
            self.stdout.write(f"Her rights as staff rest until {person.rests_until:%d %B %Y %H:%M %Z}.")
