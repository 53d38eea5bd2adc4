"""Made-up things for trying the portal out, each marked as a sample."""

import datetime
import itertools
import re

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.utils import timezone

from eclag.facts import facts, in_languages
from eclag.models import Page
from members.models import Mandate, Organisation, User
from members.states import ActorKind, MandateRole, OrganisationKind, OrganisationState, Shares, TextOrigin, TextState
from members.texts.folding import fold
from members.texts.languages import BRUSSELS
from positions.actions import ask_members, deliver, freeze, publish_sample, reply
from positions.models import Ask, Delivery, Dossier, Milestone, Outcome, Signature, Statement, Translation, Version
from positions.states import SIGNED, CameBy, Result, SignatureState, StatementState

COUNTRIES = re.findall("..", "ATBEBGCYCZDEDKEEESFIFRGRHRHUIEITLTLULVMTNLPLPTROSESISK")
SAMPLE_TEXTS = {
    "en": "A made-up organisation that shows how a member looks in this portal. It does not exist.",
    "nl": "Een verzonnen organisatie die laat zien hoe een lid er in dit portaal uitziet. Zij bestaat niet.",
    "mt": "Organizzazzjoni vvintata li turi kif jidher membru f’dan il-portal. Ma teżistix.",
}


def make_dossier():
    """The sample dossier on which the sample statements hang, with a step that is past and one to come."""
    row = facts("sample_dossier")
    texts = ("title", "short_title", "summary", "ask_now")
    dossier, new = Dossier.objects.get_or_create(
        slug=row["slug"],
        defaults={
            "procedure": row["procedure"],
            "order": 1000,
            "is_sample": True,
            "checked_on": timezone.localdate(),
            **row["contact"],
            **{key: text for field in texts for key, text in in_languages(field, row[field]).items()},
        },
    )
    if new:
        for step in row["milestone"]:
            Milestone.objects.create(
                dossier=dossier,
                date=timezone.localdate() + datetime.timedelta(days=step["days_ahead"]),
                institution=step["institution"],
                stage=step.get("stage", ""),
                source_url=row["source_url"],
                **in_languages("title", step["title"]),
            )
    return dossier


def make_organisations(wanted):
    """Sample organisations, up to that many active ones in all."""
    have = Organisation.objects.filter(state=OrganisationState.ACTIVE).count()
    taken = set(Organisation.objects.values_list("slug", flat=True))
    kinds = OrganisationKind.values
    numbers = (number for number in range(1, 10**6) if f"sample-organisation-{number}" not in taken)
    Organisation.objects.bulk_create(
        (
            Organisation(
                slug=f"sample-organisation-{number}",
                name=f"Sample organisation {number}",
                sort_name=fold(f"Sample organisation {number:05d}"),
                country=COUNTRIES[number % len(COUNTRIES)],
                kind=kinds[number % len(kinds)],
                state=OrganisationState.ACTIVE,
                evidence="Made-up sample.",
                is_sample=True,
                **in_languages("does", SAMPLE_TEXTS),
            )
            for number, _ in zip(numbers, range(wanted - have), strict=False)
        ),
        batch_size=200,
    )


def make_people():
    """One signatory for each sample organisation that has nobody, so that letters have readers; none can log in yet."""
    alone = Organisation.objects.filter(is_sample=True, state=OrganisationState.ACTIVE, mandates__isnull=True)
    for some in batched(alone.only("slug").order_by("pk"), 200):
        people = [
            User(
                email=f"{organisation.slug.replace('organisation', 'person')}@example.org",
                name=f"Sample person {organisation.slug.rpartition('-')[2]}",
                password=UNUSABLE_PASSWORD_PREFIX,
                shares=shares,
            )
            for organisation, shares in zip(some, itertools.cycle(Shares.values), strict=False)
        ]
        User.objects.bulk_create(people)
        Mandate.objects.bulk_create(
            Mandate(person=person, organisation=organisation, role=MandateRole.SIGNATORY)
            for person, organisation in zip(people, some, strict=True)
        )


def batched(rows, size):
    rows = iter(rows)
    while batch := list(itertools.islice(rows, size)):
        yield batch


def make_statements(wanted):
    """That many sample statements, frozen and signed by samples, all on the sample dossier."""
    patterns = facts("sample_statements")["statement"]
    signers = list(sample_organisations()[:60])
    taken = set(Statement.objects.filter(is_sample=True).values_list("slug", flat=True))
    first_day = timezone.localdate() - datetime.timedelta(days=20)
    for number in range(1, wanted + 1):
        row = patterns[(number - 1) % len(patterns)]
        slug = f"{row['slug']}-{number}"
        if slug in taken:
            continue
        day = first_day - datetime.timedelta(days=17 * number % 900)
        language = row["language"] if number <= len(patterns) else "en"
        version = make_version(row, slug=slug, date=day, language=language)
        publish_sample(version.statement, at=datetime.datetime.combine(day, datetime.time(12), BRUSSELS))
        sign_for(version, signers[: 3 + number * 7 % 55], day)
        send_sample(version, row["addressee"], day + datetime.timedelta(days=7), answered=number % 2)


def make_open_statement():
    """One sample more, open for signing for ten days; its letters are written, and some samples have signed."""
    slug, today = "sample-open-for-signing", timezone.localdate()
    if Statement.objects.filter(slug=slug).exists():
        return
    row = next(row for row in facts("sample_statements")["statement"] if row["kind"] in SIGNED)
    signing = {"names_until": today + datetime.timedelta(days=10), "goes_out_on": today + datetime.timedelta(days=14)}
    signing |= {"late_allowed": True, "reservation_allowed": True, "state": StatementState.OPEN}
    version = freeze(make_version(row, slug=slug, date=today, language="en", **signing))
    Version.objects.filter(pk=version.pk).update(opened_at=timezone.now())
    Statement.objects.filter(pk=version.statement_id).update(current=version)
    sign_for(version, sample_organisations()[:12], today)
    ask_members(Statement.objects.get(pk=version.statement_id))


def make_documents():
    """Minutes and talking points for members and the steering group, each marked as a sample."""
    for row in facts("sample_documents")["document"]:
        texts = {field: in_languages(field, row[field]) for field in ("title", "lead", "body")}
        Page.objects.get_or_create(
            slug=row["slug"],
            defaults={
                "kind": row["kind"],
                "visibility": row["visibility"],
                "published_at": timezone.now() - datetime.timedelta(days=row["days_ago"]),
                **{name: text for named in texts.values() for name, text in named.items()},
            },
        )


def sample_organisations():
    return Organisation.objects.active().filter(is_sample=True).only("pk")


def make_version(row, *, slug, date, language, **fields):
    """The version of a new sample statement with its texts and asks, as that row of the facts has them."""
    authentic = next(text for text in row["translation"] if text["language"] == language)
    statement = Statement.objects.create(
        slug=slug,
        kind=row["kind"],
        date=date,
        stage=row["stage"],
        authentic_language=language,
        is_sample=True,
        **{f"title_{language}": authentic["title"]},
        **in_languages("about", row["about"]),
        **in_languages("addressee", row["addressee"]),
        **fields,
    )
    statement.dossiers.add(make_dossier())
    version = Version.objects.create(statement=statement, number=1, language=language)
    Translation.objects.bulk_create(
        Translation(
            version=version,
            state=TextState.CURRENT,
            origin=TextOrigin.MACHINE,
            **{key: text[key] for key in ("language", "title", "summary", "text")},
        )
        for text in row["translation"]
    )
    for order, ask in enumerate(row["ask"]):
        Ask.objects.create(
            version=version,
            order=order,
            direction=ask["direction"],
            article=ask["article"],
            authentic_language=language,
            **in_languages("text", ask["text"]),
        )
    return version


def send_sample(version, addressee, day, *, answered):
    """It went to its addressee, who answered or has not yet; the step of the sample dossier took over some asks."""
    said = facts("sample_statements")
    written = {"authentic_language": "en", **in_languages("addressee", addressee)}
    new = Delivery(statement=version.statement, date=day, sent_by=CameBy.PAPER, **written)
    sent = deliver(new, by=ActorKind.SEED)
    if answered:
        later = day + datetime.timedelta(days=7)
        reply(sent, by=ActorKind.SEED, answered_on=later, answer=said["answer"]["en"])
        Delivery.objects.filter(pk=sent.pk).update(**in_languages("answer", said["answer"]))
    step = Milestone.objects.past().filter(dossier__statements=version.statement, date__gte=day).first()
    for ask, result in zip(version.asks.all(), [*Result, None], strict=False):
        if step and result:
            note = in_languages("note", said["note"]) if result == Result.PARTLY else {}
            Outcome.objects.create(ask=ask, milestone=step, result=result, **note)


def sign_for(version, organisations, day):
    Signature.objects.bulk_create(
        Signature(statement=version.statement, version=version, organisation=one, state=SignatureState.SIGNED, date=day)
        for one in organisations
    )
