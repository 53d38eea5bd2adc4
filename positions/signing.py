"""Who is asked to sign a statement, who has decided, and the link by which a letter's reader answers."""

import hashlib
from typing import NamedTuple

from django.core import signing
from django.db.models import Exists, F, OuterRef
from django.utils import timezone

from members.models import Mandate, Organisation, User
from members.models.letters import folded
from members.states import MandateRole, OrganisationState
from positions.models import Signature, Statement
from positions.states import SignatureState, StatementState

# Whoever answered, also by taking the name back, is asked no more.
DECIDED = [
    SignatureState.SIGNED,
    SignatureState.DECLINED,
    SignatureState.WITHDRAWN,
    SignatureState.AWAITING_ACCEPTANCE,
]
ORDER = [MandateRole.SIGNATORY, MandateRole.EDITOR, MandateRole.CONTACT]  # what each can do, the most first
SIGNER = signing.Signer(salt="answer")  # without an hour: it holds as long as she acts for a member


def asked(statement):
    """The organisations that are asked: the members; a sample asks sample organisations too."""
    members = Organisation.objects.active()
    return members if statement.is_sample else members.real()


def answers(statement):
    """What was answered on the words that are open."""
    return Signature.objects.filter(statement=statement, version=statement.current_id, merged_into__isnull=True)


def undecided(statement):
    """Those of the asked that have not decided."""
    decided = answers(statement).filter(state__in=DECIDED, organisation__isnull=False)
    return asked(statement).exclude(pk__in=decided.values("organisation"))


def acting(organisations, *roles):
    """The mandates in one of `roles` in force for these organisations."""
    return Mandate.objects.in_force().filter(role__in=roles, organisation__in=organisations.values("pk"))


def people_of(mandates):
    """Those people, each once, who can be written to."""
    return User.objects.filter(pk__in=mandates.order_by().values("person"), is_active=True)


def signatories(statement):
    """Who signs for the undecided."""
    return people_of(acting(undecided(statement), MandateRole.SIGNATORY))


def without_signatory(statement):
    """The undecided for which nobody signs."""
    signs = Mandate.objects.in_force().filter(role=MandateRole.SIGNATORY, organisation=OuterRef("pk"))
    return undecided(statement).filter(~Exists(signs))


def others_of(statement):
    """Who acts, in another role, for those of the undecided for which nobody signs."""
    return people_of(acting(without_signatory(statement), MandateRole.EDITOR, MandateRole.CONTACT))


# The link of a letter


def token_of(statement, person):
    """What stands in the link: bound to the address, so that it dies when that is changed."""
    return SIGNER.sign_object([statement.pk, person.pk, mark_of(person)])


def mark_of(person):
    """Of her address, which stands in no link itself."""
    return hashlib.sha256(folded(person.email).encode()).hexdigest()[:16]


def read(token):
    """(statement, person) of a link; None where no link of ours reads so, or her account is closed."""
    try:
        key, person_key, mark = SIGNER.unsign_object(token)
    except signing.BadSignature:
        return None
    statement = Statement.objects.filter(pk=key).first()
    person = User.objects.filter(pk=person_key, is_active=True).first()
    if statement is None or person is None or mark_of(person) != mark:
        return None
    return statement, person


# What one person can answer


class Answer(NamedTuple):
    """One organisation for which she acts, and what she can do for it with the words that are open."""

    organisation: Organisation
    role: str
    signature: Signature | None
    acts: list  # of "sign", "sign_late", "decline", "withdraw", "refuse", "pass_on"


def answers_by(person, statement):
    """An Answer for each organisation that is asked and for which this person acts, in the role that can do most."""
    held = Mandate.objects.in_force().filter(person=person, organisation__in=asked(statement).values("pk"))
    rows = sorted(best(held.select_related("organisation")), key=lambda row: row.organisation.sort_name)
    mine = [row.organisation_id for row in rows]
    given = {row.organisation_id: row for row in answers(statement).filter(organisation__in=mine)}
    return [
        Answer(row.organisation, row.role, given.get(row.organisation_id), acts(statement, row, given))
        for row in rows
        if person.is_active
    ]


def acts(statement, mandate, given):
    """The names of what she can do now for the organisation of that mandate."""
    signature, signs = given.get(mandate.organisation_id), mandate.role == MandateRole.SIGNATORY
    state = signature.state if signature else ""
    is_open = statement.takes_names
    answerable = statement.state in {StatementState.OPEN, StatementState.PUBLISHED}
    found = []
    if state not in {SignatureState.SIGNED, SignatureState.AWAITING_ACCEPTANCE}:
        if signs and is_open:
            found.append("sign")
        elif signs and answerable and statement.late_allowed:
            found.append("sign_late")
        if not signs and is_open:
            found.append("pass_on")
        if signs and is_open and state not in {SignatureState.DECLINED, SignatureState.WITHDRAWN}:
            found.append("decline")
    if state == SignatureState.AWAITING_ACCEPTANCE and signs:
        found.append("decline")
    if state == SignatureState.SIGNED and signature.came_by and signs:
        found.append("refuse")
    elif state == SignatureState.SIGNED and (signs or is_open):
        found.append("withdraw")
    return found


def to_answer(user):
    """(statement, mandate) of each undecided organisation for which she acts; the soonest deadline first."""
    today = timezone.localdate()
    statements = Statement.objects.filter(state=StatementState.OPEN, names_until__gte=today).titled()
    open_ones = [row for row in statements.order_by("names_until", "pk") if row.takes_names]
    if not open_ones:
        return []
    mandates = Mandate.objects.in_force().filter(person=user, organisation__state=OrganisationState.ACTIVE)
    mandates = list(mandates.select_related("organisation"))
    given = Signature.objects.filter(
        statement__in=open_ones, organisation__in=[row.organisation_id for row in mandates], state__in=DECIDED
    )
    decided = set(given.filter(version=F("statement__current")).values_list("statement", "organisation"))
    return [
        (statement, mandate)
        for statement in open_ones
        for mandate in best(mandates)
        if (statement.pk, mandate.organisation_id) not in decided
        and (statement.is_sample or not mandate.organisation.is_sample)
    ]


def best(mandates):
    """One mandate for each organisation: in the role that can do most."""
    return {row.organisation_id: row for row in sorted(mandates, key=lambda row: -ORDER.index(row.role))}.values()
