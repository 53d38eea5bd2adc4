"""A pasted list of names, as it came by mail or phone: who of the members is meant, and who is from outside."""

from typing import NamedTuple

from members.models import Organisation
from members.models.organisations import mark_of_name
from members.texts.folding import fold
from members.texts.languages import country_choices
from members.texts.names import alike
from positions.models import Signature
from positions.signing import asked

LINES = 300  # of one list


class Named(NamedTuple):
    """One line of the list: the member that it means, or a signatory from outside with its country."""

    organisation: Organisation | None
    name: str
    country: str  # its code, empty where the line says none


def named_in(text, statement):
    """A Named for each line that is not empty, each organisation and name once; the first LINES of them."""
    lines = list(dict.fromkeys(" ".join(line.split()) for line in text.splitlines() if line.strip()))[:LINES]
    members = list(asked(statement).only("name", "acronym", "country", "name_mark", "slug"))
    known = {}
    for member in members:
        for said in (member.name_mark, mark_of_name(member.acronym), mark_of_name(f"{member.name} {member.acronym}")):
            known.setdefault(said, member)
    known.pop("", None)
    countries = {fold(name): code for code, name in country_choices()} | {
        code.lower(): code for code, _ in country_choices() if code
    }
    outside = Signature.objects.filter(statement=statement, version=statement.current_id, organisation=None)
    standing = {alike(name): name for name in outside.values_list("name", flat=True)}
    found = {}
    for line in lines:
        name, _, last = line.rpartition(",")
        country = countries.get(fold(last.strip()), "") if name else ""
        name = name.strip() if country else line
        organisation = known.get(mark_of_name(name)) or known.get(mark_of_name(line))
        named = Named(organisation, standing.get(alike(name), name), country)
        found.setdefault(organisation or alike(name), named)
    return list(found.values())
