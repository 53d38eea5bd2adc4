"""What awaits somebody at her desk, put together from what every app says."""

from datetime import UTC, datetime
from itertools import groupby

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from eclag.board import missing
from eclag.models import Page
from members import desk as of_members
from members.awaiting import Awaiting
from members.standing import languages_of
from positions import desk as of_positions

NEVER = datetime.max.replace(tzinfo=UTC)


def awaiting(user):
    """[(organisation, its Awaitings)]: first for which something ends the soonest, last what is for the coalition."""
    found = [*of_positions.awaiting(user), *of_members.awaiting(user), *documents(user), *texts(user)]
    soonest = {}
    for row in found:
        key = row.organisation and row.organisation.pk
        soonest[key] = min(soonest.get(key, NEVER), row.until or NEVER)

    def place(row):
        mine = row.organisation
        return mine is None, soonest[mine and mine.pk], mine.name if mine else "", row.until or NEVER

    ordered = sorted(found, key=place)
    return [
        (group[0].organisation, group)
        for _, rows in groupby(ordered, key=lambda row: place(row)[:3])
        if (group := list(rows))
    ]


def documents(user):
    """What came into the members' room of documents since she said that she has seen them."""
    number = Page.objects.new_to(user).count()
    if not number:
        return []
    sentence = _("Documents that are new to you: %(number)s.") % {"number": number}
    return [Awaiting(sentence, _("Read what is new"), reverse("documents"))]


def texts(user):
    """Of a translator: what is missing or outdated in each of her languages."""
    if not languages_of(user):
        return []
    counts = {}
    for _noun, _all, cells in missing(user):
        for code, lacking, outdated, _machine in cells:
            counts[code] = counts.get(code, 0) + lacking + outdated
    names = dict(settings.LANGUAGES)
    return [
        Awaiting(
            _("Texts that are missing or outdated in %(language)s: %(number)s.")
            % {"number": number, "language": names[code]},
            _("Translate"),
            reverse("admin:index"),
        )
        for code, number in counts.items()
        if number
    ]
