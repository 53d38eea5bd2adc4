"""A mail server that is away, a sender that is killed: each letter arrives once, but for the one in flight."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter

import pytest

from tests.mailserver import free_port, mail_server
from tests.run import ROOT

pytestmark = pytest.mark.once
NUMBER = 500 if os.environ.get("LONG") else 30
WRITE = """
from members.actions import write
from members.models import User
for number in range({number}):
    person = User.objects.create(email=f"person{{number}}@example.org", name=f"Person {{number}}")
    write(f"account/email/password_changed#{{number}}", None, [person])
"""


def test_each_letter_arrives_once_though_the_server_was_away_and_the_sender_was_killed_twice(tmp_path):
    file, port = tmp_path / "letters.sqlite3", free_port()
    environment = os.environ | {"DATABASE_URL": f"sqlite:///{file}", "EMAIL_URL": f"smtp://127.0.0.1:{port}"}
    manage = [sys.executable, "manage.py"]

    def run(*command):
        subprocess.run([*manage, *command], cwd=ROOT, env=environment, check=True, timeout=300)

    def clock():
        return subprocess.Popen([*manage, "tick", "--every", "0.1"], cwd=ROOT, env=environment)

    def wait_until(condition):
        start = time.monotonic()
        while not condition():
            assert time.monotonic() - start < 300, "the letters do not go out"
            time.sleep(0.02)

    run("migrate", "--verbosity", "0")
    run("shell", "-v", "0", "-c", WRITE.format(number=NUMBER))
    with sqlite3.connect(file, timeout=20, isolation_level=None) as database:

        def count(condition):
            return database.execute(f"SELECT COUNT(*) FROM members_letter WHERE {condition}").fetchone()[0]

        sender = clock()
        wait_until(lambda: count("tries > 0"))  # nobody is there
        assert count("sent_at IS NOT NULL") == 0
        with mail_server(port) as (box, _):
            for share in (3, 2):
                wait_until(lambda part=NUMBER // share: len(box.taken) >= part)
                sender.send_signal(signal.SIGKILL)
                sender.wait(30)
                # Whoever was ended while it was at it is known by the clock alone.
                database.execute("UPDATE members_letter SET taken_at = NULL, next_try_at = '2020-01-01'")
                sender = clock()
            try:
                wait_until(lambda: count("sent_at IS NULL") == 0)
            finally:
                sender.kill()
                sender.wait(30)
            times = Counter(box.to())
    assert len(times) == NUMBER
    assert sum(times.values()) <= NUMBER + 2  # the two in flight
    assert len({sent["Message-ID"] for _, sent in box.taken}) == NUMBER
