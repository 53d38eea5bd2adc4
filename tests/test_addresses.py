"""What has been public keeps its address, by whichever door somebody comes."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from eclag.models import Page
from events.actions import announce, send_back
from events.models import Event
from members.actions import suspend
from tests import factories
from tests.test_access import filled

pytestmark = pytest.mark.django_db
STAYS = "This address has been public: links lead to it, so it stays."


def announced_and_sent_back():
    event, by = factories.event(state="draft"), factories.user(staff_role="editor")
    announce(event, by=by)
    send_back(event, by=by, reason="Too early.")
    return event


def a_suspended_member():
    member = factories.organisation()
    suspend(member, by=factories.user(staff_role="secretariat"), reason="Dues.")
    return member


def a_page_taken_back():
    page = factories.page("shown")
    page.visibility = "nobody"
    page.save()
    return page


PUBLIC = {
    "a published statement": lambda: factories.frozen().statement,
    "a recorded statement": factories.statement,
    "a dossier": factories.dossier,
    "an event": factories.event,
    "an event that was sent back": announced_and_sent_back,
    "a member": factories.organisation,
    "a member that is suspended": a_suspended_member,
    "a page": lambda: factories.page("shown"),
    "a page that nobody sees any more": a_page_taken_back,
}
PRIVATE = {
    "a draft": lambda: factories.statement(state="draft"),
    "an event in draft": lambda: factories.event(state="draft"),
    "an applicant": lambda: factories.organisation(state="applicant"),
    "a page that nobody saw": lambda: factories.page("hidden", visibility="nobody"),
}


def renamed(thing):
    row = type(thing).objects.get(pk=thing.pk)
    row.slug = "other"
    return row


@pytest.mark.parametrize("thing", PUBLIC)
def test_what_has_been_public_keeps_its_address(client, thing):
    thing = PUBLIC[thing]()
    with pytest.raises(ValidationError) as refusal:
        renamed(thing).full_clean()
    assert refusal.value.message_dict == {"slug": [STAYS]}
    client.force_login(factories.user(is_superuser=True))
    address = reverse(f"admin:{thing._meta.label_lower.replace('.', '_')}_change", args=[thing.pk])
    page = client.get(address)
    assert "slug" not in page.context["adminform"].form.fields
    client.post(address, filled(page) | {"slug": "other"})
    assert type(thing).objects.get(pk=thing.pk).slug == thing.slug


@pytest.mark.parametrize("thing", PRIVATE)
def test_what_nobody_has_seen_may_still_be_renamed(client, thing):
    thing = PRIVATE[thing]()
    renamed(thing).full_clean()
    client.force_login(factories.user(is_superuser=True))
    address = reverse(f"admin:{thing._meta.label_lower.replace('.', '_')}_change", args=[thing.pk])
    assert client.post(address, filled(client.get(address)) | {"slug": "other"}).status_code == 302
    assert type(thing).objects.get(pk=thing.pk).slug == "other"


def test_a_calendar_entry_is_known_by_its_row_and_not_by_words_that_may_change(client):
    event = factories.event(slug="gathering")
    before = client.get("/en/events/gathering/event.ics").content
    assert f"UID:{event.uid}\r\n".encode() in before.replace(b"\r\n ", b"")
    Event.objects.update(slug="other")
    after = client.get("/en/events/other/event.ics").content
    assert after.replace(b"/other/", b"/gathering/") == before
    assert factories.event().uid != event.uid


def test_a_page_remembers_when_it_was_first_shown():
    page = factories.page("hidden", visibility="nobody")
    assert page.published_at is None
    page.visibility = "members"
    page.save()
    first = Page.objects.get().published_at
    page.visibility = "public"
    page.save()
    assert Page.objects.get().published_at == first is not None
