"""The verbs of statements: from a draft to words that two people adopted and the public reads."""

import datetime

from auditlog.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from members.models import Organisation, Transition, User
from members.standing import curates, standing_of
from members.states import ActorKind, MandateRole
from members.transitions import anew, lock, transition
from positions.models import Ask, Statement, Translation, Version
from positions.permissions import adopts_for_staff, adopts_for_steering
from positions.states import SIGNED, STEERED, StatementState

from .asking import ask_members
from .versions import begin_anew, freeze


def laid_before(statement):
    """The version whose words were laid before those who adopt them: the newest that is frozen."""
    return statement.versions.filter(frozen_at__isnull=False).order_by("-number").first()


def submit(statement: Statement, *, by: User, reason: str = "") -> Statement:
    """Fix the words of the newest version and lay them before those who adopt them.

    Raises PermissionDenied, or ValidationError with each sentence of what is missing.
    """

    def fix(locked):
        if lacking := locked.missing():
            raise ValidationError([lack.sentence for lack in lacking])
        freeze(locked.newest_version)

    transition(statement, "submit", by=by, reason=reason, first=fix)
    statement.refresh_from_db(fields=["state"])
    return statement


def adopt(
    statement: Statement, *, by: User, organisation: Organisation | None = None, digest: str = "", reason: str = ""
) -> Statement:
    """Say yes to its words; with the second of two whom its kind asks for it is adopted.

    `organisation` is the one of the steering group for which she does; without one staff do it for the secretariat.
    `digest` is of the words that she has read. Raises PermissionDenied, or ValidationError where other words lie there
    now, or where this person has said yes to these already.
    """
    with transaction.atomic():
        locked = lock(statement)
        if digest and digest != locked.digest_now():
            raise ValidationError(_("Other words are there by now than you have read: here they are."))
        before = adopters(locked)
        if by in before:
            raise ValidationError(_("You have adopted these words already: somebody else is the second."))
        wrote = writers(locked)
        done = any(suffice(locked.kind, by, other, wrote) for other in before)
        transition(
            locked,
            "adopt",
            by=by,
            reason=reason,
            to=StatementState.ADOPTED if done else StatementState.APPROVAL,
            organisation=acts_for(anew(by), organisation),
        )
    statement.refresh_from_db(fields=["state"])
    return statement


def acts_for(user, organisation):
    """For which organisation she adopts: the named one, else the first of hers unless she is staff; or none."""
    hers = standing_of(user).steering(MandateRole.SIGNATORY)
    if organisation is None:
        return None if curates(user) else Organisation.objects.filter(pk__in=hers).order_by("pk").first()
    if organisation.pk not in hers:
        raise PermissionDenied
    return organisation


def adopters(statement):
    """Those who have said yes to the words that lie before them now, as the database knows them today."""
    rows = Transition.objects.of(statement)
    submitted = rows.filter(verb="submit").values_list("pk", flat=True).first()
    return list(User.objects.filter(pk__in=rows.filter(verb="adopt", pk__gt=submitted or 0).values("actor")))


def writers(statement):
    """The keys of those who ever changed its words, in whatever version."""
    versions = statement.versions.all()
    parts = {
        Version: versions,
        Translation: Translation.objects.filter(version__in=versions),
        Ask: Ask.objects.filter(version__in=versions),
    }
    found = set()
    for model, rows in parts.items():
        entries = LogEntry.objects.filter(
            content_type=ContentType.objects.get_for_model(model), object_id__in=rows.values("pk")
        )
        found |= set(entries.exclude(actor=None).values_list("actor", flat=True))
    return found


def suffice(kind, one, other, wrote):
    """Whether these two adopt a statement of that kind together; one of them has never changed its words."""
    if {one.pk, other.pk} <= wrote:
        return False
    pairs = [(one, other), (other, one)]
    if any(adopts_for_staff(first) and adopts_for_steering(second) for first, second in pairs):
        return True
    return kind not in STEERED and adopts_for_staff(one) and adopts_for_staff(other)


def send_back(statement: Statement, *, by: User, reason: str = "") -> Statement:
    """Back to a draft, in a new version to work on; what would have been public at an hour ahead will not be.

    Raises PermissionDenied, or ValidationError without a reason, or once the hour has come.
    """

    def take_back(locked):
        if locked.is_public:
            raise ValidationError(_("It is public: what people have read is superseded or withdrawn."))
        version = laid_before(locked)
        if version.published_at:
            version.published_at = None
            version.save(update_fields=["published_at"])
        begin_anew(version)

    with transaction.atomic():
        locked = transition(statement, "send_back", by=by, reason=reason, first=take_back)
        locked.published_at = None
        locked.save(update_fields=["published_at"])
    statement.refresh_from_db(fields=["state", "published_at"])
    return statement


def open_statement(statement: Statement, *, by: User, reason: str = "") -> Statement:
    """Open the adopted words to the signatories of its members, until its deadline, and write one letter to each.

    Raises PermissionDenied, or ValidationError where nobody signs such a kind, or with what is missing.
    """

    def check(locked):
        if locked.kind not in SIGNED:
            raise ValidationError("This kind is adopted, not signed: publish it.")
        if lacking := locked.missing():
            raise ValidationError([lack.sentence for lack in lacking])

    with transaction.atomic():
        locked = transition(statement, "open", by=by, reason=reason, first=check)
        version = laid_before(locked)
        version.opened_at = timezone.now()
        version.save(update_fields=["opened_at"])
        locked.current = version
        locked.save(update_fields=["current"])
        ask_members(locked)
    statement.refresh_from_db(fields=["state", "current"])
    return statement


def publish(statement: Statement, *, by: User, at=None, reason: str = "") -> Statement:
    """Let everybody read the adopted words, now or from the hour `at` on; an hour that is ahead is moved so too.

    Raises PermissionDenied, or ValidationError where the hour is past, or has come already.
    """
    now = timezone.now()

    def check(locked):
        if locked.is_public:
            raise ValidationError("It is public already.")
        if at is not None and at <= now:
            raise ValidationError("This hour is past: choose one that is ahead, or publish at once.")

    with transaction.atomic():
        locked = transition(statement, "publish", by=by, reason=reason, first=check)
        version = laid_before(locked)
        version.opened_at, version.published_at = version.opened_at or now, at or now
        version.save(update_fields=["opened_at", "published_at"])
        locked.current, locked.published_at = version, version.published_at
        locked.save(update_fields=["current", "published_at"])
    statement.refresh_from_db(fields=["state", "current", "published_at"])
    return statement


def withdraw_statement(statement: Statement, *, by: User, reason: str = "") -> Statement:
    """Take back what was said: whoever has read it finds that it is withdrawn, what nobody could read stays unread.

    Raises PermissionDenied, or ValidationError unless it is open or published.
    """
    with transaction.atomic():
        locked = transition(statement, "withdraw", by=by, reason=reason)
        if not locked.is_public and locked.published_at:
            locked.versions.filter(published_at=locked.published_at).update(published_at=None)
            locked.published_at = None
            locked.save(update_fields=["published_at"])
    statement.refresh_from_db(fields=["state", "published_at"])
    return statement


def supersede(statement: Statement, *, by: User, reason: str = "") -> Statement:
    """Lead its readers on to the statement that names it as superseded.

    Raises PermissionDenied, or ValidationError where none does, or where that one is not public yet.
    """

    def check(locked):
        if not Statement.objects.public().filter(supersedes=locked).exists():
            raise ValidationError("Publish first what takes its place, and name this one there as superseded.")

    transition(statement, "supersede", by=by, reason=reason, first=check)
    statement.refresh_from_db(fields=["state"])
    return statement


def discard(statement: Statement, *, by: User, reason: str = "") -> Statement:
    """Give up what was never public; it stays to be read by staff.

    Raises PermissionDenied, or ValidationError without a reason, or once it is open or published.
    """
    transition(statement, "discard", by=by, reason=reason)
    statement.refresh_from_db(fields=["state"])
    return statement


def record_statement(statement: Statement, *, by: User, reason: str = "") -> Statement:
    """Show a statement that was made public elsewhere, before or outside this portal.

    Raises PermissionDenied, or ValidationError unless it is a draft that has title and source and no text of ours.
    """
    with transaction.atomic():
        locked = transition(statement, "record", by=by, reason=reason)
        if not locked.source_url or locked.versions.exists():
            raise ValidationError("To be recorded it needs a source and no version: a text of ours is adopted.")
        locked.check_texts()
        locked.published_at = timezone.now()
        locked.save(update_fields=["published_at"])
    statement.refresh_from_db(fields=["state", "published_at"])
    return statement


def publish_sample(statement: Statement, *, at: datetime.datetime | None = None) -> Statement:
    """Freeze and show a made-up statement without the steps that a real one goes through, as if it was done `at` then.

    Raises ValidationError unless it is marked as a sample.
    """
    if not statement.is_sample:
        raise ValidationError("Only a sample is published without adoption.")
    with transaction.atomic():
        for version in statement.versions.filter(frozen_at__isnull=True).order_by("number"):
            freeze(version, at=at)
        locked = transition(statement, "record", by=ActorKind.SEED)
        now = at or timezone.now()
        locked.versions.update(opened_at=now, published_at=now)
        locked.current, locked.published_at = locked.versions.order_by("-number").first(), now
        locked.save(update_fields=["current", "published_at"])
    statement.refresh_from_db(fields=["state", "current", "published_at"])
    return statement
