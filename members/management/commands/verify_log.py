"""Check the chains of the log, and that each thing stands as its last row says; name the first row that does not."""

from itertools import groupby

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError

from members.models import Transition
from members.transitions import verbs_of

FIRST = "0" * 64


class Command(BaseCommand):
    help = __doc__

    def handle(self, **options):
        rows = Transition.objects.exclude(chain="").order_by("chain", "number")
        chains = 0
        for chain, links in groupby(rows.iterator(chunk_size=1000), key=lambda row: row.chain):
            chains += 1
            if fault := broken(links):
                raise CommandError(f"{chain}: {fault}")
        if fault := at_odds():
            raise CommandError(fault)
        self.stdout.write(f"{rows.count()} rows in {chains} chains verify, and each thing stands as its last row says.")


def broken(links):
    """What is wrong with the first bad row of a chain, None where all are good."""
    before = FIRST
    for number, row in enumerate(links, 1):
        if row.number != number:
            return f"row {number} is missing."
        if row.hash != row.computed_hash(before):
            return f"row {number} ({row.verb} of {row.noun} {row.thing}) was changed, moved or added."
        before = row.hash
    return None


def at_odds():
    """A thing with states whose last row says another one than it has: the end of its log was removed or bent."""
    for model in apps.get_models():
        ours = model._meta.app_config.name == model._meta.app_label  # those of others are named within a package
        if not ours or not verbs_of(model) or "state" not in {field.name for field in model._meta.concrete_fields}:
            continue
        noun = model._meta.model_name
        last = {}
        for thing, state in Transition.objects.filter(noun=noun).order_by("pk").values_list("thing", "to_state"):
            last[thing] = state
        for pk, state in model._base_manager.values_list("pk", "state"):
            if pk in last and last[pk] != state:
                return f"{noun} {pk} is {state}, but its last row in the log says {last[pk]}."
    return None
