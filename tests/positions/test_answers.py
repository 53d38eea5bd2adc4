"""The page behind the link of a letter, and the same at the desk: two taps from the letter to signed."""

import datetime
import logging
import re

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from eclag.logs import WithoutKeys
from members.actions import end, send_due
from members.letters import mail_of
from members.models import Letter, Transition, User
from positions.actions import publish, record_signature, sign, withdraw_statement, write_of_signing
from positions.models import Signature, Statement
from positions.signing import token_of
from tests import factories
from tests.positions.way import opened
from tests.reading import main, words

pytestmark = pytest.mark.django_db
DAY, MINUTE = datetime.timedelta(days=1), datetime.timedelta(minutes=1)


@pytest.fixture
def member():
    """An organisation with a person of each role."""
    organisation = factories.organisation(name="Lighthouse", country="MT")
    for role in ("signatory", "editor", "contact"):
        factories.mandate(factories.user(f"{role}@lighthouse.example.org", name=role.title()), organisation, role)
    return organisation


def person(role="signatory"):
    return User.objects.get(email=f"{role}@lighthouse.example.org")


def organisation_of(somebody):
    return somebody.mandates.get().organisation


def link(said, role="signatory"):
    return reverse("positions:by_letter", args=[token_of(said, person(role))])


def state():
    return "".join(Signature.objects.values_list("state", flat=True))


def test_from_the_letter_it_is_two_taps_to_signed_and_one_to_take_it_back(people, member, client):
    opened(people)
    letter = Letter.objects.get(occasion="ask", address="signatory@lighthouse.example.org")
    address = re.search(r"/en/desk/answer/\S+", mail_of(letter).body)[0]
    page = client.get(address)
    assert ("Sign for Lighthouse" in main(page), state()) == (True, "")
    done = client.post(address, {"for": member.pk, "act": "sign"}, follow=True)
    assert ("Lighthouse has signed." in words(done), state()) == (True, "signed")
    row = Transition.objects.get(noun="signature")
    assert (row.actor, row.reason) == (person(), "From the letter.")
    done = client.post(address, {"for": member.pk, "act": "withdraw"}, follow=True)
    assert ("The signature of Lighthouse is taken back." in words(done), state()) == (True, "withdrawn")


def test_whoever_else_is_logged_in_is_not_who_answers(people, member, client):
    said = opened(people)
    client.force_login(people["signatory"])
    client.post(link(said), {"for": member.pk, "act": "decline"})
    assert (Signature.objects.get().person, Transition.objects.get(noun="signature").actor) == (person(), person())


def test_the_page_is_private_and_its_key_is_in_no_line_of_the_log(people, member, client, caplog):
    said = opened(people)
    answer = client.get(link(said))
    assert "no-store" in answer.headers["Cache-Control"]
    assert '<meta name="robots" content="noindex">' in answer.content.decode()
    assert client.post(link(said), {"for": member.pk, "act": "nothing"}).status_code == 200
    with caplog.at_level(logging.DEBUG):
        client.get(f"{link(said)}more/")
    token = token_of(said, person())
    for record in caplog.records:
        WithoutKeys().filter(record)
        assert token not in record.getMessage()


@pytest.mark.parametrize("token", ["x", "x:y", "", "eyJhIjoxfQ:abc"])
def test_what_is_no_link_of_ours_opens_nothing(client, token):
    assert client.get(f"/en/desk/answer/{token}/").status_code == 404


def test_the_link_dies_with_the_address_and_the_account_and_acts_no_more_without_the_mandate(people, member, client):
    said = opened(people)
    old = link(said)
    end(person().mandates.get(), by=people["secretary"])
    page = client.get(old)
    assert ("Sign for Lighthouse" in main(page), "You act for no organisation" in words(page)) == (False, True)
    client.post(old, {"for": member.pk, "act": "sign"})
    assert state() == ""
    User.objects.filter(pk=person().pk).update(is_active=False)
    assert client.get(old).status_code == 404
    User.objects.filter(pk=person().pk).update(is_active=True, email="new@lighthouse.example.org")
    assert client.get(old).status_code == 404


@pytest.mark.parametrize("role", ["editor", "contact"])
def test_others_of_the_organisation_undo_and_pass_on_and_sign_nothing(people, member, client, role):
    said = opened(people)
    assert "Ask the signatories of Lighthouse to answer" in main(client.get(link(said, role)))
    refused = client.post(link(said, role), {"for": member.pk, "act": "sign"})
    assert ("You do not sign for this organisation any more." in words(refused), state()) == (True, "")
    Letter.objects.all().delete()
    client.post(link(said, role), {"for": member.pk, "act": "pass_on", "note": "Canary: please."})
    [letter] = Letter.objects.all()
    body = mail_of(letter).body
    assert (letter.address, "“Canary: please.”" in body, f"{role.title()} asks you" in body) == (
        "signatory@lighthouse.example.org",
        True,
        True,
    )
    send_due(said.closes_at)
    assert Letter.objects.get().details == {}
    again = client.post(link(said, role), {"for": member.pk, "act": "pass_on"})
    assert "they were asked by you already" in words(again)
    sign(said, member, by=person())
    client.post(link(said, role), {"for": member.pk, "act": "withdraw"})
    assert state() == "withdrawn"


def test_nobody_answers_for_an_organisation_that_is_not_hers(people, member, client):
    said, other = opened(people), factories.organisation()
    for key in (other.pk, "x", ""):
        client.post(link(said), {"for": key, "act": "sign"})
    assert Signature.objects.count() == 0


def test_each_state_of_the_link_has_its_page(people, member, client):
    said = opened(people)
    told = {}

    def look(name, role="signatory"):
        told[name] = words(client.get(link(said, role)))

    sign(said, member, by=person())
    look("signed")
    with time_machine.travel(said.closes_at, tick=False):
        look("over")
        look("over, contact", "contact")
    Statement.objects.update(late_allowed=True)
    other = factories.organisation(name="Late")
    factories.mandate(person(), other)
    with time_machine.travel(said.closes_at, tick=False):
        look("late")
    withdraw_statement(Statement.objects.get(), by=people["editor"])
    look("withdrawn")
    assert "Lighthouse has signed." in told["signed"]
    assert "Take back the signature of Lighthouse" in told["signed"]
    assert "The deadline is over." in told["over"]
    assert "Take back the signature of Lighthouse" in told["over"]
    assert "Take back" not in told["over, contact"]
    assert "Ask to sign late for Late" in told["late"]
    assert "This statement was withdrawn." in told["withdrawn"]
    assert "Some words." not in told["withdrawn"]


def test_at_the_desk_who_signs_is_led_there_and_answers(people, member, client):
    said = opened(people)
    client.force_login(person())
    desk = client.get("/en/desk/")
    assert "“A title” asks for the name of Lighthouse." in words(desk)
    address = reverse("positions:answer", args=[said.slug])
    assert f'href="{address}"' in main(desk)
    client.post(address, {"for": member.pk, "act": "decline"})
    assert (state(), Transition.objects.get(noun="signature").reason) == ("declined", "")
    assert "asks for the name" not in words(client.get("/en/desk/"))
    client.force_login(person("contact"))
    assert "awaits the signatory" not in words(client.get("/en/desk/"))


def test_nobody_is_shown_at_the_desk_what_is_not_open_to_her(people, member, client):
    said = opened(people)
    client.force_login(people["translator"])
    assert client.get(reverse("positions:answer", args=[said.slug])).status_code in {200, 404}
    client.force_login(factories.user())
    assert client.get(reverse("positions:answer", args=[said.slug])).status_code == 404


# Letters


def letters(occasion):
    return sorted(Letter.objects.filter(occasion__startswith=occasion).values_list("address", flat=True))


def test_opening_writes_once_to_each_signatory_and_to_others_where_nobody_signs(people, member):
    alone = factories.organisation(name="Alone")
    factories.mandate(factories.user("contact@alone.example.org"), alone, "contact")
    factories.mandate(factories.user("left@example.org"), factories.organisation(state="left"))
    sample = factories.organisation(is_sample=True)
    factories.mandate(factories.user("sample@example.org"), sample)
    said = opened(people)
    steering, signatory = people["steering"].email, people["signatory"].email
    assert letters("ask") == sorted(["signatory@lighthouse.example.org", steering, signatory])
    assert letters("name_signatory") == ["contact@alone.example.org"]
    write_of_signing(said.versions.get().opened_at)
    assert Letter.objects.count() == 4


def test_the_clock_asks_who_came_since_and_reminds_the_undecided_once(people, member):
    said = opened(people)
    with time_machine.travel(said.closes_at - 3 * DAY, tick=False) as clock:
        factories.mandate(factories.user("new@lighthouse.example.org"), member)
        write_of_signing(timezone.now())
        assert ("new@lighthouse.example.org" in letters("ask"), letters("reminder")) == (True, [])
        sign(said, organisation_of(people["signatory"]), by=people["signatory"])
        clock.shift(DAY + MINUTE)
        for _ in range(2):
            write_of_signing(timezone.now())
        undecided = [people["steering"].email, "signatory@lighthouse.example.org", "new@lighthouse.example.org"]
        assert letters("reminder") == sorted(undecided)
        reminder = mail_of(Letter.objects.get(occasion="reminder", address="new@lighthouse.example.org"))
    assert ("Still open until" in reminder.subject, "This is the only reminder." in reminder.body) == (True, True)


def test_a_letter_to_somebody_who_decided_meanwhile_is_dropped(people, member):
    said = opened(people)
    sign(said, member, by=person())
    letter = Letter.objects.get(occasion="ask", address="signatory@lighthouse.example.org")
    assert mail_of(letter) is None


def test_the_receipt_says_who_what_and_which_words(people, member):
    said = opened(people, reservation_allowed=True)
    sign(said, member, by=person(), reservation="But not so.")
    body = mail_of(Letter.objects.get(occasion__startswith="receipt", address="contact@lighthouse.example.org")).body
    for part in ("By Signatory, on", said.current.digest, "version 1", "“But not so.”", "Names until", "/desk/answer/"):
        assert part in body


def test_what_is_recorded_is_told_with_how_it_came(people, member):
    said = opened(people)
    row = Signature(statement=said, version=said.current, organisation=member, came_by="telephone", date=said.date)
    record_signature(row, by=people["editor"])
    body = mail_of(Letter.objects.filter(occasion__startswith="receipt").first()).body
    assert "it came by telephone. If that is wrong, refuse it." in body


def test_the_result_goes_to_all_who_were_asked_once_it_is_public(people, member):
    said = opened(people)
    sign(said, member, by=person())
    publish(said, by=people["editor"], at=said.closes_at)
    with time_machine.travel(said.closes_at - MINUTE, tick=False) as clock:
        write_of_signing(timezone.now())
        assert letters("result") == []
        clock.shift(MINUTE)
        for _ in range(2):
            write_of_signing(timezone.now())
        assert letters("result") == letters("ask")
        body = mail_of(Letter.objects.filter(occasion="result").first()).body
    assert said.current.digest in body
