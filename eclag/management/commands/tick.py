"""Do what is due by the clock; run it every minute, or let it run with --every."""

import logging
import signal
import threading

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.cache import caches
from django.core.cache.backends.db import DatabaseCache
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, connections, transaction
from django.utils import timezone

from members.actions import ask_if_right, purge, send_due
from members.retention import RETENTION
from positions.actions import write_of_signing

log = logging.getLogger("eclag.clock")


def clear_sessions(now):
    """Delete what is over, and with it from where and with which browser somebody was in."""
    call_command("clearsessions")
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()


def clear_cache(now):
    """Delete what has expired, such as uploaded tables with people in them; Django only culls when it is full."""
    cache = caches["default"]
    if isinstance(cache, DatabaseCache):
        with connection.cursor() as cursor:
            table = connection.ops.quote_name(cache._table)
            limit = connection.ops.adapt_datetimefield_value(now.replace(microsecond=0))
            cursor.execute(f"DELETE FROM {table} WHERE expires < %s", [limit])  # noqa: S608 our own table's name


# Each may be run twice, and beside itself.
# The outbox comes last and has a transaction for each letter: no row is locked while a mail server is asked.
CLOCK_VERBS = [*map(transaction.atomic, (clear_sessions, clear_cache, purge, ask_if_right, write_of_signing)), send_due]


def tick(verbs):
    """Run each verb alone; returns the names of those that failed."""
    failed = []
    for verb in verbs:
        try:
            verb(timezone.now())
        except Exception:
            log.exception("%s failed", verb.__name__)
            failed.append(verb.__name__)
    return failed


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("--every", type=float, metavar="SECONDS", help="go on until a signal ends it")

        parser.add_argument("--dry-run", action="store_true", help="say what would be forgotten, and do nothing")

    def handle(self, *, every=None, dry_run=False, **options):
        if dry_run:
            for kept in RETENTION:
                self.stdout.write(f"{kept.due(timezone.now()).count()}  {kept}")
            return
        if every is None:
            if failed := tick(CLOCK_VERBS):
                raise CommandError(f"{', '.join(failed)} failed; the log says why.")
            return
        ended = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: ended.set())
        while not ended.is_set():
            tick(CLOCK_VERBS)
            connections.close_all()  # the next round finds a database that was away
            ended.wait(every)
