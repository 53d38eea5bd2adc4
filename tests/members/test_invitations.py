"""Who is asked in, by a letter to one address: each state of its link, and that only a POST does anything."""

import datetime
import re

import pytest
import time_machine
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from members.actions import (
    accept_invitation,
    end,
    invitable,
    invite,
    invite_holders,
    leave,
    refuse_invitation,
    send_again_invitation,
    send_due,
    withdraw_invitation,
)
from members.models import Bounce, Invitation, Letter, Mandate, Transition, User
from members.states import ActorKind
from tests import factories
from tests.reading import words

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
PASSWORD = "a long new word"
ADDRESS = "ann@example.org"


@pytest.fixture
def secretary():
    return factories.user(staff_role="secretariat", name="Sec")


@pytest.fixture
def member():
    return factories.organisation(name="Member", slug="member")


@pytest.fixture
def asked(secretary, member):
    return invite(Invitation(organisation=member, role="signatory", address=ADDRESS, name="Ann"), by=secretary)


def at(invitation, code="en"):
    return f"/{code}/accounts/invitation/{invitation.token()}/"


def everything():
    nouns = (User, Mandate, Invitation, Letter, Transition)
    return [list(noun.objects.order_by("pk").values()) for noun in nouns]


def come_in(invitation, client=None, **fields):
    form = {"act": "accept", "name": "Ann Other", "password": PASSWORD} | fields
    return (client or Client()).post(at(invitation), form)


# Asking


def test_a_letter_says_who_asks_for_whom_to_do_what_until_when_and_where(secretary, member):
    with time_machine.travel("2026-11-26T22:30:00+00:00", tick=False):
        asked = invite(Invitation(organisation=member, role="editor", address=ADDRESS, language="en"), by=secretary)
        send_due(timezone.now())
    [sent] = mail.outbox
    assert (sent.to, sent.subject) == ([ADDRESS], "Come in for Member by Thursday 10 December 2026")
    for part in (
        "The secretariat of ECLAG invites you to act for Member (Editor).",
        "- You keep its page, its people and its texts up to date.",
        "It is open until Thursday 10 December 2026, 23:59 in Brussels.",
        f"Come in for Member:\nhttp://localhost{at(asked)}",
    ):
        assert part in sent.body
    assert "Ann" not in str(Letter.objects.values())
    assert asked.token() not in str(everything())


@pytest.mark.parametrize("role", ["signatory", "editor", "contact", "elsewhere", "staff editor", "translator"])
def test_who_may_ask_somebody_in(member, role):
    person = factories.user(staff_role={"staff editor": "editor", "translator": "translator"}.get(role, ""))
    if role in {"signatory", "editor", "contact"}:
        factories.mandate(person, member, role)
    if role == "elsewhere":
        factories.mandate(person, factories.organisation())
    own = Invitation(organisation=member, role="signatory", address=ADDRESS)
    staff = Invitation(staff_role="editor", address=ADDRESS)
    done = {}
    for name, invitation in (("own", own), ("staff", staff)):
        try:
            invite(invitation, by=person)
            done[name] = True
        except PermissionDenied:
            done[name] = False
    assert done == {"own": role in {"signatory", "editor"}, "staff": False}


def test_nobody_is_asked_twice_or_who_is_in(secretary, member, asked):
    again = {"organisation": member, "role": "signatory"}
    with pytest.raises(ValidationError, match="invited to this already"):
        invite(Invitation(address=ADDRESS.upper(), **again), by=secretary)
    person = factories.user()
    factories.mandate(person, member)
    with pytest.raises(ValidationError, match="in already"):
        invite(Invitation(address=person.email, **again), by=secretary)
    with pytest.raises(ValidationError, match="is none now"):
        invite(
            Invitation(organisation=factories.organisation(state="left"), role="editor", address=ADDRESS), by=secretary
        )
    assert Letter.objects.count() == 1


# Coming in


def test_who_comes_in_has_her_account_her_mandate_and_stands_on_her_desk(asked, member):
    client = Client()
    answer = come_in(asked, client)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/en/desk/")
    assert "Member" in words(client.get("/en/desk/"))
    person = User.objects.get(email=ADDRESS)
    assert (person.name, person.check_password(PASSWORD), person.is_staff) == ("Ann Other", True, False)
    assert person.emailaddress_set.get().verified
    assert [(row.organisation, row.role) for row in person.mandates.in_force()] == [(member, "signatory")]
    row = Transition.objects.of(asked).first()
    assert (row.verb, row.actor, row.organisation) == ("accept", person, member.pk)


def test_a_role_of_staff_comes_with_its_languages(secretary):
    asked = invite(Invitation(staff_role="translator", translates=["mt"], address=ADDRESS), by=secretary)
    come_in(asked)
    person = User.objects.get(email=ADDRESS)
    assert (person.staff_role, person.translates, person.mandates.count()) == ("translator", ["mt"], 0)


def test_the_form_knows_no_other_address(asked):
    come_in(asked, email="other@example.org", address="other@example.org")
    assert list(User.objects.exclude(staff_role="secretariat").values_list("email", flat=True)) == [ADDRESS]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"name": ""}, "This field is required."),
        ({"password": "short"}, "This password is too short."),
        ({"password": ADDRESS}, "too similar"),
        ({"password": ""}, "This field is required."),
    ],
)
def test_what_is_typed_wrong_is_said_and_nothing_is_done(asked, fields, said):
    before = everything()
    answer = come_in(asked, **fields)
    assert answer.status_code == 200
    assert said in words(answer)
    assert everything() == before


def test_who_came_by_a_table_keeps_her_mandate_and_gets_a_password(secretary, member):
    person = factories.user(ADDRESS, name="Ann")
    User.objects.update_or_create(pk=person.pk, defaults={"password": "!"})
    held = factories.mandate(person, member, "editor")
    assert invite_holders(Mandate.objects.all(), by=secretary) == 1
    asked = Invitation.objects.get()
    assert 'value="Ann"' in Client().get(at(asked)).content.decode()
    come_in(asked)
    assert list(Mandate.objects.in_force()) == [held]
    assert User.objects.get(email=ADDRESS).check_password(PASSWORD)


def test_who_has_an_account_adds_a_mandate_and_keeps_her_way_of_logging_in(asked, member):
    person = factories.user(ADDRESS)
    client = Client()
    page = client.get(at(asked))
    assert "your way of logging in stays as it is" in words(page)
    assert 'name="password"' not in page.content.decode()
    answer = come_in(asked, client, password="another long word")
    assert answer.headers["Location"] == "/en/desk/"
    assert client.get("/en/desk/").headers["Location"].startswith("/en/accounts/login/")
    person.refresh_from_db()
    assert person.check_password(factories.PASSWORD)
    assert [row.organisation for row in person.mandates.in_force()] == [member]


# The states of the link


def withdrawn(asked, secretary):
    withdraw_invitation(asked, by=secretary, reason="The role goes to another person.")


def used(asked, secretary):
    come_in(asked)


def over(asked, secretary):
    Invitation.objects.update(ends_at=timezone.now() - DAY)


def bounced(asked, secretary):
    over(asked, secretary)
    Bounce.objects.create(address=ADDRESS)


def refused(asked, secretary):
    refuse_invitation(asked)


def mandate_ended(asked, secretary):
    come_in(asked)
    end(Mandate.objects.get(), by=secretary)


def no_member(asked, secretary):
    leave(asked.organisation, by=secretary)


def test_who_comes_in_with_a_passkey_makes_it_next_and_before_anything_else(asked):
    client = Client()
    answer = come_in(asked, client, password="", **{"with": "passkey"})
    assert answer.headers["Location"] == "/en/accounts/second-factor/webauthn/add/"
    assert client.get(answer.headers["Location"]).status_code == 200
    assert client.get("/en/desk/").headers["Location"] == "/en/accounts/second-factor/"
    person = User.objects.get(email=ADDRESS)
    assert (person.has_usable_password(), person.came_in, person.mandates.count()) == (False, False, 1)


def test_a_password_that_is_typed_counts_whichever_button_the_browser_takes(asked):
    come_in(asked, **{"with": "passkey"})
    assert User.objects.get(email=ADDRESS).check_password(PASSWORD)


def already_in(asked, secretary):
    factories.mandate(factories.user(ADDRESS), asked.organisation)


WAYS_ON = {
    None: ("Come in for Member", "Come in with a passkey", "Come in for Member"),
    withdrawn: ("This invitation was withdrawn", "Write to the secretariat"),
    used: ("You are in", "Log in"),
    over: ("This invitation ended on", "Send a new letter to a\u2060…\u2060n@example.org"),
    bounced: ("Our letters to a\u2060…\u2060n@example.org come back", "Write to the secretariat"),
    refused: ("You refused this invitation", "Write to the secretariat"),
    mandate_ended: ("This place is no longer open", "Write to the secretariat"),
    no_member: ("This place is no longer open", "Write to the secretariat"),
    already_in: ("You are in", "Log in"),
}


def button(page):
    main = page.content.decode().partition("<main")[2].partition("</main>")[0].partition("<details")[0]
    found = re.findall(r'<button[^>]*>(.*?)</button>|<a class="button"[^>]*>(.*?)</a>', main)
    return ["".join(pair) for pair in found]


@pytest.mark.parametrize("state", WAYS_ON)
def test_each_state_of_the_link_has_its_page_with_its_way_on(asked, secretary, state):
    if state:
        state(asked, secretary)
    heading, *ways_on = WAYS_ON[state]
    before = everything()
    client = Client()
    for method in (client.get, client.head, client.options):
        answer = method(at(asked))
        assert answer.status_code == (405 if method == client.options else 200)
        assert "no-store" in answer.headers["Cache-Control"]
    page = client.get(at(asked))
    assert heading in words(page)
    assert button(page) == ways_on
    assert '<meta name="robots" content="noindex">' in page.content.decode()
    assert everything() == before


@pytest.mark.parametrize("state", [state for state in WAYS_ON if state])
def test_no_state_but_an_open_one_lets_anybody_in(asked, secretary, state):
    state(asked, secretary)
    before = everything()
    for act in ("accept", "refuse", "log_out", "nonsense"):
        come_in(asked, act=act)
    assert everything() == before
    with pytest.raises((ValidationError, PermissionDenied)):
        accept_invitation(asked, name="Ann", password=PASSWORD) if state is not already_in else refuse_twice(asked)
    assert everything() == before


def refuse_twice(asked):
    raise ValidationError("in already: there is nothing to refuse")


def test_who_was_here_before_is_told_that_nothing_was_accepted(asked):
    client = Client()
    told = "You were here before."
    assert told not in words(client.get(at(asked)))
    assert told in words(client.get(at(asked)))
    assert told not in words(Client().get(at(asked)))


def test_an_invitation_is_not_passed_on(asked):
    client = Client()
    client.force_login(factories.user("other@example.org"))
    page = client.get(at(asked))
    assert "This invitation is for a\u2060…\u2060n@example.org" in words(page)
    assert button(page) == ["Log out and open it"]
    before = everything()
    come_in(asked, client)
    assert everything() == before
    client.post(at(asked), {"act": "log_out"})
    assert button(client.get(at(asked))) == ["Come in with a passkey", "Come in for Member"]


def test_a_new_letter_goes_to_the_invited_address_alone_three_times_a_day(asked, secretary):
    client = Client()
    answers = []
    for _ in range(4):
        over(asked, secretary)
        answers.append(client.post(at(asked), {"act": "send_again", "email": "other@example.org"}).status_code)
    assert answers == [200, 200, 200, 409]
    assert set(Letter.objects.values_list("address", flat=True)) == {ADDRESS}
    assert Letter.objects.count() == 4
    over(asked, secretary)
    send_again_invitation(asked, by=secretary)
    assert Letter.objects.count() == 5
    assert Transition.objects.of(asked).filter(actor_kind=ActorKind.UNKNOWN).count() == 3


def test_only_the_newest_of_two_letters_that_wait_is_sent_and_none_of_what_is_withdrawn(asked, secretary):
    send_again_invitation(asked, by=secretary)
    send_due(timezone.now())
    assert [letter.state for letter in Letter.objects.order_by("pk")] == ["dropped", "sent"]
    send_again_invitation(asked, by=secretary)
    withdraw_invitation(asked, by=secretary)
    send_due(timezone.now())
    assert Letter.objects.first().state == "dropped"


@pytest.mark.parametrize("token", ["nonsense", "WzEsImFubkBleGFtcGxlLm9yZyJd:1abc:xyz"])
def test_a_link_that_is_not_ours_is_not_found(client, asked, token):
    assert client.get(f"/en/accounts/invitation/{token}/").status_code == 404


def test_a_link_dies_when_the_address_is_corrected(client, asked):
    link = at(asked)
    asked.address = "anna@example.org"
    asked.save()
    assert client.get(link).status_code == 404


# A whole list


def test_a_list_is_sorted_out_before_anybody_is_written_to(secretary, member):
    def holder(name, password="!", **fields):
        person = factories.user(f"{name}@example.org", name=name)
        User.objects.filter(pk=person.pk).update(password=password)
        return factories.mandate(person, fields.pop("organisation", member), **fields)

    new, second = holder("new"), holder("second")
    twice = factories.mandate(new.person, member, "contact")
    is_in = holder("in", password="argon2$x")
    over_ = holder("over", until=timezone.localdate() - DAY)
    gone = holder("gone", organisation=factories.organisation(state="left"))
    unreachable = holder("unreachable")
    Bounce.objects.create(address="unreachable@example.org")
    invite_holders(Mandate.objects.filter(pk=second.pk), by=secretary)
    assert invitable(Mandate.objects.all()) == {
        "invited": [new],
        "in already": [is_in],
        "invited already": [second],
        "not in force": [over_, gone],
        "unreachable": [unreachable],
    }
    assert invite_holders(Mandate.objects.filter(pk__in=[new.pk, twice.pk]), by=secretary) == 1
    assert set(Letter.objects.values_list("address", flat=True)) == {"second@example.org", "new@example.org"}
    with pytest.raises(PermissionDenied):
        invite_holders(Mandate.objects.all(), by=factories.user(staff_role="editor"))


# The first account


def test_the_first_account_comes_from_one_command_without_a_mail_server(client, settings, capsys):
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    call_command("invite", ADDRESS, "--name", "Ann")
    link = re.search(r"http://localhost(/\S+)", capsys.readouterr().out)[1]
    assert 'value="Ann"' in client.get(link).content.decode()
    client.post(link, {"act": "accept", "name": "Ann", "password": PASSWORD})
    assert User.objects.get().staff_role == "secretariat"
    assert client.get("/admin/").status_code == 200
    with pytest.raises(CommandError, match="in already"):
        call_command("invite", ADDRESS)


# The desk of the secretariat


def test_a_selection_of_mandates_is_counted_before_it_is_invited(client, secretary, member):
    for number in range(3):
        person = factories.user(f"person{number}@example.org")
        User.objects.filter(pk=person.pk).update(password="!" if number else "argon2$x")
        factories.mandate(person, member)
    client.force_login(secretary)
    chosen = {"action": "invite", "_selected_action": list(Mandate.objects.values_list("pk", flat=True))}
    address = reverse("admin:members_mandate_changelist")
    page = client.post(address, chosen)
    assert "Writes to 2 people of 1 organisations" in words(page)
    assert "Get nothing: in already (1)" in words(page)
    assert Letter.objects.count() == 0
    client.post(address, chosen | {"confirmed": "1"})
    assert set(Letter.objects.values_list("address", flat=True)) == {"person1@example.org", "person2@example.org"}
    for stands, number in {"waiting": 2, "silent": 0, "in": 0}.items():
        shown = client.get(reverse("admin:members_invitation_changelist"), {"stands": stands})
        assert shown.context["cl"].result_count == number
    Invitation.objects.update(sent_at=timezone.now() - 4 * DAY)
    shown = client.get(reverse("admin:members_invitation_changelist"), {"stands": "silent"})
    assert shown.context["cl"].result_count == 2
    again = {"action": "verb_send_again", "_selected_action": list(Invitation.objects.values_list("pk", flat=True))}
    page = client.post(reverse("admin:members_invitation_changelist"), again)
    assert "One letter goes to person1@example.org." in words(page)
    client.post(reverse("admin:members_invitation_changelist"), again | {"confirmed": "1"})
    assert Letter.objects.count() == 4


def test_the_silent_are_counted_and_then_reminded(client, secretary, member, asked):
    client.force_login(secretary)
    page = reverse("admin:members_invitation_remind")
    assert "Nobody is silent." in words(client.get(page))
    Invitation.objects.update(sent_at=timezone.now() - 4 * DAY)
    invite(Invitation(staff_role="editor", address="bea@example.org"), by=secretary)
    assert "Remind the silent" in words(client.get(reverse("admin:members_invitation_changelist")))
    assert "Writes to 1 people of 1 organisations" in words(client.get(page))
    assert Letter.objects.count() == 2
    client.post(page)
    assert list(Letter.objects.order_by("pk").values_list("address", flat=True))[2:] == [ADDRESS]
    assert "Nobody is silent." in words(client.get(page))


def test_the_form_of_an_invitation_says_what_is_wrong_with_it(client, secretary, member, asked):
    client.force_login(secretary)
    address = reverse("admin:members_invitation_add")
    form = {"address": "bea@example.org", "language": "en", "translates": "[]"}
    for fields, said in [
        ({}, "Invite to a role for an organisation, or to a staff role."),
        ({"organisation": member.pk, "role": "editor", "staff_role": "editor"}, "or to a staff role."),
        ({"organisation": member.pk, "role": "signatory", "address": ADDRESS}, "invited to this already"),
    ]:
        assert said in words(client.post(address, form | fields))
    assert client.post(address, form | {"organisation": member.pk, "role": "editor"}).status_code == 302
    assert Letter.objects.filter(address="bea@example.org").count() == 1
