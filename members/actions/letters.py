"""The outbox: letters are written by verbs, in their own transaction, and sent by the clock, one by one."""

import datetime
import logging
import smtplib

from django.core.mail import get_connection
from django.db import connection, transaction
from django.utils import timezone

from members.letters import mail_of
from members.models import Bounce, Letter, Unwanted, User
from members.models.letters import DAY, folded
from members.states import LetterState
from members.transitions import transition

log = logging.getLogger("eclag.letters")
# Minutes until the next try; the last holds for all that follow, until a day has passed.
WAITS = [1, 5, 15, 60]
REFUSED = range(500, 600)  # answers of a mail server that are final (RFC 5321)


def write(occasion, thing, people, *, person=None, language="", details=None):
    """Write a letter on this occasion to each, a User or an address, who has none yet; returns how many that are.

    They go once the caller's transaction is committed. The language is `language`, else the person's. `person` says
    whose an address is that is not the one of her account.
    """
    about = {
        "noun": thing._meta.label_lower if thing else "",
        "thing": thing.pk if thing else 0,
        "occasion": occasion,
    }
    letters = {}
    for reader in people:
        known = reader if isinstance(reader, User) else person
        address = reader.email if isinstance(reader, User) else reader
        spoken = language or (known.language if known else "en")
        letters[folded(address)] = Letter(
            address=address, folded=folded(address), person=known, language=spoken, details=details or {}, **about
        )
    had = set(Letter.objects.filter(folded__in=letters, **about).values_list("folded", flat=True))
    new = [letter for address, letter in letters.items() if address not in had]
    Letter.objects.bulk_create(new, ignore_conflicts=True, batch_size=500)
    return len(new)


def send_due(now):
    """Send what is due, one letter after the other, until nothing is due or the mail server is away.

    Each is taken and marked in a transaction of its own: whoever is killed loses no letter, and the one in flight
    alone may go twice, under the same Message-ID. Several may run at once.
    """
    mailer = None
    try:
        while letter := taken():
            if Bounce.objects.of(letter.address).exists():
                mark(letter, LetterState.BOUNCED, "The address bounces.")
                continue
            try:
                mail = mail_of(letter)
            except Exception as failure:
                log.exception("letter %s cannot be composed", letter.pk)
                later(letter, repr(failure))
                continue
            if mail is None:
                mark(letter, LetterState.DROPPED)
                continue
            try:
                mailer = mailer or opened()
                mailer.send_messages([mail])
            except smtplib.SMTPRecipientsRefused as refusal:
                refused(letter, *next(iter(refusal.recipients.values())))
            except smtplib.SMTPResponseException as refusal:
                later(letter, f"{refusal.smtp_code} {refusal.smtp_error!r}")
                mailer = closed(mailer)
            except (smtplib.SMTPException, OSError) as failure:
                later(letter, repr(failure))
                return  # it is away: whoever waits loses nothing by waiting for the next round
            else:
                mark(letter, LetterState.SENT)
    finally:
        closed(mailer)


def opened():
    mailer = get_connection()
    mailer.open()
    return mailer


def closed(mailer):
    if mailer is not None:
        mailer.close()


def taken():
    """The next letter that is due, in hand from now on, or None."""
    skip = connection.features.has_select_for_update_skip_locked
    with transaction.atomic():
        now = timezone.now()
        letter = Letter.objects.due(now).select_for_update(skip_locked=skip, of=("self",)).first()
        if letter:
            letter.taken_at, letter.tries = now, letter.tries + 1
            letter.save(update_fields=["taken_at", "tries"])
    return letter


def mark(letter, state, error=""):
    """Write down how it ended; what only the moment knew is forgotten."""
    letter.become(state)
    letter.error, letter.details = error[:500], {}
    letter.save(update_fields=[*letter.state_columns, "error", "details"])


def later(letter, error):
    """Try again, each time after a longer wait, until a day has passed."""
    now = timezone.now()
    log.warning("letter %s was not taken: %s", letter.pk, error)
    if now - letter.due_since >= DAY:
        mark(letter, LetterState.GIVEN_UP, error)
        return
    letter.next_try_at = now + datetime.timedelta(minutes=WAITS[min(letter.tries, len(WAITS)) - 1])
    letter.taken_at, letter.error = None, error[:500]
    letter.save(update_fields=["next_try_at", "taken_at", "error"])


def refused(letter, code, answer):
    """The other side has no such box, for good or for now."""
    said = f"{code} {answer.decode(errors='replace') if isinstance(answer, bytes) else answer}"
    if code not in REFUSED:
        later(letter, said)
        return
    Bounce.objects.get_or_create(address=folded(letter.address), defaults={"why": said[:500]})
    mark(letter, LetterState.BOUNCED, said)


def send_again_letter(letter: Letter, *, by: User, reason: str = "") -> Letter:
    """Let a letter that was given up, or came back, go once more."""
    transition(letter, "send_again", by=by, reason=reason)
    letter.refresh_from_db()
    return letter


def stop_letters(address, kind):
    """Write no more letters of that kind to the address; whoever has the link of such a letter may ask for it."""
    Unwanted.objects.get_or_create(address=address, kind=kind)
