"""A portal that really runs, with the data of the demo, and a browser before it."""

import fcntl
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parents[2]
PASSWORD = "the password of all demo accounts"
SWITCHES = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--no-first-run"]


def environment(database, address="http://localhost", **more):
    return os.environ | {
        "DATABASE_URL": f"sqlite:///{database}",
        "CACHE_URL": "dbcache://cache",
        "ALLOWED_HOSTS": "127.0.0.1,localhost",
        "BASE_URL": address,
        "DEMO_PASSWORD": PASSWORD,
        **more,
    }


@pytest.fixture(scope="session")
def database(tmp_path_factory):
    return demo(tmp_path_factory)


def demo(tmp_path_factory):
    """A database of the demo of one's own; the first of all workers that asks makes it, the others wait for it."""
    folder = tmp_path_factory.mktemp("demo")
    shared = (folder if "PYTEST_XDIST_WORKER" not in os.environ else folder.parent).parent / "demo.sqlite3"
    with shared.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not shared.exists():
            file = folder / "made.sqlite3"
            for command in (["migrate"], ["createcachetable"], ["seed", "--samples", "65", "--demo-accounts"]):
                manage = [sys.executable, "manage.py", *command]
                subprocess.run(manage, check=True, cwd=ROOT, env=environment(file), capture_output=True)
            file.rename(shared)
    return copy(shared, folder / "db.sqlite3")


def copy(database, file):
    with sqlite3.connect(database) as source, sqlite3.connect(file) as target:
        source.backup(target)
    return file


@contextmanager
def serve(database, host="127.0.0.1", workers=1, **more):
    """The address of a portal on that database, until the block ends."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    address = f"http://{host}:{port}"
    command = [sys.executable, "-m", "granian", "--interface", "rsgi", "--no-ws", "--host", "127.0.0.1", "--port", port]
    command += [
        "--workers",
        str(workers),
        "--log-level",
        "warning",
        "tests.browser.server:application",
    ]
    server = subprocess.Popen(command, cwd=ROOT, env=environment(database, address, **more), start_new_session=True)
    try:
        wait_for(server, f"{address}/readyz")
        yield address
    finally:
        server.send_signal(signal.SIGTERM)
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(server.pid, signal.SIGKILL)


def wait_for(server, address):
    deadline = time.monotonic() + 60
    while server.poll() is None and time.monotonic() < deadline:
        with suppress(urllib.error.URLError):
            urllib.request.urlopen(address).close()
            return
        time.sleep(0.1)
    raise RuntimeError(f"the portal does not answer at {address}")


@pytest.fixture(scope="session")
def portal(database):
    with serve(database) as address:
        yield address


@pytest.fixture(scope="session")
def chromium():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=os.environ["CHROMIUM"], args=SWITCHES)
        yield browser
        browser.close()


@pytest.fixture
def visitor(chromium, portal):
    """A fresh visitor, by the options of her browser; addresses begin at the portal."""
    contexts = []

    def come(**options):
        contexts.append(chromium.new_context(base_url=portal, **options))
        return contexts[-1].new_page()

    yield come
    for context in contexts:
        context.close()
