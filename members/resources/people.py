"""The table of people and their roles."""

from collections import Counter

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from import_export.widgets import Widget

from members.models import Mandate, Organisation, User
from members.models.texts import LANGUAGE_CODES
from members.permissions import may_change_account, may_handle_people
from members.states import MandateRole
from members.tables import day, plain

from .shared import Cell, OneOf, TableResource


class Day(Widget):
    def clean(self, value, row=None, **kwargs):
        return day(value)


class OrganisationNamed(Widget):
    """An organisation by its slug or its exact name; each is looked for once."""

    def __init__(self):
        super().__init__()
        self.found = {}

    def clean(self, value, row=None, **kwargs):
        if value and value not in self.found:
            named = Organisation.objects.filter(Q(slug=value) | Q(name=value)).only("slug", "name", "sort_name")
            self.found[value] = min(named, key=lambda one: one.slug != value, default=None)
        if value and self.found[value] is None:
            raise ValueError(f"There is no organisation “{value[:100]}”. Give its slug or its exact name.")
        return self.found.get(value)

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
        "The organisation is given by its slug or its exact name. Whoever is new gets an account without a password. "
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
        self.person = None

    def before_import(self, dataset, **kwargs):
        super().before_import(dataset, **kwargs)
        self.keys = Counter(map(self.key, dataset.dict))

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
        self.person = User.objects.select_for_update().filter(email__iexact=row["email"]).first()
        try:
            organisation = self.fields["organisation"].clean(row)
            since = day(row.get("since", ""))
        except ValueError:
            return None  # it is said when the cell is read
        if self.person is None or organisation is None:
            return None
        held = Mandate.objects.select_for_update(of=("self",)).select_related("person", "organisation")
        held = held.filter(person=self.person, organisation=organisation, role=row["role"].lower())
        found = held.filter(since=since).first()
        if found is None and self.keys[self.key(row)] == 1:
            running = held.filter(Q(until=None) | Q(until__gte=timezone.localdate()))
            found = running[0] if len(running) == 1 else None
        return self.check_unseen(found)

    def key(self, row):
        return tuple(plain(row[column]).lower() for column in self.about)

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
        return ["person"] if instance.person._state.adding else []

    def validate_instance(self, instance, import_validation_errors=None, validate_unique=True):
        errors = dict(import_validation_errors or {})
        if self.changes_person(instance.person):
            try:
                instance.person.full_clean(exclude={*errors, *self.hers} - self.said_anew())
            except ValidationError as refusal:
                errors = refusal.update_error_dict(errors)
            if not may_change_account(self.user, instance.person):
                errors["email"] = ValidationError("Only a superuser may change this account.")
        super().validate_instance(instance, errors)

    def before_save_instance(self, instance, row, **kwargs):
        if self.changes_person(instance.person):
            instance.person.save()
