"""Do what is due by the clock; run it every minute: forget what is over, and files that nothing refers to."""

from django.core.cache import caches
from django.core.cache.backends.db import DatabaseCache
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection
from django.utils import timezone

from members.actions import purge


def clear_cache(now):
    """Delete what has expired, such as uploaded tables with people in them; Django only culls when it is full."""
    cache = caches["default"]
    if isinstance(cache, DatabaseCache):
        with connection.cursor() as cursor:
            table = connection.ops.quote_name(cache._table)
            limit = connection.ops.adapt_datetimefield_value(now.replace(microsecond=0))
            cursor.execute(f"DELETE FROM {table} WHERE expires < %s", [limit])  # noqa: S608 our own table's name


class Command(BaseCommand):
    help = __doc__

    def handle(self, **options):
        now = timezone.now()
        call_command("clearsessions")
        clear_cache(now)
        purge(now)
