"""What a visitor and a member do, by mouse, by keyboard and without script."""

import re
import subprocess
import sys

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PASSWORD, ROOT, environment

pytestmark = pytest.mark.browser

FOREIGN = "https://www.wikipedia.org/"


COOKIES = {}  # of who has logged in before: to do it again takes a second


def log_in(page, email="secretariat@example.org", password=PASSWORD):
    if cookies := COOKIES.get((email, password)):
        page.context.add_cookies(cookies)
    page.goto("/en/desk/")
    if page.get_by_label("Password").count():
        page.get_by_label("Email").fill(email)
        page.get_by_label("Password").fill(password)
        page.get_by_role("button", name="Log in").click()
        page.wait_for_load_state()
        COOKIES[email, password] = page.context.cookies()


def test_the_first_thing_that_the_keyboard_reaches_skips_to_the_content(visitor):
    page = visitor()
    page.goto("/en/positions/")
    page.keyboard.press("Tab")
    link = page.locator(":focus")
    assert (link.inner_text(), link.get_attribute("href")) == ("Skip to the content", "#main")
    expect(link).to_be_visible()
    assert link.bounding_box()["y"] >= 0
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main').id") == "main"


@pytest.mark.parametrize("script", [True, False])
def test_the_language_is_switched_by_keyboard(visitor, script):
    page = visitor(java_script_enabled=script)
    page.goto("/en/positions/?kind=open_letter")
    for _ in range(10):
        page.keyboard.press("Tab")
        if page.locator("button[popovertarget=languages]:focus").count():
            break
    page.keyboard.press("Enter")
    for _ in range(24):
        page.keyboard.press("Tab")
        if page.locator(":focus").inner_text() == "Nederlands":
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/nl/positions/?kind=open_letter")
    assert page.locator("html").get_attribute("lang") == "nl"


def test_shift_three_times_leaves_and_leads_not_back(visitor, portal):
    page = visitor()
    page.route(f"{FOREIGN}**", lambda route: route.fulfill(body="Elsewhere", content_type="text/html"))
    page.goto("/en/")
    page.goto("/en/help/")
    for key in ["Shift", "Shift", "a", "Shift", "Shift"]:
        page.keyboard.press(key)
    assert page.url == f"{portal}/en/help/"
    page.keyboard.press("Shift")
    page.wait_for_url(FOREIGN)
    page.go_back()
    page.wait_for_url(f"{portal}/en/")


@pytest.mark.parametrize("script", [True, False])
def test_the_page_is_left_quickly(visitor, portal, script):
    page = visitor(java_script_enabled=script)
    page.route(f"{FOREIGN}**", lambda route: route.fulfill(body="Elsewhere", content_type="text/html"))
    page.goto("/en/")
    page.goto("/en/help/")
    page.get_by_role("link", name="Leave this site quickly").first.click()
    page.wait_for_url(FOREIGN)
    expect(page.locator("body")).to_have_text("Elsewhere")
    page.go_back()
    # The script also takes the page on which she was out of the way back.
    assert page.url == f"{portal}/en/{'' if script else 'help/'}"


def test_the_secretariat_logs_in_to_the_desk_and_the_admin_and_out_again(visitor, portal):
    page = visitor()
    log_in(page)
    assert page.url == f"{portal}/en/desk/"
    expect(page.get_by_role("heading", level=1)).to_have_text("Today")
    page.goto("/admin/")
    expect(page.get_by_role("link", name="Organisations").first).to_be_visible()
    page.goto("/en/accounts/logout/")
    page.get_by_role("main").get_by_role("button", name="Log out").click()
    page.goto("/admin/")
    assert page.url.startswith(f"{portal}/en/accounts/login/")


def test_a_wrong_password_is_refused_with_a_word(visitor, portal):
    page = visitor()
    log_in(page, "contact@example.org", "a wrong password")
    assert page.url == f"{portal}/en/accounts/login/"
    expect(page.get_by_role("alert")).to_have_count(1)
    assert page.get_by_role("alert").inner_text() != ""
    page.goto("/en/desk/")
    assert page.url.startswith(f"{portal}/en/accounts/login/")


def test_a_search_without_script_leads_to_what_was_sought(visitor, portal):
    page = visitor(java_script_enabled=False)
    page.goto("/en/")
    page.get_by_role("button", name="Search").first.click()
    page.get_by_role("searchbox", name="Search").fill("ECPAT International")
    page.keyboard.press("Enter")
    page.get_by_role("main").get_by_role("link", name="ECPAT International").first.click()
    assert page.url == f"{portal}/en/members/ecpat-international/"


def test_who_is_invited_comes_in_on_a_phone_without_script_in_her_language(visitor, portal, database):
    command = [sys.executable, "manage.py", "invite", "phone@example.org", "--role", "editor", "--language", "mt"]
    said = subprocess.run(command, check=True, cwd=ROOT, env=environment(database, portal), capture_output=True)
    link = re.search(rf"{portal}(/\S+)", said.stdout.decode())[1].replace("/en/", "/mt/")
    page = visitor(java_script_enabled=False, viewport={"width": 360, "height": 740})
    page.goto(link)
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    page.get_by_label("Ismek, kif jarawh il-membri").fill("A person")
    page.get_by_label("Password").fill("a long new word")
    page.get_by_role("button", name="Idħol fil-portal tal-ECLAG").click()
    page.wait_for_url(f"{portal}/mt/desk/")
    page.goto("/admin/")
    expect(page.get_by_role("link", name="Statements").first).to_be_visible()
    page.goto(link)
    expect(page.get_by_role("heading", level=1)).to_have_text("Int ġewwa")
