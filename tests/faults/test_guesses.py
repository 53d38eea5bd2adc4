"""Passwords guessed and codes replayed over several workers, from ever new addresses: the limits are one for all."""

import http.client
import os
import random
import re
import time
import urllib.parse
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from http.cookies import SimpleCookie

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

from tests.browser.conftest import PASSWORD, demo, serve

pytestmark = pytest.mark.once

GUESSES = int(os.environ.get("GUESSES", "1000" if os.environ.get("LONG") else "40"))
WORKERS = 4 if os.environ.get("LONG") else 2
LOGIN, DESK, SET_UP = "/en/accounts/login/", "/en/desk/", "/en/accounts/second-factor/"


@pytest.fixture(scope="module")
def portal(tmp_path_factory):
    """With a proxy before it, of which the guesser can make the address that it tells."""
    with serve(demo(tmp_path_factory), workers=WORKERS, TRUSTED_PROXIES="1") as address:
        yield urllib.parse.urlsplit(address).netloc


class Browser:
    """Keeps its cookies, and says of each request that it comes from another address."""

    def __init__(self, portal):
        self.portal, self.cookies = portal, {}

    def ask(self, method, path, **fields):
        """(status, where it leads, the page)"""
        address = ".".join(str(random.randrange(1, 255)) for _ in range(4))
        names = ("X-Forwarded-For", "X-Real-IP", "Forwarded", "Client-IP", "True-Client-IP")
        headers = dict.fromkeys(names, address) | {"Content-Type": "application/x-www-form-urlencoded"}
        headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        connection = http.client.HTTPConnection(self.portal, timeout=60)
        connection.request(method, path, urllib.parse.urlencode(fields) or None, headers)
        answer = connection.getresponse()
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(cookie).items()}
        page = answer.read().decode()
        connection.close()
        return answer.status, answer.headers.get("Location", ""), page

    def post(self, path, **fields):
        _, _, page = self.ask("GET", path)
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
        return self.ask("POST", path, csrfmiddlewaretoken=token[1] if token else "", **fields)

    def log_in(self, email, password=PASSWORD):
        return self.post(LOGIN, login=email, password=password)


def test_of_all_guesses_five_are_tried_and_the_known_browser_of_the_owner_gets_in(portal):
    owner = Browser(portal)
    assert owner.log_in("contact@example.org")[1] == DESK
    owner.post("/en/accounts/logout/")

    def guess(number):
        status, leads, page = Browser(portal).log_in("contact@example.org", f"guess {number} of a password")
        if leads:
            return "in"
        return "tried" if "are not correct" in page else f"refused {status}"

    with ThreadPoolExecutor(16) as many:
        answers = Counter(many.map(guess, range(GUESSES)))
    assert set(answers) <= {"tried", "refused 200", "refused 429"}
    assert 1 <= answers["tried"] <= 5
    assert Browser(portal).log_in("contact@example.org")[1] == ""
    assert owner.log_in("contact@example.org")[1] == DESK


def test_a_code_that_is_sent_to_all_workers_at_once_opens_once(portal):
    person = Browser(portal)
    person.log_in("other@example.org")
    _, _, page = person.ask("GET", f"{SET_UP}totp/activate/")
    secret = re.search(r'<code class="digest">(\w+)</code>', page)[1]
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
    now = int(time.time()) // 30
    fields = {"csrfmiddlewaretoken": token, "code": format_hotp_value(hotp_value(secret, now))}
    assert person.ask("POST", f"{SET_UP}totp/activate/", **fields)[0] == 302
    browsers = [Browser(portal) for _ in range(8)]
    for browser in browsers:
        assert browser.log_in("other@example.org")[1] == f"{SET_UP}authenticate/"
    shown = format_hotp_value(hotp_value(secret, now + 1))
    with ThreadPoolExecutor(len(browsers)) as many:
        list(many.map(lambda browser: browser.post(f"{SET_UP}authenticate/", code=shown), browsers))
    for browser in browsers:
        browser.post(f"{SET_UP}trust/", action="skip")
    assert [browser.ask("GET", DESK)[0] for browser in browsers].count(200) == 1
