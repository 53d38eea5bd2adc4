"""The page on which somebody in need looks for help: what she wants in her country, without asking where she is."""

import itertools

from babel.core import get_global
from babel.languages import get_official_languages
from django.utils.translation import get_language

from eclag.forms import CountryForm
from eclag.models import Helpline, HelplineKind
from members.texts.languages import country_order

EVERYWHERE = "EU"


def spoken_in(language, countries):
    """Those of the countries in which the language is official, the one that it is mostly spoken in first."""
    first = get_global("likely_subtags").get(language, "").rpartition("_")[2]
    found = [code for code in countries if language in get_official_languages(code, de_facto=True)]
    return sorted(found, key=lambda code: (code != first, country_order(code)))


def help_near(request):
    """What the page shows of help: everywhere, in the chosen countries, in all others; and the choice itself."""
    kinds = list(HelplineKind)
    rows = sorted(
        Helpline.objects.visible_to(request.user),
        key=lambda row: (country_order(row.country), row.country, kinds.index(row.kind), row.name),
    )
    places = {code: list(group) for code, group in itertools.groupby(rows, key=lambda row: row.country)}
    everywhere = places.pop(EVERYWHERE, [])
    preset = spoken_in(get_language(), places)
    form = CountryForm(request.GET if "country" in request.GET else None, countries=list(places), preset=preset)
    chosen = [form.cleaned_data["country"]] if form.is_valid() else preset
    of_hers = [row for code in chosen for row in places[code]]
    removal = [row for row in [*everywhere, *of_hers] if row.kind == HelplineKind.REMOVAL]
    hotlines = [row for row in of_hers if row.kind == HelplineKind.HOTLINE]
    return {
        "form": form,
        "near": [place(code, [row for row in places[code] if row not in removal]) for code in chosen],
        "others": [place(code, rows) for code, rows in places.items() if code not in chosen],
        "everywhere": place(EVERYWHERE, everywhere),
        "pictures": place(EVERYWHERE, [*removal, *hotlines]),
        "danger": next((row for row in everywhere if row.kind == HelplineKind.EMERGENCY), None),
        "talk": next((row for row in [*of_hers, *everywhere] if row.kind == HelplineKind.HELPLINE and row.phone), None),
    }


def place(code, rows):
    """Its rows, all their sources once, and the day on which the first of them was looked up."""
    return {
        "code": code,
        "rows": rows,
        "sources": list(dict.fromkeys(row.source_url for row in rows)),
        "looked_up": min((row.checked_on for row in rows), default=None),
    }
