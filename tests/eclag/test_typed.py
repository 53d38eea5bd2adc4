"""What somebody typed while her session ended is not lost: it comes along through the login, for her alone."""

import re
import time

import pytest
import time_machine
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from eclag.models import Page
from members.typed import LONGEST, seal, unseal
from tests import factories
from tests.reading import words
from tests.test_access import filled

pytestmark = pytest.mark.django_db
LOGIN = "/en/accounts/login/"


@pytest.fixture
def editor():
    return factories.user(staff_role="editor")


@pytest.fixture
def change():
    return f"/admin/eclag/page/{factories.page('about').pk}/change/"


def carried(response):
    """What the login carries along."""
    fields = dict(re.findall(r'<input type="hidden" name="(typed|next)" value="([^"]*)">', response.content.decode()))
    return fields.get("typed"), fields.get("next")


def log_in(browser, person, page, password=factories.PASSWORD):
    typed, back = carried(page)
    return browser.post(LOGIN, {"login": person.email, "password": password, "typed": typed, "next": back})


def fields_of(response):
    """What the button sends."""
    form = response.content.decode().partition("<h1>")[2]
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', form))


def test_what_was_typed_comes_along_through_the_login_and_is_saved(client, editor, change):
    client.force_login(editor)

    form = filled(client.get(change)) | {"lead_en": "Typed for\nan hour."}
    stranger = Client()
    page = stranger.post(change, form)
    assert page.status_code == 403
    assert "You were logged out before this was saved." in words(page)
    assert "Typed" not in page.content.decode().replace("What you typed", "")
    wrong = log_in(stranger, editor, page, "not her password")
    assert carried(wrong) == carried(page)
    answer = log_in(stranger, editor, wrong)
    assert answer.headers["Location"] == "/en/desk/typed/"
    shown = stranger.get("/en/desk/typed/")
    assert "Typed for an hour." in words(shown)
    assert f'action="{change}"' in shown.content.decode()
    assert stranger.post(change, fields_of(shown)).status_code == 302
    assert Page.objects.get().lead_en == "Typed for\nan hour."


def test_nothing_is_kept_for_a_stranger_and_nothing_that_is_secret(change):
    stranger, before = Client(), Session.objects.count()
    page = stranger.post("/admin/password_change/", {"old_password": "canary", "new_password1": "canary", "x": "kept"})
    typed, _ = carried(page)
    assert unseal(typed) == ["/admin/password_change/", [["x", "kept"]], False]
    assert (Session.objects.count(), "canary" in page.content.decode()) == (before, False)


@pytest.mark.parametrize("data", [{}, {"a": "  "}, {"password": "x"}, {"a": "x" * LONGEST}])
def test_where_there_is_nothing_to_keep_or_too_much_she_is_led_to_the_login(change, data):
    answer = Client().post(change, data)
    assert (answer.status_code, answer.headers["Location"]) == (302, f"{LOGIN}?next={change}")


def test_what_is_not_ours_or_is_old_is_nothing(rf, client, editor):
    request = rf.post("/en/desk/me/", {"name": "Typed"})
    with time_machine.travel("2026-03-01T12:00:00+00:00", tick=False):
        sealed = seal(request)
        assert unseal(sealed) == ["/en/desk/me/", [["name", "Typed"]], False]
    with time_machine.travel("2026-03-01T13:00:01+00:00", tick=False):
        assert unseal(sealed) is None
    assert [unseal(other) for other in ("", "x", sealed[:-2], sealed.swapcase())] == [None] * 4
    client.force_login(editor)
    assert client.get("/en/desk/typed/").headers["Location"] == "/en/desk/"


def test_markup_that_was_typed_is_shown_and_runs_nothing(client, editor):
    page = Client().post("/en/desk/me/", {"name": '"><script>alert(1)</script>'})
    assert "<script>alert" not in page.content.decode()
    forged = client.post(LOGIN, {"login": "x@example.org", "password": "x", "typed": '"><script>alert(1)</script>'})
    assert "<script>alert" not in forged.content.decode()
    log_in(client, editor, page)
    shown = client.get("/en/desk/typed/")
    assert "<script>alert" not in shown.content.decode()
    assert "alert(1)" in words(shown)


def test_a_form_of_ours_that_was_open_during_another_login_is_given_back(editor):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(editor)
    old = {"csrfmiddlewaretoken": "x" * 64, "name": "Typed"}
    ours = browser.post("/en/desk/me/", old, headers={"Sec-Fetch-Site": "same-origin"})
    assert ours.status_code == 403
    assert "This page was open while you logged in or out elsewhere." in words(ours)
    assert fields_of(ours)["name"] == "Typed"
    for site in ("cross-site", "same-site", "none"):
        answer = browser.post("/en/desk/me/", old, headers={"Sec-Fetch-Site": site})
        assert (answer.status_code, "Typed" in words(answer)) == (403, False)
    assert "Typed" not in words(browser.post("/en/desk/me/", old))


def test_no_more_is_kept_than_we_seal(client, editor):
    client.post(LOGIN, {"login": editor.email, "password": factories.PASSWORD, "typed": "x" * 200_001})
    assert "typed" not in client.session
    assert client.get("/en/desk/typed/").headers["Location"] == "/en/desk/"


def test_files_are_said_to_be_chosen_again(client, editor):
    page = Client().post("/en/desk/me/", {"name": "Typed", "logo": SimpleUploadedFile("logo.png", b"x")})
    log_in(client, editor, page)
    assert "Files have to be chosen again." in words(client.get("/en/desk/typed/"))


def test_it_comes_along_through_the_second_factor_too(client, editor, change):
    factories.with_app(editor)
    page = Client().post(change, {"lead_en": "Typed."})
    step = log_in(client, editor, page)
    assert step.headers["Location"] == "/en/accounts/second-factor/authenticate/"
    assert client.get("/en/desk/typed/").headers["Location"].startswith(LOGIN)
    code = format_hotp_value(hotp_value(factories.SECRET, int(time.time()) // 30))
    trust = client.post(step.headers["Location"], {"code": code}).headers["Location"]
    assert client.post(trust, {"action": "skip"}).headers["Location"] == "/en/desk/typed/"
    assert fields_of(client.get("/en/desk/typed/"))["lead_en"] == "Typed."
