"""Rows for tests: each function makes one thing that is whole, and takes what the test is about."""

import datetime
import functools
import hashlib
import io
import itertools

from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image

from eclag.models import Page, PressContact, Quote, Visibility
from events.models import Appearance, Event
from events.states import AppearanceRole, EventState
from members.models import Attachment, Invitation, Letter, Mandate, Organisation, Seat, TranslationStatus, User
from members.models.files import content_storage
from members.models.keys import key_of
from members.states import LetterState, MandateRole, OrganisationKind, OrganisationState, TextOrigin, TextState
from positions.actions import freeze, publish_sample
from positions.models import Ask, Delivery, Dossier, Milestone, Outcome, Signature, Statement, Translation, Version
from positions.states import Direction, Institution, SignatureState, StatementKind, StatementState

PASSWORD = "correct horse battery staple"
PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"
LONG_AGO = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
PUBLIC_STATES = {StatementState.PUBLISHED, StatementState.SUPERSEDED, StatementState.WITHDRAWN}
numbers = itertools.count(100_001)  # of the same length, so that they sort as they count


@functools.cache
def hashed(hasher):
    """The hash of PASSWORD: Argon2 takes its time, so it is asked once."""
    return make_password(PASSWORD)


def user(email=None, **fields):
    email = email or f"person{next(numbers)}@example.org"
    person = User.objects.create(email=email, password=hashed(settings.PASSWORD_HASHERS[0]), **fields)
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return person


SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def with_app(person):
    """The person, who has an authenticator app with that secret now."""
    TOTP.activate(person, SECRET)
    return person


def organisation(**fields):
    number = next(numbers)
    fields = {
        "name": f"Organisation {number}",
        "slug": f"organisation-{number}",
        "country": "NL",
        "kind": OrganisationKind.NGO,
        "state": OrganisationState.ACTIVE,
        "does_en": f"What organisation {number} does.",
    } | fields
    return Organisation.objects.create(**fields)


def picture(size=(40, 20), kind="PNG"):
    drawn = io.BytesIO()
    Image.new("RGB", size, "teal").save(drawn, kind)
    return drawn.getvalue()


def logo(name="logo"):
    """The stored name of a logo, whose file is there."""
    return content_storage().save(f"logos/{name}.webp", ContentFile(picture(kind="WEBP")))


def attachment(thing, title="A paper", content=PDF, **fields):
    file = ContentFile(content, name=f"{hashlib.sha256(content).hexdigest()}.pdf")
    return Attachment.objects.create(thing=thing, title=title, file=file, **fields)


def translation_status(thing, language, state=TextState.CURRENT, origin=TextOrigin.MACHINE, source_digest="0" * 64):
    said = {"state": state, "origin": origin, "source_digest": source_digest}
    row, _ = TranslationStatus.objects.update_or_create(**key_of(thing), language=language, defaults=said)
    return row


def mandate(person, organisation, role=MandateRole.SIGNATORY, **fields):
    return Mandate.objects.create(person=person, organisation=organisation, role=role, **fields)


def seat(organisation, **fields):
    return Seat.objects.create(organisation=organisation, **fields)


def invitation(organisation, address, role=MandateRole.SIGNATORY, **fields):
    return Invitation.objects.create(organisation=organisation, address=address, role=role, **fields)


def letter(address, *, state=LetterState.WAITING, **fields):
    """A letter that says that a password was changed."""
    person = fields.pop("person", None) or user()
    occasion = f"account/email/password_changed#{next(numbers)}"
    row = Letter(noun="", thing=0, occasion=occasion, address=address, person=person, **fields)
    row.state = state
    row.save()
    return row


def dossier(**fields):
    number = next(numbers)
    fields = {
        "slug": f"dossier-{number}",
        "procedure": f"2022/{number:04d}(COD)",
        "title_en": f"Dossier {number}",
        "short_title_en": f"File {number}",
        "summary_en": f"What dossier {number} is about.",
        "ask_now_en": f"What we ask of dossier {number}.",
    } | fields
    return Dossier.objects.create(**fields)


def milestone(dossier, date, **fields):
    fields = {
        "institution": Institution.PARLIAMENT,
        "title_en": f"Step {next(numbers)}",
        "source_url": "https://example.org/step",
    } | fields
    return Milestone.objects.create(dossier=dossier, date=date, **fields)


def statement(**fields):
    """A statement of which only the facts are known, public unless `state` says otherwise."""
    number = next(numbers)
    fields = {
        "slug": f"statement-{number}",
        "kind": StatementKind.OPEN_LETTER,
        "state": StatementState.PUBLISHED,
        "date": datetime.date(2025, 1, 1),
        "title_en": f"Statement {number}",
        "about_en": f"What statement {number} is.",
        "addressee_en": f"Addressee {number}",
        "source_url": "https://example.org/statement",
    } | fields
    if fields["state"] in PUBLIC_STATES:
        fields.setdefault("published_at", LONG_AGO)
    return Statement.objects.create(**fields)


def version(statement, *, number=1, language="en", texts=None):
    """A draft version with its texts: {language: (title, html)}."""
    row = Version.objects.create(statement=statement, number=number, language=language)
    for code, (title, text) in (texts or {language: ("A title", "<p>Some words.</p>")}).items():
        Translation.objects.create(version=row, language=code, title=title, text=text)
    return row


make_version = version  # where the name is taken


def ask(version, **fields):
    return Ask.objects.create(version=version, **({"direction": Direction.FOR, "text_en": "An ask."} | fields))


def frozen(texts=None, language="en", *, is_sample=False, asks=(), **fields):
    """The frozen version of a public statement; no verb leads there yet for one that is no sample."""
    said = statement(state=StatementState.DRAFT, is_sample=True, **fields)
    row = version(said, language=language, texts=texts)
    for each in asks:
        ask(row, **each)
    publish_sample(said)
    Statement.objects.filter(pk=said.pk).update(is_sample=is_sample)
    return Version.objects.get(pk=row.pk)


def another(version, *, asks=(), texts=None):
    """The next version of that statement, opened and public as well; no verb makes one yet."""
    number = version.statement.versions.count() + 1
    row = make_version(version.statement, number=number, language=version.language, texts=texts)
    for each in asks:
        ask(row, **each)
    freeze(row)
    now = timezone.now()
    Version.objects.filter(pk=row.pk).update(opened_at=now, published_at=now)
    Statement.objects.filter(pk=version.statement_id).update(current=row)
    return Version.objects.get(pk=row.pk)


def signature(statement, organisation=None, **fields):
    """A signature: of the version where one is named, else from before the portal."""
    fields = {"state": SignatureState.SIGNED, "source_url": "https://example.org/signed"} | fields
    return Signature.objects.create(statement=statement, organisation=organisation, **fields)


def delivery(statement, **fields):
    """A delivery of the words that stand today, as if it had been entered."""
    fields = {"addressee_en": "A committee", "date": datetime.date(2025, 4, 1), "sent_by": "email"} | fields
    return Delivery.objects.create(statement=statement, version=statement.current, **fields)


def outcome(ask, milestone, **fields):
    return Outcome.objects.create(ask=ask, milestone=milestone, **({"result": "adopted"} | fields))


def event(**fields):
    number = next(numbers)
    fields = {
        "slug": f"event-{number}",
        "state": EventState.ANNOUNCED,
        "date": datetime.date(2025, 3, 20),
        "title_en": f"Event {number}",
        "about_en": f"What event {number} is.",
        "city_en": "Brussels",
    } | fields
    return Event.objects.create(**fields)


def appearance(event, name="Speaker", role=AppearanceRole.SPEAKER, **fields):
    return Appearance.objects.create(event=event, name=name, role=role, **({"listed": True} | fields))


def press():
    """(whom journalists may ask, what they may quote)."""
    contact = PressContact.objects.create(name="Press office", email="press@example.org")
    said = {
        "text": "We ask for a law that holds.",
        "said_on": datetime.date(2026, 11, 1),
        "agreement": "Canary, by letter.",
    }
    return contact, Quote.objects.create(name="Press office", **said)


def page(slug, **fields):
    fields = {
        "visibility": Visibility.PUBLIC,
        "title_en": f"Page {slug}",
        "lead_en": f"Lead of {slug}.",
        "body_en": f"<p>Body of {slug}.</p>",
    } | fields
    return Page.objects.create(slug=slug, **fields)
