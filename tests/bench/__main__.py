"""Measure the portal and write docs/performance.md: `make bench`. It takes about six minutes."""

import datetime
import http.client
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import psycopg

import tests.environment  # noqa: F401 (sets the environment that the others inherit)
from tests.run import ROOT, end, free_port, postgres_programs, private_postgres

SMALL, MIDDLE, LARGE = (65, 20), (6500, 2000), (65_000, 20_000)
ROUNDS, REQUESTS = 9, 10
RATIOS = {
    "home": "/en/",
    "members": "/en/members/",
    "statements": "/en/positions/",
    "a statement": "/en/positions/bench-1/",
    "a dossier": "/en/dossiers/csa-regulation/",
    "search, three words": "/en/search/?q=children+online+law",
}
DOCUMENT = ROOT / "docs" / "performance.md"


def pages(database_url, size):
    """[what tests/bench/pages.py says of each page] on a new database of that size."""
    command = [sys.executable, "-m", "tests.bench.pages", "--fill", *map(str, size)]
    environment = os.environ | {"DATABASE_URL": database_url}
    done = subprocess.run(
        command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True, timeout=1200
    )
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


@contextmanager
def served(application, database_url):
    """The port of a server with one worker and one thread, until the block ends."""
    port = free_port()
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)]
    command += ["--workers", "1", "--blocking-threads", "1", "--log-level", "warning", application]
    server = subprocess.Popen(command, cwd=ROOT, env=os.environ | {"DATABASE_URL": database_url})
    try:
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            try:
                ask(port, "/healthz")
                break
            except OSError:
                time.sleep(0.1)
        yield port
    finally:
        end(server, 15, 10)


def ask(port, address):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", address)
    body = connection.getresponse().read()
    connection.close()
    return body


def seconds(port, address):
    """For one request, over one connection."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    start = time.perf_counter()
    for _ in range(REQUESTS):
        connection.request("GET", address)
        connection.getresponse().read()
    taken = (time.perf_counter() - start) / REQUESTS
    connection.close()
    return taken


def ratios(database_url):
    """{page: how many times slower than the bare view, upside down}, the two asked in turn."""
    with (
        served("eclag.wsgi:application", database_url) as portal,
        served("tests.bench.bare:application", database_url) as bare,
    ):
        found = {}
        for name, address in RATIOS.items():
            seconds(portal, address)
            rounds = [(seconds(bare, "/"), seconds(portal, address)) for _ in range(ROUNDS)]
            found[name] = statistics.median(one / other for one, other in rounds)
        return found


def table(heads, rows):
    lines = ["| " + " | ".join(heads) + " |", "|---" + "|--:" * (len(heads) - 1) + "|"]
    return "\n".join([*lines, *("| " + " | ".join(map(str, row)) + " |" for row in rows)])


def measured(runs):
    """One row a page: its queries and rows, then the milliseconds of each run."""
    named = {name: {row["page"]: row for row in rows} for name, rows in runs.items()}
    for page in next(iter(named.values())):
        cells = [rows[page] for rows in named.values()]
        yield (
            page,
            " / ".join(str(cell["queries"]) for cell in cells),
            " / ".join(str(cell["rows"]) for cell in cells),
            " / ".join(f"{cell['cpu']:.0f}" for cell in cells),
            " / ".join(f"{cell['wall']:.0f}" for cell in cells),
            " / ".join(f"{cell['bytes'] / 1000:.0f}" for cell in cells),
        )


def main():
    with tempfile.TemporaryDirectory(prefix="eclag-bench-") as folder, private_postgres(postgres_programs()) as server:
        lite = {size: f"sqlite:///{folder}/{size[0]}.sqlite3" for size in (SMALL, MIDDLE)}
        runs = {f"SQLite, {size[0]}": pages(url, size) for size, url in lite.items()}
        for size in (SMALL, MIDDLE, LARGE):
            with psycopg.connect(server.replace("/eclag", "/postgres"), autocommit=True) as connection:
                connection.execute(f"CREATE DATABASE bench{size[0]}")
            runs[f"PostgreSQL, {size[0]}"] = pages(server.replace("/eclag", f"/bench{size[0]}"), size)
        against_bare = ratios(lite[SMALL])
    heads = ["page", "queries", "rows fetched", "CPU ms", "wall ms", "KB"]
    parts = DOCUMENT.read_text().partition("<!-- measured -->")
    DOCUMENT.write_text(
        f"{parts[0]}<!-- measured -->\n\n"
        f"Python {platform.python_version()}, {os.cpu_count()} cores, {datetime.date.today():%d %B %Y}. "  # noqa: DTZ011
        f"Each cell names, in this order: {'; '.join(runs)} organisations.\n\n"
        f"{table(heads, measured(runs))}\n\n"
        "Past the page cache, over HTTP, one connection, as a ratio to a bare Django view (1 would be as fast):\n\n"
        f"{table(['page', 'bare / page'], ((name, f'{ratio:.4f}') for name, ratio in against_bare.items()))}\n"
    )
    print(Path(DOCUMENT).read_text())  # noqa: T201


if __name__ == "__main__":
    main()
