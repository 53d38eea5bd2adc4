"""What is waiting, late or missing, as the first page of the admin tells it."""

import datetime

from auditlog.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone

from eclag.models import Helpline, Page, Visibility
from events.models import Event
from events.states import EventState
from members.models import Mandate, Organisation, Rendering, Seat, User
from members.models.texts import LANGUAGE_CODES
from members.permissions import may_curate, may_handle_membership, may_handle_people, may_translate
from members.states import OrganisationState, TextOrigin, TextState
from positions.models import Dossier, Milestone, Statement
from positions.states import PUBLIC_STATEMENT_STATES, StatementState

CURATED = {Page, Organisation, Dossier, Milestone, Statement, Event}
PEOPLE = {User, Mandate, Seat}
SHOWN = 10  # rows of each list
HELP_CHECKED = datetime.timedelta(days=365)


def admin_address(thing, part="change"):
    return reverse(f"admin:{thing._meta.app_label}_{thing._meta.model_name}_{part}", args=[thing.pk])


def verb_address(thing, verb):
    return reverse(f"admin:{thing._meta.app_label}_{thing._meta.model_name}_verb", args=[thing.pk, verb])


def rows(things, *verbs):
    """(thing, address, the verbs that are due with their addresses)."""
    return [
        (thing, admin_address(thing), [(verb, verb_address(thing, verb)) for verb in verbs]) for thing in things[:SHOWN]
    ]


def board_for(user):
    """The lists of this person: (title, rows); empty ones are left out."""
    lists = [*waiting(user), *late(user)]
    return {
        "lists": [(title, number, shown) for title, number, shown in lists if number],
        "missing": missing(user),
        "codes": languages_of(user),
        "changes": newest_changes(user),
    }


def languages_of(user):
    return [code for code in LANGUAGE_CODES if may_translate(user, code)]


def newest_changes(user):
    """(entry, where its history is read) of what curators may see; people's data has the secretariat alone."""
    if not may_curate(user):
        return []
    shown = PEOPLE | CURATED if may_handle_people(user) else CURATED
    kinds = [kind.pk for kind in ContentType.objects.get_for_models(*shown).values()]
    entries = LogEntry.objects.filter(content_type__in=kinds, actor__isnull=False).select_related("actor", "content_type")
    return [
        (
            entry,
            reverse(f"admin:{entry.content_type.app_label}_{entry.content_type.model}_history", args=[entry.object_pk]),
        )
        for entry in entries.defer("changes", "changes_text").order_by("-pk")[:SHOWN]
    ]


def listed(title, things, *verbs):
    return title, things.count(), rows(things, *verbs)


def waiting(user):
    if may_handle_membership(user):
        organisations = Organisation.objects.only("name", "state")
        applicants = organisations.filter(state=OrganisationState.APPLICANT).order_by("state_since")
        checked = organisations.filter(state=OrganisationState.CHECKED).order_by("state_since")
        yield listed("Applications to look at", applicants, "check", "decline")
        yield listed("Applications that the steering group decides on", checked, "admit", "decline")
    if may_curate(user):
        statements = Statement.objects.filter(state=StatementState.DRAFT).only("slug", "title_en", "title")
        events = Event.objects.filter(state=EventState.DRAFT).only("slug", "title_en", "title")
        pages = Page.objects.filter(visibility=Visibility.NOBODY).only("slug", "title_en", "title")
        yield listed("Statements in draft", statements.order_by("date"))
        yield listed("Events to announce", events.order_by("date"), "announce")
        yield listed("Pages that nobody sees yet", pages)


def late(user):
    if not may_curate(user):
        return
    today = timezone.localdate()
    past = Event.objects.filter(state=EventState.DRAFT, date__lt=today).only("slug", "title_en", "title")
    helplines = Helpline.objects.filter(checked_on__lt=today - HELP_CHECKED).order_by("checked_on")
    logos = Organisation.objects.active().filter(logo="", is_sample=False).only("name")
    yield listed("Events whose day passed before they were announced", past)
    yield listed("Places of help not looked at for a year", helplines)
    yield listed("Members without a logo", logos)


def missing(user):
    """For each noun and language of this person: how many texts are missing, outdated or a machine's."""
    codes = languages_of(user)
    kinds = {
        Page: Page.objects.exclude(visibility=Visibility.NOBODY),
        Organisation: Organisation.objects.active().filter(is_sample=False),
        Dossier: Dossier.objects.all(),
        Milestone: Milestone.objects.all(),
        Statement: Statement.objects.filter(state__in=PUBLIC_STATEMENT_STATES, is_sample=False),
        Event: Event.objects.exclude(state=EventState.DRAFT).filter(is_sample=False),
    }
    table = []
    for model, things in kinds.items():
        kind = ContentType.objects.get_for_model(model)
        authentic = dict(things.order_by().values_list("authentic_language").annotate(Count("pk")))
        counted = {
            row["language"]: row
            for row in Rendering.objects.filter(content_type=kind, object_id__in=things.order_by().values("pk"))
            .order_by()
            .values("language")
            .annotate(
                all=Count("pk"),
                outdated=Count("pk", filter=Q(state=TextState.OUTDATED)),
                machine=Count("pk", filter=Q(origin=TextOrigin.MACHINE)),
            )
        }
        total = sum(authentic.values())
        none = {"all": 0, "outdated": 0, "machine": 0}
        cells = []
        for code in codes:
            row = counted.get(code, none)
            cells.append((code, total - authentic.get(code, 0) - row["all"], row["outdated"], row["machine"]))
        table.append((model._meta.verbose_name_plural, total, cells))
    return table
