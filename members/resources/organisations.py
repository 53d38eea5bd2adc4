"""The table of organisations."""

from babel import Locale
from django.utils.text import slugify
from import_export.widgets import Widget

from members.actions import keep_renderings
from members.models import Organisation
from members.models.organisations import RESERVED_SLUGS
from members.models.texts import LANGUAGE_CODES, fold
from members.permissions import may_curate, may_handle_membership
from members.states import OrganisationKind

from .shared import Cell, OneOf, TableResource

COUNTRIES = {code for code in Locale("en").territories if code.isalpha()}
# What Greek and Bulgarian letters are on road signs there, without their accents.
LATIN = str.maketrans(
    dict(zip("αβγδεζηικλμνξοπρσςτυφω", "avgdeziiklmnxoprsstyfo", strict=True))
    | dict(zip("абвгдезийклмнопрстуфъьэ", "abvgdeziyklmnoprstufaye", strict=True))
    | {"θ": "th", "χ": "ch", "ψ": "ps", "ж": "zh", "х": "h", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "sht"}
    | {"ю": "yu", "я": "ya", "ы": "y"}
)


def free_slug(name):
    """A slug for that name which no organisation has and no address of the portal is."""
    stem = slugify(fold(name).replace("ου", "ou").translate(LATIN))[:70].strip("-_") or "organisation"
    taken = RESERVED_SLUGS | set(Organisation.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    number = 1
    while (slug := stem if number == 1 else f"{stem}-{number}") in taken:
        number += 1
    return slug


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

    def get_instance(self, instance_loader, row):
        slug = row.setdefault("slug", "")
        named = {"slug": slug} if slug else {"name": row["name"]}
        found = self.check_unseen(Organisation.objects.select_for_update().filter(**named).first())
        row["slug"] = slug or (found.slug if found else free_slug(row["name"]))
        return found

    def after_import_row(self, row, row_result, **kwargs):
        if not kwargs["dry_run"] and (row_result.is_new() or row_result.is_update()):
            keep_renderings(row_result.instance, {column for column, _, _ in self.changes})
