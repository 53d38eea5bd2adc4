"""Many sign and take back at once while workers are killed, and sign-ons that take any course."""

import datetime
import itertools
import json
import os
import random
import signal
import subprocess
import sys
import time
from contextlib import contextmanager, suppress

import psycopg
import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from members.actions import end
from members.letters import mail_of
from members.models import Letter, Transition
from positions.actions import decline, move_deadline, sign, withdraw_signature, write_of_signing
from positions.models import Signature
from positions.signing import DECIDED, token_of
from tests import factories
from tests.positions import way
from tests.run import ROOT

LONG = bool(os.environ.get("LONG"))
MEMBERS, WORKERS, KILLS = (500, 4, 12) if LONG else (12, 3, 2)
COURSES = int(os.environ.get("COURSES", "10000" if LONG else "12"))
DAY = datetime.timedelta(days=1)
SET_UP = """
from tests import factories
from tests.positions import way
members = [factories.organisation() for _ in range({members})]
for member in members:
    factories.mandate(factories.user(), member)
print(way.opened(way.people()).pk)
"""
# Each worker signs for every member, then takes every signature back: two at least want the same at the same moment.
WORK = """
import random, sys
from django.core.exceptions import ValidationError
from django.db import OperationalError
from members.models import Mandate
from positions.actions import sign, withdraw_signature
from positions.models import Signature, Statement
said = Statement.objects.get(state="open")
mandates = list(Mandate.objects.select_related("organisation", "person"))
for verb in ("sign", "withdraw"):
    random.shuffle(mandates)
    for mandate in mandates:
        try:
            if verb == "sign":
                done = sign(said, mandate.organisation, by=mandate.person)
            else:
                done = withdraw_signature(Signature.objects.get(organisation=mandate.organisation), by=mandate.person)
        except (ValidationError, Signature.DoesNotExist, OperationalError):
            continue
        print(verb, done.pk, flush=True)
"""


@contextmanager
def database_of_its_own(tmp_path):
    """The environment of a portal on a database that no test shares: workers commit to it."""
    if connection.vendor == "sqlite":
        yield os.environ | {"DATABASE_URL": f"sqlite:///{tmp_path / 'sign_ons.sqlite3'}"}
        return
    known = connection.settings_dict
    server = f"postgres://{known['USER']}:{known['PASSWORD']}@{known['HOST'] or 'localhost'}:{known['PORT'] or 5432}"
    name = f"sign_ons_{os.getpid()}"
    with psycopg.connect(f"{server}/{known['NAME']}", autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name}")
        try:
            yield os.environ | {"DATABASE_URL": f"{server}/{name}"}
        finally:
            admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


def manage(environment, *command):
    said = subprocess.run(
        [sys.executable, "manage.py", *command], cwd=ROOT, env=environment, check=True, capture_output=True, timeout=300
    )
    return said.stdout.decode().strip()


def worker(environment, log):
    command = [sys.executable, "manage.py", "shell", "-v", "0", "-c", WORK]
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=subprocess.DEVNULL)


COUNT = """
import json
from members.models import Transition
from positions.models import Signature
rows = Transition.objects.filter(noun="signature")
chains = Transition.objects.exclude(chain="")
print(json.dumps([
    list(Signature.objects.values_list("pk", "organisation", "state")),
    list(rows.values_list("verb", "thing")),
    list(chains.values_list("chain", "number")),
]))
"""


@pytest.mark.skipif(not LONG and connection.vendor != "sqlite", reason="one small case, on SQLite")
@pytest.mark.django_db
def test_what_was_acknowledged_is_what_stands_though_workers_are_killed(tmp_path):
    with database_of_its_own(tmp_path) as environment:
        manage(environment, "migrate", "--verbosity", "0")
        manage(environment, "shell", "-v", "0", "-c", SET_UP.format(members=MEMBERS))
        logs = [(tmp_path / f"worker-{number}.log").open("w+b") for number in range(WORKERS + KILLS)]
        running = [worker(environment, log) for log in logs[:WORKERS]]
        for log in logs[WORKERS:]:
            lately = running[-1]
            wait_for_words(logs[len(running) - 1], lately)
            lately.send_signal(signal.SIGKILL)
            lately.wait(30)
            running.append(worker(environment, log))
        for one in running:
            one.wait(600)
        acknowledged = [tuple(line.split()) for log in logs for line in words_of(log)]
        assert "each thing stands as its last row says" in manage(environment, "verify_log")
        signatures, rows, chain = json.loads(manage(environment, "shell", "-v", "0", "-c", COUNT))
    assert len({organisation for _, organisation, _ in signatures}) == len(signatures)
    assert len(acknowledged) == len(set(acknowledged))
    written = [(verb, str(thing)) for verb, thing in rows]
    assert set(acknowledged) <= set(written)
    assert len(written) == len(set(written)) <= len(acknowledged) + KILLS  # committed, and killed before it was told
    states = {str(key): state for key, _, state in signatures}
    assert states == {
        key: "withdrawn" if ("withdraw", key) in written else "signed" for key in {key for _, key in written}
    }
    assert len(chain) == len({tuple(row) for row in chain})


def wait_for_words(log, process):
    """Until the worker has done something, or is done."""
    start = time.monotonic()
    while not words_of(log) and process.poll() is None and time.monotonic() - start < 60:
        time.sleep(0.02)


def words_of(log):
    log.seek(0)
    return [line for line in log.read().decode().splitlines() if line.count(" ") == 1]


# Whatever a page is asked


ROLES = ["signatory", "editor", "contact", "elsewhere", "steering", "secretary"]
STATES = ["", "signed", "recorded", "declined", "withdrawn", "awaiting_acceptance", "unconfirmed"]
SIGNING, OPEN = {"sign", "sign_late"}, {"", "declined", "withdrawn", "unconfirmed"}


def allowed(role, act, state, moment):
    """Whether that button works, as the ways of signatures say."""
    signs, over = role == "signatory", moment != "before"
    if role not in {"signatory", "editor", "contact"}:
        return False
    if act in SIGNING:
        return signs and state in OPEN and moment != "after"
    if act in {"decline", "refuse"}:
        return signs and (state in {"recorded", "awaiting_acceptance"} or (not over and state in {"", "unconfirmed"}))
    if act == "withdraw":
        return state in {"signed", "recorded"} and (signs or not over)
    return act == "pass_on" and not over


@pytest.mark.once
@pytest.mark.django_db
@pytest.mark.parametrize("moment", ["before", "after", "after, late allowed"])
@pytest.mark.parametrize("state", STATES if LONG else ["recorded"])
def test_every_button_that_is_not_hers_is_refused_with_its_reason_and_changes_nothing(client, state, moment):
    people, member, illegal = way.people(), factories.organisation(name="Lighthouse"), 0
    people |= {role: factories.user() for role in ("editor", "contact", "elsewhere")}
    people["signatory"] = factories.user()
    for role in ("signatory", "editor", "contact"):
        factories.mandate(people[role], member, role)
    factories.mandate(people["elsewhere"], factories.organisation())
    said = way.opened(people | {"editor": people["secretary"]}, late_allowed="late" in moment)
    if state:
        recorded = {"state": "signed", "came_by": "email"} if state == "recorded" else {"state": state}
        factories.signature(said, member, version=said.current, date=said.date, **recorded)
    desk, before = reverse("positions:answer", args=[said.slug]), stored(said)
    with time_machine.travel(timezone.now() if moment == "before" else said.closes_at, tick=False):
        for role, act in itertools.product(
            ROLES, ["sign", "sign_late", "decline", "refuse", "withdraw", "pass_on", "x"]
        ):
            for address in [reverse("positions:by_letter", args=[token_of(said, people[role])]), desk]:
                client.force_login(people[role])
                with transaction.atomic():
                    answer = client.post(address, {"for": member.pk, "act": act})
                    done, told = stored(said) != before, b'role="alert"' in answer.content
                    transaction.set_rollback(True)
                outcome = (done, answer.status_code) if done else (done, told or answer.status_code == 404)
                assert outcome == ((True, 302) if allowed(role, act, state, moment) else (False, True)), (role, act)
                illegal += not done
    assert illegal >= 60


def stored(said):
    return [list(rows.values()) for rows in (said.signatures.all(), Letter.objects.all(), Transition.objects.all())]


# Any course


@pytest.mark.once
@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(COURSES))
def test_whatever_course_a_sign_on_takes_no_letter_goes_to_who_decided_and_none_twice(seed):
    chance = random.Random(seed)
    people = way.people()
    members = [factories.organisation() for _ in range(3)]
    for member in members:
        for _ in range(chance.randint(0, 2)):
            factories.mandate(factories.user(), member, chance.choice(["signatory", "signatory", "contact"]))
    start = timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        said = way.opened(people, days=chance.randint(1, 6))
        for _ in range(25):
            clock.shift(chance.choice([0.01, 0.3, 1]) * DAY)
            happen(chance, said, members, people)
            write_of_signing(timezone.now())
            check_letters(said)


def happen(chance, said, members, people):
    """Anything that can happen to a sign-on; what is refused has not happened."""
    member = chance.choice(members)
    mandates = list(member.mandates.in_force())
    by = chance.choice(mandates).person if mandates else people["signatory"]
    given = Signature.objects.filter(organisation=member).first()
    acts = {
        "sign": lambda: sign(said, member, by=by),
        "decline": lambda: decline(said, member, by=by),
        "withdraw": lambda: given and withdraw_signature(given, by=by),
        "move": lambda: move_deadline(
            said, timezone.localdate() + chance.randint(0, 4) * DAY, by=people["editor"], tell=chance.random() < 0.5
        ),
        "end": lambda: mandates and end(chance.choice(mandates), by=people["secretary"]),
        "come": lambda: factories.mandate(factories.user(), member),
        "nothing": lambda: None,
    }
    with suppress(PermissionDenied, ValidationError):
        acts[chance.choice([*acts, "sign", "nothing"])]()


def check_letters(said):
    """Send what waits: nothing goes to whoever signs only for those who have decided, and nothing goes twice."""
    said.refresh_from_db()
    decided = set(said.signatures.filter(state__in=DECIDED).values_list("organisation", flat=True))
    for letter in Letter.objects.filter(sent_at__isnull=True, occasion__regex="^(ask|reminder|moved)"):
        mail = mail_of(letter)
        hers = set(letter.person.mandates.in_force().filter(role="signatory").values_list("organisation", flat=True))
        assert mail is None or hers - decided, (letter.occasion, letter.address)
        letter.sent_at = timezone.now()
        letter.save(update_fields=["sent_at"])
    rows = list(Letter.objects.values_list("folded", "occasion", "noun", "thing"))
    assert len(rows) == len(set(rows))
    for occasion in ("ask", "reminder"):
        to = list(Letter.objects.filter(occasion=occasion).values_list("folded", flat=True))
        assert len(to) == len(set(to))
