"""What somebody sees of herself and takes along, and that nothing names her once she is erased."""

import datetime
import json
import time

import pytest
from auditlog.models import LogEntry
from django.apps import apps
from django.contrib.auth import SESSION_KEY
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.db.models import EmailField
from django.urls import reverse
from django.utils import timezone

from events.models import Appearance
from members.actions import ask_change, be_present, confirm_page, erase, erase_name, invite, purge, write
from members.actions.erasing import MOST
from members.curating.history import track
from members.models import (
    Bounce,
    ChangeRequest,
    Invitation,
    Letter,
    Mandate,
    Opening,
    Presence,
    Transition,
    Unwanted,
    User,
)
from members.personal import personal_data, relations, rows_about
from members.retention import RETENTION
from members.transitions import note
from positions.actions import decline, pass_on, sign
from positions.models import Signature
from tests import factories
from tests.positions import way
from tests.reading import words

pytestmark = pytest.mark.django_db
CANARY = "canary@example.org"
DAY = datetime.timedelta(days=1)


def traces(*texts):
    """{table: its rows in which one of these texts stands}, over the whole database."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            rows = cursor.execute(f"SELECT * FROM {table}").fetchall()
            if hits := [row for row in rows if any(text in str(row).casefold() for text in texts)]:
                found[table] = hits
    return found


@pytest.fixture
def canary(client):
    """A person of whom every noun tells that may."""
    for model in (User, Mandate):
        track(model)
    people, organisation = way.people(), factories.organisation(name="Lighthouse")
    person = factories.with_app(factories.user(CANARY, name="Canary Person"))
    factories.mandate(person, organisation)
    factories.mandate(person, factories.organisation(), "contact")
    person.name = "Canary Renamed Person"
    person.save()
    client.force_login(person)
    client.get("/en/desk/")
    person = User.objects.get(pk=person.pk)
    said = way.opened(people)
    sign(said, organisation, by=person)
    decline(way.opened(people), organisation, by=person)
    confirm_page(organisation, by=person)
    ask_change(ChangeRequest(organisation=organisation, text="Another name."), by=person)
    invite(Invitation(organisation=organisation, role="editor", address="other@example.org"), by=person)
    pass_on(way.opened(people), organisation, by=person, note="Please.")
    factories.invitation(organisation, CANARY, name="Canary Person", role="contact", ends_at=timezone.now() - DAY)
    Bounce.objects.create(address=CANARY)
    Unwanted.objects.create(address=CANARY, kind="news")
    write("deputy", Mandate.objects.first(), ["old-canary@example.org"], person=person)
    Opening.objects.create(person=person, opened=people["steering"])
    Opening.objects.create(person=people["steering"], opened=person)
    be_present(organisation, by=person)
    LogEntry.objects.create(
        content_type_id=1, object_pk="1", object_repr="Page", action=1, actor=person, actor_email=CANARY
    )
    return person


# Me


def test_she_says_how_she_is_spoken_to_and_what_others_see(client, canary):
    form = {"name": "Ada", "language": "nl", "time_zone": "Europe/Athens", "shares": "name"}
    assert "It is saved." in words(client.post("/en/desk/me/", form, follow=True))
    canary.refresh_from_db()
    assert {name: getattr(canary, name) for name in form} == form
    wrong = client.post("/en/desk/me/", form | {"time_zone": "Mars/Base", "staff_role": "secretariat"})
    canary.refresh_from_db()
    assert (wrong.status_code, canary.time_zone, canary.staff_role) == (422, "Europe/Athens", "")


def test_all_rows_about_her_are_shown_and_taken_along(client, canary):
    page = words(client.get("/en/desk/me/data/"))
    file = client.get("/en/desk/me/data.json")
    told = json.loads(file.content)
    assert "attachment" in file.headers["Content-Disposition"]
    nouns = {str(model._meta.verbose_name_plural) for model in (*relations(), User, Bounce, Unwanted)}
    assert set(told) == nouns - {"user sessions"} | {"log entries"}
    assert sum(map(len, told.values())) == sum(rows.count() for rows in rows_about(canary).values())
    assert f"Rows: {sum(map(len, told.values()))}" in page
    for secret in (canary.password, canary.sessions_key, factories.SECRET, client.session.session_key):
        assert secret not in file.content.decode() + page


def test_nothing_of_others_is_among_her_data(canary):
    other = factories.user("stranger@example.org", name="Stranger")
    factories.mandate(other, factories.organisation())
    assert "stranger" not in json.dumps(personal_data(canary), default=str).casefold()


# Erased


def shown(client):
    """Let her have shown by her second factor just now who she is."""
    session = client.session
    session["account_authentication_methods_user"] = session[SESSION_KEY]
    session["account_authentication_methods"] = [{"method": "mfa", "at": time.time()}]
    session.save()


def test_who_erases_herself_leaves_no_trace_and_what_her_organisation_did_stands(client, canary):
    before = traces("canary")
    assert len(before) >= 7
    acts = list(Signature.objects.values_list("organisation", "state", "version", "date"))
    rows = Transition.objects.count() + 3  # two mandates end, and she is erased
    shown(client)
    page = client.post("/en/desk/me/erase/")
    assert "You are erased" in words(page)
    assert traces("canary") == {}
    assert client.get("/en/desk/").status_code == 302
    assert list(Signature.objects.values_list("organisation", "state", "version", "date")) == acts
    assert (Transition.objects.count(), Mandate.objects.in_force().filter(person=canary).count()) == (rows, 0)
    assert set(personal_data(User.objects.get(pk=canary.pk))[0][1][0]) <= {
        *("email", "language", "time_zone", "shares", "is_active", "is_superuser", "date_joined")
    }


def test_it_is_asked_once_more_who_she_is_before_she_is_erased(client, canary):
    answer = client.post("/en/desk/me/erase/")
    assert (answer.status_code, "reauthenticate" in answer["Location"]) == (302, True)
    canary.refresh_from_db()
    assert canary.email == CANARY


def test_staff_are_relieved_of_their_role_first_and_others_erase_nobody():
    secretary, editor = factories.user(staff_role="secretariat"), factories.user(staff_role="editor")
    with pytest.raises(ValidationError, match="You are staff"):
        erase(editor, by=editor)
    with pytest.raises(PermissionDenied):
        erase(secretary, by=editor)
    with pytest.raises(PermissionDenied):
        erase(factories.user(is_superuser=True), by=secretary)
    assert erase(editor, by=secretary).is_active is False


def test_the_secretariat_erases_a_person_and_is_led_to_where_the_name_still_stands(client, canary):
    event = factories.event()
    factories.appearance(event, "Canary Renamed Person")
    client.force_login(factories.user(staff_role="secretariat"))
    address = reverse("admin:members_user_erase", args=[canary.pk])
    assert "mandates" in client.get(address).content.decode()
    page = client.post(address, follow=True)
    row = Appearance.objects.get()
    assert reverse("admin:events_appearance_change", args=[row.pk]) in page.content.decode()
    assert list(traces("canary")) == ["events_appearance"]


def test_a_name_without_an_account_is_erased_from_the_history_and_the_log(client):
    track(Appearance)
    secretary = factories.user(staff_role="secretariat")
    hidden = factories.appearance(factories.event(), "Canary Survivor", listed=False)
    client.force_login(secretary)
    gone = client.post(reverse("admin:events_appearance_delete", args=[hidden.pk]), {"post": "yes"}, follow=True)
    address = f"{reverse('admin:members_user_erase_name')}?q=Canary+Survivor"
    assert address.replace("+", "%20") in gone.content.decode() or address in gone.content.decode()
    assert list(traces("canary")) == ["auditlog_logentry"]
    assert "In nothing that lives." in client.get(address).content.decode()
    client.post(address)
    assert traces("canary") == {}


def test_a_name_is_erased_where_it_stands_as_a_name_and_not_within_another():
    secretary, member = factories.user(staff_role="secretariat"), factories.organisation()
    for reason in ("Ann Lee called.", "joAnn Lee called.", "Said by ann lee", "ann.lee@example.org"):
        note(member, "confirm_page", "active", by=secretary, reason=reason)
    assert erase_name("Ann Lee", by=secretary) == 2
    assert list(Transition.objects.order_by("pk").values_list("reason", flat=True)) == [
        *("", "joAnn Lee called.", "", "ann.lee@example.org")
    ]
    erase(factories.user("lee@example.org", name="Lee"), by=secretary)
    assert Transition.objects.filter(reason="ann.lee@example.org").exists()


def test_the_log_is_not_emptied_by_a_word_that_is_everywhere():
    secretary = factories.user(staff_role="secretariat")
    said = {"content_type_id": 1, "object_pk": "1", "object_repr": "Decided", "action": 1, "actor": secretary}
    LogEntry.objects.bulk_create(LogEntry(**said) for _ in range(MOST + 1))
    with pytest.raises(ValidationError, match=f"More than {MOST} rows"):
        erase_name("Decided", by=secretary)
    assert LogEntry.objects.filter(actor=secretary, object_repr="Decided").count() == MOST + 1


def test_that_somebody_was_erased_is_in_the_log_without_her(canary):
    assert str(erase(canary, by=canary)) == "(erased)"
    row = Transition.objects.get(noun="user", verb="erase")
    assert (row.thing, row.actor, row.actor_kind, row.to_state) == (canary.pk, None, "person", "closed")


def test_a_short_name_is_erased_nowhere(client):
    secretary = factories.user(staff_role="secretariat")
    with pytest.raises(ValidationError, match="4 letters"):
        erase_name(" An ", by=secretary)
    with pytest.raises(PermissionDenied):
        erase_name("Canary", by=factories.user(staff_role="editor"))


def test_every_noun_that_names_a_person_is_known_to_erasing():
    known = {"members", "positions", "events", "eclag", "account", "mfa", "usersessions", "auditlog", "admin"}
    assert {model._meta.app_label for model in relations()} <= known
    assert Presence in relations()
    addresses = {
        f"{model._meta.label_lower}.{column.name}"
        for model in apps.get_models()
        if model._meta.app_label in {"members", "positions", "events", "eclag"}
        for column in model._meta.concrete_fields
        if column.name in {"address", "folded"} or isinstance(column, EmailField)
    }
    assert addresses == {
        *("members.user.email", "members.letter.address", "members.letter.folded", "members.bounce.address"),
        *("members.unwanted.address", "members.invitation.address", "members.invitation.folded"),
        # Public, of an office or of somebody who agreed to be named; staff take them off.
        *("eclag.presscontact.email", "members.organisation.eu_contact_email"),
        "positions.dossier.contact_email",
    }


# Retention


def test_the_clock_forgets_what_the_table_says_and_nothing_sooner():
    now = timezone.now()
    member = factories.organisation()
    old, acting = (factories.user(date_joined=now - 900 * DAY) for _ in range(2))
    held = factories.mandate(old, member)
    Mandate.objects.filter(pk=held.pk).update(ended_at=now)
    factories.mandate(acting, member)
    factories.user(staff_role="editor", date_joined=now - 900 * DAY)
    Bounce.objects.create(address="gone@example.org")
    factories.invitation(member, "never@example.org", ends_at=now)
    Opening.objects.create(person=acting, opened=old)
    write("still_right#x", member, [acting])
    counts = {}
    for days in (0, 29, 32, 179, 182, 399, 402, 729, 732):
        purge(now + days * DAY)
        counts[days] = (
            Opening.objects.count(),
            Invitation.objects.count(),
            Letter.objects.count() + Bounce.objects.count(),
            User.objects.exclude(email__endswith="@erased.invalid").count(),
        )
    assert counts == {
        **dict.fromkeys((0, 29), (1, 1, 2, 3)),
        **dict.fromkeys((32, 179), (0, 1, 2, 3)),
        **dict.fromkeys((182, 399), (0, 0, 2, 3)),
        **dict.fromkeys((402, 729), (0, 0, 0, 3)),
        732: (0, 0, 0, 2),
    }


def test_the_privacy_page_shows_the_table_that_the_clock_applies(client):
    factories.page("privacy")
    page = words(client.get("/en/privacy/"))
    for kept in RETENTION:
        assert str(kept) in page
