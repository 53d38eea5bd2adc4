"""The table of people and their roles."""

from collections import Counter, defaultdict

from django.core.exceptions import ValidationError
from django.db.models.functions import Lower
from django.utils import timezone
from import_export.widgets import Widget

from members.curating.history import entry_of, keep_entries
from members.curating.tables import day, plain
from members.models import Mandate, Organisation, User
from members.permissions import may_change_account, may_handle_people
from members.states import MandateRole
from members.texts.languages import LANGUAGE_CODES
from members.texts.names import alike

from .shared import CHANGED, Cell, OneOf, TableResource, chunks, write_over


class Day(Widget):
    def clean(self, value, row=None, **kwargs):
        return day(value)


class OrganisationNamed(Widget):
    """An organisation by its slug or its name, however that is typed."""

    def __init__(self):
        super().__init__()
        self.found = {}

    def load(self, named):
        """Find those that the file names, in few queries; a slug is meant before a name."""
        looked_for = {alike(name) for name in named}
        stored = Organisation.objects.order_by("-pk").values_list("pk", "name", "slug")
        wanted = [pk for pk, name, slug in stored if alike(name) in looked_for or slug in named]
        lean = Organisation.objects.only("slug", "name", "sort_name").order_by("-pk")
        rows = [row for keys in chunks(wanted) for row in lean.filter(pk__in=keys)]
        self.found = {alike(row.name): row for row in rows} | {row.slug: row for row in rows}

    def clean(self, value, row=None, **kwargs):
        if not value:
            return None
        if alike(value) not in self.found:
            raise ValueError(f"There is no organisation “{value[:100]}”. Give its slug or its name.")
        return self.found[alike(value)]

    def render(self, value, obj=None, **kwargs):
        return value.slug if value else ""


class CellIfSaid(Cell):
    """Leaves alone what is stored where the cell is empty, too."""

    def save(self, instance, row, is_m2m=False, **kwargs):
        if row[self.column_name]:
            super().save(instance, row, is_m2m, **kwargs)


class MandateResource(TableResource):
    """A row is a role of a person; she may stand in several."""

    may_import = may_export = staticmethod(may_handle_people)
    required = ("email", "organisation", "role")
    about = ("email", "organisation", "role")
    rules = (
        "A row is found by its e-mail address, organisation and role; who holds a role twice, by the day as well. "
        "The organisation is given by its slug or its name. Whoever is new gets an account without a password. "
        "Name, language and time zone stay where their cell is empty; “since” and “until” become unknown."
    )
    hers = ("name", "language", "time_zone")

    email = Cell("person__email", "email", readonly=True)
    name = CellIfSaid("person__name", "name")
    language = CellIfSaid("person__language", "language", OneOf(LANGUAGE_CODES))
    time_zone = CellIfSaid("person__time_zone", "time_zone")
    organisation = Cell("organisation", "organisation", OrganisationNamed())
    role = Cell("role", "role", OneOf(MandateRole))
    since = Cell("since", "since", Day())
    until = Cell("until", "until", Day())

    class Meta(TableResource.Meta):
        model = Mandate
        fields = ["email", "name", "language", "time_zone", "organisation", "role", "since", "until"]

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.said = {}  # (value, row) of what was said of each person
        self.keys = Counter()  # how often the file names a person, organisation and role
        self.people = {}  # those whom the file names, by address
        self.stored_people = {}  # what was stored of them when they were looked at, by key
        self.held = defaultdict(list)  # their mandates, by address, organisation and role
        self.person = None

    def before_import(self, dataset, **kwargs):
        super().before_import(dataset, **kwargs)
        rows = dataset.dict
        self.keys = Counter(map(self.key, rows))
        self.fields["organisation"].widget.load({plain(row["organisation"]) for row in rows} - {""})
        for emails in chunks({plain(row["email"]).lower() for row in rows} - {""}):
            found = User.objects.alias(lower=Lower("email")).filter(lower__in=emails)
            self.people |= {person.email.lower(): person for person in found}
        self.stored_people = {person.pk: self.cells_of(person) for person in self.people.values()}
        for people in chunks(self.people.values()):
            given = Mandate.objects.filter(person__in=people, ended_at__isnull=True)
            for mandate in given.select_related("person", "organisation"):
                mandate.person = self.people[mandate.person.email.lower()]  # one of each, whatever its rows change
                self.held[self.key_of(mandate)].append(mandate)

    def before_import_row(self, row, **kwargs):
        row["email"] = row["email"].lower()
        errors = {}
        for column in self.hers:
            if value := row.get(column):
                first, number = self.said.setdefault((row["email"], column), (value, kwargs["row_number"] + 1))
                if first != value:
                    errors[column] = f"Row {number} says “{first}” of the same person."
        if errors:
            raise ValidationError(errors)

    def get_instance(self, instance_loader, row):
        self.person = self.people.get(row["email"])
        try:
            organisation = self.fields["organisation"].clean(row)
            since = day(row.get("since", ""))
        except ValueError:
            return None  # it is said when the cell is read
        if self.person is None or organisation is None:
            return None
        held = self.held[row["email"], organisation.pk, row["role"].lower()]
        found = next((mandate for mandate in held if mandate.since == since), None)
        if found is None and self.keys[self.key(row)] == 1:
            running = [mandate for mandate in held if not mandate.last_day or mandate.last_day >= timezone.localdate()]
            found = running[0] if len(running) == 1 else None
        return self.check_unseen(found)

    def cells_of(self, person):
        return [getattr(person, column) for column in self.hers]

    def key_of(self, mandate):
        return mandate.person.email.lower(), mandate.organisation_id, mandate.role

    def key(self, row):
        return tuple(plain(row[column]).lower() for column in self.about)

    def filter_export(self, queryset, **kwargs):
        """What was ended is in no table: it would be given anew when the table comes back."""
        return queryset.filter(ended_at__isnull=True)

    def init_instance(self, row=None):
        person = self.person
        if person is None:
            person = User(email=row["email"])
            person.set_unusable_password()
        return Mandate(person=person)

    def said_anew(self):
        """The columns of the person herself that change."""
        return {column for column, _, _ in self.changes}.intersection(self.hers)

    def changes_person(self, person):
        return person._state.adding or bool(self.said_anew())

    def left_to(self, instance):
        """That both are there is known: the database would be asked for each row."""
        return ["person", "organisation"] if instance.organisation_id else ["person"]

    def check_unique(self, instance):
        held = self.held[self.key_of(instance)]
        if any(other.since == instance.since for other in held if other is not instance):
            raise ValidationError({"since": "She holds this role from that day already."})

    def validate_instance(self, instance, import_validation_errors=None, validate_unique=True):
        errors = dict(import_validation_errors or {})
        if self.changes_person(instance.person):
            try:
                exclude = {*errors, *self.hers} - self.said_anew()
                instance.person.full_clean(exclude, validate_unique=False, validate_constraints=False)
            except ValidationError as refusal:
                errors = refusal.update_error_dict(errors)
            if not may_change_account(self.user, instance.person):
                errors["email"] = ValidationError("Only a superuser may change this account.")
        super().validate_instance(instance, errors)

    def save_instance(self, instance, is_create, row, **kwargs):
        super().save_instance(instance, is_create, row, **kwargs)
        self.people[row["email"]] = instance.person
        if is_create:
            self.held[self.key_of(instance)].append(instance)

    def stored(self, keys):
        rows = Mandate.objects.select_for_update(of=("self", "person")).select_related("person", "organisation")
        return rows.filter(pk__in=keys)

    def prepare(self):
        """Nothing: the history of a mandate names its person, who may have no key yet."""

    def save_before(self):
        """The people, and their part of the history."""
        people = {id(mandate.person): mandate.person for mandate, _, _ in self.waiting}.values()
        new = [person for person in people if person._state.adding]
        anew = {id(mandate.person) for mandate, changed, _ in self.waiting if changed & {*self.hers}}
        changed = [person for person in people if id(person) in anew and not person._state.adding]
        old = {}
        for some in chunks(changed):
            old |= User.objects.select_for_update().in_bulk([person.pk for person in some])
        if any(self.cells_of(person) != self.stored_people[pk] for pk, person in old.items()):
            raise ValidationError(CHANGED)
        for chunk in chunks(new):
            User.objects.bulk_create(chunk)
        write_over(changed, self.hers)
        keep_entries([(entry_of(old.get(person.pk), person, by=self.user), person) for person in [*new, *changed]])
        for mandate in self.new():
            mandate.person = mandate.person  # who has a key by now
        super().prepare()
