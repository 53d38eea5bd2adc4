"""A statement's way: words laid before two people, adopted, public at once or at an hour, sent back, given up."""

import datetime
import itertools

import pytest
import time_machine
from auditlog.context import set_actor
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from members.curating.history import track
from members.models import Transition, User
from positions.actions import adopt, discard, publish, send_back, submit, supersede, withdraw_statement
from positions.models import Ask, Statement, Translation, Version
from positions.states import StatementKind, StatementState
from tests import factories

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)
ADOPTED = [kind for kind in StatementKind if kind not in {"statement", "article"}]


@pytest.fixture
def people():
    """By role; two editors, and a signatory of a steering organisation who is no staff."""
    steering = factories.organisation()
    factories.seat(steering)
    found = {
        "secretary": factories.user(staff_role="secretariat"),
        "editor": factories.user(staff_role="editor"),
        "other editor": factories.user(staff_role="editor"),
        "translator": factories.user(staff_role="translator", translates=["nl"]),
        "steering": factories.user(),
        "steering contact": factories.user(),
        "signatory": factories.user(),
    }
    factories.mandate(found["steering"], steering)
    factories.mandate(found["steering contact"], steering, "contact")
    factories.mandate(found["signatory"], factories.organisation())
    return found


def draft(kind=StatementKind.OPEN_LETTER, **fields):
    """A draft with words in English and Dutch, and an ask."""
    said = factories.statement(kind=kind, state=StatementState.DRAFT, source_url="", **fields)
    texts = {"en": ("A title", "<p>Some words.</p>"), "nl": ("Een titel", "<p>Woorden.</p>")}
    factories.ask(factories.version(said, texts=texts), text_nl="Een vraag.")
    return said


def laid(people, **fields):
    return submit(draft(**fields), by=people["editor"])


def adopted(people, **fields):
    said = laid(people, **fields)
    for role in ("secretary", "steering"):
        adopt(said, by=people[role])
    return said


def rows(said):
    return [(row.verb, row.to_state, row.actor_id) for row in Transition.objects.of(said).order_by("pk")]


def public():
    return list(Statement.objects.visible_to(AnonymousUser()).values_list("pk", flat=True))


# Adopting


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
    for model in (Version, Translation, Ask):
        track(model)
    said = draft(kind=StatementKind.PRESS_RELEASE)
    text = Translation.objects.get(version__statement=said, language="en")
    for role in ("editor", "other editor"):
        with set_actor(people[role]):
            text.text += f"<p>{role}</p>"
            text.save()
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


# Sent back


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


# Public


def test_at_an_hour_it_is_public_and_not_a_second_before(people):
    said = adopted(people)
    hour = timezone.now() + HOUR
    publish(said, by=people["editor"], at=hour)
    assert (said.state, public()) == ("published", [])
    with time_machine.travel(hour - datetime.timedelta(seconds=1), tick=False):
        assert public() == []
    with time_machine.travel(hour, tick=False):
        assert public() == [said.pk]


def test_an_hour_ahead_is_moved_or_taken_back_and_once_it_has_come_it_stays(people):
    said = adopted(people)
    publish(said, by=people["editor"], at=timezone.now() + HOUR)
    publish(said, by=people["editor"], at=timezone.now() + 2 * HOUR)
    [version] = said.versions.all()
    assert version.published_at == said.published_at > timezone.now() + HOUR
    send_back(said, by=people["steering"], reason="Not yet.")
    version.refresh_from_db()
    assert (said.state, said.published_at, version.published_at) == ("draft", None, None)
    submit(said, by=people["editor"])
    for role in ("secretary", "steering"):
        adopt(said, by=people[role])
    publish(said, by=people["editor"])
    stands = list(Version.objects.order_by("pk").values())
    for refused in (
        lambda: publish(said, by=people["editor"]),
        lambda: publish(said, by=people["editor"], at=timezone.now() + HOUR),
        lambda: send_back(said, by=people["editor"], reason="Too late."),
    ):
        with pytest.raises(ValidationError):
            refused()
    assert list(Version.objects.order_by("pk").values()) == stands
    assert public() == [said.pk]


def test_an_hour_that_is_past_is_no_hour_to_publish_at(people):
    said = adopted(people)
    with pytest.raises(ValidationError):
        publish(said, by=people["editor"], at=timezone.now() - HOUR)
    assert (Statement.objects.get(pk=said.pk).state, public()) == ("adopted", [])


# Withdrawn, superseded, given up


@pytest.mark.parametrize("ahead", [False, True])
def test_what_was_public_is_withdrawn_and_what_never_was_stays_private(people, ahead):
    said = adopted(people)
    publish(said, by=people["editor"], at=timezone.now() + HOUR if ahead else None)
    withdraw_statement(said, by=people["steering"])
    assert (said.state, public()) == ("withdrawn", [] if ahead else [said.pk])
    with time_machine.travel(timezone.now() + 2 * HOUR, tick=False):
        assert public() == ([] if ahead else [said.pk])


def test_a_statement_is_superseded_by_a_public_one_that_names_it(people):
    said = adopted(people)
    publish(said, by=people["editor"])
    with pytest.raises(ValidationError):
        supersede(said, by=people["editor"])
    successor = adopted(people, supersedes=said)
    with pytest.raises(ValidationError):
        supersede(said, by=people["editor"])
    publish(successor, by=people["editor"])
    supersede(said, by=people["editor"])
    assert (said.state, sorted(public())) == ("superseded", sorted([said.pk, successor.pk]))


@pytest.mark.parametrize("made", [draft, laid, adopted])
def test_what_was_never_public_is_given_up_with_a_reason_and_nobody_reads_it(people, made):
    said = made() if made is draft else made(people)
    with pytest.raises(ValidationError):
        discard(said, by=people["editor"])
    discard(said, by=people["editor"], reason="Overtaken by the vote.")
    assert (said.state, public()) == ("withdrawn", [])


@pytest.mark.parametrize("verb", [submit, publish, supersede, discard])
def test_the_steering_group_adopts_and_leaves_the_rest_to_staff(people, verb):
    said = {submit: draft, publish: adopted, supersede: adopted, discard: adopted}[verb]
    said = said() if said is draft else said(people)
    with pytest.raises(PermissionDenied):
        verb(said, by=people["steering"], reason="A reason.")


# Who reads it before everybody does


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


# At the desk of staff


def test_staff_lead_it_from_a_draft_to_the_public_at_their_desk_and_are_told_what_is_missing(people, client):
    said = draft(kind=StatementKind.PRESS_RELEASE)
    Translation.objects.filter(language="en").update(text="")

    def at(verb):
        return reverse("admin:positions_statement_verb", args=[said.pk, verb])

    client.force_login(people["editor"])
    assert "The text in its authentic language is missing." in client.get(at("submit")).content.decode()
    client.post(at("submit"))
    assert Statement.objects.get(pk=said.pk).state == "draft"
    Translation.objects.filter(language="en").update(text="<p>Some words.</p>")
    client.post(at("submit"))
    digest = said.versions.get().digest
    assert f"They have the digest {digest}." in client.get(at("adopt")).content.decode()
    change = reverse("admin:positions_statement_change", args=[said.pk])
    assert "kind" not in client.get(change).context["adminform"].form.fields
    for role in ("editor", "secretary"):
        client.force_login(people[role])
        client.post(at("adopt"))
    client.post(at("publish"))
    assert public() == [said.pk]
    assert "Some words." in client.get(f"/en/positions/{said.slug}/").content.decode()


def test_staff_choose_the_hour_in_brussels_and_are_told_of_one_that_is_past(people, client):
    said = adopted(people)
    page = reverse("admin:positions_statement_verb", args=[said.pk, "publish"])
    client.force_login(people["editor"])
    assert 'type="datetime-local"' in client.get(page).content.decode()
    for wrong, told in {"2020-01-01T10:00": "This hour is past", "tomorrow": "Enter a valid date/time."}.items():
        answer = client.post(page, {"at": wrong})
        assert (answer.status_code, told in answer.content.decode(), f'value="{wrong}"' in answer.content.decode()) == (
            200,
            True,
            True,
        )
    assert Statement.objects.get(pk=said.pk).state == "adopted"
    client.post(page, {"at": "2099-01-01T10:00"})
    said.refresh_from_db()
    assert (said.state, said.published_at) == ("published", datetime.datetime(2099, 1, 1, 9, tzinfo=datetime.UTC))
    assert public() == []
