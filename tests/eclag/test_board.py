"""The first page of the admin: what is waiting, late or missing, for each kind of staff."""

import datetime

import pytest
import time_machine
from django.utils import timezone

from eclag.board import board_for
from eclag.models import Helpline
from members.states import TextOrigin, TextState
from positions.actions import sign
from tests import factories
from tests.positions import way

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def press():
    """Journalists have whom to ask and whom to quote: else the board asks for it each time."""
    return factories.press()


def staff(role, **fields):
    return factories.user(staff_role=role, **fields)


def lists(user):
    return {title: [str(thing) for thing, _, _ in rows] for title, _, rows in board_for(user)["lists"]}


def test_what_waits_comes_with_the_verbs_that_are_due(client):
    applicant = factories.organisation(name="Applicant", state="applicant", logo="logos/logo.webp")
    client.force_login(staff("secretariat"))
    page = client.get("/admin/").content.decode()
    for verb in ("check", "decline"):
        assert f'href="/admin/members/organisation/{applicant.pk}/verb/{verb}/"' in page
    assert f'href="/admin/members/organisation/{applicant.pk}/verb/admit/"' not in page


def test_the_secretariat_sees_what_waits_what_is_late_and_what_is_missing():
    day = timezone.localdate()
    factories.organisation(name="Applicant", state="applicant")
    factories.organisation(name="Checked", state="checked")
    factories.organisation(name="Without", state="active")
    factories.organisation(name="Sample", state="active", is_sample=True)
    factories.statement(title_en="Draft", state="draft")
    factories.event(title_en="Gone", state="draft", date=day - datetime.timedelta(days=1))
    factories.event(title_en="Some day", state="draft", date=day.replace(month=1, day=1), precision="year")
    law = factories.dossier(contact="Somebody", checked_on=day - datetime.timedelta(days=29))
    factories.milestone(law, day - datetime.timedelta(days=1), title_en="Trilogue", planned=True)
    old_law = factories.dossier(short_title_en="Long ago", checked_on=day - datetime.timedelta(days=30))
    factories.milestone(old_law, day - datetime.timedelta(days=1), title_en="Vote")
    factories.milestone(factories.dossier(is_sample=True), day - datetime.timedelta(days=1), planned=True)
    factories.page("hidden", title_en="Hidden", visibility="nobody")
    old = day - datetime.timedelta(days=400)
    Helpline.objects.create(country="EU", kind="hotline", name="Old", source_url="https://example.org", checked_on=old)
    assert lists(staff("secretariat")) == {
        "Applications to look at": ["Applicant"],
        "Applications that the steering group decides on": ["Checked"],
        "Statements in draft": ["Draft"],
        "Events to announce": ["Some day", "Gone"],
        "Pages that nobody sees yet": ["Hidden"],
        "Events whose day passed before they were announced": ["Gone"],
        "Planned steps of the law whose day is over: say what came of them": [
            f"{day - datetime.timedelta(days=1)}: Trilogue"
        ],
        "Files of the law not looked through for thirty days": ["Long ago"],
        "Files of the law that name nobody to call": ["Long ago"],
        "Places of help not looked at for a year": ["Old (EU)"],
        "Members of whose page nobody said within a year that it is right": ["Without"],
        "Members without a logo": ["Without"],
        "Members without a contact on EU matters": ["Without"],
    }


def test_a_statement_waits_at_each_step_of_its_way_and_so_does_who_asks_to_sign_late():
    people, member = way.people(), factories.organisation(name="Slow", logo="logos/logo.webp")
    factories.mandate(people["signatory"], member)
    way.laid(people)
    way.adopted(people)
    said = way.opened(people, days=1, late_allowed=True)
    before = lists(people["editor"])
    with time_machine.travel(said.closes_at + datetime.timedelta(minutes=1), tick=False):
        sign(said, member, by=people["signatory"])
        after = lists(people["editor"])
    steps = {"Statements to adopt": ["A title"], "Adopted statements to open or to publish": ["A title"]}
    over = {
        "Signing is over: statements to publish": ["A title"],
        "Organisations that ask to sign late": ["Slow: A title"],
    }
    members = {title: before.pop(title) for title in list(before) if title.startswith("Members")}
    assert (before, after) == (steps, {**steps, **over, **members})


def test_an_editor_sees_no_applications_and_a_translator_her_languages_alone():
    factories.organisation(name="Applicant", state="applicant")
    factories.statement(title_en="Draft", state="draft")
    assert lists(staff("editor")) == {"Statements in draft": ["Draft"]}
    translator = staff("translator", translates=["nl", "fi"])
    board = board_for(translator)
    assert (board["lists"], board["codes"], board["changes"]) == ([], ["fi", "nl"], [])


def test_missing_outdated_and_unchecked_texts_are_counted_by_language():
    page, other = factories.page("page"), factories.page("other", authentic_language="nl", title_nl="Titel")
    factories.translation_status(page, "nl", TextState.OUTDATED, TextOrigin.HUMAN)
    factories.translation_status(other, "fi", TextState.CURRENT, TextOrigin.MACHINE)
    [(_, total, cells), *_] = board_for(staff("translator", translates=["nl", "fi"]))["missing"]
    assert (total, cells) == (2, [("fi", 1, 0, 1), ("nl", 0, 1, 0)])


def test_the_newest_changes_name_who_made_them_and_people_only_to_the_secretariat(client):
    editor, secretary = staff("editor", name="Ed"), staff("secretariat", name="Sec")
    client.force_login(secretary)
    person = factories.user(name="Somebody")
    client.post(f"/admin/members/user/{person.pk}/erase/")
    organisation = factories.organisation(name="Thing", state="applicant", evidence="x")
    client.post(f"/admin/members/organisation/{organisation.pk}/verb/check/")
    assert [str(entry.actor) for entry, _ in board_for(editor)["changes"]] == ["Sec"]
    assert board_for(editor)["changes"][0][1] == f"/admin/members/organisation/{organisation.pk}/history/"


def test_an_empty_board_says_so(client):
    client.force_login(staff("secretariat"))
    assert "Nothing is waiting." in client.get("/admin/").content.decode()


@pytest.mark.parametrize("members", [0, 1])
def test_the_board_asks_for_whom_journalists_may_ask(client, press, members):
    for _ in range(members):
        factories.organisation()
    asked = {"The page for journalists names nobody to ask", "The page for journalists quotes nobody"}
    editor = staff("editor")
    assert asked & lists(editor).keys() == set()
    for row in press:
        row.delete()
    assert {title: rows for title, rows in lists(editor).items() if title in asked} == {
        title: ["Add"] for title in asked
    }
    assert asked & lists(staff("translator")).keys() == set()
    client.force_login(editor)
    page = client.get("/admin/").content.decode()
    assert 'href="/admin/eclag/presscontact/add/"' in page
    assert 'href="/admin/eclag/quote/add/"' in page
