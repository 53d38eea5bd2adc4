"""Readers report errors on the page of a law: the row is named, staff read it, nobody learns who it was."""

import datetime
import re

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from eclag.board import board_for
from members.models import Transition
from positions.actions import correct, dismiss, report
from positions.actions.corrections import WAITING
from positions.models import Correction
from tests import factories
from tests.factories import dossier, milestone
from tests.reading import links, words

pytestmark = pytest.mark.django_db
ADDRESS = "/en/dossiers/law/report/"
TOLD = {"text": "It was on 12 May.", "source_url": "https://example.org/minutes"}


@pytest.fixture
def law():
    return dossier(slug="law", short_title_en="CSA Regulation")


@pytest.fixture
def step(law):
    return milestone(law, datetime.date(2022, 5, 11), title_en="The Commission proposes")


def test_a_reader_says_which_step_is_wrong_and_the_board_leads_staff_to_it(law, step):
    milestone(dossier(), datetime.date(2022, 5, 11), title_en="Canary of another law")
    reader = Client(enforce_csrf_checks=True)
    assert ADDRESS in links(reader.get("/en/dossiers/law/"))
    page = reader.get(ADDRESS)
    assert "2022-05-11 · The Commission proposes" in words(page)
    assert "Canary" not in words(page)
    assert reader.post(ADDRESS, TOLD).status_code == 403
    token = re.search('name="csrfmiddlewaretoken" value="([^"]+)"', page.content.decode())[1]
    answer = reader.post(ADDRESS, {"csrfmiddlewaretoken": token, "step": step.pk, **TOLD}, follow=True)
    assert "Thank you. The secretariat looks at it" in words(answer)
    kept = Correction.objects.get()
    assert (kept.dossier, kept.step, kept.text, kept.state) == (law, step, TOLD["text"], "open")
    row = Transition.objects.get(noun="correction")
    assert (row.verb, row.actor, row.actor_kind) == ("report", None, "unknown")
    for role, seen in (("editor", True), ("translator", False)):
        titles = [title for title, _, _ in board_for(factories.user(staff_role=role))["lists"]]
        assert ("Errors that readers report" in titles) is seen


def test_what_is_reported_is_on_no_page(client, law):
    report(Correction(dossier=law, text="Canary."))
    for address in ("/en/dossiers/law/", ADDRESS, "/en/dossiers/law/dossier.json", "/en/search/?q=canary"):
        assert "Canary." not in client.get(address).content.decode()


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"text": "  "}, "This field is required."),
        ({"text": "x" * 1001}, "Ensure this value has at most 1000 characters"),
        ({"source_url": "javascript:x"}, "Enter a valid URL."),
        ({"step": "999999"}, "Select a valid choice."),
    ],
)
def test_what_cannot_be_read_is_not_taken_and_stays_typed(client, law, sent, told):
    page = client.post(ADDRESS, TOLD | sent)
    assert page.status_code == 422
    assert told in words(page)
    assert "https://example.org/minutes" in page.content.decode() or "source_url" in sent
    assert not Correction.objects.exists()


def test_a_step_of_another_law_is_none(client, law):
    other = milestone(dossier(), datetime.date(2022, 5, 11))
    assert client.post(ADDRESS, TOLD | {"step": other.pk}).status_code == 422
    assert client.get("/en/dossiers/other/report/").status_code == 404


def test_a_flood_fills_one_law_to_a_bound_and_no_other(client, law):
    Correction.objects.bulk_create(Correction(dossier=law, text=f"{n}") for n in range(WAITING))
    page = client.post(ADDRESS, TOLD)
    assert (page.status_code, Correction.objects.count()) == (422, WAITING)
    assert "So many reports wait here" in words(page)
    dossier(slug="other")
    assert client.post("/en/dossiers/other/report/", TOLD).status_code == 302
    Correction.objects.filter(dossier=law).update(state="made")
    assert client.post(ADDRESS, TOLD).status_code == 302


def test_staff_say_that_it_is_put_right_or_why_all_stays(law):
    editor = factories.user(staff_role="editor")
    right, wrong = (report(Correction(dossier=law, text=text)) for text in ("Right.", "Wrong."))
    assert correct(right, by=editor).state == "made"
    with pytest.raises(ValidationError, match="Give the reason"):
        dismiss(wrong, by=editor, reason=" ")
    assert dismiss(wrong, by=editor, reason="The Journal has the 11th.").state == "dismissed"
    with pytest.raises(ValidationError, match="cannot be done"):
        correct(wrong, by=editor)
    for role in ("translator", ""):
        with pytest.raises(PermissionDenied):
            correct(right, by=factories.user(staff_role=role))


def test_its_page_in_the_admin_has_both_verbs(client, law):
    kept = report(Correction(dossier=law, text="It was on 12 May."))
    client.force_login(factories.user(staff_role="editor"))
    page = client.get(f"/admin/positions/correction/{kept.pk}/change/").content.decode()
    assert "It was on 12 May." in page
    for verb in ("correct", "dismiss"):
        assert f'href="../verb/{verb}/"' in page
    client.post(f"/admin/positions/correction/{kept.pk}/verb/correct/")
    kept.refresh_from_db()
    assert kept.state == "made"
