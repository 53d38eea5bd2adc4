"""From the letter to signed and taken back, on a phone, without a login and without script; and the board."""

import re
import subprocess
import sys

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.conftest import ROOT, environment
from tests.browser.test_journeys import log_in
from tests.browser.test_pages import OVERFLOW, RULES

pytestmark = pytest.mark.browser
LINK = """
from members.models import User
from positions.models import Statement
from positions.signing import token_of
said = Statement.objects.get(slug="sample-open-for-signing")
print(token_of(said, User.objects.get(email="{email}")))
"""


def link_of(database, portal, email):
    """The path behind the button of the letter that she got."""
    command = [sys.executable, "manage.py", "shell", "-v", "0", "-c", LINK.format(email=email)]
    said = subprocess.run(command, cwd=ROOT, env=environment(database, portal), check=True, capture_output=True)
    return f"/en/desk/answer/{said.stdout.decode().strip()}/"


def faults(page):
    return [fault["id"] for fault in Axe().run(page, options=RULES).response["violations"]]


def test_from_the_letter_it_is_one_tap_to_signed_and_one_to_take_it_back(visitor, database, portal):
    page = visitor(viewport={"width": 360, "height": 740}, java_script_enabled=False)
    page.goto(link_of(database, portal, "signatory@example.org"))
    expect(page.get_by_role("heading", name="What it asks for")).to_be_visible()
    assert page.get_by_role("link", name="Log out").count() == 0
    page.get_by_role("button", name="Sign for COFACE Families Europe", exact=True).click()
    expect(page.get_by_role("status")).to_have_text("COFACE Families Europe has signed.")
    expect(page.locator("#signatories ~ .by-country")).to_contain_text("COFACE Families Europe")
    page.get_by_role("button", name="Take back the signature of COFACE Families Europe").click()
    expect(page.get_by_role("status")).to_have_text("The signature of COFACE Families Europe is taken back.")
    expect(page.locator("#signatories ~ .by-country")).not_to_contain_text("COFACE")


def test_the_page_of_the_letter_and_the_board_are_accessible_and_fit(visitor, database, portal):
    page = visitor(viewport={"width": 360, "height": 740}, bypass_csp=True)
    page.goto(link_of(database, portal, "contact@example.org"))
    assert (faults(page), page.evaluate(OVERFLOW)) == ([], 0)
    staff = visitor(bypass_csp=True)
    log_in(staff, "editor@example.org")
    staff.goto("/admin/positions/statement/?q=sample-open-for-signing")
    staff.locator("#result_list tbody th a").click()
    staff.get_by_role("link", name="Who signs").click()
    expect(staff.get_by_role("button", name=re.compile(r"Remind \d+ people of \d+ organisations"))).to_be_visible()
    assert faults(staff) == []
    staff.get_by_role("textbox", name="Names, one on a line").fill("ecpat osterreich\nHaven, Ireland")
    staff.get_by_role("button", name="See who is meant, record nothing yet").click()
    expect(staff.get_by_role("row", name=re.compile("ecpat osterreich"))).to_contain_text("ECPAT Österreich, a member")
    assert faults(staff) == []
