"""A statement is laid before two people, adopted by them, or sent back to be worked on."""

import datetime
import itertools

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from members.models import Transition
from positions.actions import adopt, publish, send_back, submit
from positions.models import Ask, Statement, Translation, Version
from positions.states import StatementKind
from tests.positions.way import ADOPTED, adopted, draft, laid, public, rows, write

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)


def test_a_letter_goes_from_a_draft_to_words_that_two_people_adopted_and_everybody_reads(people):
    said = draft()
    submit(said, by=people["editor"])
    [version] = said.versions.all()
    adopt(said, by=people["secretary"])
    assert said.state == "approval"
    adopt(said, by=people["steering"])
    assert (said.state, public()) == ("adopted", [])
    publish(said, by=people["editor"])
    version.refresh_from_db()
    assert (said.state, said.current, public()) == ("published", version, [said.pk])
    assert version.published_at == version.opened_at == said.published_at
    assert {row.digest for row in Transition.objects.of(said)} == {version.digest}
    assert rows(said) == [
        ("submit", "approval", people["editor"].pk),
        ("adopt", "approval", people["secretary"].pk),
        ("adopt", "adopted", people["steering"].pk),
        ("publish", "published", people["editor"].pk),
    ]


STAFF, PAIRS = (
    {"secretary", "editor", "other editor"},
    list(itertools.permutations(["secretary", "editor", "other editor", "steering"], 2)),
)


@pytest.mark.once
@pytest.mark.parametrize("kind", ADOPTED)
def test_which_two_adopt_is_for_the_kind_to_say(people, kind):
    seen, wanted = {}, {}
    for pair in PAIRS:
        with transaction.atomic():
            said = laid(people, kind=kind)
            for role in pair:
                adopt(said, by=people[role])
            seen[pair] = said.state
            transaction.set_rollback(True)
        two_of_staff = set(pair) <= STAFF
        enough = not two_of_staff or kind in {"press_release", "briefing"}
        wanted[pair] = "adopted" if enough else "approval"
    assert seen == wanted


def test_one_of_the_two_never_changed_its_words(people):
    said = draft(kind=StatementKind.PRESS_RELEASE)
    for role in ("editor", "other editor"):
        write(said, by=people[role])
    submit(said, by=people["editor"])
    for role in ("editor", "other editor"):
        adopt(said, by=people[role])
    assert said.state == "approval"
    adopt(said, by=people["steering"])
    assert said.state == "adopted"


@pytest.mark.parametrize("role", ["translator", "steering contact", "signatory"])
def test_nobody_else_adopts(people, role):
    said = laid(people)
    with pytest.raises(PermissionDenied):
        adopt(said, by=people[role])
    assert [verb for verb, _, _ in rows(said)] == ["submit"]


def test_nobody_adopts_twice_and_only_the_words_that_lie_there_now_count(people):
    said = laid(people)
    adopt(said, by=people["secretary"])
    with pytest.raises(ValidationError):
        adopt(said, by=people["secretary"])
    send_back(said, by=people["steering"], reason="The second paragraph.")
    submit(said, by=people["editor"])
    adopt(said, by=people["steering"])
    assert said.state == "approval"
    adopt(said, by=people["secretary"])
    assert said.state == "adopted"


def test_whose_rights_have_ended_meanwhile_is_none_of_the_two(people):
    said = laid(people)
    adopt(said, by=people["secretary"])
    people["secretary"].staff_role = ""
    people["secretary"].save()
    adopt(said, by=people["steering"])
    assert said.state == "approval"
    adopt(said, by=people["editor"])
    assert said.state == "adopted"


LACKING = {
    "no version": lambda said: said.versions.all().delete(),
    "no text": lambda said: Translation.objects.filter(language="en").update(text="<p> </p>"),
    "no row of a text": lambda said: Translation.objects.filter(language="en").delete(),
    "no ask": lambda said: Ask.objects.all().delete(),
    "a change of no article": lambda said: Ask.objects.update(direction="change", article=""),
    "said elsewhere": lambda said: Statement.objects.update(kind="article"),
}


@pytest.mark.parametrize("lack", LACKING)
def test_nothing_is_laid_before_others_that_is_not_whole(people, lack):
    said = draft()
    LACKING[lack](said)
    said = Statement.objects.get(pk=said.pk)
    with pytest.raises(ValidationError) as refusal:
        submit(said, by=people["editor"])
    assert refusal.value.messages == [one.sentence for one in said.missing()]
    assert len(refusal.value.messages) == (2 if lack == "no version" else 1)
    assert (Statement.objects.get(pk=said.pk).state, rows(said)) == ("draft", [])
    assert not Version.objects.filter(frozen_at__isnull=False).exists()


def test_a_press_release_asks_for_nothing(people):
    said = draft(kind=StatementKind.PRESS_RELEASE)
    Ask.objects.all().delete()
    assert submit(said, by=people["editor"]).state == "approval"


def test_what_is_sent_back_is_worked_on_in_a_copy_and_the_words_that_were_read_stay(people):
    said = adopted(people)
    [old] = said.versions.all()
    send_back(said, by=people["editor"], reason="A wrong article.")
    new, same = said.versions.order_by("-number")
    assert (said.state, same, new.number, new.frozen_at, new.digest) == ("draft", old, 2, None, "")
    texts = {row.language: (row.title, row.text, row.renders, row.frozen_at) for row in new.translations.all()}
    assert texts == {
        "en": ("A title", "<p>Some words.</p>", None, None),
        "nl": ("Een titel", "<p>Woorden.</p>", old, None),
    }
    columns = ("direction", "article", "text_en", "text_nl", "text_authentic")
    assert list(new.asks.values_list(*columns)) == list(old.asks.values_list(*columns))
    assert list(new.asks.values_list("text_nl", flat=True)) == ["Een vraag."]
    submit(said, by=people["editor"])
    new.refresh_from_db()
    assert new.digest == old.digest


def test_no_version_is_added_beside_the_one_to_work_on_nor_once_words_are_laid_before_others(people):
    said = draft()
    for _ in range(2):
        with pytest.raises(ValidationError):
            Version(statement=said, number=2).full_clean()
        said = submit(said, by=people["editor"]) if said.state == "draft" else said
