"""Invite somebody to a role of staff and print the link: the first account of a new installation."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from members.actions import invite
from members.letters import address_of
from members.models import Invitation
from members.states import ActorKind, StaffRole


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("address")
        parser.add_argument("--role", choices=StaffRole.values, default=StaffRole.SECRETARIAT)
        parser.add_argument("--name", default="")
        parser.add_argument("--language", choices=[code for code, _ in settings.LANGUAGES], default="en")

    def handle(self, *, address, role, name, language, **options):
        asked = Invitation(address=address, staff_role=role, name=name, language=language)
        try:
            invite(asked, by=ActorKind.UNKNOWN)
        except ValidationError as refusal:
            raise CommandError(" ".join(refusal.messages)) from None
        self.stdout.write(f"{address} can come in as {role} until {asked.ends_at:%d %B %Y} at")
        self.stdout.write(address_of("members:invitation", asked.token()))
