"""The rooms of the desk on a phone: from what awaits somebody to the page on which she does it, in one tap."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.test_journeys import log_in
from tests.browser.test_pages import OVERFLOW, RULES

pytestmark = pytest.mark.browser
PHONE = {"viewport": {"width": 360, "height": 740}}
ROOMS = [
    *("desk/", "desk/organisations/coface/", "desk/organisations/coface/people/", "desk/organisations/coface/page/"),
    *("desk/directory/", "desk/documents/", "desk/me/", "desk/me/data/"),
]
FIRST = {
    "signatory": ("Read and answer", "Sign for COFACE Families Europe"),
    "contact": ("Pass it on", "Ask the signatories of COFACE Families Europe to answer"),
    "orgeditor": ("Pass it on", "Ask the signatories of COFACE Families Europe to answer"),
    "steering": ("Read and answer", "Sign for ECPAT International"),
}


@pytest.mark.parametrize("who", FIRST)
def test_from_the_desk_it_is_one_tap_to_the_first_thing(visitor, database, portal, who):
    link, button = FIRST[who]
    page = visitor(**PHONE, java_script_enabled=False)
    log_in(page, f"{who}@example.org")
    page.locator(".todo a").first.filter(has_text=link).click()
    expect(page.get_by_role("button", name=button, exact=True)).to_be_visible()
    assert page.locator(".acting").inner_text().startswith("Demo")


def test_every_room_is_accessible_and_fits_a_phone(visitor, database, portal):
    page = visitor(**PHONE, bypass_csp=True)
    log_in(page, "signatory@example.org")
    faults = {}
    for room in ROOMS:
        assert page.goto(f"/en/{room}").status == 200
        found = [fault["id"] for fault in Axe().run(page, options=RULES).response["violations"]]
        if found or page.evaluate(OVERFLOW):
            faults[room] = found, page.evaluate(OVERFLOW)
    assert faults == {}


def test_an_address_is_opened_and_copied(visitor, database, portal):
    page = visitor(**PHONE, permissions=["clipboard-read", "clipboard-write"])
    log_in(page, "signatory@example.org")
    page.goto("/en/desk/directory/?q=ECPAT")
    page.get_by_role("button", name="Show the address of Demo signatory of another organisation").click()
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == "other@example.org"
