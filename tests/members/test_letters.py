"""The outbox: written with what it tells of, sent one by one, to a real mail server that is not always kind."""

import datetime
import re

import pytest
import time_machine
from django.core import mail
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from eclag.board import board_for
from members import letters as letters_module
from members.actions import send_again_letter, send_due, write
from members.actions.files import purge
from members.models import Bounce, Letter, Transition, Unwanted
from tests import factories
from tests.mailserver import mail_server

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 3, 1, 12, tzinfo=datetime.UTC)
PROVIDER = "account/email/password_changed"


@pytest.fixture
def post(settings):
    with mail_server() as (box, port):
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", port, 1
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        yield box


def letters(number=1, **fields):
    """That many letters that say that a password was changed, each to a person of her own."""
    for _ in range(number):
        person = factories.user(**fields)
        details = {"ip": "192.0.2.7", "user_agent": "Firefox/140", "timestamp": "2026-01-01T12:00:00+00:00"}
        write(f"{PROVIDER}#{person.pk}", None, [person], details=details)
    return list(Letter.objects.order_by("pk"))


def states():
    return [letter.state for letter in Letter.objects.order_by("pk")]


def go(clock):
    with time_machine.travel(clock, tick=False):
        send_due(clock)


# Writing


def test_a_letter_is_written_once_an_occasion_whatever_the_case_of_the_address():
    person, thing = factories.user("Ann@example.org"), factories.organisation()
    assert write("occasion", thing, [person, "ann@EXAMPLE.org", "bea@example.org"]) == 2
    assert write("occasion", thing, [person, " bea@example.org"]) == 0
    assert write("another", thing, [person]) == 1
    assert write("occasion", factories.organisation(), [person]) == 1
    assert Letter.objects.count() == 4


def test_a_letter_speaks_the_language_of_its_person_else_the_one_it_is_given():
    write("occasion", None, [factories.user("nl@example.org", language="nl"), "x@example.org"])
    write("occasion", None, ["y@example.org"], language="mt")
    assert dict(Letter.objects.values_list("address", "language")) == {
        "nl@example.org": "nl",
        "x@example.org": "en",
        "y@example.org": "mt",
    }


def test_a_letter_of_what_did_not_happen_is_never_sent(post):
    with transaction.atomic():
        letters()
        transaction.set_rollback(True)
    send_due(timezone.now())
    assert (post.taken, Letter.objects.count()) == ([], 0)


# Sending


def test_each_letter_is_sent_once_as_text_and_page_and_what_the_moment_knew_is_forgotten(post):
    first, second = letters(2)
    for _ in range(2):
        send_due(timezone.now())
    assert post.to() == [first.address, second.address]
    _, sent = post.taken[0]
    assert (sent["Subject"], sent["To"]) == ("How you log in to ECLAG was changed", first.address)
    assert (sent["Message-ID"], sent["Auto-Submitted"]) == (f"<{first.token}@localhost>", "auto-generated")
    text, page = (part.get_payload(decode=True).decode() for part in sent.walk() if not part.is_multipart())
    for words in ("192.0.2.7", "Write to the secretariat", "http://localhost/en/privacy/"):
        assert words in text
        assert words in page
    assert '<html lang="en"' in page
    assert [(letter.state, letter.details, letter.tries) for letter in Letter.objects.all()] == [("sent", {}, 1)] * 2


def test_a_server_that_is_away_stops_the_round_and_costs_no_letter(settings, post):
    right, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    letters(3)
    with time_machine.travel(NOW, tick=False):
        Letter.objects.update(next_try_at=NOW, due_since=NOW)
    go(NOW)
    assert [letter.tries for letter in Letter.objects.order_by("pk")] == [1, 0, 0]
    settings.EMAIL_PORT = right
    go(NOW)
    assert states() == ["waiting", "sent", "sent"]
    go(NOW + datetime.timedelta(seconds=59))
    assert states() == ["waiting", "sent", "sent"]
    go(NOW + datetime.timedelta(minutes=1))
    assert states() == ["sent", "sent", "sent"]


def test_the_waits_grow_and_after_a_day_it_is_given_up_and_shown(post):
    post.data[None] = "451 Later."
    [letter] = letters()
    Letter.objects.update(next_try_at=NOW, due_since=NOW, written_at=timezone.now())
    tries, clock = [], NOW
    while Letter.objects.waiting().exists():
        clock = Letter.objects.get().next_try_at
        tries.append(int((clock - NOW).total_seconds() // 60))
        go(clock)
    assert tries[:6] == [0, 1, 6, 21, 81, 141]
    assert (tries[-1] - tries[-2], 24 * 60 <= tries[-1] < 25 * 60) == (60, True)
    letter.refresh_from_db()
    assert (letter.state, letter.error, post.taken) == ("given_up", "451 b'Later.'", [])
    secretary = factories.user(staff_role="secretariat")
    titles = [title for title, _, _ in board_for(secretary)["lists"]]
    assert titles[0] == "Letters that did not arrive"
    assert titles[1:] == [title for title, _, _ in board_for(factories.user(staff_role="editor"))["lists"]]
    post.data.clear()
    send_again_letter(letter, by=secretary)
    send_due(timezone.now())
    assert (states(), post.to()) == (["sent"], [letter.address])
    assert Transition.objects.of(letter).get().verb == "send_again"


def test_an_address_that_does_not_exist_is_marked_and_not_written_to_again(post):
    [letter] = letters()
    post.rcpt[letter.address] = "550 No such box."
    send_due(timezone.now())
    letter.refresh_from_db()
    assert (letter.state, letter.error) == ("bounced", "550 No such box.")
    assert list(Bounce.objects.values_list("address", "why")) == [(letter.address, "550 No such box.")]
    post.rcpt.clear()
    write("account/email/password_changed#again", None, [letter.person])
    send_due(timezone.now())
    assert (states(), post.taken) == (["bounced", "bounced"], [])
    titles = [title for title, _, _ in board_for(factories.user(staff_role="secretariat"))["lists"]]
    assert titles[0] == "Letters that did not arrive"
    Bounce.objects.all().delete()
    send_again_letter(letter, by=factories.user(staff_role="secretariat"))
    send_due(timezone.now())
    assert post.to() == [letter.address]


def test_a_box_that_is_full_for_now_is_no_bounce_and_keeps_no_other_letter(post):
    first, second = letters(2)
    post.rcpt[first.address] = "452 Full."
    send_due(timezone.now())
    assert (states(), post.to(), Bounce.objects.count()) == (["waiting", "sent"], [second.address], 0)


def test_a_server_that_hangs_ends_the_round_in_time_and_one_that_hangs_up_may_get_it_twice(post):
    [letter] = letters()
    post.data[None] = "hang"
    go(timezone.now())
    assert states() == ["waiting"]
    post.data[None] = "drop"
    go(timezone.now() + datetime.timedelta(minutes=1))
    assert (states(), post.drops) == (["waiting"], 1)
    post.data.clear()
    go(timezone.now() + datetime.timedelta(minutes=10))
    assert (states(), post.to()) == (["sent"], [letter.address] * 2)
    assert len({sent["Message-ID"] for _, sent in post.taken}) == 1


def test_what_somebody_has_in_hand_is_left_alone_until_it_must_have_been_ended(post):
    letters()
    Letter.objects.update(next_try_at=NOW, taken_at=NOW)
    go(NOW + datetime.timedelta(minutes=10))
    assert states() == ["waiting"]
    go(NOW + datetime.timedelta(minutes=10, seconds=1))
    assert states() == ["sent"]


def test_a_letter_that_cannot_be_composed_keeps_no_other(post, caplog):
    thing = factories.organisation()
    write("no_such_letter", thing, ["x@example.org"])
    letters()
    send_due(timezone.now())
    assert (states(), len(post.taken)) == (["waiting", "sent"], 1)
    assert "cannot be composed" in caplog.text


def test_a_letter_about_what_is_gone_is_dropped(post):
    thing = factories.organisation()
    write("no_such_letter", thing, ["x@example.org"])
    thing.delete()
    [_, second] = letters()
    second.person.delete()
    send_due(timezone.now())
    assert (states(), post.taken) == (["dropped", "dropped"], [])


def test_letters_are_forgotten_after_400_days(post, settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    letters()
    for days, left in [(399, 1), (401, 0)]:
        purge(timezone.now() + datetime.timedelta(days=days))
        assert Letter.objects.count() == left


# allauth's


def asked_for_a_new_password(code="en"):
    person, client = factories.user(), Client()
    cache.clear()
    answer = client.post(f"/{code}/accounts/password/reset/", {"email": person.email}, headers={"host": "localhost"})
    assert answer.status_code == 302
    return person, client


def test_a_new_password_is_asked_for_while_no_mail_server_is_there(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    person, _ = asked_for_a_new_password()
    [letter] = Letter.objects.all()
    assert (letter.kind, letter.person, letter.state) == ("account/email/password_reset_key", person, "waiting")


@pytest.mark.parametrize("code", ["en", "nl"])
def test_its_link_is_stored_nowhere_and_works(code):
    person, client = asked_for_a_new_password(code)
    kept = str(list(Letter.objects.values()))
    send_due(timezone.now())
    [sent] = mail.outbox
    address = re.search(r"http://localhost(/\S+/key/\S+/)", sent.body)[1]
    assert address.startswith(f"/{code}/")
    assert address.rpartition("-")[2].strip("/") not in kept
    form = client.get(address, follow=True).redirect_chain[-1][0]
    client.post(form, {"password1": "a long new word", "password2": "a long new word"})
    person.refresh_from_db()
    assert person.check_password("a long new word")
    kinds = [letter.kind for letter in Letter.objects.order_by("pk")]
    assert kinds == ["account/email/password_reset_key", "account/email/password_reset"]


# The desk


def test_the_secretariat_reads_what_was_written_but_no_link_that_acts_for_its_reader(client):
    asked_for_a_new_password()
    client.force_login(factories.user(staff_role="secretariat"))
    page = client.get(reverse("admin:members_letter_change", args=[Letter.objects.get().pk])).content.decode()
    assert "Somebody asked for a new password" in page
    assert "(a personal link)" in page
    assert "/key/" not in page


def test_whose_letters_come_back_is_told_at_her_next_visit_and_so_are_her_colleagues(client):
    here, there = factories.organisation(), factories.organisation()
    person, colleague, stranger = (factories.user(name=name) for name in ("Ann", "Bea", "Cleo"))
    for somebody, place in ((person, here), (colleague, here), (stranger, there)):
        factories.mandate(somebody, place)
    Bounce.objects.create(address=person.email)
    seen = {}
    for somebody in (person, colleague, stranger):
        client.force_login(somebody)
        page = client.get("/en/desk/").content.decode()
        seen[somebody.name] = f"Our letters to {person.email} come back" in page, "<li>Ann</li>" in page
    assert seen == {"Ann": (True, False), "Bea": (False, True), "Cleo": (False, False)}


# What is not owed


def test_a_letter_that_nobody_owes_her_can_be_stopped_by_one_post_and_the_others_go_on(post, client, monkeypatch):
    news = letters_module.Content(subject="News", parts=["Some news."], is_owed=False)
    monkeypatch.setattr(letters_module, "news", lambda thing, letter: news, raising=False)
    thing, person = factories.organisation(), factories.user()
    write("news", thing, [person])
    send_due(timezone.now())
    _, sent = post.taken[0]
    assert sent["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link = re.search(r"<http://localhost(/en/accounts/letters/\S+/)>", sent["List-Unsubscribe"])[1]
    assert client.get(link).status_code == 200
    assert Unwanted.objects.count() == 0
    for _ in range(2):
        assert Client(enforce_csrf_checks=True).post(link, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert Unwanted.objects.count() == 1
    write("news", factories.organisation(), [person])
    write("news", thing, [factories.user()])
    owed = letters()[-1]
    write(f"{PROVIDER}#x", None, [person])
    send_due(timezone.now())
    assert post.to().count(person.email) == 2
    assert (len(post.taken), owed.address in post.to()) == (4, True)
    assert "List-Unsubscribe" not in dict(post.taken[-1][1])
