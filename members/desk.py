"""What awaits somebody who keeps the page and the people of a member."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.awaiting import Awaiting
from members.models import Invitation, Organisation
from members.permissions import KEEPING
from members.standing import standing_of
from members.texts.languages import day_in_words

ROWS = 20  # of a kind
# What a reader misses on the page of a member, by column.
LACKING = {
    "does_authentic": gettext_lazy("What it does"),
    "website": gettext_lazy("Website"),
    "logo": gettext_lazy("Logo"),
}


def awaiting(user):
    """An Awaiting for each invitation without an answer, and for each page that lacks something or awaits her yes."""
    kept = standing_of(user).organisations(*KEEPING)
    if not kept:
        return []
    return [*unanswered(kept), *lacking(kept), *unconfirmed(kept)]


def unanswered(kept):
    asked = Invitation.objects.filter(organisation__in=kept)
    rows = (asked.silent() | asked.over()).select_related("organisation").order_by("sent_at")[:ROWS]
    return [
        Awaiting(
            sentence=_("The invitation of %(address)s, of %(day)s, has no answer.")
            % {"address": row.short_address, "day": day_in_words(row.sent_at)},
            button=_("Send it again"),
            address=reverse("members:people", args=[row.organisation.slug]),
            organisation=row.organisation,
        )
        for row in rows
    ]


def lacking(kept):
    rows = Organisation.objects.filter(pk__in=kept).only("name", "slug", *LACKING)[:ROWS]
    missing = [(row, [str(word) for column, word in LACKING.items() if not getattr(row, column)]) for row in rows]
    return [
        Awaiting(
            sentence=_("On the page of %(organisation)s is missing: %(parts)s.")
            % {"organisation": row.name, "parts": ", ".join(parts)},
            button=_("Add it"),
            address=reverse("members:keep", args=[row.slug]),
            organisation=row,
        )
        for row, parts in missing
        if parts
    ]


def unconfirmed(kept):
    rows = Organisation.objects.filter(pk__in=kept).to_confirm().only("name", "slug", "confirmed_on")[:ROWS]
    return [
        Awaiting(
            sentence=_("Is the page of %(organisation)s still right? We ask once a year.") % {"organisation": row.name},
            button=_("Look through it"),
            address=reverse("organisation_desk", args=[row.slug]),
            organisation=row,
        )
        for row in rows
    ]
