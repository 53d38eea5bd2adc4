"""The table of organisations."""

from babel import Locale
from django.core.exceptions import ValidationError
from import_export.widgets import Widget

from members.curating.tables import plain
from members.curating.translation_statuses import keep_all_statuses
from members.models import Organisation, Transition
from members.models.organisations import RESERVED_SLUGS
from members.permissions import may_curate, may_handle_membership
from members.states import OrganisationKind
from members.texts.languages import LANGUAGE_CODES
from members.texts.slugs import free_slug
from members.transitions import entry

from .shared import CHUNK, Cell, OneOf, TableResource, chunks

COUNTRIES = {code for code in Locale("en").territories if code.isalpha()}


class Country(Widget):
    def clean(self, value, row=None, **kwargs):
        if value and value.upper() not in COUNTRIES:
            raise ValueError(f"“{value[:50]}” is no code of a country, such as NL (Greece is GR).")
        return value.upper()


class OrganisationResource(TableResource):
    may_import = staticmethod(may_handle_membership)
    may_export = staticmethod(may_curate)
    required = ("name", "kind", "country")
    about = ("name",)
    rules = (
        "An organisation is found by its slug, or by its exact name where the slug is empty. A new one gets a slug "
        "made from its name and is an applicant; the column “state” is only read. An empty cell empties the field."
    )

    kind = Cell("kind", "kind", OneOf(OrganisationKind))
    country = Cell("country", "country", Country())
    authentic_language = Cell("authentic_language", "authentic_language", OneOf(LANGUAGE_CODES), default="en")
    state = Cell("state", "state", readonly=True)

    class Meta(TableResource.Meta):
        model = Organisation
        fields = [
            *("slug", "name", "acronym", "kind", "country", "website", "register_number", "funding_url"),
            *("source_url", "evidence", "authentic_language"),
            *(f"does_{code}" for code in LANGUAGE_CODES),
            "state",
        ]

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.known = {"slug": {}, "name": {}}  # what the file may be about, by either
        self.taken = set()

    def before_import(self, dataset, **kwargs):
        super().before_import(dataset, **kwargs)
        for column in self.known:
            said = {plain(row.get(column, "")) for row in dataset.dict} - {""}
            for values in chunks(said):
                for row in Organisation.objects.filter(**{f"{column}__in": values}):
                    self.know(row)
        self.taken = RESERVED_SLUGS | set(Organisation.objects.values_list("slug", flat=True))

    def know(self, organisation):
        """Let it be found; what two questions have loaded is one."""
        one = self.known["slug"].setdefault(organisation.slug, organisation)
        self.known["name"].setdefault(one.name, one)

    def get_instance(self, instance_loader, row):
        slug = row.setdefault("slug", "")
        found = self.known["slug"].get(slug) if slug else self.known["name"].get(row["name"])
        row["slug"] = slug or (found.slug if found else free_slug(row["name"], self.taken, "organisation"))
        return self.check_unseen(found)

    def check_unique(self, instance):
        for column, known in self.known.items():
            value = getattr(instance, column)
            holder = known.get(value)
            if holder not in (None, instance) and getattr(holder, column) == value:
                raise ValidationError({column: instance.unique_error_message(Organisation, (column,))})

    def save_instance(self, instance, is_create, row, **kwargs):
        super().save_instance(instance, is_create, row, **kwargs)
        for column, known in self.known.items():
            known[getattr(instance, column)] = instance
        self.taken.add(instance.slug)
        instance.complete()

    def stored(self, keys):
        return Organisation.objects.select_for_update().filter(pk__in=keys)

    def columns(self):
        return [*super().columns(), *Organisation.COMPLETED]

    def write(self):
        new = self.new()
        super().write()
        entries = [entry(organisation, "apply", "", by=self.user, reason="From a table.") for organisation in new]
        Transition.objects.bulk_create(entries, batch_size=CHUNK)
        keep_all_statuses([(organisation, changed) for organisation, changed, _ in self.waiting])
