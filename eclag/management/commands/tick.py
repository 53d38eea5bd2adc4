"""Do what is due by the clock; run it every minute: forget sessions that are over, and files that nothing refers to."""

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.utils import timezone

from members.actions import purge


class Command(BaseCommand):
    help = __doc__

    def handle(self, **options):
        call_command("clearsessions")
        purge(timezone.now())
