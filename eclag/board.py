"""What is waiting, late or missing, as the first page of the admin tells it."""

import datetime
from collections import Counter, defaultdict

from auditlog.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Count, Exists, IntegerField, OuterRef, Q, Value, Window
from django.urls import reverse
from django.utils import timezone

from eclag.models import Helpline, Page, PressContact, Quote, Visibility
from events.models import Event
from events.states import EventState
from members.models import (
    ChangeRequest,
    Letter,
    Mandate,
    Organisation,
    ReportedSize,
    Seat,
    Transition,
    TranslationStatus,
    User,
)
from members.permissions import may_curate, may_handle_membership, may_handle_people, may_translate
from members.states import LetterState, OrganisationState, TextOrigin, TextState
from members.texts.languages import LANGUAGE_CODES
from members.transitions import verbs_of
from positions.models import Correction, Delivery, Dossier, Milestone, Signature, Statement
from positions.states import RECORDED_ONLY, DeliveryState, SignatureState, StatementKind, StatementState

CURATED = {Page, Organisation, ReportedSize, Dossier, Milestone, Statement, Event}
PEOPLE = {User, Mandate, Seat}
SHOWN = 10  # rows of each list
WEEK = datetime.timedelta(days=7)
MANY_OPENED, MANY_TOGETHER = 20, 40  # addresses of the directory in a week, by one person and by all
WAITING = 1000  # of a noun at once
ANSWERED = datetime.timedelta(days=30)  # so long an answer is waited for
PRESS = {
    "The page for journalists names nobody to ask": PressContact,
    "The page for journalists quotes nobody": Quote,
}
HELP_CHECKED = datetime.timedelta(days=365)


def admin_address(thing, part="change"):
    return reverse(f"admin:{thing._meta.app_label}_{thing._meta.model_name}_{part}", args=[thing.pk])


def verb_address(thing, verb):
    return reverse(f"admin:{thing._meta.app_label}_{thing._meta.model_name}_verb", args=[thing.pk, verb])


def listed(title, things, *verbs):
    """(title, number, [(thing, address, its verbs with their addresses)]); the number comes in the same query."""
    if not isinstance(things, list):
        things = things.annotate(number=Window(Count("*")))
    first = list(things[:SHOWN])
    number = len(things) if isinstance(things, list) else first[0].number if first else 0
    shown = [(thing, admin_address(thing), [(verb, verb_address(thing, verb)) for verb in verbs]) for thing in first]
    return title, number, shown


def due(model, state, user):
    """The verbs that this person may apply to things in that state."""
    return [name for name, verb in verbs_of(model).items() if verb.act and state in verb.come_from and verb.may(user)]


def board_for(user):
    """The lists of this person: (title, rows); empty ones are left out."""
    lists = [*waiting(user), *late(user)]
    return {
        "kinds": [kind for kind in StatementKind if kind not in RECORDED_ONLY] if may_curate(user) else [],
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
    entries = LogEntry.objects.filter(content_type__in=kinds, actor__isnull=False).select_related(
        "actor", "content_type"
    )
    return [
        (
            entry,
            reverse(f"admin:{entry.content_type.app_label}_{entry.content_type.model}_history", args=[entry.object_pk]),
        )
        for entry in entries.defer("changes", "changes_text").order_by("-pk")[:SHOWN]
    ]


def waiting(user):
    if may_handle_membership(user):
        longest_first = Transition.objects.since(Organisation)
        organisations = Organisation.objects.only("name", "state").order_by(longest_first.asc(nulls_first=True), "pk")
        titles = {
            OrganisationState.APPLICANT: "Applications to look at",
            OrganisationState.CHECKED: "Applications that the steering group decides on",
        }
        here = by_state(organisations.filter(state__in=titles))
        for state, title in titles.items():
            yield listed(title, here[state], *due(Organisation, state, user))
    if may_handle_people(user):
        yield curious()
        undelivered = Letter.objects.undelivered().order_by("pk")
        yield listed("Letters that did not arrive", undelivered, *due(Letter, LetterState.GIVEN_UP, user))
    if may_curate(user):
        named = ("slug", "authentic_language", "title_authentic")
        events = Event.objects.filter(state=EventState.DRAFT).only(*named, "date", "last_day")
        pages = Page.objects.filter(visibility=Visibility.NOBODY).only(*named)
        requests = ChangeRequest.objects.open().select_related("organisation").only("text", "organisation__name")
        asking = Signature.objects.filter(state=SignatureState.AWAITING_ACCEPTANCE, merged_into=None)
        yield listed("Changes that members ask for", requests.order_by("pk"), "make_change", "refuse_change")
        errors = Correction.objects.open().select_related("dossier").order_by("pk")
        yield listed("Errors that readers report", errors, "correct", "dismiss")
        yield from on_their_way(user)
        asking = asking.select_related("organisation", "statement").only(
            "name", "organisation__name", *(f"statement__{column}" for column in named)
        )
        yield listed("Organisations that ask to sign late", asking.order_by("date", "pk"), "accept")
        drafts = list(events.order_by("date")[:WAITING])
        yield listed("Events to announce", drafts, *due(Event, EventState.DRAFT, user))
        past = [event for event in drafts if event.last_day < timezone.localdate()]
        yield listed("Events whose day passed before they were announced", past)
        yield listed("Pages that nobody sees yet", pages)


def curious():
    """Who opened many addresses of the directory within a week; where all together did, everybody who opened one."""
    lately = Q(openings__day__gt=timezone.localdate() - WEEK)
    people = User.objects.annotate(opened=Count("openings", filter=lately)).filter(opened__gt=0).order_by("-opened")
    people = list(people[:WAITING])
    together = sum(person.opened for person in people)
    shown = [person for person in people if person.opened >= MANY_OPENED or together >= MANY_TOGETHER]
    return listed(f"People who opened many addresses of the directory within a week ({together} in all)", shown)


def by_state(rows):
    """{state: its rows}, in one query."""
    here = defaultdict(list)
    for row in rows[:WAITING]:
        here[row.state].append(row)
    return here


def on_their_way(user):
    """Statements at each step that is staff's to do next, or that nobody has answered; the oldest first."""
    closed = Q(state=StatementState.OPEN, names_until__lt=timezone.localdate())
    steps = [StatementState.DRAFT, StatementState.APPROVAL, StatementState.ADOPTED]
    sent = Delivery.objects.filter(statement=OuterRef("pk"), state=DeliveryState.SENT)
    unanswered = Q(Exists(sent.filter(date__lt=timezone.localdate() - ANSWERED)), state=StatementState.PUBLISHED)
    rows = Statement.objects.filter(Q(state__in=steps) | closed | unanswered & Q(is_sample=False))
    here = by_state(rows.order_by("date", "pk").only("slug", "state", "authentic_language", "title_authentic"))
    verbs = due(Statement, StatementState.DRAFT, user)
    yield listed("Statements in draft", here[StatementState.DRAFT], *verbs)
    yield listed("Statements to adopt", here[StatementState.APPROVAL])
    yield listed("Adopted statements to open or to publish", here[StatementState.ADOPTED])
    yield listed("Signing is over: statements to publish", here[StatementState.OPEN], "publish")
    yield listed("Sent more than 30 days ago and not answered by all", here[StatementState.PUBLISHED])


def late(user):
    if not may_curate(user):
        return
    today = timezone.localdate()
    helplines = Helpline.objects.filter(checked_on__lt=today - HELP_CHECKED).order_by("checked_on")
    members = Organisation.objects.active().real().only("name", "logo", "eu_contact_email", "confirmed_on")
    # What the press page has is asked along, where anything is asked.
    members = members.annotate(**{model._meta.model_name: Exists(model.objects.all()) for model in PRESS.values()})
    lacking = list((members.filter(Q(logo="") | Q(eu_contact_email="")) | members.to_confirm())[:WAITING])
    unconfirmed = [row for row in lacking if not row.is_confirmed]
    yield listed("Members of whose page nobody said within a year that it is right", unconfirmed)
    steps = Milestone.objects.unresolved(today).filter(dossier__is_sample=False)
    columns = ("date", "authentic_language", "title_authentic")
    yield listed("Planned steps of the law whose day is over: say what came of them", steps.only(*columns))
    laws = list(
        Dossier.objects.real().only("slug", "authentic_language", "short_title_authentic", "contact", "checked_on")
    )
    yield listed("Files of the law not looked through for thirty days", [row for row in laws if row.is_unchecked])
    yield listed("Files of the law that name nobody to call", [row for row in laws if not row.contact])
    yield listed("Places of help not looked at for a year", helplines)
    yield listed("Members without a logo", [row for row in lacking if not row.logo])
    yield listed("Members without a contact on EU matters", [row for row in lacking if not row.eu_contact_email])
    for title, model in PRESS.items():
        name = model._meta.model_name
        if not (getattr(lacking[0], name) if lacking else model.objects.exists()):
            yield title, 1, [("Add", reverse(f"admin:eclag_{name}_add"), [])]


def missing(user):
    """For each noun and language of this person: how many texts are missing, outdated or a machine's."""
    kinds = {
        Page: Page.objects.exclude(visibility=Visibility.NOBODY),
        Organisation: Organisation.objects.active().filter(is_sample=False),
        Dossier: Dossier.objects.all(),
        Milestone: Milestone.objects.all(),
        Statement: Statement.objects.public().real(),
        Event: Event.objects.exclude(state=EventState.DRAFT).filter(is_sample=False),
    }
    authentic, rendered = counts_of(kinds)
    table = []
    for model in kinds:
        written = authentic[model._meta.model_name]
        total = sum(written.values())
        cells = []
        for code in languages_of(user):
            all_, outdated, machine = rendered.get((model._meta.model_name, code), (0, 0, 0))
            cells.append((code, total - written[code] - all_, outdated, machine))
        table.append((model._meta.verbose_name_plural, total, cells))
    return table


def counts_of(kinds):
    """How many things of each noun are written in which language, and how their translations stand; in one query.

    {noun: {language: number}}, {(noun, language): (all, outdated, a machine's)}.
    """
    nothing = Value(None, IntegerField())
    parts, translated = [], Q()
    for model, things in kinds.items():
        # Not by modeltranslation, which orders columns by chance: those of a union have to stand alike.
        written = things.order_by().rewrite(False).annotate(noun=Value(model._meta.model_name, CharField()))
        written = written.values("noun", "authentic_language").annotate(all=Count("pk"))
        written = written.annotate(outdated=nothing, machine=nothing)
        parts.append(written.values_list("noun", "authentic_language", "all", "outdated", "machine"))
        kind = ContentType.objects.get_for_model(model)
        translated |= Q(content_type=kind, object_id__in=things.order_by().values("pk"))
    rows = TranslationStatus.objects.filter(translated).order_by().values("content_type__model", "language")
    rendered = rows.annotate(
        all=Count("pk"),
        outdated=Count("pk", filter=Q(state=TextState.OUTDATED)),
        machine=Count("pk", filter=Q(origin=TextOrigin.MACHINE)),
    ).values_list("content_type__model", "language", "all", "outdated", "machine")
    authentic, statuses = defaultdict(Counter), {}
    for noun, language, *numbers in rendered.union(*parts, all=True):
        if numbers[1] is None:
            authentic[noun][language] = numbers[0]
        else:
            statuses[noun, language] = tuple(numbers)
    return authentic, statuses
