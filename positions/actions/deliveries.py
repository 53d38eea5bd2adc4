"""The verbs of deliveries: staff enter to whom a statement went, and what was answered."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from members.curating.translation_statuses import keep_statuses
from members.models import User
from members.texts.languages import LANGUAGE_CODES
from members.transitions import lock, transition
from positions.models import Delivery
from positions.states import NOT_SAID_YET


def deliver(delivery: Delivery, *, by: User, reason: str = "") -> Delivery:
    """Enter that the statement went to somebody, in the words that stand today; the log seals to whom and when.

    Raises PermissionDenied, or ValidationError where its words are nobody's to send yet, or the day is ahead.
    """

    def check(new):
        statement = lock(new.statement)
        if statement.state in NOT_SAID_YET:
            raise ValidationError("It is neither open nor published: nothing of it was sent.")
        check_day(new.date)
        told = statement.deliveries.told().filter(date=new.date, addressee_authentic=new.authentic("addressee"))
        if told.exists():
            raise ValidationError("It is entered already.")
        new.version_id = statement.current_id

    sealed = [delivery.authentic("addressee"), delivery.date.isoformat(), delivery.sent_by, reason]
    with transaction.atomic():
        entered = transition(delivery, "deliver", by=by, reason=joined(sealed), first=check)
        keep_statuses(entered, {f"addressee_{entered.authentic_language}"})
    return entered


def reply(
    delivery: Delivery, *, by: User, answered_on, answer: str, answer_url: str = "", reason: str = ""
) -> Delivery:
    """Enter what was answered, in the language of the delivery; the log seals it.

    A later answer takes the place of the one before, which stays in the log and the history. Raises PermissionDenied,
    or ValidationError where the day lies before it was sent, or ahead.
    """

    def check(locked):
        check_day(answered_on)
        if answered_on < locked.date:
            raise ValidationError("It was sent after that day.")

    sealed = [answered_on.isoformat(), answer, answer_url, reason]
    with transaction.atomic():
        locked = transition(delivery, "reply", by=by, reason=joined(sealed), first=check)
        texts = dict.fromkeys((f"answer_{code}" for code in LANGUAGE_CODES), None)
        texts[f"answer_{locked.authentic_language}"] = answer
        for name, value in {"answered_on": answered_on, "answer_url": answer_url, **texts}.items():
            setattr(locked, name, value)
        locked.save()
        keep_statuses(locked, set(texts))
    delivery.refresh_from_db()
    return delivery


def strike(delivery: Delivery, *, by: User, reason: str = "") -> Delivery:
    """Take out what was entered by mistake; it is told to nobody any more, and its log stays.

    Raises PermissionDenied, or ValidationError without a reason.
    """
    transition(delivery, "strike", by=by, reason=reason)
    delivery.refresh_from_db(fields=["state"])
    return delivery


def joined(parts):
    """What was entered as the log seals and tells it."""
    return "; ".join(part for part in parts if part)


def check_day(day):
    if day > timezone.localdate():
        raise ValidationError("This day is ahead.")
