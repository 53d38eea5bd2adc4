"""The clock: each verb alone, again and again, until it is told to end."""

import datetime
import os
import signal
import sqlite3
import subprocess
import sys
import time

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.cache import caches
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils import timezone

from eclag.management.commands import tick as clock
from members.models import Presence
from members.models.keys import key_of
from tests import factories
from tests.run import ROOT

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)


def leave_something_due():
    Session.objects.create(session_key="old", session_data="", expire_date=timezone.now() - HOUR)
    Session.objects.create(session_key="new", session_data="", expire_date=timezone.now() + HOUR)
    page, person = factories.page("page"), factories.user()
    for key in ("old", "new"):
        UserSession.objects.create(user=person, session_key=key, ip="192.0.2.7", user_agent="Firefox")
    Presence.objects.create(person=person, seen_at=timezone.now() - HOUR, **key_of(page))


def left():
    keys, rows = (model.objects.values_list("session_key", flat=True) for model in (Session, UserSession))
    assert list(keys) == list(rows)
    return list(keys), Presence.objects.count()


def test_what_is_over_is_forgotten_and_run_twice_nothing_more():
    leave_something_due()
    for _ in range(2):
        call_command("tick")
        assert left() == (["new"], 0)


def test_what_has_expired_in_the_cache_table_is_deleted(settings):
    table = "cache_of_this_test"
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": table}}
    call_command("createcachetable")
    caches["default"].set("kept", "a table with people in it", timeout=60)
    over = connection.ops.adapt_datetimefield_value((timezone.now() - HOUR).replace(microsecond=0))
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {table} VALUES ('over', '', %s)", [over])
        call_command("tick")
        keys = [key for (key,) in cursor.execute(f"SELECT cache_key FROM {table}").fetchall()]
    assert [key.rpartition(":")[2] for key in keys] == ["kept"]


def test_one_verb_that_fails_keeps_no_other_from_its_work_and_is_named(monkeypatch, caplog):
    def break_down(now):
        Session.objects.all().delete()
        raise RuntimeError("out of order")

    leave_something_due()
    monkeypatch.setattr(clock, "CLOCK_VERBS", [transaction.atomic(break_down), *clock.CLOCK_VERBS])
    with pytest.raises(CommandError, match="break_down failed"):
        call_command("tick")
    assert left() == (["new"], 0)
    assert "out of order" in caplog.text


@pytest.mark.once
def test_it_goes_on_until_a_signal_ends_it(tmp_path):
    file = tmp_path / "clock.sqlite3"
    environment = os.environ | {"DATABASE_URL": f"sqlite:///{file}"}
    command = [sys.executable, "manage.py"]
    subprocess.run([*command, "migrate", "--verbosity", "0"], cwd=ROOT, env=environment, check=True)
    process = subprocess.Popen([*command, "tick", "--every", "0.05"], cwd=ROOT, env=environment)
    try:
        with sqlite3.connect(file, timeout=20, isolation_level=None) as database:
            for key in ("first", "second"):
                database.execute("INSERT INTO django_session VALUES (?, '', '2020-01-01')", [key])
                while database.execute("SELECT 1 FROM django_session").fetchone():
                    assert process.poll() is None
                    time.sleep(0.05)
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0
    finally:
        process.kill()
