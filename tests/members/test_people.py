"""The people of an organisation, as its own people see and keep them."""

import pytest
from django.urls import reverse

from members.actions import end
from members.models import Bounce, Invitation, Letter, Mandate, User
from tests import factories
from tests.reading import words

pytestmark = pytest.mark.django_db
PAGE = "/en/desk/organisations/member/people/"


@pytest.fixture
def member():
    return factories.organisation(name="Member", slug="member")


def enter(client, member, role):
    person = factories.user(name=f"A {role}")
    factories.mandate(person, member, role)
    client.force_login(person)
    return person


@pytest.mark.parametrize("role", ["signatory", "editor"])
def test_a_signatory_or_editor_asks_somebody_in_sends_again_and_withdraws(client, member, role):
    person = enter(client, member, role)
    form = {"act": "invite", "address": "new@example.org", "name": "New", "role": "editor", "language": "nl"}
    page = client.post(PAGE, form, follow=True)
    assert "A letter is on its way to new@example.org." in words(page)
    asked = Invitation.objects.get()
    assert (asked.organisation, asked.role, asked.language, asked.invited_by) == (member, "editor", "nl", person)
    assert "Send again to new@example.org" in words(page)
    client.post(PAGE, {"act": "send_again", "invitation": asked.pk})
    assert Letter.objects.count() == 2
    assert "is withdrawn" in words(client.post(PAGE, {"act": "withdraw", "invitation": asked.pk}, follow=True))
    assert Invitation.objects.get().state == "withdrawn"


def test_a_contact_sees_the_people_and_asks_nobody(client, member):
    enter(client, member, "contact")
    factories.mandate(factories.user(name="Zoe"), member)
    factories.invitation(member, "new@example.org")
    page = client.get(PAGE)
    assert "Zoe" in words(page)
    assert "new@example.org" not in words(page)
    assert "Invite somebody" not in words(page)
    for address in ("x@example.org", "new@example.org"):  # also of one who is invited already
        form = {"act": "invite", "address": address, "role": "signatory", "language": "en"}
        assert client.post(PAGE, form).status_code == 403
    assert Invitation.objects.count() == 1


@pytest.mark.parametrize("state", ["active", "suspended", "applicant", "left"])
def test_others_and_people_of_no_member_find_no_page(client, member, state):
    member.state = state
    member.save()
    enter(client, member, "signatory")
    assert client.get(PAGE).status_code == (200 if state == "active" else 404)
    enter(client, factories.organisation(), "signatory")
    assert client.get(PAGE).status_code == 404
    client.force_login(factories.user(staff_role="editor"))
    assert client.get(PAGE).status_code == 404


def test_whose_mandate_has_ended_is_refused_at_her_next_request(client, member):
    person = enter(client, member, "signatory")
    assert client.get(PAGE).status_code == 200
    factories.mandate(person, factories.organisation())  # with the last one her sessions end as well
    end(person.mandates.get(organisation=member), by=factories.user(staff_role="secretariat"))
    form = {"act": "invite", "address": "x@example.org", "role": "editor", "language": "en"}
    assert (client.get(PAGE).status_code, client.post(PAGE, form).status_code) == (404, 404)
    assert client.get("/en/desk/").status_code == 200
    assert Invitation.objects.count() == 0


def test_the_invitations_of_another_organisation_are_as_if_they_were_not(client, member):
    enter(client, member, "signatory")
    other = factories.invitation(factories.organisation(), "new@example.org")
    answers = [
        client.post(PAGE, {"act": act, "invitation": number}).status_code
        for act in ("send_again", "withdraw")
        for number in (other.pk, other.pk + 999, "x", "")
    ]
    assert answers == [404] * 8
    assert (Invitation.objects.get().state, Letter.objects.count()) == ("open", 0)


@pytest.mark.parametrize("act", ["", "accept", "nonsense"])
def test_a_button_that_is_not_on_the_page_does_nothing(client, member, act):
    enter(client, member, "signatory")
    asked = factories.invitation(member, "new@example.org")
    assert client.post(PAGE, {"act": act, "invitation": asked.pk}).status_code == 200
    assert (Invitation.objects.get().state, Letter.objects.count()) == ("open", 0)


def test_what_is_typed_wrong_is_said_beside_it_and_kept(client, member):
    person = enter(client, member, "signatory")
    form = {"act": "invite", "address": "no address", "name": "Kept", "role": "editor", "language": "en"}
    page = client.post(PAGE, form)
    assert page.status_code == 422
    assert "Enter a valid email address." in words(page)
    assert 'value="Kept"' in page.content.decode()
    page = client.post(PAGE, form | {"address": person.email, "role": "signatory"})
    assert "She is in already." in words(page)
    assert Invitation.objects.count() == 0


def test_whose_letters_come_back_is_said_and_has_no_button(client, member):
    enter(client, member, "signatory")
    factories.invitation(member, "gone@example.org")
    Bounce.objects.create(address="gone@example.org")
    page = words(client.get(PAGE))
    assert "Our letters to gone@example.org come back" in page
    assert "Send again" not in page


def test_the_page_asks_no_more_for_many_people_than_for_few(client, member, django_assert_num_queries):
    enter(client, member, "signatory")
    for number in (1, 10):
        for _ in range(number):
            factories.mandate(factories.user(), member)
            factories.invitation(member, f"new{next(factories.numbers)}@example.org")
        with django_assert_num_queries(9):
            client.get(PAGE)
    assert Mandate.objects.count() == 12


@pytest.mark.django_db
def test_the_account_of_a_superuser_is_changed_by_superusers_alone(client):
    root = factories.user(is_superuser=True, name="Root")
    page = reverse("admin:members_user_change", args=[root.pk])
    for person, able in [(factories.user(staff_role="secretariat"), False), (factories.user(is_superuser=True), True)]:
        client.force_login(person)
        shown = client.get(page)
        assert (shown.status_code, 'name="name"' in shown.content.decode()) == (200, able)
        if not able:
            assert client.post(page, {"name": "Taken over"}).status_code == 403
            assert User.objects.get(pk=root.pk).name == "Root"
