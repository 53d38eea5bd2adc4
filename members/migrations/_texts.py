"""What the migrations of translated texts share: the 24 languages and the expressions as they were in November 2026."""

from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.migrations import AddField
from django.db.migrations.operations.base import Operation
from django.db.models import Case, F, Func, Value, When
from django.db.models.functions import Coalesce

LANGUAGES = [
    "bg",
    "cs",
    "da",
    "de",
    "el",
    "en",
    "es",
    "et",
    "fi",
    "fr",
    "ga",
    "hr",
    "hu",
    "it",
    "lt",
    "lv",
    "mt",
    "nl",
    "pl",
    "pt",
    "ro",
    "sk",
    "sl",
    "sv",
]


def authentic(field):
    texts = (When(authentic_language=code, then=F(f"{field}_{code}")) for code in LANGUAGES)
    return models.GeneratedField(
        verbose_name=field.replace("_", " "),
        expression=Coalesce(Case(*texts, output_field=models.TextField()), Value(""), output_field=models.TextField()),
        output_field=models.TextField(),
        db_persist=True,
    )


def languages(field):
    codes = (Case(When(**{f"{field}_{code}__gt": ""}, then=Value(f"{code} ")), default=Value("")) for code in LANGUAGES)
    joined = Func(*codes, template="(%(expressions)s)", arg_joiner=" || '' || ", output_field=models.TextField())
    return models.GeneratedField(expression=joined, output_field=models.TextField(), db_persist=True)


def computed(model, *fields):
    """The columns beside the texts of the model; the last of `fields` is the main one."""
    return [
        *(AddField(model, f"{field}_authentic", authentic(field)) for field in fields),
        AddField(model, "languages", languages(fields[-1])),
    ]


class LiftLimit(Operation):
    """Let a text's 25 columns be of any length, and a validator hold the limit.

    PostgreSQL refuses to alter a column that a generated one reads, so it must not be done later. SQLite knows no
    limits, and rebuilds the table with each column that follows.
    """

    reversible = False

    def __init__(self, model, field, limit):
        self.model, self.field, self.limit = model, field, limit

    def deconstruct(self):
        return type(self).__name__, [self.model, self.field, self.limit], {}

    def names(self):
        return [self.field, *(f"{self.field}_{code}" for code in LANGUAGES)]

    def state_forwards(self, app_label, state):
        fields = state.models[app_label, self.model].fields
        for name in self.names():
            _, _, args, kwargs = fields[name].deconstruct()
            kwargs = {key: value for key, value in kwargs.items() if key != "max_length"}
            fields[name] = models.CharField(*args, **kwargs, validators=[MaxLengthValidator(self.limit)])
        state.reload_model(app_label, self.model, delay=True)

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        if schema_editor.connection.vendor == "postgresql":
            changes = ", ".join(f"ALTER COLUMN {name} TYPE varchar" for name in self.names())
            schema_editor.execute(f"ALTER TABLE {app_label}_{self.model} {changes}")
