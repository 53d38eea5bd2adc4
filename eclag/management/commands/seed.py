"""Load the facts we know, with their sources, and on wish marked samples and demo accounts; never overwrites."""

import datetime
import os
import re
import secrets

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from eclag.facts import FACTS, facts, in_languages
from eclag.models import Helpline, Page, Visibility
from eclag.samples import (
    SAMPLE_TEXTS,
    batched,
    make_documents,
    make_open_statement,
    make_organisations,
    make_people,
    make_statements,
)
from events.models import Appearance, Event, Session
from events.states import EventState
from members.curating.translation_statuses import save_statuses
from members.models import Mandate, Organisation, ReportedSize, Seat, Transition, User
from members.models.translation_status import statuses_of
from members.states import ActorKind, MandateRole, OrganisationKind, OrganisationState, Shares, StaffRole, TextOrigin
from members.transitions import entry
from positions.models import (
    Ask,
    Delivery,
    Dossier,
    Milestone,
    Outcome,
    ReportedNumber,
    Signature,
    Statement,
)
from positions.states import SignatureState, StatementState

# address: (staff role, name, organisation's slug, mandate role)
DEMO_ACCOUNTS = {
    "admin": ("", "Demo administrator", None, None),
    "secretariat": (StaffRole.SECRETARIAT, "Demo secretariat", None, None),
    "editor": (StaffRole.EDITOR, "Demo editor", None, None),
    "translator": (StaffRole.TRANSLATOR, "Demo translator", None, None),
    "steering": ("", "Demo steering member", "ecpat-international", MandateRole.SIGNATORY),
    "signatory": ("", "Demo signatory", "coface", MandateRole.SIGNATORY),
    "orgeditor": ("", "Demo editor of an organisation", "coface", MandateRole.EDITOR),
    "contact": ("", "Demo contact", "coface", MandateRole.CONTACT),
    "other": ("", "Demo signatory of another organisation", "ecpat-oesterreich", MandateRole.SIGNATORY),
}


def hour(text):
    return datetime.time.fromisoformat(text) if text else None


def add_languages(thing, texts):
    """Give it the languages in which it says nothing yet, where its authentic texts are those that we load."""
    authentic = {name: text for name, text in texts.items() if name.endswith(f"_{thing.authentic_language}")}
    if any(getattr(thing, name) != text for name, text in authentic.items()):
        return
    added = set()
    for code in {name.rpartition("_")[2] for name in texts}:
        its_own = {name: text for name, text in texts.items() if name.endswith(f"_{code}")}
        if not any(getattr(thing, name) for name in its_own):
            added.add(code)
            for name, text in its_own.items():
                setattr(thing, name, text)
    if added:
        thing.save()
        save_statuses([row for row in statuses_of(thing, origin=TextOrigin.MACHINE) if row.language in added])


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("--samples", type=int, metavar="N", help="up to N organisations, 20 statements, 3 events")
        parser.add_argument("--organisations", type=int, metavar="N", help="sample organisations up to N in all")
        parser.add_argument("--statements", type=int, metavar="N", help="N sample statements")
        parser.add_argument("--events", type=int, metavar="N", help="N sample events to come")
        parser.add_argument("--demo-accounts", action="store_true", help="the accounts named in the README")

    def handle(self, **options):
        samples = options["samples"]
        organisations, statements, events = (
            options[name] if options[name] is not None else (default if samples is not None else 0)
            for name, default in [("organisations", samples), ("statements", 20), ("events", 3)]
        )
        with transaction.atomic():
            self.load_members()
            self.load_law()
            self.load_statements()
            self.load_events(facts("events")["event"])
            self.load_pages()
            make_organisations(organisations)
            make_people()
            make_statements(statements)
            self.sample_events(events)
        if options["demo_accounts"]:
            self.demo_accounts()
            if statements:
                make_open_statement()
                make_documents()
        self.note_statuses()
        self.note_transitions()

    def load_members(self):
        members = facts("members")
        if not ReportedSize.objects.exists():
            ReportedSize.objects.create(**members["reported"])
        for row in members["organisation"]:
            organisation, new = Organisation.objects.get_or_create(
                slug=row["slug"],
                defaults={
                    **{key: row[key] for key in ("name", "acronym", "country", "kind", "website")},
                    **{key: row[key] for key in ("source_url", "evidence")},
                    **in_languages("does", row["does"]),
                    "state": OrganisationState.ACTIVE,
                },
            )
            if new and row["seat"]:
                Seat.objects.create(
                    organisation=organisation, source_url=row["source_url"], evidence=row.get("seat_note", "")
                )

    def load_law(self):
        for order, row in enumerate(facts("dossiers")["dossier"]):
            texts = {
                key: text
                for field in ("title", "short_title", "summary", "ask_now")
                for key, text in in_languages(field, row[field]).items()
            }
            dossier, new = Dossier.objects.get_or_create(
                slug=row["slug"], defaults={"procedure": row["procedure"], "order": order, **texts}
            )
            if not new:
                add_languages(dossier, texts)
            else:
                for step in row["milestone"]:
                    Milestone.objects.create(
                        dossier=dossier,
                        **{key: step[key] for key in ("date", "precision", "institution", "source_url")},
                        other_source_url=step.get("source_url_2", ""),
                        planned=step.get("planned", False),
                        stage=step.get("stage", ""),
                        checked_on=None,  # nobody has said so yet
                        **in_languages("title", step["title"]),
                    )

    def load_statements(self):
        for row in facts("statements")["statement"]:
            statement, new = Statement.objects.get_or_create(
                slug=row["slug"],
                defaults={
                    **{key: row[key] for key in ("kind", "date", "precision", "stage", "published_in")},
                    **{key: row[key] for key in ("source_url", "evidence", "authentic_language")},
                    "title_is_ours": not row["title_known"],
                    **in_languages("title", row["title"]),
                    **in_languages("about", row["about"]),
                    **in_languages("addressee", row["addressee"]),
                    "state": StatementState.PUBLISHED,
                    "published_at": timezone.now(),
                },
            )
            if not new:
                continue
            statement.dossiers.set(Dossier.objects.filter(slug__in=row["dossiers"]).only("pk"))
            for number in row.get("reported", []):
                ReportedNumber.objects.create(
                    statement=statement,
                    counted=number["of"],
                    **{key: number[key] for key in ("number", "at_least", "moment", "source_url")},
                )
            for signature in row.get("signature", []):
                slug = signature.get("organisation")
                Signature.objects.create(
                    statement=statement,
                    organisation=Organisation.objects.only("pk").get(slug=slug) if slug else None,
                    name=signature.get("name", ""),
                    country=signature.get("country", ""),
                    state=SignatureState.SIGNED,
                    **{key: signature[key] for key in ("source_url", "evidence")},
                )

    def load_events(self, rows, sample=False):
        today = timezone.localdate()
        for row in rows:
            day = row.get("date") or today + datetime.timedelta(days=row["days_ahead"])
            length = datetime.timedelta(days=row.get("length_days", 1) - 1)
            event, new = Event.objects.get_or_create(
                slug=row["slug"],
                defaults={
                    "date": day,
                    "until": day + length if length else None,
                    "start_time": hour(row.get("start_time")),
                    "end_time": hour(row.get("end_time")),
                    **{key: row[key] for key in ("precision", "time_zone", "format", "source_url", "evidence")},
                    "country": row.get("country", ""),
                    "venue": row.get("venue", ""),
                    **in_languages("title", row["title"]),
                    **in_languages("about", row["about"]),
                    **in_languages("city", row.get("city")),
                    "state": EventState.ANNOUNCED,
                    "is_sample": sample,
                },
            )
            if not new:
                continue
            sessions = [
                Session.objects.create(
                    event=event,
                    order=order,
                    date=day + datetime.timedelta(days=part["day"]),
                    start_time=hour(part["start_time"]),
                    end_time=hour(part["end_time"]),
                    **in_languages("title", part["title"]),
                )
                for order, part in enumerate(row.get("session", []))
            ]
            for order, part in enumerate(row.get("appearance", [])):
                slug = part.get("organisation")
                Appearance.objects.create(
                    event=event,
                    session=sessions[part["session"]] if "session" in part else None,
                    organisation=Organisation.objects.only("pk").get(slug=slug) if slug else None,
                    order=order,
                    listed=part.get("listed", True),
                    **{key: part[key] for key in ("name", "affiliation", "role")},
                )

    def load_pages(self):
        texts = {}
        for file in sorted((FACTS / "pages").glob("*.html")):
            slug, language, _ = file.name.split(".")
            title, lead, body = re.match(
                r'<h1>(.*?)</h1>\s*<p class="lead">(.*?)</p>\s*(.*)', file.read_text(), re.DOTALL
            ).groups()
            texts.setdefault(slug, {}).update(
                {f"title_{language}": title, f"lead_{language}": lead, f"body_{language}": body}
            )
        for slug, fields in texts.items():
            Page.objects.get_or_create(slug=slug, defaults={**fields, "visibility": Visibility.PUBLIC})
        for row in facts("helplines")["helpline"]:
            key = {name: row.pop(name) for name in ("country", "kind", "name")}
            Helpline.objects.get_or_create(**key, defaults=row)

    def note_statuses(self):
        """What we load in other languages than the authentic one was translated by a machine, and says so."""
        for model in (Organisation, Dossier, Milestone, Statement, Ask, Delivery, Outcome, Event, Session, Page):
            for things in batched(
                model.objects.filter(translation_statuses__isnull=True).iterator(chunk_size=200), 200
            ):
                save_statuses([row for thing in things for row in statuses_of(thing, origin=TextOrigin.MACHINE)])

    def note_transitions(self):
        """How what we load came into its state is not a verb of anybody's."""
        for model in (Organisation, Statement, Event):
            known = Transition.objects.filter(noun=model._meta.model_name).values("thing")
            for things in batched(model.objects.exclude(pk__in=known).iterator(chunk_size=200), 200):
                entries = [entry(thing, "seed", "", by=ActorKind.SEED) for thing in things]
                Transition.objects.bulk_create(row.follow(None) if row.chain else row for row in entries)

    def sample_events(self, wanted):
        rows = facts("sample_events")["event"]
        more = [
            {
                **rows[number % len(rows)],
                "slug": f"{rows[number % len(rows)]['slug']}-{number}",
                "days_ahead": 100 + number % 300,
            }
            for number in range(len(rows), wanted)
        ]
        self.load_events([*rows, *more][:wanted], sample=True)

    def demo_accounts(self):
        password = demo_password()
        for name, (role, full_name, slug, mandate) in DEMO_ACCOUNTS.items():
            email = f"{name}@example.org"
            user = User.objects.filter(email=email).first()
            if user is None:
                user = User.objects.create_user(
                    email,
                    password,
                    name=full_name,
                    staff_role=role,
                    is_superuser=name == "admin",
                    shares=Shares.ADDRESS if slug else Shares.NOTHING,
                    translates=["nl", "fr"] if role == StaffRole.TRANSLATOR else [],
                )
                EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
            elif os.environ.get("DEMO_PASSWORD") and not user.check_password(password):
                user.set_password(password)
                user.save(update_fields=["password"])
            if slug:
                organisation = Organisation.objects.only("pk").get(slug=slug)
                Mandate.objects.get_or_create(person=user, organisation=organisation, role=mandate)
        Organisation.objects.get_or_create(
            slug="sample-applicant",
            defaults={
                "name": "Sample applicant",
                "country": "LV",
                "kind": OrganisationKind.NGO,
                "state": OrganisationState.APPLICANT,
                "evidence": "Made-up sample: an application that waits to be checked.",
                "is_sample": True,
                **in_languages("does", SAMPLE_TEXTS),
            },
        )
        self.stdout.write("Demo accounts (the password of all is " + password + "):")
        for name, (_, full_name, slug, _) in DEMO_ACCOUNTS.items():
            self.stdout.write(f"  {name}@example.org  {full_name}{f' ({slug})' if slug else ''}")


def demo_password():
    """DEMO_PASSWORD from the environment, else one made once and kept in var/, readable by the owner alone."""
    if given := os.environ.get("DEMO_PASSWORD"):
        return given
    kept = settings.ROOT / "var" / "demo-password"
    if not kept.exists():
        kept.parent.mkdir(exist_ok=True)
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_urlsafe(12))
    return kept.read_text()
