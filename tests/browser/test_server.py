"""What the server itself answers: digests, repeats, strangers, and a database that is gone."""

import http.client
import subprocess
import time
from urllib.parse import urlsplit

import pytest

from eclag.page_cache import FRESH
from tests.browser.conftest import copy, serve
from tests.browser.pages import FILES, PUBLIC

pytestmark = pytest.mark.browser

VERSION = "/en/positions/sample-prevention-first-5/v1/"


def ask(portal, address, method="GET", **headers):
    """Status, headers and bytes; header names are written with _ here."""
    connection = http.client.HTTPConnection(urlsplit(portal).netloc, timeout=20)
    connection.request(method, address, headers={name.replace("_", "-"): value for name, value in headers.items()})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, answer.headers, body


def test_one_line_of_shell_prints_the_digest_that_the_page_shows(visitor):
    page = visitor()
    page.goto(VERSION)
    line = page.get_by_text("sha256sum").inner_text()
    printed = subprocess.run(["bash", "-c", line], check=True, capture_output=True, text=True).stdout
    assert printed == f"{page.locator('.digest').inner_text().strip()}  -\n"


@pytest.mark.parametrize("path", [f"/en/{path}" for path in ["", "members/", *FILES]])
@pytest.mark.parametrize("coding", ["identity", "gzip"])
def test_a_page_is_sent_once_and_then_only_confirmed(portal, path, coding):
    status, headers, body = ask(portal, path, Accept_Encoding=coding)
    assert (status, headers.get("Content-Encoding", "identity")) == (200, coding)
    again, kept, nothing = ask(portal, path, Accept_Encoding=coding, If_None_Match=headers["ETag"])
    assert (again, kept["ETag"], nothing) == (304, headers["ETag"], b"")
    status, told, nothing = ask(portal, path, "HEAD", Accept_Encoding=coding)
    assert (status, told["ETag"], told["Content-Length"], nothing) == (200, headers["ETag"], str(len(body)), b"")
    assert ask(portal, path, "HEAD", Accept_Encoding=coding, If_None_Match=headers["ETag"])[0] == 304


@pytest.mark.parametrize("host", ["example.com", "127.0.0.1.example.com", "[::1]", "a b"])
def test_a_strange_host_is_refused(portal, host):
    assert ask(portal, "/en/", Host=host)[0] == 400


def test_pages_once_read_survive_the_database(database, tmp_path):
    here, away = tmp_path / "here", tmp_path / "away"
    here.mkdir()
    paths = [f"/en/{path}" for path in [*PUBLIC, *FILES]]
    with serve(copy(database, here / "db.sqlite3")) as portal:
        before = {path: ask(portal, path)[2] for path in paths}
        time.sleep(FRESH)  # younger ones are given without a question
        here.rename(away)
        after = {path: ask(portal, path) for path in paths}
        assert {path: (status, body) for path, (status, _, body) in after.items()} == {
            path: (200, body) for path, body in before.items()
        }
        status, headers, _ = ask(portal, "/nl/members/")
        assert (status, headers["Retry-After"], "no-store" in headers["Cache-Control"]) == (503, "30", True)
        assert (ask(portal, "/healthz")[0], ask(portal, "/readyz")[0]) == (200, 503)
        away.rename(here)
        assert (ask(portal, "/nl/members/")[0], ask(portal, "/readyz")[0]) == (200, 200)
