"""A small coalition: a person of each role, what is public, and what must not leak, called "canary"."""

import datetime
from types import SimpleNamespace

from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import Client
from django.utils import timezone

from eclag.models import Helpline, HelplineKind, Page, Visibility
from events.models import Session
from events.states import EventState
from members.models import Bounce, ChangeRequest, Organisation, ReportedSize, User
from members.states import ActorKind, LetterState, MandateRole, OrganisationState, StaffRole
from members.transitions import note
from positions.models import Ask, Correction, ReportedNumber
from positions.states import DeliveryState, Direction, SignatureState, StatementState
from tests import factories

STRANGERS = {"anonymous", "deactivated secretariat"}
MEMBERS = {"contact", "editor", "signatory", "signatory elsewhere", "steering", "former signatory"}
STAFF = {"translator", "staff editor", "secretariat", "superuser"}
ROLES = sorted(STRANGERS | MEMBERS | STAFF)
PAGES = ["home", "about", "help", "press", "privacy", "accessibility"]
STATES_OF_DRAFTS = [
    StatementState.DRAFT,
    StatementState.CONSULTATION,
    StatementState.APPROVAL,
    StatementState.OPEN,
]
STATES_OF_STRANGERS = [state for state in OrganisationState if state not in {"active", "left"}]


def build():
    """Its things by name; `example` has a row of each noun, which whoever has the right may change or delete."""
    made = SimpleNamespace(browser=Client())
    made.a, made.b, made.c = (factories.organisation(slug=f"member-{letter}") for letter in "abc")
    made.kind = ContentType.objects.get_for_model(Organisation)
    add_people(made)
    add_public(made)
    add_private(made)
    add_files(made)
    made.example = examples(made)
    made.rows = rows()
    return made


def rows():
    """Every row of the database but the sessions, by table."""
    with connection.cursor() as cursor:
        tables = [table for table in connection.introspection.table_names(cursor) if table != "django_session"]
        return {table: cursor.execute(f"SELECT * FROM {table} ORDER BY 1").fetchall() for table in tables}


def add_people(made):
    """In `sessions` the key of each role's session; what ended did so after the login."""

    def person(role, organisation=None, mandate=MandateRole.SIGNATORY, **fields):
        made_up = factories.user(f"canary-{role.replace(' ', '-')}@example.org", name=f"Canary {role}", **fields)
        if organisation:
            factories.mandate(made_up, organisation, mandate)
        return made_up

    people = {
        "contact": person("contact", made.a, MandateRole.CONTACT),
        "editor": person("editor", made.a, MandateRole.EDITOR),
        "signatory": person("signatory", made.a),
        "signatory elsewhere": person("signatory elsewhere", made.b),
        "steering": person("steering", made.c),
        "former signatory": person("former signatory", made.a),
        "translator": person("translator", staff_role=StaffRole.TRANSLATOR, translates=["nl", "fr"]),
        "staff editor": person("staff editor", staff_role=StaffRole.EDITOR),
        "secretariat": person("secretariat", staff_role=StaffRole.SECRETARIAT),
        "superuser": person("superuser", is_superuser=True),
        "deactivated secretariat": person("deactivated secretariat", staff_role=StaffRole.SECRETARIAT),
    }
    made.sessions = {role: session(somebody) for role, somebody in people.items()}
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    people["former signatory"].mandates.update(until=yesterday)
    User.objects.filter(pk=people["deactivated secretariat"].pk).update(is_active=False)


def session(person):
    browser = Client()
    browser.force_login(person)
    return browser.session.session_key


def add_public(made):
    for slug in PAGES:
        factories.page(slug)
    factories.seat(made.c, evidence="canary")
    left = factories.organisation(slug="left", state=OrganisationState.LEFT, evidence="canary")
    note(left, "leave", "active", by=ActorKind.UNKNOWN, reason="canary")
    made.dossier = factories.dossier(slug="dossier")
    made.step = factories.milestone(made.dossier, datetime.date(2024, 5, 1))
    made.said = factories.statement(slug="said", evidence="canary")
    ReportedNumber.objects.create(statement=made.said, number=60, source_url="https://example.org/reported")
    texts = {"en": ("Frozen", "<p>Words.</p>"), "nl": ("Bevroren", "<p>Woorden.</p>")}
    made.version = factories.frozen(texts, slug="frozen", asks=[{"text_en": "An ask."}])
    for statement in (made.said, made.version.statement):
        statement.dossiers.add(made.dossier)
        factories.signature(statement, made.a, evidence="canary")
        factories.signature(statement, made.b, state=SignatureState.DECLINED)
        factories.signature(statement, name="Canary outsider", country="BE", state=SignatureState.UNCONFIRMED)
    factories.delivery(made.said, addressee_en="A committee")
    factories.delivery(made.said, addressee_en="Canary", state=DeliveryState.STRUCK)
    made.event = factories.event(slug="event", statement=made.said, evidence="canary")
    talk = Session.objects.create(event=made.event, title_en="A talk")
    factories.appearance(made.event, "Speaker", organisation=made.a, session=talk)
    factories.appearance(made.event, "Canary survivor", listed=False)


def add_files(made):
    """A public logo and file, and a file that hangs on what nobody may see."""
    made.a.logo = factories.logo()
    made.a.save()
    made.file = factories.attachment(made.a, "A paper")
    hidden = Page.objects.get(slug="canary-nobody")
    made.hidden_file = factories.attachment(hidden, "Canary", factories.PDF + b"canary")


def add_private(made):
    """Everything here is called canary, also in its address."""
    canary = {"title_en": "Canary", "about_en": "Canary.", "evidence": "canary"}
    text = {"en": ("Canary", "<p>Canary.</p>")}
    for visibility in (Visibility.NOBODY, Visibility.MEMBERS, Visibility.STEERING):
        factories.page(f"canary-{visibility}", title_en="Canary", body_en="<p>Canary.</p>", visibility=visibility)
    for state in STATES_OF_STRANGERS:
        stranger = factories.organisation(slug=f"canary-{state}", name=f"Canary {state}", state=state)
        factories.seat(stranger)
        factories.signature(made.said, stranger, state=SignatureState.TO_RECONFIRM)
    for state in STATES_OF_DRAFTS:
        draft = factories.statement(slug=f"canary-{state}", state=state, **canary)
        factories.version(draft, texts=text)
        draft.dossiers.add(made.dossier)
        factories.signature(draft, made.a)
        factories.delivery(draft, addressee_en="Canary")
    made.draft = factories.version(made.version.statement, number=2, texts=text)
    event = factories.event(slug="canary-draft", state=EventState.DRAFT, **canary)
    factories.appearance(event, "Canary speaker", organisation=made.a)


def examples(made):
    alone = factories.organisation(slug="alone")
    law = factories.dossier(slug="law")
    made.found = factories.statement(slug="canary-found", title_en="Canary", state=StatementState.DRAFT)
    version = factories.version(factories.statement(slug="canary-new", title_en="Canary", state=StatementState.DRAFT))
    meeting = factories.event(slug="meeting")
    contact, quote = factories.press()
    return {
        "members.organisation": alone,
        "members.reportedsize": ReportedSize.objects.create(
            number=7, source_url="https://example.org/size", checked_on=datetime.date(2026, 1, 1)
        ),
        "members.seat": factories.seat(made.b),
        "members.mandate": factories.mandate(factories.user("canary-b@example.org"), made.b),
        "members.user": factories.with_app(factories.user("canary-somebody@example.org")),
        "members.letter": factories.letter("canary@example.org", state=LetterState.GIVEN_UP),
        "members.invitation": factories.invitation(made.a, "canary-invited@example.org"),
        "members.bounce": Bounce.objects.create(address="canary-gone@example.org", why="No such box."),
        "members.changerequest": ChangeRequest.objects.create(organisation=made.a, text="Canary."),
        "eclag.page": factories.page("more"),
        "positions.correction": Correction.objects.create(dossier=made.dossier, text="Canary."),
        "eclag.quote": quote,
        "eclag.presscontact": contact,
        "eclag.helpline": Helpline.objects.create(
            country="EU",
            kind=HelplineKind.HELPLINE,
            name="Helpline",
            source_url="https://example.org/help",
            checked_on=datetime.date(2026, 1, 1),
        ),
        "positions.dossier": law,
        "positions.milestone": factories.milestone(made.dossier, datetime.date(2024, 6, 1)),
        "positions.statement": version.statement,
        "positions.version": version,
        "positions.translation": version.translations.create(language="nl", title="Canary"),
        "positions.ask": Ask.objects.create(version=version, direction=Direction.FOR, text_en="Canary."),
        "positions.signature": factories.signature(made.said, made.c, evidence="canary"),
        "positions.delivery": factories.delivery(made.said, addressee_en="A ministry"),
        "positions.outcome": factories.outcome(made.version.asks.get(), made.step),
        "events.event": meeting,
        "events.session": Session.objects.create(event=made.event, title_en="Another talk"),
        "events.appearance": factories.appearance(made.event, "Somebody"),
    }
