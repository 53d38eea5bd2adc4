"""A statement on its way, and the people who lead it."""

import datetime

from auditlog.context import set_actor
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from members.curating.history import track
from members.models import Transition
from positions.actions import adopt, open_statement, submit
from positions.models import Ask, Statement, Translation, Version
from positions.states import StatementKind, StatementState
from tests import factories

ADOPTED = [kind for kind in StatementKind if kind not in {"statement", "article", "campaign"}]


def people():
    """By role; two editors, and a signatory of a steering organisation who is no staff."""
    steering = factories.organisation()
    factories.seat(steering)
    found = {
        "secretary": factories.user(staff_role="secretariat"),
        "editor": factories.user(staff_role="editor"),
        "other editor": factories.user(staff_role="editor"),
        "translator": factories.user(staff_role="translator", translates=["nl"]),
        "steering": factories.user(),
        "steering contact": factories.user(),
        "signatory": factories.user(),
    }
    factories.mandate(found["steering"], steering)
    factories.mandate(found["steering contact"], steering, "contact")
    factories.mandate(found["signatory"], factories.organisation())
    return found


def draft(kind=StatementKind.OPEN_LETTER, **fields):
    """A draft with words in English and Dutch, and an ask."""
    said = factories.statement(kind=kind, state=StatementState.DRAFT, title_en="A title", source_url="", **fields)
    texts = {"en": ("A title", "<p>Some words.</p>"), "nl": ("Een titel", "<p>Woorden.</p>")}
    factories.ask(factories.version(said, texts=texts), text_nl="Een vraag.")
    return said


def write(said, *, by):
    """Change its words, as the history tells."""
    for model in (Version, Translation, Ask):
        track(model)
    text = Translation.objects.get(version__statement=said, language="en")
    text.text += f"<p>{by}</p>"
    with set_actor(by):
        text.save()


def laid(people, **fields):
    return submit(draft(**fields), by=people["editor"])


def adopted(people, **fields):
    said = laid(people, **fields)
    for role in ("secretary", "steering"):
        adopt(said, by=people[role])
    return said


def opened(people, days=10, **fields):
    """Open to its signatories for that many days."""
    day = timezone.localdate() + datetime.timedelta(days=days)
    said = adopted(people, names_until=day, **fields)
    return open_statement(said, by=people["editor"])


def rows(said):
    return [(row.verb, row.to_state, row.actor_id) for row in Transition.objects.of(said).order_by("pk")]


def public():
    return list(Statement.objects.visible_to(AnonymousUser()).values_list("pk", flat=True))
