"""What the portal keeps of a person, in every app: found by the relations to her account and by her address."""

import datetime
import json
import re
from collections import defaultdict

from auditlog.models import LogEntry
from django.apps import apps
from django.db.models import CharField, Q, TextField

from members.curating.history import entries_about
from members.models import Bounce, Invitation, Letter, Transition, Unwanted, User
from members.models.letters import folded

OURS = {"members", "positions", "events", "eclag"}
BY_ADDRESS = {Letter: "folded", Bounce: "address", Unwanted: "address", Invitation: "folded"}
# What opens something, or is made of nothing that tells of her: never shown, not to her either.
SECRET = {"password", "data", "session_key", "sessions_key", "salt", "token", "actor_token", "id", "object_pk"}
MENTIONED = 50  # rows of a noun in which a name is found


def relations():
    """{model: the names of its columns that lead to an account}."""
    found = defaultdict(set)
    for field in User._meta.get_fields(include_hidden=True):
        if field.auto_created and not field.concrete and not field.related_model._meta.auto_created:
            found[field.related_model].add(field.field.name)
    return found


def rows_about(person):
    """{model: its rows that are hers or name her}, the account first."""
    found = {User: User.objects.filter(pk=person.pk)}
    named = relations()
    for model in [*named, *(model for model in BY_ADDRESS if model not in named)]:
        about = Q(**{BY_ADDRESS[model]: folded(person.email)}) if model in BY_ADDRESS else Q()
        for name in named.get(model, ()):
            about |= Q(**{name: person})
        found[model] = model._base_manager.filter(about)
    own, naming = entries_about(person)
    keys = [entry for entries in (own, naming) for entry in entries.values_list("pk", flat=True)]
    found[LogEntry] = LogEntry.objects.filter(Q(actor=person) | Q(pk__in=keys))
    return found


def personal_data(person):
    """[(plural of a noun, its rows about her as {column: text})], without what opens something."""
    found = {model: list(rows.order_by("pk").values()) for model, rows in rows_about(person).items()}
    return [
        (str(model._meta.verbose_name_plural), [shown(row, model) for row in rows])
        for model, rows in found.items()
        if rows
    ]


def shown(row, model):
    told = {name: value for name, value in row.items() if name not in SECRET and value not in (None, "", [], {})}
    if model is LogEntry:
        told.pop("actor_id", None)
    return {name: value.isoformat() if isinstance(value, datetime.date) else value for name, value in told.items()}


def mentions(words):
    """[(model, its rows with these words in any text)]: where a name still stands, but for the log and the history."""
    found = []
    for model in apps.get_models():
        if model._meta.app_label not in OURS or model is Transition:
            continue
        texts = [
            column.name
            for column in model._meta.concrete_fields
            if isinstance(column, CharField | TextField) and not column.choices and not column.generated
        ]
        about = Q(*((f"{name}__icontains", words) for name in texts), _connector=Q.OR)
        rows = list(model._base_manager.filter(about)[:MENTIONED]) if texts else []
        if rows:
            found.append((model, rows))
    return found


def history_with(words):
    """(entries of the history, rows of the log) with these words in them, as words: Ann is not found in Joanna."""
    columns = ("object_repr", "changes", "actor_email")
    entries = LogEntry.objects.filter(Q(*((f"{name}__icontains", words) for name in columns), _connector=Q.OR))
    rows = Transition.objects.filter(reason__icontains=words)
    return said_in(entries, words, columns), said_in(rows, words, ["reason"])


def said_in(rows, words, columns):
    """Those of the rows in which they stand with no letter, digit, dot, plus or hyphen joined to them."""
    whole = re.compile(rf"(?<![\w.+-]){re.escape(words)}(?![\w-])", re.IGNORECASE)
    told = ((row[0], json.dumps(row[1:], ensure_ascii=False)) for row in rows.values_list("pk", *columns))
    return rows.model._base_manager.filter(pk__in=[pk for pk, text in told if whole.search(text)])
