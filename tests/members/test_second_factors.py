"""Second factors: what lets in, what is asked of whom, and what becomes of a lost telephone."""

import datetime
import time

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.usersessions.models import UserSession
from django.core import mail
from django.core.cache import cache, caches
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from members.actions import reset_mfa, send_due
from members.models import Letter, Transition
from tests import factories
from tests.factories import SECRET, with_app
from tests.members.test_accounts import RIGHT, is_in, log_in, reset_links, somebody

pytestmark = [pytest.mark.once, pytest.mark.django_db]
DAY = datetime.timedelta(days=1)
SET_UP = "/en/accounts/second-factor/"


@pytest.fixture(autouse=True)
def no_guesses_yet(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    cache.clear()


def code(periods=0):
    """What the app shows, that many periods from now."""
    return format_hotp_value(hotp_value(SECRET, int(time.time()) // 30 + periods))


def enter(person, entered, client=None, trust="skip"):
    """Her browser after password, code, and whether it is trusted."""
    client = log_in(person.email, client=client)
    client.post(f"{SET_UP}authenticate/", {"code": entered})
    client.post(f"{SET_UP}trust/", {"action": trust})
    return client


# Getting in


def test_a_password_alone_lets_nobody_in_who_has_an_app():
    person = with_app(somebody())
    client = log_in(person.email)
    assert not is_in(client)
    assert is_in(enter(person, code()))


@pytest.mark.parametrize("periods", [-2, 2])
def test_a_code_holds_for_the_period_before_and_after_and_no_longer(periods):
    person = with_app(somebody())
    with time_machine.travel(timezone.now(), tick=False):
        assert not is_in(enter(person, code(periods)))
        assert is_in(enter(person, code(periods // 2)))


def test_a_code_opens_once_as_long_as_it_holds():
    person = with_app(somebody())
    with time_machine.travel(timezone.now(), tick=False) as clock:
        shown = code(1)
        assert is_in(enter(person, shown))
        for _ in range(3):
            assert not is_in(enter(person, f"{shown[:3]} {shown[3:]}"))
            clock.shift(29)


def test_a_recovery_code_opens_once():
    person = with_app(somebody())
    first, second = RecoveryCodes.activate(person).generate_codes()[:2]
    assert is_in(enter(person, first))
    assert not is_in(enter(person, first))
    assert is_in(enter(person, second))


def test_five_wrong_codes_are_the_last_whatever_the_browser():
    person = with_app(somebody())
    for _ in range(5):
        enter(person, "000000")
    assert not is_in(enter(person, code()))


def test_a_trusted_browser_needs_no_code_for_fourteen_days_and_only_for_its_owner():
    person, other = with_app(somebody()), with_app(somebody())
    client = enter(person, code(), trust="trust")
    with time_machine.travel(timezone.now() + 13 * DAY, tick=False):
        client.post("/en/accounts/logout/")
        assert is_in(log_in(person.email, client=client))
        client.post("/en/accounts/logout/")
        assert not is_in(log_in(other.email, client=client))
    with time_machine.travel(timezone.now() + 15 * DAY, tick=False):
        client.post("/en/accounts/logout/")
        assert not is_in(log_in(person.email, client=client))


def test_a_new_password_from_a_letter_does_not_skip_the_second_factor():
    person, client = with_app(somebody()), Client()
    [link] = reset_links(person.email)
    form = client.get(link)["Location"]
    client.post(form, {"password1": "a long new word", "password2": "a long new word"})
    assert not is_in(client)
    assert not is_in(log_in(person.email, "a long new word", client))


def test_no_secret_is_stored_as_it_is_and_the_keys_before_still_read_it(settings):
    person = with_app(somebody())
    seed = RecoveryCodes.activate(person)
    codes, stored = seed.generate_codes(), str(list(Authenticator.objects.values_list("data", flat=True)))
    assert SECRET not in stored
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another key"
    assert is_in(enter(person, code()))
    assert RecoveryCodes(Authenticator.objects.get(type="recovery_codes")).generate_codes() == codes


# What is asked before a second factor is added or taken


def test_whoever_has_a_second_factor_shows_it_before_her_ways_in_are_changed():
    person = with_app(somebody())
    client = enter(person, code(), trust="trust")
    client.post("/en/accounts/logout/")
    log_in(person.email, client=client)  # in by the password, since the browser is trusted
    for page in ("webauthn/add/", "totp/deactivate/", "recovery-codes/generate/"):
        answer = client.get(f"{SET_UP}{page}", follow=True)
        assert [leads.partition("?")[0] for leads, _ in answer.redirect_chain][-1] == f"{SET_UP}reauthenticate/"
    client.post("/en/accounts/reauthenticate/", {"password": RIGHT})
    assert client.post(f"{SET_UP}totp/deactivate/").status_code == 302
    assert person.authenticator_set.count() == 1
    with time_machine.travel(timezone.now() + datetime.timedelta(minutes=3), tick=False):
        client.post(f"{SET_UP}reauthenticate/", {"code": code()})
        client.post(f"{SET_UP}totp/deactivate/")
    assert person.authenticator_set.count() == 0


def test_whoever_has_just_logged_in_is_not_asked_again_for_five_minutes():
    client = log_in(somebody().email)
    assert client.get(f"{SET_UP}totp/activate/").status_code == 200
    with time_machine.travel(timezone.now() + datetime.timedelta(minutes=6), tick=False):
        assert client.get(f"{SET_UP}totp/activate/").status_code == 302


def test_each_change_of_the_ways_in_is_told_by_a_letter(django_capture_on_commit_callbacks):
    person = with_app(somebody())
    client = enter(person, code())
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"{SET_UP}recovery-codes/generate/")
        client.post(f"{SET_UP}totp/deactivate/")
    change = {"oldpassword": RIGHT, "password1": "a long new word", "password2": "a long new word"}
    client.post("/en/accounts/password/change/", change)
    send_due(timezone.now())
    told = [
        "New recovery codes were made; the old ones open nothing any more.",
        "The authenticator app was removed.",
        "Your password was changed.",
    ]
    assert sorted(line for line in told for sent in mail.outbox if line in sent.body) == told
    assert len(mail.outbox) == 3
    assert all("from 127.0.0.1" in sent.body for sent in mail.outbox)


# Who must have one


@pytest.fixture
def those_who_must():
    steering = factories.organisation()
    factories.seat(steering)
    people = [
        somebody(is_superuser=True),
        *(somebody(staff_role=role) for role in ("secretariat", "editor", "translator")),
    ]
    for role in ("signatory", "editor", "contact"):
        people.append(somebody())
        factories.mandate(people[-1], steering, role)
    return people


def leads(answer):
    return answer.headers.get("Location", "")


def test_whoever_has_a_second_factor_or_needs_none_goes_on(settings, those_who_must):
    settings.REQUIRE_MFA = True
    for person in those_who_must:
        with_app(person)
    member = somebody()
    factories.mandate(member, factories.organisation())
    for person in (*those_who_must, member):
        client = Client()
        client.force_login(person)
        assert is_in(client)


def test_recovery_codes_alone_are_no_second_factor(settings):
    settings.REQUIRE_MFA = True
    person, client = somebody(staff_role="editor"), Client()
    RecoveryCodes.activate(person)
    client.force_login(person)
    assert leads(client.get("/admin/")) == SET_UP


def test_whoever_has_no_way_in_yet_makes_one_first():
    person, client = factories.user(), Client()
    person.set_unusable_password()
    person.save()
    client.force_login(person)
    assert leads(client.get("/en/desk/")) == SET_UP
    assert "Make a passkey or choose a password before you go on" in client.get(SET_UP).content.decode()
    client.post("/en/accounts/password/set/", {"password1": "a long new word", "password2": "a long new word"})
    assert is_in(log_in(person.email, "a long new word"))


# A lost telephone


@pytest.fixture
def secretary():
    return somebody(staff_role="secretariat")


def test_a_lost_telephone_from_the_call_to_the_new_factor(client, secretary, settings):
    settings.REQUIRE_MFA = True
    with_app(secretary)
    editor = with_app(somebody(staff_role="editor"))
    session = enter(editor, code(), trust="trust")
    client.force_login(secretary)
    page = reverse("admin:members_user_verb", args=[editor.pk, "reset_mfa"])
    client.post(page, {"reason": " "})
    assert Authenticator.objects.filter(user=editor).exists()
    client.post(page, {"reason": "She called from the number that we know."})
    [row] = Transition.objects.filter(noun="user")
    assert (row.verb, row.actor, row.reason) == ("reset_mfa", secretary, "She called from the number that we know.")
    assert not is_in(session)
    send_due(timezone.now())
    assert [(sent.to, sent.subject) for sent in mail.outbox] == [
        ([editor.email], "Your second factor at ECLAG was reset")
    ]
    assert "Your rights as staff rest until" in mail.outbox[0].body
    log_in(editor.email, client=session)
    assert leads(session.get("/en/desk/")) == SET_UP
    with_app(editor)
    assert (session.get("/en/desk/").status_code, session.get("/admin/", follow=True).status_code) == (200, 403)
    assert "Your rights as staff rest until" in session.get("/en/desk/").content.decode()
    with time_machine.travel(timezone.now() + DAY + datetime.timedelta(minutes=1), tick=False):
        later = enter(editor, code())
        assert later.get("/admin/").status_code == 200
        assert "rest until" not in later.get("/en/desk/").content.decode()


def test_who_has_no_second_factor_is_not_reset_nor_by_somebody_who_may_not(secretary):
    editor, admin = with_app(somebody(staff_role="editor")), with_app(somebody(is_superuser=True))
    with_app(secretary)
    for person, by in ((secretary, secretary), (admin, secretary), (secretary, editor), (editor, somebody())):
        with pytest.raises(PermissionDenied):
            reset_mfa(person, by=by, reason="A reason.")
    with pytest.raises(ValidationError):
        reset_mfa(somebody(), by=secretary, reason="A reason.")
    assert (Authenticator.objects.count(), Letter.objects.count(), Transition.objects.count()) == (3, 0, 0)


def test_whoever_has_the_machine_resets_by_a_command(capsys):
    person = with_app(somebody("ann@example.org", staff_role="secretariat"))
    call_command("reset_mfa", "ANN@example.org", reason="The last of the secretariat lost her phone.")
    assert "Her rights as staff rest until" in capsys.readouterr().out
    assert not person.authenticator_set.exists()
    for address in ("ann@example.org", "nobody@example.org"):
        with pytest.raises(CommandError):
            call_command("reset_mfa", address, reason="Once more.")


def test_rights_rest_for_a_day_to_the_minute():
    person = somebody(staff_role="secretariat")
    person.mfa_reset_at = timezone.now()
    until = person.mfa_reset_at + DAY
    with time_machine.travel(until - datetime.timedelta(seconds=1), tick=False):
        assert (person.is_staff, person.has_staff_role, person.rests_until) == (False, True, until)
    with time_machine.travel(until, tick=False):
        assert (person.is_staff, person.rests_until) == (True, None)


# Where she is logged in


def test_all_other_sessions_end_at_once_those_too_of_which_no_row_tells():
    person = somebody()
    here, there, unknown = (log_in(person.email) for _ in range(3))
    UserSession.objects.filter(session_key=unknown.session.session_key).delete()
    page = here.get("/en/accounts/sessions/").content.decode()
    assert (page.count('<li class="row">'), page.count("This browser")) == (2, 1)
    here.post("/en/accounts/sessions/")
    assert [is_in(client) for client in (here, there, unknown)] == [True, False, False]
    page = here.get("/en/accounts/sessions/").content.decode()
    assert (page.count('<li class="row">'), page.count("This browser")) == (1, 1)


# Limits


def test_a_flood_of_others_flushes_no_limit(settings):
    assert settings.CACHES["default"]["BACKEND"] != "eclag.cache.Kept"  # that of the tests is another
    table = "cache_of_limits"
    place = {"LOCATION": table, "OPTIONS": {"MAX_ENTRIES": 5}}
    settings.CACHES = {"default": {"BACKEND": "eclag.cache.Kept", **place}}
    call_command("createcachetable")
    limits = caches["default"]
    limits.set("limit", [1], timeout=300)
    for number in range(50):
        limits.set(f"other-{number}", [1], timeout=300)
    with connection.cursor() as cursor:
        assert cursor.execute(f"SELECT COUNT(*) FROM {table}").fetchone() == (51,)
    assert limits.get("limit") == [1]
