"""What the tables of all nouns share: strict columns, a reason for each wrong row, everything or nothing."""

import hashlib

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from import_export.fields import Field
from import_export.resources import ModelResource
from import_export.results import Result, RowResult
from import_export.widgets import Widget

from members.curating.history import entry_of, keep_entries
from members.curating.tables import check_names, plain

SHOWN = 200  # rows of an outcome on the page
CHUNK = 500  # rows that one query asks for or writes
CHANGED = "Something has changed since the dry run: the same file would now do what is below."


def chunks(values):
    """The values in lists that fit into one query."""
    values = list(values)
    return (values[start : start + CHUNK] for start in range(0, len(values), CHUNK))


def write_over(rows, names):
    """Save these columns of rows that exist, in few queries."""
    for chunk in chunks(rows):
        type(chunk[0]).objects.bulk_create(chunk, update_conflicts=True, unique_fields=["pk"], update_fields=names)


class OneOf(Widget):
    """A code of a list, in whatever case."""

    def __init__(self, codes):
        super().__init__()
        self.codes = list(codes)

    def clean(self, value, row=None, **kwargs):
        if value and value.lower() not in self.codes:
            raise ValueError(f"“{value[:50]}” is none of: {', '.join(self.codes)}.")
        return value.lower()


class Cell(Field):
    """Leaves alone what is stored where the cell says the same, whatever its line ends and outer blanks."""

    def save(self, instance, row, is_m2m=False, **kwargs):
        if row[self.column_name] != plain(self.export(instance)):
            super().save(instance, row, is_m2m, **kwargs)


class Outcome(Result):
    """What a table does, or would do, row by row."""

    @property
    def wrong(self):
        return [row for row in self.rows if not row.is_valid()]

    @property
    def counts(self):
        """[(number, what they are)] of the rows."""
        kinds = {RowResult.IMPORT_TYPE_NEW: "new", RowResult.IMPORT_TYPE_UPDATE: "changed"}
        counted = [(self.totals[kind], words) for kind, words in kinds.items()]
        return [*counted, (self.totals[RowResult.IMPORT_TYPE_SKIP], "the same"), (len(self.wrong), "wrong")]

    @property
    def shown(self):
        """The first rows, the wrong ones before the others."""
        return sorted(self.rows, key=RowOutcome.is_valid)[:SHOWN]

    @property
    def left_out(self):
        return max(0, self.total_rows - SHOWN)

    @property
    def cut_short(self):
        """Whether so many rows are wrong that the rest was not looked at."""
        return len(self.rows) < self.total_rows

    @property
    def refusals(self):
        """Why nothing of the table can be taken."""
        return [reason for error in self.base_errors for reason in reasons(error.error)]

    @property
    def digest(self):
        said = [(row.number, row.import_type, row.changes) for row in self.rows]
        return hashlib.sha256(repr(said).encode()).hexdigest()


class RowOutcome(RowResult):
    """`number` is that of the row in the file, `name` what it is about, `changes` (column, before, after)."""

    number, name, changes = 0, "", ()

    @property
    def kind(self):
        if not self.is_valid():
            return "Wrong"
        return {self.IMPORT_TYPE_NEW: "New", self.IMPORT_TYPE_SKIP: "Same"}.get(self.import_type, "Changed")

    @property
    def faults(self):
        """(column, reason) of each."""
        if self.validation_error:
            by_column = self.validation_error.update_error_dict({})
            return [
                ("" if column == "__all__" else column, reason)
                for column, errors in by_column.items()
                for reason in reasons(ValidationError(errors))
            ]
        return [("", reason) for error in self.errors for reason in reasons(error.error)]


def reasons(error):
    return error.messages if isinstance(error, ValidationError) else [str(error)]


class TableResource(ModelResource):
    """What both tables share: strict columns, a number for each row, everything or nothing.

    All rows are looked at outside a transaction, against what was loaded before; then one short one writes them, so
    that thousands of rows keep nobody waiting.
    """

    DEFAULT_RESOURCE_FIELD = Cell
    required = ()
    about = ()  # the columns that say what a row is about

    class Meta:
        import_id_fields = ()
        skip_diff = True  # its own may look for a second at each cell

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.seen = {}  # by identity: the row in which each of ours stood
        self.waiting = []  # (thing, its changed columns, its cells before) to be written
        self.entries = []  # (entry of the history, thing) of the new ones
        self.wrong = 0
        self.before, self.changes = [], []
        self.dataset = self.user = self.instance = None

    @classmethod
    def get_result_class(cls):
        return Outcome

    @classmethod
    def get_row_result_class(cls):
        return RowOutcome

    def import_data(self, dataset, dry_run=False, *, user, digest=None, **_):
        """Look at every row; then write them, unless this is a dry run, a row is wrong, or it was not shown so."""
        plainly = {"raise_errors": False, "using_transactions": False, "collect_failed_rows": False}
        result = self.import_data_inner(dataset, dry_run, user=user, **plainly)
        if dry_run or result.has_errors() or result.has_validation_errors():
            return result
        try:
            if digest and digest != result.digest:
                raise ValidationError(CHANGED)
            self.prepare()
            with transaction.atomic():
                self.write()
        except IntegrityError:
            self.handle_import_error(result, ValidationError(CHANGED))
        except ValidationError as refusal:
            self.handle_import_error(result, refusal)
        return result

    def before_import(self, dataset, **kwargs):
        self.dataset, self.user = dataset, kwargs["user"]
        try:
            check_names(dataset.headers, self.get_diff_headers(), self.required)
        except ValidationError:
            dataset.wipe()  # its rows would be tried all the same
            raise

    def after_import(self, dataset, result, **kwargs):
        """Nothing: the library would set sequences anew, as if the file had brought keys along."""

    def import_row(self, row, instance_loader, **kwargs):
        self.changes, self.instance = [], None
        row.update({column: plain(cell) for column, cell in row.items()})
        outcome = super().import_row(row, instance_loader, **kwargs)
        outcome.number = kwargs["row_number"] + 1  # the header is the first
        outcome.name = ", ".join(row[column] for column in self.about if row[column])[:200]
        outcome.changes = self.changes
        if outcome.is_valid():
            self.seen[id(self.instance)] = outcome.number
        self.wrong += not outcome.is_valid()
        if self.wrong == SHOWN:
            self.dataset.wipe()  # nothing of it can be taken any more: the rest is not looked at
        return outcome

    def check_unseen(self, instance):
        if id(instance) in self.seen:
            raise ValidationError(f"Row {self.seen[id(instance)]} is about the same.")
        return instance

    def cells(self, instance):
        return [field.export(instance) for field in self.get_import_fields()]

    def after_init_instance(self, instance, new, row, **kwargs):
        self.instance, self.before = instance, self.cells(instance)

    def import_instance(self, instance, row, **kwargs):
        """As the library's, but errors go by column."""
        errors = {}
        for field in self.get_import_fields():
            try:
                self.import_field(field, instance, row, **kwargs)
            except ValueError as error:
                errors[field.column_name] = ValidationError(str(error))
        if errors:
            raise ValidationError(errors)

    def skip_row(self, instance, original, row, import_validation_errors=None):
        """Note what changes; a row that changes nothing is skipped."""
        cells = zip(self.get_diff_headers(), self.before, self.cells(instance), strict=True)
        self.changes = [(column, before, after) for column, before, after in cells if before != after]
        return not self.changes and not import_validation_errors and not instance._state.adding

    def validate_instance(self, instance, import_validation_errors=None, validate_unique=True):
        errors = dict(import_validation_errors or {})
        without_form = {field.name for field in instance._meta.concrete_fields if not field.editable}
        try:
            # What is unique is looked for among what was loaded: Django would ask the database for each row.
            exclude = {*errors, *without_form, *self.left_to(instance)}
            instance.full_clean(exclude, validate_unique=False, validate_constraints=False)
            self.check_unique(instance)
        except ValidationError as refusal:
            errors = refusal.update_error_dict(errors)
        if errors:
            raise ValidationError(errors)

    def left_to(self, instance):
        """Fields that are checked on their own."""
        return []

    def check_unique(self, instance):
        """Raise ValidationError if another row, stored or of this file, holds what only one can hold."""

    def save_instance(self, instance, is_create, row, **kwargs):
        self.waiting.append((instance, {column for column, _, _ in self.changes}, self.before))

    def stored(self, keys):
        """The rows with these keys, and what their cells need, locked."""
        raise NotImplementedError

    def columns(self):
        """The columns of the table that an import writes."""
        return [name for name in (field.attribute for field in self.get_import_fields()) if name and "__" not in name]

    def new(self):
        return [thing for thing, _, _ in self.waiting if thing._state.adding]

    def prepare(self):
        """What takes long and needs no lock: the history of what is new."""
        self.entries = [(entry_of(None, thing, by=self.user), thing) for thing in self.new()]

    def save_before(self):
        """Save what the rows themselves refer to."""

    def write(self):
        """Save all that waits, with its history. Raises ValidationError if a row is not as it was looked at."""
        kept = {thing.pk: (thing, before) for thing, _, before in self.waiting if not thing._state.adding}
        old = {row.pk: row for keys in chunks(kept) for row in self.stored(keys)}
        if any(pk not in old or self.cells(old[pk]) != before for pk, (_, before) in kept.items()):
            raise ValidationError(CHANGED)
        self.save_before()
        for chunk in chunks(self.new()):
            self._meta.model.objects.bulk_create(chunk)
        write_over([thing for thing, _ in kept.values()], self.columns())
        changed = [(entry_of(old[pk], thing, by=self.user), thing) for pk, (thing, _) in kept.items()]
        keep_entries([*self.entries, *changed])
