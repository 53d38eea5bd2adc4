"""The one way in which a state changes: `transition` asks, locks, changes and writes the log."""

import functools
from importlib import import_module
from importlib.util import find_spec
from typing import NamedTuple

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from members.models import Transition
from members.states import ActorKind


class Verb(NamedTuple):
    """A verb of a noun, as the tables of its app say it."""

    name: str
    come_from: set
    goes_to: str
    needs_reason: bool
    may: object  # the predicate of permissions.py
    act: object  # the function of actions.py; None for what begins a thing


def words(name):
    """The verb of that name as staff read it."""
    return name.replace("_", " ").capitalize()


def found(room, verb, noun):
    """What a room calls the verb: by its own stem, or with the noun where two nouns share it."""
    return getattr(room, f"{verb}_{noun}", None) or getattr(room, verb, None)


@functools.cache
def verbs_of(model):
    """{name: Verb} of the model, from TRANSITIONS of its app; empty for a noun without states."""
    app, noun = model._meta.app_label, model._meta.model_name
    states = import_module(f"{app}.states") if find_spec(f"{app}.states") else None
    table = getattr(states, "TRANSITIONS", {}).get(noun)
    if not table:
        return {}
    permissions, actions = import_module(f"{app}.permissions"), import_module(f"{app}.actions")
    return {
        name: Verb(name, *row, found(permissions, f"may_{name}", noun), found(actions, name, noun))
        for name, row in table.items()
    }


def transition(thing, name, *, by, reason="", organisation=None):
    """Lead the thing along the verb of that name and write it down; returns the row as it is now, locked.

    `by` is a user, or ActorKind.CLOCK. Raises PermissionDenied, or ValidationError where the verb does not lead on from
    the state that the database holds, or needs a reason and has none.
    """
    verb = verbs_of(type(thing))[name]
    if not isinstance(by, ActorKind) and not verb.may(by):
        raise PermissionDenied
    if verb.needs_reason and not reason.strip():
        raise ValidationError("Give the reason: it is kept with it.")
    with transaction.atomic():
        locked = type(thing)._base_manager.select_for_update(of=("self",)).get(pk=thing.pk)
        if locked.state not in verb.come_from:
            noun = locked._meta.verbose_name
            raise ValidationError(f"'{name.replace('_', ' ')}' leads nowhere from '{locked.state}' for this {noun}.")
        before, locked.state = locked.state, verb.goes_to
        locked.save(update_fields=["state"])
        note(locked, name, before, by=by, reason=reason, organisation=organisation)
    return locked


def begin(thing, *, by, reason=""):
    """Write down how a new thing came to be, by the verb that begins its noun; others have nothing to say."""
    for verb in verbs_of(type(thing)).values():
        if "" in verb.come_from and verb.goes_to == thing.state:
            note(thing, verb.name, "", by=by, reason=reason)


def note(thing, name, before, **said):
    """Write one row, behind the newest of its chain; whoever writes into a chain holds the lock of its statement."""
    row = entry(thing, name, before, **said)
    if row.chain:
        row.follow(Transition.objects.filter(chain=row.chain).order_by("-number").first())
    row.save(force_insert=True)
    return row


def entry(thing, name, before, *, by, reason="", organisation=None):
    """The row, not yet saved nor in its place of the chain."""
    person = None if isinstance(by, ActorKind) else by
    return Transition(
        noun=thing._meta.model_name,
        thing=thing.pk,
        verb=name,
        from_state=before,
        to_state=thing.state,
        digest=getattr(thing, "digest_now", lambda: "")(),
        organisation=organisation.pk if organisation else None,
        at=timezone.now(),
        actor_kind=ActorKind.PERSON if person else by,
        actor=person,
        reason=reason,
        chain=getattr(thing, "chain", lambda: "")(),
    ).seal()
