"""Who reads a statement before everybody does."""

import datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from members.models import User
from positions.actions import adopt, discard, publish, send_back, submit
from positions.models import Ask, Outcome, Signature, Statement, Version
from positions.states import StatementState
from tests import factories
from tests.positions.way import ADOPTED, draft, laid

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)


@pytest.mark.parametrize("kind", ADOPTED)
def test_who_reads_it_before_it_is_public(people, kind):
    said = draft(kind=kind)
    seen = {}

    def look(state):
        """By role, how much of it: the statement, and the numbers of its versions."""
        for role, known in people.items():
            person = User.objects.get(pk=known.pk)
            there = Statement.objects.visible_to(person).filter(pk=said.pk).exists()
            numbers = Version.objects.visible_to(person).filter(statement=said).values_list("number", flat=True)
            if there or numbers:
                seen.setdefault(state, {})[role] = there, sorted(numbers)

    staff = ["secretary", "editor", "other editor", "translator"]  # to whom the Dutch text was handed
    signed = kind in {"open_letter", "joint_statement"}
    members = ["steering", *(["signatory"] if signed else [])]
    look("draft")
    submit(said, by=people["editor"])
    look("approval")
    send_back(said, by=people["editor"], reason="A reason.")
    look("sent back")
    submit(said, by=people["editor"])
    look("approval again")
    for role in ("secretary", "steering"):
        adopt(said, by=people[role])
    look("adopted")
    publish(said, by=people["editor"], at=timezone.now() + HOUR)
    look("ahead")
    wanted = {
        "draft": dict.fromkeys(staff, (True, [1])),
        "approval": dict.fromkeys([*staff, *members], (True, [1])),
        "sent back": dict.fromkeys(staff, (True, [1, 2])),
        **{
            state: dict.fromkeys(staff, (True, [1, 2])) | dict.fromkeys(members, (True, [2]))
            for state in ("approval again", "adopted", "ahead")
        },
    }
    if kind == "press_release":
        discarded = send_back(said, by=people["editor"], reason="A reason.")
        discard(discarded, by=people["editor"], reason="A reason.")
        look("discarded")
        wanted["discarded"] = dict.fromkeys(staff, (True, [1, 2, 3]))
    assert seen == wanted


def test_an_open_one_is_read_by_everybody_with_a_mandate_of_a_member(people):
    said = laid(people)
    Statement.objects.filter(pk=said.pk).update(state=StatementState.OPEN)
    former = factories.user()
    factories.mandate(former, factories.organisation(state="left"))
    seen = {
        role
        for role, person in (people | {"former": former}).items()
        if Version.objects.visible_to(person).filter(statement=said).exists()
    }
    assert seen == set(people)


def test_the_asks_of_what_one_does_not_read_are_not_read_either(people):
    hidden, shown = draft(), factories.frozen(asks=[{"text_en": "Shown."}])
    step = factories.milestone(factories.dossier(), datetime.date(2025, 1, 1))
    for ask in Ask.objects.all():
        factories.outcome(ask, step)
    strangers = [AnonymousUser(), people["signatory"], people["steering contact"]]
    for person in strangers:
        assert [ask.version for ask in Ask.objects.visible_to(person)] == [shown]
        assert [row.ask.version for row in Outcome.objects.visible_to(person)] == [shown]
    assert Ask.objects.visible_to(people["editor"]).count() == 2
    assert hidden.versions.get().asks.exists()


def test_who_signed_what_one_does_not_read_is_not_read_either(people):
    hidden, shown = factories.statement(state="draft"), factories.statement()
    version = factories.version(factories.statement(state="draft"), texts={"en": ("A", "<p>B.</p>")})
    for said, its in [(hidden, None), (shown, None), (version.statement, version)]:
        factories.signature(said, factories.organisation(), version=its)
    for person in (AnonymousUser(), people["signatory"], people["steering contact"]):
        assert [row.statement for row in Signature.objects.visible_to(person)] == [shown]
    assert Signature.objects.visible_to(people["editor"]).count() == 3
