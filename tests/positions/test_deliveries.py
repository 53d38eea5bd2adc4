"""To whom a statement went, what was answered, and what came of its asks: as staff enter it and readers see it."""

import datetime
import json
import re

import pytest
import time_machine
from auditlog.models import LogEntry
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from eclag.board import board_for
from members.actions import erase_name
from members.models import Transition
from members.states import ActorKind
from positions.actions import deliver, publish, reply, strike, withdraw_statement
from positions.models import Delivery, Outcome, Statement
from tests import factories
from tests.positions import way
from tests.positions.test_log import keep, verified, verify_log

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 3, 2)


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel("2026-03-10T12:00:00+00:00", tick=False):
        yield


@pytest.fixture
def said(people):
    """A public statement with an ask, on a dossier with a step that is past and one that is ahead."""
    letter = publish(way.adopted(people, kind="position_paper", slug="letter"), by=people["editor"])
    law = factories.dossier(slug="law")
    letter.dossiers.add(law)
    factories.milestone(law, datetime.date(2026, 3, 9), title_en="Parliament votes")
    factories.milestone(law, datetime.date(2026, 9, 1), title_en="Council agrees")
    return Statement.objects.get(pk=letter.pk)


@pytest.fixture
def staff(client, people):
    client.force_login(people["editor"])
    return client


def new(said, **fields):
    return Delivery(statement=said, **({"addressee_en": "A committee", "date": DAY, "sent_by": "paper"} | fields))


def text(response):
    words = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))
    return re.sub(r" (?=[.:,])", "", words)


def public(client, address="/en/positions/letter/"):
    client.logout()
    return text(client.get(address))


# The verbs


def test_what_was_sent_names_the_words_that_stand_and_is_sealed(people, said):
    sent = deliver(new(said), by=people["editor"])
    assert (sent.state, sent.version) == ("sent", said.current)
    row = Transition.objects.of(sent).get()
    assert (row.chain, row.digest, row.reason) == (said.chain(), said.current.digest, "A committee; 2026-03-02; paper")


def test_a_later_answer_takes_the_place_of_the_one_before_and_both_are_sealed(people, said):
    sent = deliver(new(said), by=people["editor"])
    reply(sent, by=people["editor"], answered_on=DAY, answer="It came.")
    Delivery.objects.filter(pk=sent.pk).update(answer_nl="Het kwam.")
    reply(sent, by=people["editor"], answered_on=timezone.localdate(), answer="No.", answer_url="https://example.org/a")
    now = Delivery.objects.get(pk=sent.pk)
    assert (now.state, now.answer_en, now.answer_nl, now.answered_on) == ("answered", "No.", None, timezone.localdate())
    assert [row.reason for row in Transition.objects.of(sent)] == [
        "2026-03-10; No.; https://example.org/a",
        "2026-03-02; It came.",
        "A committee; 2026-03-02; paper",
    ]


@pytest.mark.parametrize("state", ["draft", "consultation", "approval", "adopted"])
def test_what_is_nobodys_to_send_yet_was_not_sent(people, state):
    with pytest.raises(ValidationError, match="neither open nor published"):
        deliver(new(factories.statement(state=state)), by=people["editor"])


def test_what_cannot_be_is_refused_and_leaves_nothing(people, said):
    ahead = timezone.localdate() + datetime.timedelta(days=1)
    sent = deliver(new(said), by=people["editor"])
    refused = [
        ("This day is ahead.", lambda: deliver(new(said, date=ahead), by=people["editor"])),
        ("It is entered already.", lambda: deliver(new(said), by=people["editor"])),
        ("This day is ahead.", lambda: reply(sent, by=people["editor"], answered_on=ahead, answer="No.")),
        (
            "It was sent after that day.",
            lambda: reply(sent, by=people["editor"], answered_on=DAY - datetime.timedelta(days=1), answer="No."),
        ),
        ("Give the reason: it is kept with it.", lambda: strike(sent, by=people["editor"])),
    ]
    before = Transition.objects.count()
    for why, attempt in refused:
        with pytest.raises(ValidationError, match=re.escape(why)):
            attempt()
    assert (Transition.objects.count(), Delivery.objects.get().state) == (before, "sent")


@pytest.mark.parametrize("role", ["translator", "steering", "signatory"])
def test_nobody_but_staff_enters_any_of_it(people, said, role):
    sent = deliver(new(said), by=ActorKind.SEED)
    for attempt in (
        lambda: deliver(new(said, addressee_en="Another"), by=people[role]),
        lambda: reply(sent, by=people[role], answered_on=DAY, answer="No."),
        lambda: strike(sent, by=people[role], reason="So."),
    ):
        with pytest.raises(PermissionDenied):
            attempt()


# As its readers see it


def test_readers_are_told_to_whom_it_went_and_what_was_answered(client, people, said):
    assert "To whom it went" not in public(client)
    first = deliver(new(said, addressee_nl="Een commissie"), by=people["editor"])
    deliver(new(said, addressee_en="A ministry", sent_by="email"), by=people["editor"])
    reply(first, by=people["editor"], answered_on=DAY, answer="We will see.", answer_url="https://example.org/a")
    page = public(client)
    assert "A committee: sent on paper, 2 March 2026 · Answered, 2 March 2026: We will see. Source" in page
    assert "A ministry: sent by e-mail, 2 March 2026 · No answer is known to us." in page
    assert "Een commissie: " in public(client, "/nl/positions/letter/")


def test_what_was_entered_by_mistake_is_told_nowhere(client, people, said):
    kept = deliver(new(said), by=people["editor"])
    slip = deliver(new(said, addressee_en="Canary"), by=people["editor"])
    reply(slip, by=people["editor"], answered_on=DAY, answer="Canary answer.")
    pages = [
        "/en/positions/letter/",
        *(f"/en/positions/letter/{x}" for x in ("v1/record.json", "log.json")),
    ]
    assert [public(client, page).count("Canary") > 0 for page in pages] == [True] * 3
    strike(slip, by=people["editor"], reason="It went to the canary, not there.")
    assert [public(client, page).lower().count("canary") for page in pages] == [0] * 3
    assert ["A committee" in public(client, page) for page in pages] == [True] * 3
    assert "and each thing stands as its last row says." in verify_log()
    assert kept.state == "sent"


def test_each_ask_says_what_came_of_it_at_which_step(client, said):
    ask, step = said.current.asks.get(), said.dossiers.get().milestones.first()
    assert "Parliament votes" not in public(client)
    factories.outcome(ask, step, result="partly", note_en="Without a date.", source_url="https://example.org/vote")
    came = "Partly adopted 9 March 2026, Parliament votes – Without a date. As reported: example.org"
    assert f"For An ask. {came}" in public(client)
    assert came in public(client, "/en/dossiers/law/")
    [told] = json.loads(client.get("/en/positions/letter/v1/record.json").content)["asks"]
    assert told["outcomes"] == [
        {
            "date": "2026-03-09",
            "step": "Parliament votes",
            "result": "partly",
            "note": "Without a date.",
            "source": "https://example.org/vote",
        }
    ]


def test_an_outcome_is_of_a_step_that_is_past_and_of_a_law_of_the_statement(said):
    ask, (past, ahead) = said.current.asks.get(), said.dossiers.get().milestones.all()
    elsewhere = factories.milestone(factories.dossier(), DAY)
    Outcome(ask=ask, milestone=past, result="adopted").full_clean()
    for step, why in [(ahead, "This step is ahead"), (elsewhere, "a dossier on which its statement does not hang")]:
        with pytest.raises(ValidationError, match=why):
            Outcome(ask=ask, milestone=step, result="adopted").full_clean()


# The log


def test_the_script_finds_each_delivery_of_the_record_in_the_log(client, people, said, tmp_path):
    sent = deliver(new(said), by=people["editor"])
    reply(sent, by=people["editor"], answered_on=DAY, answer="We will see.")
    client.logout()
    keep(client, said, tmp_path)
    assert verified(tmp_path)[0] == 0
    for file, old, fault in [
        ("record.json", "We will see.", "The log does not say: 2026-03-02; We shall see."),
        ("log.json", "We will see.", "says other than what it sealed"),
    ]:
        whole = (tmp_path / file).read_text()
        (tmp_path / file).write_text(whole.replace(old, "We shall see."))
        code, found = verified(tmp_path)
        assert (code, fault in found) == (1, True), found
        (tmp_path / file).write_text(whole)


def test_a_name_that_is_erased_leaves_the_log_and_it_verifies(client, people, said, tmp_path):
    deliver(new(said, addressee_en="Canary Person"), by=people["editor"])
    erase_name("Canary Person", by=people["secretary"])
    assert "Canary" not in public(client, "/en/positions/letter/log.json")
    assert "and each thing stands as its last row says." in verify_log()


# The desk


def page_of(said):
    return reverse("admin:positions_statement_deliveries", args=[said.pk])


def test_the_secretariat_leads_a_letter_from_sent_to_answered_to_adopted(client, staff, said):
    change = reverse("admin:positions_statement_change", args=[said.pk])
    assert 'href="../deliveries/"' in staff.get(change).content.decode()
    lines = {
        "addressees": "A committee\n\n  A  ministry \nA committee",
        "language": "en",
        "date": DAY,
        "sent_by": "email",
    }
    done = staff.post(page_of(said), lines, follow=True)
    assert "2 entered." in text(done)
    assert list(Delivery.objects.values_list("addressee_en", "sent_by")) == [
        ("A committee", "email"),
        ("A ministry", "email"),
    ]
    again = staff.post(page_of(said), lines, follow=True)
    assert "A committee: It is entered already." in text(again)
    sent = Delivery.objects.first()
    verb = reverse("admin:positions_delivery_verb", args=[sent.pk, "reply"])
    assert f'href="{verb}"' in done.content.decode()
    answered = staff.post(verb, {"answered_on": "2026-03-05", "answer": "We agree."}, follow=True)
    assert (answered.request["PATH_INFO"], "We agree." in text(answered)) == (page_of(said), True)
    ask, step = said.current.asks.get(), said.dossiers.get().milestones.first()
    add = f"{reverse('admin:positions_outcome_add')}?ask={ask.pk}"
    assert add in answered.content.decode()
    offered = staff.get(add).context["adminform"].form.fields["milestone"].queryset
    assert [row.pk for row in offered] == [step.pk]
    entered = {"ask": ask.pk, "milestone": step.pk, "result": "adopted", "authentic_language": "en"}
    told = staff.post(add, entered, follow=True)
    assert (told.request["PATH_INFO"], "Adopted: 9 March 2026, Parliament votes" in text(told)) == (page_of(said), True)
    assert "Adopted 9 March 2026, Parliament votes" in public(client)


def test_what_is_typed_badly_is_shown_and_enters_nothing(staff, said):
    sent = factories.delivery(said, date=DAY)
    verb = reverse("admin:positions_delivery_verb", args=[sent.pk, "reply"])
    for address, typed, why in [
        (
            page_of(said),
            {"addressees": "", "language": "en", "date": DAY, "sent_by": "email"},
            "This field is required.",
        ),
        (
            page_of(said),
            {"addressees": "x", "language": "en", "date": "soon", "sent_by": "email"},
            "Enter a valid date.",
        ),
        (verb, {"answered_on": DAY, "answer": ""}, "This field is required."),
        (verb, {"answered_on": "2026-03-11", "answer": "Kept as typed."}, "This day is ahead."),
        (verb, {"answered_on": DAY, "answer": "x", "answer_url": "javascript:alert(1)"}, "Enter a valid URL."),
    ]:
        assert why in text(staff.post(address, typed))
    long = {"addressees": "x" * 301, "language": "en", "date": DAY, "sent_by": "email"}
    assert "at most 300 characters" in text(staff.post(page_of(said), long, follow=True))
    assert (Delivery.objects.get().state, Transition.objects.filter(noun="delivery").count()) == ("sent", 0)


def test_what_is_sealed_is_not_rewritten_and_its_translation_is(staff, said):
    sent = factories.delivery(said, date=DAY)
    page = reverse("admin:positions_delivery_change", args=[sent.pk])
    form = staff.get(page).context["adminform"].form
    assert {"addressee_en", "answer_en", "date", "state"} & set(form.fields) == set()
    staff.post(page, {"shown": form.initial["shown"], "addressee_nl": "Een commissie", "addressee_en": "Forged"})
    now = Delivery.objects.get()
    assert (now.addressee_nl, now.addressee_en) == ("Een commissie", "A committee")
    assert LogEntry.objects.filter(object_pk=str(sent.pk), content_type__model="delivery").exists()


@pytest.mark.parametrize("role", ["translator", "steering", "signatory"])
def test_nobody_but_staff_opens_the_page(client, people, said, role):
    client.force_login(people[role])
    for method in (client.get, client.post):
        assert method(page_of(said)).status_code in {302, 403}


def test_a_draft_has_no_such_page(staff):
    assert staff.get(page_of(factories.statement(state="draft"))).status_code == 404


def test_the_board_names_what_nobody_has_answered_for_thirty_days(people, said):
    title = "Sent more than 30 days ago and not answered by all"

    def waiting():
        return {title: [str(thing) for thing, _, _ in rows] for title, _, rows in board_for(people["editor"])["lists"]}

    sent = factories.delivery(said, date=DAY)
    factories.delivery(factories.statement(is_sample=True), date=DAY)
    factories.delivery(factories.statement(state="open"), date=DAY)
    with time_machine.travel("2026-04-01T12:00:00+00:00", tick=False):
        assert title not in waiting()
    with time_machine.travel("2026-04-02T12:00:00+00:00", tick=False):
        assert waiting()[title] == ["A title"]
        assert "Signing is over: statements to publish" not in waiting()
        reply(sent, by=people["editor"], answered_on=DAY, answer="No.")
        assert title not in waiting()
        factories.delivery(said, date=DAY)
        withdraw_statement(said, by=people["editor"])
        assert title not in waiting()
