"""What holds connections, threads or memory: the kept pages are given meanwhile, and still stand without a database."""

import http.client
import os
import shutil
import signal
import socket
import subprocess
import threading
import time
import urllib.parse
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from tests.browser.conftest import copy, demo, serve
from tests.run import ROOT, end, free_port

pytestmark = pytest.mark.once

LONG = bool(os.environ.get("LONG"))
HEADERS, BODIES, UNREAD, QUERIES = (200, 250, 200, 2000) if LONG else (20, 20, 30, 100)
KEPT = [f"/{code}/{path}" for code in ("en", "el") for path in ("", "members/", "positions/", "dossiers/", "help/")]


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    return demo(tmp_path_factory)


@pytest.fixture(params=["bare", "behind nginx"] if LONG else ["bare"])
def portal(database, tmp_path, request):
    """Where it is asked."""
    with standing(copy(database, tmp_path / "db.sqlite3"), tmp_path, request.param) as address:
        yield address


@contextmanager
def standing(database, folder, how):
    bare = how == "bare"
    with serve(database, TRUSTED_PROXIES="0" if bare else "1") as address:
        portal = urllib.parse.urlsplit(address).netloc
        if bare:
            yield portal
        else:
            with nginx(portal, folder / "nginx") as port:
                yield port


@contextmanager
def nginx(portal, folder):
    """The address of the nginx that we ship, before that portal."""
    if not shutil.which("nginx"):
        pytest.skip("nginx is missing: apt-get install nginx-light")
    folder.mkdir()
    directives = "daemon off;" + ("" if os.getuid() else " user root;")  # who else may not enter the folders of tests
    at = f"127.0.0.1:{free_port()}"
    said = (ROOT / "nginx.conf").read_text().replace("127.0.0.1:8000", portal).replace("127.0.0.1:8080", at)
    (folder / "nginx.conf").write_text(said)
    server = subprocess.Popen(["nginx", "-p", f"{folder}/", "-c", f"{folder}/nginx.conf", "-g", directives])
    try:
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            with suppress(OSError):
                ask(at, "/healthz")
                break
            time.sleep(0.1)
        yield at
    finally:
        end(server, signal.SIGTERM, 10)


def ask(portal, path):
    connection = http.client.HTTPConnection(portal, timeout=60)
    connection.request("GET", path)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, body


@contextmanager
def held(portal, number, sent):
    """So many connections on which that was sent, and nothing more comes."""
    host, port = portal.split(":")
    many = []
    for _ in range(number):
        many.append(socket.create_connection((host, int(port)), timeout=60))
        many[-1].sendall(sent.format(portal=portal).encode())
    try:
        yield many
    finally:
        for one in many:
            one.close()


def slowest(portal, until):
    """(the 99th of 100 of the seconds that a kept page takes meanwhile, the longest of /healthz)."""
    pages, health = [], []
    while not until.is_set():
        for path, found in (("/en/", pages), ("/healthz", health)):
            began = time.perf_counter()
            assert ask(portal, path)[0] == 200
            found.append(time.perf_counter() - began)
    return sorted(pages)[int(len(pages) * 0.99) - 1], max(health)


def meanwhile(portal, act):
    """What `act` gives, and how long a kept page and /healthz take while it runs."""
    done = threading.Event()
    with ThreadPoolExecutor(1) as watcher:
        watched = watcher.submit(slowest, portal, done)
        try:
            found = act()
        finally:
            done.set()
        return found, watched.result(60)


def resident(portal):
    """Bytes that the processes of the server hold, by the port that they listen on."""
    port = f"{int(portal.split(':')[1]):04X}"
    lines = Path("/proc/net/tcp").read_text().splitlines()
    inodes = {line.split()[9] for line in lines if line.split()[1].endswith(f":{port}")} - {"0"}
    held = 0
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            links = {os.readlink(f"/proc/{pid}/fd/{fd}") for fd in os.listdir(f"/proc/{pid}/fd")}
            if any(f"socket:[{inode}]" in links for inode in inodes):
                held += int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
        except OSError:
            continue
    return held


POST = (
    "POST /en/accounts/login/ HTTP/1.1\r\nHost: {portal}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    "Content-Length: 1000\r\n\r\na"
)


@pytest.mark.parametrize(
    ("number", "sent"), [(HEADERS, "GET /en/ HTTP/1.1\r\nHost: {portal}\r\nX-Slow: "), (BODIES, POST)]
)
def test_while_others_hold_connections_kept_pages_and_forms_are_given(portal, number, sent):
    ask(portal, "/en/")
    with held(portal, number, sent):
        _, (page, health) = meanwhile(portal, lambda: time.sleep(5 if LONG else 1))
        report(f"{number} held connections", page, health)
        if number < 200:
            assert ask(portal, "/en/accounts/login/")[0] == 200
    assert (page < 0.5, health < 1) == (True, True)


def test_while_many_wait_for_unread_pages_the_kept_ones_are_given(portal):
    ask(portal, "/en/")
    unread = [f"/{code}/members/?q={number}" for number in range(UNREAD // 2) for code in ("nl", "el")]

    def storm():
        with ThreadPoolExecutor(len(unread)) as many:
            return [status for status, _ in many.map(lambda path: ask(portal, path), unread)]

    statuses, (page, health) = meanwhile(portal, storm)
    report(f"{len(unread)} unread pages", page, health)
    assert set(statuses) <= {200, 429}
    assert (page < 0.5, health < 1) == (True, True)


@pytest.mark.parametrize("how", ["bare", "behind nginx"] if LONG else ["behind nginx"])
def test_after_a_flood_of_queries_the_kept_pages_stand_without_the_database(database, tmp_path, how):
    here, away = tmp_path / "here", tmp_path / "away"
    here.mkdir()
    with standing(copy(database, here / "db.sqlite3"), tmp_path, how) as portal:
        before = {path: ask(portal, path)[1] for path in KEPT}
        began = resident(portal)

        def flood(number):
            long = "é" * (2000 if number % 2 else 90)
            return ask(portal, f"/en/search/?q={number}{urllib.parse.quote(long)}")[0]

        with ThreadPoolExecutor(8) as many:
            statuses = set(many.map(flood, range(QUERIES)))
        assert statuses <= {200, 400, 414, 429}
        grown = resident(portal) - began
        report(f"{QUERIES} queries", f"{grown / 1e6:.0f} MB more", "")
        assert grown < 150e6
        time.sleep(11)
        here.rename(away)
        assert {path: ask(portal, path) for path in KEPT} == {path: (200, body) for path, body in before.items()}


def report(what, page, health):
    """What was seen, for whoever runs the long experiments."""
    if LONG:
        print(f"{what}: a kept page {page}, /healthz {health}")  # noqa: T201
