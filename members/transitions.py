"""The one way in which a state changes: `transition` asks, locks, changes and writes the log."""

import functools
from importlib import import_module
from importlib.util import find_spec
from typing import NamedTuple

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from members.models import Transition, User
from members.states import ActorKind


class Verb(NamedTuple):
    """A verb of a noun, as the tables of its app say it."""

    name: str
    come_from: set
    goes_to: tuple  # of states; more than one where the function says which
    needs_reason: bool
    may: object  # the predicate of permissions.py: may this person do it to the thing, or without one: to any
    act: object  # the function of actions.py; None where staff have no button for it


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
        name: Verb(
            name,
            come_from,
            goes_to if isinstance(goes_to, tuple) else (goes_to,),
            needs_reason,
            found(permissions, f"may_{name}", noun),
            found(actions, name, noun),
        )
        for name, (come_from, goes_to, needs_reason) in table.items()
    }


def transition(thing, name, *, by, to=None, reason="", organisation=None, first=None):
    """Lead the thing along the verb of that name and write it down; returns the row as it is now, locked.

    A thing that is not stored yet is stored, where the verb leads on from nothing. `by` is a user, or ActorKind.CLOCK;
    `to` says where to, of a verb that leads to several states; `first` is done to the locked thing once right and state
    are found good, before its state changes and the row is written. Raises PermissionDenied, or ValidationError where
    the verb does not lead on from the state that the database holds, or needs a reason and has none.
    """
    verb = verbs_of(type(thing))[name]
    if to is None:
        (to,) = verb.goes_to
    with transaction.atomic():
        if holder := getattr(thing, "holder", None):
            lock(holder)  # always before the thing itself, so that two never wait for each other
        new = thing._state.adding
        locked = thing if new else lock(thing)
        before = "" if new else locked.state
        if not isinstance(by, ActorKind) and not verb.may(anew(by), locked):
            raise PermissionDenied
        if verb.needs_reason and not reason.strip():
            raise ValidationError(_("Give the reason: it is kept with it."))
        if before not in verb.come_from:
            raise ValidationError(_("As it stands by now, this cannot be done."))
        if first:
            first(locked)
        locked.state = to
        locked.save(update_fields=None if new else getattr(locked, "state_columns", ["state"]))
        note(locked, name, before, by=by, reason=reason, organisation=organisation)
    return locked


def anew(person):
    """The person as the database knows her now: her rights may have ended since her request began."""
    return User.objects.filter(pk=person.pk).first() or AnonymousUser()


def lock(thing):
    """The thing's row as it is now, locked until the transaction ends."""
    return type(thing)._base_manager.select_for_update(of=("self",)).get(pk=thing.pk)


def begin(thing, *, by, reason=""):
    """Write down how a new thing came to be, by the verb that begins its noun; others have nothing to say."""
    for verb in verbs_of(type(thing)).values():
        if verb.come_from == {""} and verb.goes_to == (thing.state,):
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
        organisation=organisation.pk if organisation else getattr(thing, "organisation_id", None),
        at=timezone.now(),
        actor_kind=ActorKind.PERSON if person else by,
        actor=person,
        reason=reason,
        chain=getattr(thing, "chain", lambda: "")(),
    ).seal()
