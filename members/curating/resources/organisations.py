"""The table of organisations."""

from babel import Locale
from django.core.exceptions import ValidationError
from import_export.widgets import Widget

from members.curating.tables import plain
from members.curating.translation_statuses import keep_all_statuses
from members.models import OldAddress, Organisation, Transition
from members.models.organisations import RESERVED_SLUGS
from members.permissions import may_curate, may_handle_membership
from members.states import OrganisationKind
from members.texts.languages import LANGUAGE_CODES
from members.texts.names import alike
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
        "An organisation is found by its slug, or by its name where the slug is empty; capitals, blanks and the kind "
        "of apostrophe make no other name, accents do. A new one gets a slug "
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
            *("eu_contact", "eu_contact_email", "source_url", "evidence", "authentic_language"),
            *(f"does_{code}" for code in LANGUAGE_CODES),
            "state",
        ]

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.known = {"slug": {}, "name": {}}  # what the file may be about, by its slug or by how its name looks
        self.moved = {}  # the slugs of those that were merged, and where they lead
        self.taken = set()

    def before_import(self, dataset, **kwargs):
        super().before_import(dataset, **kwargs)
        self.moved = dict(OldAddress.objects.values_list("slug", "organisation__slug"))
        stored = list(Organisation.objects.values_list("pk", "slug", "name"))
        self.taken = RESERVED_SLUGS | self.moved.keys() | {slug for _, slug, _ in stored}
        slugs = {self.led(plain(row.get("slug", ""))) for row in dataset.dict}
        names = {alike(row.get("name", "")) for row in dataset.dict}
        wanted = [pk for pk, slug, name in stored if slug in slugs or alike(name) in names]
        for keys in chunks(wanted):
            for row in Organisation.objects.filter(pk__in=keys):
                self.know(row)

    def led(self, slug):
        """Where the slug leads by now."""
        return self.moved.get(slug, slug)

    def know(self, organisation):
        self.known["slug"][organisation.slug] = organisation
        self.known["name"].setdefault(alike(organisation.name), organisation)

    def get_instance(self, instance_loader, row):
        """What the row is about; found by its name, it keeps its spelling."""
        slug = self.led(row.get("slug", ""))
        found = self.known["slug"].get(slug) if slug else self.known["name"].get(alike(row["name"]))
        row["slug"] = slug or (found.slug if found else free_slug(row["name"], self.taken, "organisation"))
        if found and not slug:
            row["name"] = found.name
        return self.check_unseen(found)

    def check_unique(self, instance):
        holders = {
            "slug": self.known["slug"].get(instance.slug),
            "name": self.known["name"].get(alike(instance.name)),
        }
        for column, holder in holders.items():
            same = holder and alike(getattr(holder, column)) == alike(getattr(instance, column))
            if same and holder is not instance:
                raise ValidationError({column: instance.unique_error_message(Organisation, (column,))})

    def save_instance(self, instance, is_create, row, **kwargs):
        super().save_instance(instance, is_create, row, **kwargs)
        self.known["slug"][instance.slug] = self.known["name"][alike(instance.name)] = instance
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
