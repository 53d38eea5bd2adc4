"""Staff curate with no manual: an organisation, a page, two at once, and what the admin asks of a browser."""

import io

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import expect

from tests.browser.test_journeys import log_in
from tests.browser.test_pages import RULES
from tests.browser.test_word import PASTE, PASTED

pytestmark = pytest.mark.browser


def drawn():
    file = io.BytesIO()
    Image.new("RGB", (400, 120), "teal").save(file, "PNG")
    return {"name": "logo.png", "mimeType": "image/png", "buffer": file.getvalue()}


def save(page):
    page.get_by_role("button", name="Save", exact=True).click()


def write(page, language, field, text):
    page.get_by_role("group", name="Language of the texts").get_by_role("button", name=language).click()
    page.locator(f"#id_{field}_{language}").fill(text)


def test_an_organisation_comes_from_nothing_to_the_public_with_a_logo_and_three_languages(visitor):
    page = visitor()
    log_in(page)
    page.goto("/admin/")
    page.locator("#content-main").get_by_role("row", name="Organisations").get_by_role("link", name="Add").click()
    page.get_by_label("Name:").fill("Lighthouse for Children")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Slug:")).to_have_value("lighthouse-for-children")
    page.get_by_label("Kind:").select_option("Child-rights organisation")
    page.get_by_label("Country:").select_option("Malta")
    page.get_by_label("Logo:").set_input_files(drawn())
    for language, text in {"en": "It keeps a light.", "mt": "Iżżomm dawl.", "el": "Κρατά ένα φως."}.items():
        write(page, language, "does", text)
    save(page)
    page.get_by_role("link", name="Lighthouse for Children").first.click()
    expect(page.get_by_role("button", name="mt: current")).to_be_visible()
    page.get_by_role("link", name="Preview").click()
    assert page.locator(".preview").inner_text().startswith("Preview:")
    expect(page.locator("main h1")).to_have_text("Lighthouse for Children")
    page.go_back()
    for verb in ("Check", "Admit"):
        page.get_by_role("link", name=verb).click()
        page.get_by_role("button", name=verb).click()
    reader = visitor()
    for language, text in {"en": "It keeps a light.", "mt": "Iżżomm dawl.", "el": "Κρατά ένα φως."}.items():
        assert reader.goto(f"/{language}/members/lighthouse-for-children/").status == 200
        expect(reader.locator("main .lead")).to_have_text(text)
        logo = reader.locator("img.logo")
        assert logo.evaluate("image => [image.complete, image.naturalWidth]") == [True, 400]


def test_a_text_from_word_with_footnotes_becomes_a_public_page(visitor):
    page = visitor()
    log_in(page)
    page.goto("/admin/eclag/page/add/")
    page.get_by_label("Slug:").fill("harbours")
    page.get_by_label("Visibility:").select_option("everybody")
    page.get_by_label("Title [en]:").fill("Harbours")
    page.locator(".field-body_en [contenteditable=true]").evaluate(PASTE, (PASTED / "word.html").read_text())
    save(page)
    reader = visitor()
    reader.goto("/en/harbours/")
    expect(reader.locator(".prose h2")).to_have_text(["A harbour for every child", "Why harbours matter"])
    reference = reader.get_by_role("link", name="Note 1")
    reference.click()
    assert reader.url.endswith("#note-1")
    assert reader.locator("#note-1").evaluate("note => note.parentElement.innerText") == "[1] See Tides, online."
    reader.get_by_role("link", name="Back to the text").first.click()
    assert reader.url.endswith("#ref-1")


def test_a_page_written_in_german_is_at_home_in_german(visitor):
    page = visitor()
    log_in(page)
    page.goto("/admin/eclag/page/add/")
    tabs = page.get_by_role("group", name="Language of the texts")
    assert tabs.locator("[aria-pressed=true]").inner_text()[:2] == "en"
    page.get_by_label("Slug:").fill("fragen")
    page.get_by_label("Authentic language:").select_option("Deutsch")
    expect(tabs.locator("[aria-pressed=true]")).to_have_text("de ★")
    save(page)
    expect(page.get_by_text("The title is needed in its authentic language, Deutsch.")).to_be_visible()
    page.get_by_label("Title [de]:").fill("Häufige Fragen")
    save(page)
    page.get_by_role("link", name="Häufige Fragen").first.click()
    expect(tabs.locator("[aria-pressed=true]")).to_have_text("de ★")
    expect(page.get_by_label("Title [de]:")).to_be_visible()
    expect(page.locator("h2", has_text="Häufige Fragen")).to_be_visible()


def test_who_saves_second_sees_both_texts_where_they_differ(visitor):
    ada, bea = visitor(), visitor()
    for page, person in ((ada, "secretariat@example.org"), (bea, "editor@example.org")):
        log_in(page, person)
        page.goto("/admin/members/organisation/")
        page.get_by_role("link", name="Eurochild").click()
        page.wait_for_load_state("networkidle")  # who is there is told and asked by the page itself
    ada.reload()
    ada.get_by_text("Also open with: Demo editor").wait_for()
    ada.locator("#id_does_en").fill("Words of Ada.")
    save(ada)
    bea.locator("#id_does_en").fill("Words of Bea.")
    save(bea)
    expect(bea.locator(".field-does_en blockquote")).to_have_text("Words of Ada.")
    expect(bea.locator("#id_does_en")).to_have_value("Words of Bea.")
    bea.locator("#id_does_en").fill("Words of Ada and Bea.")
    save(bea)
    bea.get_by_role("link", name="Eurochild").first.click()
    bea.get_by_role("link", name="History").click()
    expect(bea.locator(".differences").first.locator("ins")).to_have_text(["Ada and Bea."])
    bea.get_by_role("link", name="Take back").first.click()
    bea.get_by_role("button", name="Take back").click()
    expect(bea.locator("#id_does_en")).to_have_value("Words of Ada.")


def test_several_are_moved_at_once_after_a_page_that_names_what_will_happen(visitor):
    page = visitor()
    log_in(page)
    page.goto("/admin/members/organisation/?q=Sample+organisation+4")
    for number in (40, 41):
        page.get_by_role("row", name=f"Sample organisation {number} ").get_by_role("checkbox").check()
    page.get_by_label("Action:").select_option("Suspend the selected organisations")
    page.get_by_role("button", name="Go").click()
    expect(page.locator("#content form > p").first).to_contain_text("will be “suspended”, one after the other (2)")
    page.get_by_label("Reason").fill("A try.")
    page.get_by_role("button", name="Suspend").click()
    page.locator(".messagelist").wait_for()
    expect(page.locator(".messagelist li")).to_have_text(
        [
            "Sample organisation 40: suspend is done.",
            "Sample organisation 41: suspend is done.",
        ]
    )


ADMIN_PAGES = [
    "/admin/",
    "/admin/members/organisation/",
    "/admin/members/organisation/add/",
    "/admin/members/organisation/twins/",
    "/admin/members/organisation/1/change/",
    "/admin/members/organisation/1/history/",
    "/admin/members/organisation/1/verb/suspend/",
    "/admin/members/organisation/1/merge/2/",
    "/admin/members/user/2/erase/",
    "/admin/eclag/page/1/change/",
]


def table(*rows):
    buffer = "\r\n".join(";".join(row) for row in rows).encode("utf-16")  # as Excel writes "Unicode text"
    return {"name": "table.csv", "mimeType": "text/csv", "buffer": buffer}


def look_at(page, noun, file):
    page.goto(f"/admin/members/{noun}/")
    page.get_by_role("link", name="Import").click()
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Look at it").click()
    return page.locator("#content").inner_text()


def test_65_organisations_and_90_people_are_imported_and_three_bad_rows_change_nothing(visitor):
    page = visitor()
    log_in(page)
    organisations = [(f"Σύλλογος {number}", "ngo", "GR") for number in range(65)]
    file = table(("name", "kind", "country"), *organisations)
    assert "65 new" in look_at(page, "organisation", file)
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.locator(".messagelist")).to_have_text("The import is done: 65 new.")

    columns = ("email", "name", "organisation", "role", "since")
    people = [
        (f"person{number}@example.org", f"Иван {number}", f"Σύλλογος {number % 65}", "signatory", "01.02.2024")
        for number in range(90)
    ]
    bad = [
        ("no address", "Иван", "Σύλλογος 1", "signatory", "01.02.2024"),
        ("other@example.org", "Иван", "Nobody", "signatory", "01.02.2024"),
        ("third@example.org", "Иван", "Σύλλογος 1", "signatory", "31.02.2024"),
    ]
    said = look_at(page, "mandate", table(columns, *people, *bad))
    assert "Nothing of this file can be imported before all of it is right." in said
    assert "3 wrong" in said
    wrong = page.locator("#content table tbody tr").all_inner_texts()[:3]
    assert [row.split("\t")[0] for row in wrong] == ["92", "93", "94"]
    expect(page.get_by_role("button", name="Import", exact=True)).to_have_count(0)
    assert "90 new" in look_at(page, "mandate", table(columns, *people))
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.locator(".messagelist")).to_have_text("The import is done: 90 new.")
    assert "90 the same" in look_at(page, "mandate", table(columns, *people))


@pytest.mark.parametrize("address", ADMIN_PAGES)
def test_the_admin_asks_no_third_party_breaks_no_rule_of_its_policy_and_is_accessible(visitor, portal, address):
    page = visitor()
    log_in(page)
    said, asked = [], set()
    page.on("console", lambda message: said.append(message.text) if message.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.add(request.url.split("/", 3)[2]))
    answer = page.goto(address)
    policy = answer.headers["content-security-policy"]
    assert (answer.status, "'unsafe-eval'" in policy, "http" in policy) == (200, False, False)
    assert "'unsafe-inline'" not in policy.partition("script-src")[2].partition(";")[0]
    page.wait_for_load_state("networkidle")
    assert (said, asked) == ([], {portal.removeprefix("http://")})
    found = Axe().run(page, options=RULES | {"resultTypes": ["violations"]}).response["violations"]
    assert [(rule["id"], *node["target"]) for rule in found for node in rule["nodes"]] == []
