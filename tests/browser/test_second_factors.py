"""In by passkey, by password and code, by recovery code, and again after the telephone was lost; on a telephone."""

import re
import subprocess
import sys
import time

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import expect

from tests.browser.conftest import PASSWORD, ROOT, copy, environment, serve

pytestmark = [pytest.mark.browser, pytest.mark.once]
PHONE = {"viewport": {"width": 360, "height": 740}}
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture(scope="module")
def house(database, tmp_path_factory):
    """A portal that asks for second factors, at a name: for an address no passkey is made."""
    file = copy(database, tmp_path_factory.mktemp("factors") / "db.sqlite3")
    with serve(file, "localhost", REQUIRE_MFA="True") as address:
        yield address, file


@pytest.fixture
def phone(chromium, house):
    """A page of a telephone that has never been here, and how often it was tapped."""
    address, _ = house
    context = chromium.new_context(base_url=address, **PHONE)
    page = context.new_page()
    page.taps = 0
    yield page
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    context.close()


def with_device(page):
    """The page's telephone has a lock that opens, as with a finger."""
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    return device


def manage(house, *arguments):
    address, file = house
    command = [sys.executable, "manage.py", *arguments]
    done = subprocess.run(command, check=True, cwd=ROOT, env=environment(file, address), capture_output=True)
    return done.stdout.decode()


def tap(page, name, role="button"):
    page.taps += 1
    page.get_by_role("main").get_by_role(role, name=name, exact=True).click()


def log_out(page):
    page.goto("/en/accounts/logout/")
    tap(page, "Log out")


def log_in(page, who, word=PASSWORD):
    page.goto("/en/accounts/login/")
    page.get_by_label("Email").fill(who)
    page.get_by_label("Password").fill(word)
    tap(page, "Log in")


def code(secret, periods=0):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + periods))


def set_up_app(page):
    """Returns the secret that a person would scan."""
    page.goto("/en/accounts/second-factor/")
    tap(page, "Set up an authenticator app", "link")
    secret = page.locator("code.digest").inner_text()
    page.get_by_label("Code").fill(code(secret))
    tap(page, "Set it up")
    page.wait_for_url("**/recovery-codes/")
    return secret


def test_who_is_invited_comes_in_by_a_passkey_in_two_taps_and_by_it_again_in_one(phone, house):
    address, _ = house
    link = re.search(rf"{address}(/\S+)", manage(house, "invite", "key@example.org", "--role", "editor"))[1]
    device = with_device(phone)
    phone.goto(link)
    phone.get_by_label("Your name").fill("A person")
    tap(phone, "Come in with a passkey")
    tap(phone, "Make the passkey")
    phone.wait_for_url("**/recovery-codes/")
    assert (phone.taps, phone.locator(".codes li").count()) == (2, 10)
    phone.goto("/admin/")
    assert phone.url == f"{address}/admin/"
    log_out(phone)
    phone.goto("/en/accounts/login/?next=/en/desk/")
    tap(phone, "Use your passkey")
    expect(phone).to_have_url(re.compile(r"^http://localhost:\d+/en/desk/$"))
    log_out(phone)
    device.send("WebAuthn.disable")
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})  # another telephone
    phone.goto("/en/accounts/login/")
    tap(phone, "Use your passkey")
    expect(phone.get_by_role("alert")).to_have_text("That did not work. Try again.")


def test_by_password_and_code_by_recovery_code_and_in_a_trusted_browser(phone):
    log_in(phone, "signatory@example.org")
    secret = set_up_app(phone)
    first, second = phone.locator(".codes code").all_inner_texts()[:2]
    log_out(phone)
    log_in(phone, "signatory@example.org")
    phone.get_by_label("Code").fill(code(secret, 1))
    tap(phone, "Log in")
    tap(phone, "Do not trust it")
    expect(phone).to_have_url(re.compile(r"^http://localhost:\d+/en/desk/$"))
    log_out(phone)
    log_in(phone, "signatory@example.org")
    phone.get_by_label("Code").fill(first)
    tap(phone, "Log in")
    tap(phone, "Trust it for 14 days")
    expect(phone).to_have_url(re.compile(r"^http://localhost:\d+/en/desk/$"))
    log_out(phone)
    log_in(phone, "signatory@example.org")
    expect(phone).to_have_url(re.compile(r"^http://localhost:\d+/en/desk/$"))
    phone.get_by_role("link", name="Me", exact=True).click()
    tap(phone, "Passkeys, app, recovery codes, password", "link")
    tap(phone, "Make new recovery codes", "link")
    phone.get_by_label("Code").fill(second)
    tap(phone, "Go on")
    tap(phone, "Make new recovery codes")
    assert first not in phone.locator(".codes code").all_inner_texts()


def test_a_lost_telephone_from_the_call_to_the_new_factor(phone, house, chromium):
    address, _ = house
    log_in(phone, "editor@example.org")
    assert phone.url == f"{address}/en/accounts/second-factor/"
    set_up_app(phone)
    phone.goto("/admin/")
    assert phone.url == f"{address}/admin/"
    log_out(phone)
    desk = chromium.new_context(base_url=address).new_page()
    desk.taps = 0
    log_in(desk, "secretariat@example.org")
    set_up_app(desk)
    desk.goto("/admin/members/user/?q=editor@example.org")
    desk.get_by_role("link", name="editor@example.org", exact=True).click()
    desk.get_by_role("link", name="Reset mfa").click()
    desk.get_by_label("Reason").fill("She called from the number that we know.")
    desk.get_by_role("button", name="Reset mfa").click()
    expect(desk.get_by_text("reset_mfa is done")).to_be_visible()
    log_in(phone, "editor@example.org")
    assert phone.url == f"{address}/en/accounts/second-factor/"
    set_up_app(phone)
    phone.goto("/en/desk/")
    expect(phone.get_by_text("Your rights as staff rest until")).to_be_visible()
    assert phone.goto("/admin/").status == 403
    phone.goto("/en/desk/")
    desk.context.close()
