"""No English is left standing at the entrance, at the desk and in letters; the public pages are walked elsewhere."""

import datetime
import inspect
import re

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.core import mail
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.utils import timezone

import members.letters
import positions.letters
from members.actions import invite, send_due, write
from members.letters import CHANGES, mail_of
from members.models import ChangeRequest, Invitation, Letter, Transition
from positions.actions import record_signature
from positions.models import Signature, Statement
from positions.signing import token_of
from tests import factories
from tests.english import english, left_standing
from tests.positions import way
from tests.walk import WALKED, Document, in_own_language

pytestmark = [pytest.mark.walk, pytest.mark.django_db]
OTHERS = [code for code in WALKED if code != "en"]
# The same in a language as in English, of Django and allauth, as far as our pages show them.
SAME_ELSEWHERE = {"in": "nl", "Passkey": "it"}
DAY = datetime.timedelta(days=1)


@pytest.fixture(scope="module")
def ground(django_db_setup, django_db_blocker):
    """What there is to answer and to adopt, for those of every language."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield build()
        transaction.set_rollback(True)


def build():
    people = way.people()
    for slug in ("press", "privacy"):
        factories.page(slug, title_en="Ħ", lead_en="Ħ", body_en="<p>Ħ</p>")
    law = factories.dossier(slug="law", title_en="Ħ", short_title_en="Ħ", summary_en="Ħ", ask_now_en="Ħ")
    days = {"words_until": timezone.localdate() + 5 * DAY, "goes_out_on": timezone.localdate() + 20 * DAY}
    said = {
        "open": way.opened(people, slug="open", reservation_allowed=True, **days),
        "closed": way.opened(people, slug="closed", late_allowed=True),
        "public": factories.frozen({"en": ("Ħ", "<p>Ħ</p>")}, slug="public", asks=[{"text_en": "Ħ"}]).statement,
    }
    said["public"].dossiers.add(law)
    Statement.objects.filter(slug="closed").update(names_until=timezone.localdate() - DAY)
    said["closed"].refresh_from_db()
    return people, said


@pytest.fixture(scope="module", params=OTHERS)
def entered(request, ground):
    """A language, and what somebody meets in it who forgot her password, chose a new one, and works at her desk."""
    code, client, found = request.param, Client(), {}
    at = f"/{code}/accounts"
    person = factories.user(f"{code}@example.org")
    cache.clear()  # it counts the attempts

    def see(address, fields=None):
        answer = client.get(address, follow=True) if fields is None else client.post(address, fields, follow=True)
        found[address, *(fields or {}).values()] = Document(answer)
        return answer

    for page in ["login", "signup", "inactive", "confirm-email", "confirm-email/none", "password/reset"]:
        see(f"{at}/{page}/")
    for page in ["password/reset/done", "password/reset/key/1-none", "password/reset/key/done", "none"]:
        see(f"{at}/{page}/")
    for login in ["", "nobody", "nobody@example.org"]:
        see(f"{at}/login/", {"login": login, "password": login})
    for email in ["", "nobody", person.email]:
        see(f"{at}/password/reset/", {"email": email})
    send_due(timezone.now())
    letter = mail.outbox[-1]
    key = client.get(re.search(r"http://\w+(/\S+)", letter.body)[1])["Location"]
    see(key)
    for first, second in [("", ""), ("1", "2"), ("123", "123"), ("a long new word", "a long new word")]:
        see(key, {"password1": first, "password2": second})
    client.force_login(person)
    for page in ["desk", "accounts/email", "accounts/logout", "accounts/reauthenticate", "accounts/password/change"]:
        see(f"/{code}/{page}/")
    see(f"{at}/reauthenticate/", {"password": "wrong"})
    see(f"{at}/password/change/", {"oldpassword": "wrong", "password1": "1", "password2": "2"})
    see(f"{at}/email/", {"email": person.email, "action_add": ""})
    see(f"{at}/email/", {"email": "other@example.org", "action_add": ""})
    see(f"{at}/logout/", {"": ""})
    walk_ways_in(code, see)
    send_due(timezone.now())
    changed = next(sent for sent in mail.outbox if sent.subject != letter.subject and person.email in sent.to)
    return code, found, [letter, changed, invited(code, see)]


def walk_ways_in(code, see):
    """The pages of second factors, before and after she has one; and a login with it."""
    at, person = f"/{code}/accounts", factories.user(f"two-{code}@example.org")
    word = {"login": person.email, "password": factories.PASSWORD}
    see(f"{at}/login/", word)
    for page in ("second-factor", "sessions", "second-factor/totp/activate", "second-factor/webauthn/add"):
        see(f"{at}/{page}/")
    see(f"{at}/second-factor/totp/activate/", {"code": "0"})
    see(f"{at}/sessions/", {"": ""})
    factories.with_app(person)
    [first, second, *_] = RecoveryCodes.activate(person).generate_codes()
    for page in ("second-factor", "second-factor/totp/deactivate"):
        see(f"{at}/{page}/")
    see(f"{at}/second-factor/reauthenticate/", {"code": first})
    for page in ("totp/deactivate", "recovery-codes", "recovery-codes/generate"):
        see(f"{at}/second-factor/{page}/")
    see(f"{at}/logout/", {"": ""})
    see(f"{at}/login/", word)
    for entered in ("0", second):
        see(f"{at}/second-factor/authenticate/", {"code": entered})


def invited(code, see):
    """The letter of an invitation in that language; each page behind its link is seen."""
    sender = factories.user(staff_role="secretariat")
    asked = Invitation(organisation=factories.organisation(name=f"Ħ {code}"), role="editor", language=code)
    asked.address = f"new-{code}@example.org"
    invite(asked, by=sender)
    send_due(timezone.now())
    link = f"/{code}/accounts/invitation/{asked.token()}/"
    see(link, {"act": "accept", "name": "", "password": "1"})
    day = datetime.timedelta(days=1)
    for fields in (
        {"ends_at": timezone.now() - day},
        {"state": "withdrawn"},
        {"state": "refused"},
        {"state": "accepted"},
    ):
        Invitation.objects.filter(pk=asked.pk).update(**fields)
        see(link)
    return mail.outbox[-1]


@pytest.fixture(scope="module", params=OTHERS)
def worked(request, ground):
    """A language, what people meet in it at the desk who act for a member or the steering group, and their letters."""
    code, (people, said) = request.param, ground
    hers = {role: factories.user(f"{role}-{code}@example.org", language=code) for role in ("signatory", "contact")}
    at, seated, alone = (factories.organisation(slug=f"{name}-{code}", name=f"Ħ {name} {code}") for name in "abc")
    held = factories.mandate(hers["signatory"], at)
    factories.mandate(hers["contact"], at, "contact")
    factories.mandate(hers["contact"], alone, "contact")
    factories.seat(seated)
    found, letters = {}, []

    def seer(person):
        browser = Client()
        browser.force_login(person)

        def see(address, fields=None):
            path = f"/{code}/desk/{address}"
            answer = browser.get(path) if fields is None else browser.post(path, fields, follow=True)
            found[person.email, address, *(fields or {}).values()] = Document(answer)

        return see

    letters += asked(said["open"], hers)
    letters += told(held, at, hers)
    walk_desk(seer(hers["signatory"]), at, hers)
    letters += walk_answers(seer(hers["signatory"]), said, at, hers, people)
    steering = factories.user(f"steering-{code}@example.org", language=code)
    factories.mandate(steering, seated)
    see = seer(steering)
    laid = way.laid(people, slug=f"laid-{code}")
    page = f"positions/{laid.slug}"
    for address in ("", f"{page}/", f"{page}/adopt/", f"{page}/send_back/"):
        see(address)
    see(f"{page}/send_back/", {"reason": ""})
    for digest in ("0", laid.versions.get().digest):
        see(f"{page}/adopt/", {"digest": digest})
    see = seer(factories.user(f"translator-{code}@example.org", staff_role="translator", translates=[code]))
    see("")
    return code, found, letters


def written(occasion, thing, person, **details):
    """The mail of such a letter, as it would go now."""
    write(occasion, thing, [person], details=details)
    composed = mail_of(Letter.objects.filter(occasion=occasion, person=person).latest("pk"))
    assert composed is not None, occasion
    return occasion.partition("#")[0], composed


def asked(said, hers):
    named = {"by": "Ħ", "note": "Ħ"}
    for occasion in ("ask", "reminder", "moved"):
        yield written(occasion, said, hers["signatory"])
    yield written("passed_on", said, hers["signatory"], **named)
    yield written("name_signatory", said, hers["contact"])


def told(held, organisation, hers):
    """What is written of mandates, of the page of her organisation and of her ways in."""
    deputy = factories.mandate(
        hers["contact"], organisation, since=timezone.localdate() + DAY, until=timezone.localdate() + 9 * DAY
    )
    yield written("deputy", deputy, hers["contact"], by="Ħ")
    yield written("mandate_ended", held, hers["signatory"], by="Ħ")
    yield written("still_right", organisation, hers["signatory"])
    for state in ("made", "refused"):
        request = ChangeRequest.objects.create(organisation=organisation, text="Ħ", state=state)
        yield written(f"change_answered#{state}", request, hers["signatory"], reason="Ħ")
    yield written("address_changed", hers["signatory"], hers["signatory"])
    staff = factories.user(
        f"staff-{hers['signatory'].language}@example.org",
        language=hers["signatory"].language,
        staff_role="editor",
        mfa_reset_at=timezone.now(),
    )
    yield written("mfa_reset", staff, staff)
    when = {"timestamp": timezone.now().isoformat(), "ip": "192.0.2.1", "user_agent": "Mozilla/5.0"}
    for kind in CHANGES:
        yield written(kind, None, hers["signatory"], **when)


def walk_desk(see, organisation, hers):
    """Each room, filled in wrongly and rightly."""
    own = f"organisations/{organisation.slug}"
    for room in ("", "me/", "me/data/", "documents/", "directory/", "directory/?q=none", f"{own}/", f"{own}/people/"):
        see(room)
    for room in (f"{own}/page/", f"{own}/change/", f"members/{organisation.slug}/", "positions/open/", "dossiers/law/"):
        see(room)
    see("me/", {"name": "", "language": "xx"})
    see("me/erase/", {"password": ""})
    see(f"directory/people/{hers['contact'].pk}/", {"": ""})
    see(f"{own}/people/", {"act": "invite", "address": "nobody", "role": ""})
    see(
        f"{own}/people/",
        {"act": "invite", "address": f"x{organisation.pk}@example.org", "role": "editor", "language": "en"},
    )
    see(f"{own}/people/", {"act": "name_deputy", "person": "", "since": "", "until": ""})
    see(f"{own}/page/", {"website": "no address"})
    see(f"{own}/change/", {"text": ""})
    see(f"{own}/change/", {"text": "Ħ"})
    see(f"{own}/right/", {"": ""})


def walk_answers(see, said, organisation, hers, people):
    """What she can do about a text, before and after the deadline; each act tells all who act for it."""
    by, how = hers["signatory"], {"for": organisation.pk}
    page, letter = "positions/open/answer/", f"answer/{token_of(said['open'], hers['contact'])}/"
    see(page)
    see(letter)
    see(letter, {**how, "act": "pass_on", "note": "Ħ"})
    see(page, {**how, "act": "none"})
    for act in ({"act": "decline"}, {"act": "sign", "reservation": "Ħ"}, {"act": "withdraw"}):
        see(page, {**how, **act})
    see("positions/closed/answer/")
    see("positions/closed/answer/", {**how, "act": "sign_late"})
    see("positions/public/answer/")
    see("")
    recorded = factories.organisation(name=f"Ħ {by.language} recorded")
    factories.mandate(by, recorded)
    row = Signature(
        statement=said["open"],
        version=said["open"].current,
        organisation=recorded,
        came_by="phone",
        date=timezone.localdate(),
    )
    record_signature(row, by=people["editor"])
    see(page)
    acts = Transition.objects.filter(noun="signature", organisation__in=[organisation.pk, recorded.pk])
    done = sorted((act.verb, act.to_state) for act in acts)
    assert done == [
        ("decline", "declined"),
        ("record", "signed"),
        ("sign", "awaiting_acceptance"),
        ("sign", "signed"),
        ("withdraw", "withdrawn"),
    ]
    yield from (written(f"receipt#{act.pk}", Signature.objects.get(pk=act.thing), by) for act in acts)
    yield written("result", said["public"], by)


def texts_of(letters):
    """Their paragraphs, the subject first."""
    texts = [f"{letter.subject.removeprefix('[ECLAG] ')}\n\n{letter.body}" for letter in letters]
    return [part for text in texts for part in text.split("\n\n")]


def test_no_english_stands_on_a_page_of_an_account(entered):
    code, pages, _ = entered
    assert {page: document.language for page, document in pages.items()} == dict.fromkeys(pages, code)
    same = {word for word, codes in SAME_ELSEWHERE.items() if code in codes.split()}
    assert left_standing(in_own_language(pages.values(), code), code) == same


def test_no_english_stands_on_a_page_of_the_desk(worked):
    code, pages, _ = worked
    assert {page: document.language for page, document in pages.items()} == dict.fromkeys(pages, code)
    assert left_standing(in_own_language(pages.values(), code), code) <= {
        "English",
        "GB",
    }  # a choice of languages, zones


def test_no_english_stands_in_a_letter_of_an_account(entered):
    code, _, letters = entered
    assert left_standing(texts_of(letters), code) == set()


def test_no_english_stands_in_a_letter_to_who_acts_for_a_member(worked):
    code, _, letters = worked
    assert left_standing(texts_of([letter for _, letter in letters]), code) == set()


def test_each_kind_of_letter_is_read(worked):
    composed = {
        name
        for module in (members.letters, positions.letters)
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if list(inspect.signature(function).parameters)[1:] == ["letter"]
    }
    assert composed - {kind for kind, _ in worked[2]} == {"invitation"}  # somebody who enters gets it


def test_english_left_standing_would_be_found():
    assert len(english()) > 800
    assert left_standing(["Zoeken", "<b>Home page:</b>", "Website", "Zie You may not do this"], "nl") == {
        "Home page",
        "You may not do this",
    }
