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
    """(what the page shows: everywhere, in the chosen countries, in all of them; whether the choice can be made)."""
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
    near = [(code, places[code]) for code in chosen]
    of_hers = [row for _, here in near for row in here]
    return {
        "form": form,
        "near": near,
        "places": places.items(),
        "everywhere": everywhere,
        "danger": next((row for row in everywhere if row.kind == HelplineKind.EMERGENCY), None),
        "talk": next((row for row in [*of_hers, *everywhere] if row.kind == HelplineKind.HELPLINE and row.phone), None),
        "removal": [row for row in [*everywhere, *of_hers] if row.kind == HelplineKind.REMOVAL],
        "hotlines": [row for row in of_hers if row.kind == HelplineKind.HOTLINE],
    }
