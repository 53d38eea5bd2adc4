"""Accounts that hold: one address, sessions that end for good, guesses that lock out nobody but who guesses."""

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.core import mail
from django.core.cache import cache
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from members.actions import change_address, end, send_due
from members.models import Letter, User
from tests import factories
from tests.test_access import filled

pytestmark = [pytest.mark.once, pytest.mark.django_db]
WRONG, RIGHT = "a wrong password", factories.PASSWORD


@pytest.fixture(autouse=True)
def no_guesses_yet(settings):
    """Nor time for their hashes: that those are slow is not what is looked at here."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    cache.clear()


def somebody(email=None, **fields):
    person = factories.user(email, **fields)
    person.set_password(RIGHT)
    person.save()
    return person


@pytest.fixture
def secretary():
    return somebody(staff_role="secretariat")


def log_in(email, password=RIGHT, client=None):
    client = client or Client()
    client.post("/en/accounts/login/", {"login": email, "password": password})
    return client


def is_in(client):
    return client.get("/en/desk/").status_code == 200


def reset_links(email):
    """The links of the letters that go out when somebody asks for a new password for that address."""
    mail.outbox.clear()
    Client().post("/en/accounts/password/reset/", {"email": email})
    send_due(timezone.now())
    found = [re.search(r"http://localhost(/\S+/key/\S+/)", sent.body) for sent in mail.outbox]
    return [link[1] for link in found if link]


# One address


def test_an_address_that_is_not_known_to_be_hers_gets_no_link():
    person = somebody("ann@example.org")
    EmailAddress.objects.create(user=person, email="other@example.org", verified=False, primary=False)
    assert reset_links("other@example.org") == []
    assert len(reset_links("ann@example.org")) == 1


def test_an_account_that_a_table_made_gets_no_link_before_she_came_in():
    User.objects.create_user("ann@example.org")
    assert reset_links("ann@example.org") == []


def test_who_adds_an_address_shows_again_who_she_is():
    person = somebody()
    client = Client()
    client.force_login(person)
    answer = client.post("/en/accounts/email/", {"action_add": "", "email": "other@example.org"})
    assert answer.headers["Location"].startswith("/en/accounts/reauthenticate/")
    assert list(person.emailaddress_set.values_list("email", flat=True)) == [person.email]


def test_a_changed_address_leaves_no_other_login_ends_the_sessions_and_tells_both(secretary):
    person = somebody("old@example.org", name="Ann")
    client = log_in("old@example.org")
    assert is_in(client)
    change_address(person, " New@Example.org ", by=secretary)
    assert not is_in(client)
    assert not is_in(log_in("old@example.org"))
    assert is_in(log_in("new@example.org"))
    assert reset_links("old@example.org") == []
    assert list(EmailAddress.objects.filter(user=person).values_list("email", "verified", "primary")) == [
        ("new@example.org", True, True)
    ]
    told = Letter.objects.filter(occasion__startswith="address_changed#")
    assert sorted(told.values_list("address", "person")) == [
        ("new@example.org", person.pk),
        ("old@example.org", person.pk),
    ]


def test_an_address_is_changed_by_the_secretariat_to_one_that_nobody_has(secretary):
    person, other = somebody(), somebody("other@example.org")
    EmailAddress.objects.create(user=other, email="second@example.org", verified=False, primary=False)
    before = list(User.objects.order_by("pk").values())
    for address in ("other@example.org", "SECOND@example.org", "no address", "", person.email):
        with pytest.raises(ValidationError):
            change_address(person, address, by=secretary)
    with pytest.raises(PermissionDenied):
        change_address(person, "new@example.org", by=somebody(staff_role="editor"))
    with pytest.raises(PermissionDenied):
        change_address(somebody(is_superuser=True), "new@example.org", by=secretary)
    assert list(User.objects.filter(pk__in=[row["id"] for row in before]).order_by("pk").values()) == before
    assert Letter.objects.count() == 0


def test_the_page_of_an_account_shows_the_address_and_changes_it_on_a_page_of_its_own(client, secretary):
    person = somebody("old@example.org")
    client.force_login(secretary)
    page = reverse("admin:members_user_change", args=[person.pk])
    form = filled(client.get(page))
    assert "email" not in form
    client.post(page, form | {"email": "forged@example.org"})
    address = reverse("admin:members_user_address", args=[person.pk])
    assert "Somebody else has this address." in client.post(address, {"address": secretary.email}).content.decode()
    assert client.post(address, {"address": "new@example.org"}).status_code == 302
    assert User.objects.get(pk=person.pk).email == "new@example.org"


# Sessions


def change(client, person, **fields):
    page = reverse("admin:members_user_change", args=[person.pk])
    form = filled(client.get(page))
    for name, value in fields.items():
        form.pop(name, None)
        form |= {name: value} if value else {}
    assert client.post(page, form).status_code == 302


def test_the_sessions_of_a_closed_account_do_not_live_again_when_it_is_opened(client, secretary):
    person = somebody()
    session = log_in(person.email)
    client.force_login(secretary)
    change(client, person, is_active=False)
    assert not is_in(session)
    change(client, person, is_active="on")
    assert not is_in(session)
    assert is_in(log_in(person.email))


def test_sessions_end_with_the_last_mandate_and_with_a_role_of_staff(client, secretary):
    person, editor = somebody(), somebody(staff_role="editor")
    first, second = (factories.mandate(person, factories.organisation()) for _ in range(2))
    session, staff = log_in(person.email), log_in(editor.email)
    end(first, by=secretary)
    assert is_in(session)
    end(second, by=secretary)
    assert not is_in(session)
    assert is_in(log_in(person.email))
    client.force_login(secretary)
    change(client, editor, staff_role="")
    assert not is_in(staff)


# Guesses


def guess(email, times=5, client=None):
    for _ in range(times):
        log_in(email, WRONG, client)


def test_who_guesses_is_locked_out_and_the_browser_of_the_owner_is_not():
    person = somebody()
    owner = log_in(person.email)
    owner.post("/en/accounts/logout/")
    guess(person.email)
    assert not is_in(log_in(person.email))
    assert is_in(log_in(person.email, client=owner))


def test_a_known_browser_has_five_guesses_of_its_own_and_only_for_its_owner():
    person, other = somebody(), somebody()
    owner = log_in(person.email)
    owner.post("/en/accounts/logout/")
    guess(person.email, client=owner)
    assert not is_in(log_in(person.email, client=owner))
    guess(other.email)
    assert not is_in(log_in(other.email, client=owner))


def test_a_forged_mark_of_a_known_browser_is_worth_nothing():
    person = somebody()
    guess(person.email)
    forger = Client()
    forger.cookies["known"] = f"{person.email}#0011223344556677"
    assert not is_in(log_in(person.email, client=forger))


def test_whoever_is_locked_out_gets_in_by_a_new_password_from_a_letter():
    person, client = somebody(), Client()
    guess(person.email)
    [link] = reset_links(person.email)
    form = client.get(link)["Location"]
    client.post(form, {"password1": "a long new word", "password2": "a long new word"})
    assert is_in(log_in(person.email, "a long new word"))


@pytest.mark.parametrize("has_app", [False, True])
def test_who_changes_her_own_address_confirms_it_by_a_letter_and_her_other_sessions_end(has_app):
    person = somebody("old@example.org")
    here, there = (log_in(person.email) for _ in range(2))
    if has_app:
        codes = RecoveryCodes.activate(factories.with_app(person)).generate_codes()
        here.post("/en/accounts/second-factor/reauthenticate/", {"code": codes[0]})
    here.post("/en/accounts/email/", {"action_add": "", "email": "new@example.org"})
    assert (is_in(there), reset_links("new@example.org")) == (True, [])
    send_due(timezone.now())
    [key] = [
        found for sent in mail.outbox for found in re.findall(r"http://localhost(/\S+/confirm-email/\S+/)", sent.body)
    ]
    here.post(key)
    assert [is_in(client) for client in (here, there)] == [True, False]
    assert is_in(log_in("new@example.org")) is not has_app
    assert not is_in(log_in("old@example.org"))
    assert list(person.emailaddress_set.values_list("email", "verified", "primary")) == [
        ("new@example.org", True, True)
    ]
    mail.outbox.clear()
    send_due(timezone.now())
    assert [(sent.to, "Your address was changed." in sent.body) for sent in mail.outbox] == [
        (["old@example.org"], True)
    ]


@pytest.mark.django_db
def test_nobody_learns_who_has_an_account(client):
    factories.user("known@example.org")

    def answers(address):
        reset = client.post("/en/accounts/password/reset/", {"email": address})
        login = client.post("/en/accounts/login/", {"login": address, "password": "a wrong password"})
        said = re.sub(r'value="[^"]*"', "", login.content.decode())
        return reset.status_code, reset.headers.get("Location"), login.status_code, said

    assert answers("known@example.org") == answers("unknown@example.org")
    assert answers("known@example.org")[:2] == (302, "/en/accounts/password/reset/done/")
