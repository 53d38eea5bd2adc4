"""An organisation's people keep its page: they write it, say that it is right, and ask staff for the rest."""

import datetime

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from eclag.board import board_for
from members.actions import ask_if_right, confirm_page, end, make_change, name_deputy, refuse_change
from members.letters import mail_of
from members.models import ChangeRequest, Letter, Mandate, Organisation, Transition, TranslationStatus, User
from tests import factories
from tests.reading import words

pytestmark = pytest.mark.django_db
HOME = "/en/desk/organisations/lighthouse/"
DAY = datetime.timedelta(days=1)


@pytest.fixture
def member():
    return factories.organisation(name="Lighthouse", slug="lighthouse", does_en="It shines.")


def enter(client, member, role):
    person = factories.user(name=f"A {role}")
    factories.mandate(person, member, role)
    client.force_login(person)
    return User.objects.get(pk=person.pk)


def filled(page):
    """What the form of the page holds, as a browser would send it back."""
    form = page.context["form"]
    return {field.name: field.value() or "" for field in form if field.name != "logo"}


def texts(member):
    member.refresh_from_db()
    return member.does_en, member.does_nl, member.does_fr


# Its page


@pytest.mark.parametrize("role", ["signatory", "editor"])
def test_who_signs_or_edits_for_it_writes_its_page(client, member, role):
    enter(client, member, role)
    form = filled(client.get(f"{HOME}page/"))
    assert {name for name in form if not name.startswith(("csrf", "shown"))} <= {
        *("does_en", "website", "register_number", "funding_url", "eu_contact", "eu_contact_email", "logo")
    }
    page = client.post(
        f"{HOME}page/", form | {"does_en": "It shines far.", "website": "https://lighthouse.example.org"}, follow=True
    )
    assert "Its public page shows it within a minute." in words(page)
    assert "It shines far." in words(client.get("/en/members/lighthouse/"))
    member.refresh_from_db()
    assert member.website == "https://lighthouse.example.org"


def test_a_text_in_another_language_stands_beside_the_authentic_one(client, member):
    enter(client, member, "editor")
    for code, text in (("nl", "Het schijnt."), ("fr", "Il brille.")):
        page = client.get(f"{HOME}page/?language={code}")
        assert "It shines." in words(page)
        client.post(f"{HOME}page/?language={code}", filled(page) | {f"does_{code}": text})
    assert texts(member) == ("It shines.", "Het schijnt.", "Il brille.")
    stands = TranslationStatus.objects.filter(language__in=["nl", "fr"]).values_list("state", "origin")
    assert list(stands) == [("current", "human")] * 2
    form = filled(client.get(f"{HOME}page/"))
    client.post(f"{HOME}page/", form | {"does_en": "It shines far."})
    assert set(TranslationStatus.objects.filter(language="nl").values_list("state", flat=True)) == {"outdated"}


def test_where_staff_changed_the_same_text_both_are_shown_and_none_is_lost(client, member):
    enter(client, member, "editor")
    forms = {code: filled(client.get(f"{HOME}page/?language={code}")) for code in ("en", "nl", "fr")}
    staff = {"does_en": "Staff wrote this.", "does_nl": "", "does_fr": "L'équipe."}
    Organisation.objects.filter(pk=member.pk).update(**staff)
    page = client.post(f"{HOME}page/?language=en", forms["en"] | {"does_en": "She wrote this."})
    assert page.status_code == 422
    for text in ("Staff wrote this.", "She wrote this."):
        assert text in page.content.decode()
    page = client.post(f"{HOME}page/?language=nl", forms["nl"] | {"does_nl": "Zij."})
    assert page.status_code == 302
    page = client.post(f"{HOME}page/?language=fr", forms["fr"] | {"does_fr": "Elle."})
    assert (page.status_code, "L&#x27;équipe." in page.content.decode()) == (422, True)
    assert texts(member) == ("Staff wrote this.", "Zij.", "L'équipe.")
    client.post(f"{HOME}page/?language=fr", filled(page) | {"does_fr": "Elle."})  # she has seen both
    assert texts(member) == ("Staff wrote this.", "Zij.", "Elle.")


@pytest.mark.parametrize(
    ("field", "wrong"),
    [("website", "nowhere"), ("register_number", "12"), ("funding_url", "x"), ("eu_contact_email", "x")],
)
def test_what_is_wrong_is_told_and_nothing_is_stored(client, member, field, wrong):
    enter(client, member, "editor")
    form = filled(client.get(f"{HOME}page/")) | {"does_en": "New.", field: wrong}
    page = client.post(f"{HOME}page/", form)
    assert (page.status_code, 'role="alert"' in page.content.decode(), texts(member)[0]) == (422, True, "It shines.")


def test_fields_of_staff_are_not_taken_from_her(client, member):
    enter(client, member, "editor")
    more = {"name": "Other", "country": "XX", "state": "left", "evidence": "x", "slug": "x", "does_fr": "Autre."}
    client.post(f"{HOME}page/", filled(client.get(f"{HOME}page/")) | more)
    member.refresh_from_db()
    assert (member.name, member.state, member.slug, member.does_fr) == ("Lighthouse", "active", "lighthouse", None)


@pytest.mark.parametrize("address", ["page/", "change/", "right/"])
def test_a_contact_keeps_nothing(client, member, address):
    enter(client, member, "contact")
    assert client.post(HOME + address, {"text": "x", "does_en": "x"}).status_code == 403
    assert (texts(member)[0], ChangeRequest.objects.count(), member.confirmed_on) == ("It shines.", 0, None)


def test_no_other_language_than_ours_is_written(client, member):
    enter(client, member, "editor")
    assert client.get(f"{HOME}page/?language=xx").status_code == 404


# Still right


def test_that_it_is_right_is_noted_with_the_day_and_who_said_so(client, member):
    person = enter(client, member, "signatory")
    assert "Thank you" in words(client.post(f"{HOME}right/", follow=True))
    member.refresh_from_db()
    row = Transition.objects.of(member).get()
    assert (member.confirmed_on, row.verb, row.actor) == (timezone.localdate(), "confirm_page", person)
    assert client.get(f"{HOME}right/").status_code == 405


def test_once_a_year_those_who_keep_it_are_asked_until_one_says_so(member):
    for role in ("signatory", "editor", "contact"):
        factories.mandate(factories.user(f"{role}@example.org"), member, role)
    factories.mandate(factories.user(), factories.organisation(is_sample=True))
    now = timezone.now()
    for days, number in ((0, 2), (1, 2), (364, 2), (365, 4), (366, 4)):
        ask_if_right(now + days * DAY)
        assert Letter.objects.count() == number, days
    letter = Letter.objects.first()
    assert mail_of(letter).subject == "Still right? The page of Lighthouse"
    confirm_page(member, by=User.objects.get(email="editor@example.org"))
    assert mail_of(letter) is None
    ask_if_right(now + 366 * DAY)
    assert Letter.objects.count() == 4


# What staff change


def test_a_change_that_she_asks_for_reaches_the_board_and_she_is_answered(client, member):
    person = enter(client, member, "editor")
    staff = factories.user(staff_role="editor")
    page = client.post(f"{HOME}change/", {"text": " Our name is Lantern now. "}, follow=True)
    assert "answers by a letter" in words(page)
    asked = ChangeRequest.objects.get()
    [rows] = [rows for title, _, rows in board_for(staff)["lists"] if title == "Changes that members ask for"]
    assert [str(thing) for thing, _, _ in rows] == ["Lighthouse: Our name is Lantern now."]
    assert "Our name is Lantern now." in words(client.get(f"{HOME}change/"))
    with pytest.raises(PermissionDenied):
        make_change(asked, by=person)
    with pytest.raises(ValidationError, match="reason"):
        refuse_change(asked, by=staff, reason="")
    refuse_change(asked, by=staff, reason="The register says otherwise.")
    mail = mail_of(Letter.objects.get())
    assert (mail.to, "The register says otherwise." in mail.body) == ([person.email], True)


def test_a_change_without_words_is_not_asked_for(client, member):
    enter(client, member, "editor")
    assert client.post(f"{HOME}change/", {"text": "  "}).status_code == 422
    assert ChangeRequest.objects.count() == 0


# Its people


def test_a_signatory_names_a_deputy_for_some_days(client, member):
    enter(client, member, "signatory")
    deputy = factories.user("deputy@example.org", name="Dee")
    factories.mandate(deputy, member, "contact")
    day = timezone.localdate()
    form = {"act": "name_deputy", "person": deputy.pk, "since": day + 2 * DAY, "until": day + 4 * DAY}
    page = client.post(f"{HOME}people/", form, follow=True)
    assert "Dee signs for Lighthouse in these days, and is told." in words(page)
    held = Mandate.objects.get(person=deputy, role="signatory")
    assert (held.since, held.until) == (day + 2 * DAY, day + 4 * DAY)
    for days, signs in ((1, False), (2, True), (4, True), (5, False)):
        with time_machine.travel(timezone.now() + days * DAY, tick=False):
            assert Mandate.objects.in_force().filter(pk=held.pk).exists() == signs
    assert "Dee" not in mail_of(Letter.objects.get()).subject
    again = client.post(f"{HOME}people/", form)
    assert (again.status_code, "signs for it in these days already" in words(again)) == (422, True)


@pytest.mark.parametrize(
    ("role", "since", "until", "error"),
    [
        ("editor", 1, 2, PermissionDenied),
        ("contact", 1, 2, PermissionDenied),
        ("signatory", -1, 2, ValidationError),
        ("signatory", 3, 2, ValidationError),
    ],
)
def test_others_and_other_days_make_no_deputy(client, member, role, since, until, error):
    by, deputy, day = enter(client, member, role), factories.user(), timezone.localdate()
    factories.mandate(deputy, member, "contact")
    with pytest.raises(error):
        name_deputy(member, deputy, since=day + since * DAY, until=day + until * DAY, by=by)
    with pytest.raises((PermissionDenied, ValidationError)):
        name_deputy(member, factories.user(), since=day, until=day, by=by)
    assert Mandate.objects.count() == 2


def test_a_signatory_ends_a_mandate_of_its_people_and_everybody_her_own(client, member):
    enter(client, member, "signatory")
    other, elsewhere = factories.user(), factories.mandate(factories.user(), factories.organisation())
    held = factories.mandate(other, member, "editor")
    page = client.post(f"{HOME}people/", {"act": "end", "mandate": held.pk}, follow=True)
    assert f"The mandate of {other} is ended." in words(page)
    assert mail_of(Letter.objects.get()).to == [other.email]
    assert client.post(f"{HOME}people/", {"act": "end", "mandate": elsewhere.pk}).status_code == 404
    contact = enter(client, member, "contact")
    with pytest.raises(PermissionDenied):
        end(Mandate.objects.exclude(person=contact).in_force().filter(organisation=member).first(), by=contact)
    client.post(f"{HOME}people/", {"act": "end", "mandate": contact.mandates.get().pk})
    assert (contact.mandates.in_force().exists(), client.get(HOME).status_code) == (False, 302)
    seat = factories.seat(member)
    with pytest.raises(PermissionDenied):
        end(seat, by=User.objects.get(name="A signatory"))


# For staff


def test_staff_find_its_people_invitations_and_requests_on_one_page_with_their_verbs(client, member):
    person = enter(client, member, "signatory")
    held, asked = person.mandates.get(), factories.invitation(member, "new@example.org")
    client.post(f"{HOME}change/", {"text": "Another name."})
    address = f"/admin/members/organisation/{member.pk}/change/"
    verbs = [
        *(f"mandate/{held.pk}/verb/end/", f"invitation/{asked.pk}/verb/send_again/"),
        *(f"invitation/{asked.pk}/verb/withdraw/", f"changerequest/{ChangeRequest.objects.get().pk}/verb/make_change/"),
    ]
    for role, seen in (("secretariat", [True] * 4), ("editor", [False, False, False, True])):
        client.force_login(factories.user(staff_role=role))
        page = client.get(address).content.decode()
        assert [f"/admin/members/{verb}" in page for verb in verbs] == seen
        assert ("new@example.org" in page) == (role == "secretariat")
