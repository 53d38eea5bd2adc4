"""Do what is due by the clock; run it every minute. So far: forget sessions that are over."""

from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = __doc__

    def handle(self, **options):
        call_command("clearsessions")
