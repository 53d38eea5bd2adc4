"""Who has a page open."""

from django.utils import timezone

from members.models import (
    Presence,
    User,
)
from members.models.keys import key_of


def be_present(thing, *, by: User):
    """Note that this person has the thing open; returns who else has, by name. `purge` forgets those who are gone."""
    Presence.objects.bulk_create(
        [Presence(person=by, seen_at=timezone.now(), **key_of(thing))],
        update_conflicts=True,
        unique_fields=["person", "content_type", "object_id"],
        update_fields=["seen_at"],
    )
    return others_at(thing, by)


def others_at(thing, user):
    here = Presence.objects.at(thing).here().exclude(person=user).select_related("person")
    return [str(row.person) for row in here.order_by("person__name", "pk")]
