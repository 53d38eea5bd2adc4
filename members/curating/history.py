"""What staff changed, field by field: kept by auditlog and read as differences."""

import difflib
import re
from collections import Counter

from auditlog.diff import model_instance_diff
from auditlog.models import LogEntry
from auditlog.registry import auditlog
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Q
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from modeltranslation.translator import NotRegistered, translator

NEVER_KEPT = [
    "password",
    "sessions_key",
    "mfa_reset_at",
    "last_login",
    "sort_name",
    "name_mark",
    "site_mark",
    "acronym_mark",
    "changed_at",
    "sequence",
]
UNUSED = {"groups", "user_permissions"}  # of Django's accounts: roles stand in a column
AROUND = 12  # words shown before and after a difference
PAIRS, PAIRS_ON_A_PAGE = 40_000, 160_000  # of equal words; at most about 0.08 and 0.3 s
WORD = re.compile(r"<[^<>]*>|\s+|[^\s<]+|<")


def track(model):
    """Keep the changes of the model's rows from now on; the base column of a translated field repeats the English."""
    if auditlog.contains(model):
        return
    try:
        bases = translator.get_options_for_model(model).get_field_names()
    except NotRegistered:
        bases = []
    auditlog.register(
        model,
        # Named, else reverse relations come as well; what the database computes is known from what it is made of.
        include_fields=[column.name for column in model._meta.concrete_fields if not column.generated],
        exclude_fields=[*bases, *NEVER_KEPT],
        m2m_fields={column.name for column in model._meta.many_to_many} - UNUSED,
    )


def entry_of(old, new, *, by):
    """What the history says of a row that is saved in bulk (`old` is None for a new one), as a signal would say it."""
    changes = model_instance_diff(old, new, use_json_for_changes=settings.AUDITLOG_STORE_JSON_CHANGES)
    return LogEntry(
        content_type=ContentType.objects.get_for_model(new),
        object_repr=str(new),
        action=LogEntry.Action.UPDATE if old else LogEntry.Action.CREATE,
        changes=changes or {},
        actor=by,
        actor_email=by.email,
    )


def keep_entries(entries):
    """Save the (entry, row) pairs, once the rows have their keys."""
    for entry, row in entries:
        entry.object_pk, entry.object_id = str(row.pk), row.pk
        if entry.action == LogEntry.Action.CREATE:
            entry.changes["id"] = [None, row.pk]
    LogEntry.objects.bulk_create((entry for entry, _ in entries if entry.changes), batch_size=500)


def tells_of(field, thing):
    """The condition that a change led the relation to the thing or away from it; older entries hold keys as text."""
    sides = [f"changes__{field.name}__{side}" for side in (0, 1)]
    return Q(*((side, key) for side in sides for key in (thing.pk, str(thing.pk))), _connector=Q.OR)


def entries_of(thing, parts=()):
    """The history of the thing, and of the rows of the models in `parts` that hang on it or did."""
    told = Q(content_type=ContentType.objects.get_for_model(thing), object_pk=str(thing.pk))
    for model in parts:
        for field in model._meta.concrete_fields:
            if field.related_model is type(thing):
                entries = LogEntry.objects.filter(content_type=ContentType.objects.get_for_model(model))
                named = entries.filter(tells_of(field, thing)).values("object_id")
                told |= Q(pk__in=entries.filter(object_id__in=named).values("pk"))
    return LogEntry.objects.filter(told).select_related("actor", "content_type").order_by("-timestamp", "-pk")


def column(model, name):
    """The model's field of that name; None where an older release had it: the history outlives it."""
    try:
        return model._meta.get_field(name)
    except FieldDoesNotExist:
        return None


def label(model, name):
    """The field's name in words, with its language."""
    field = column(model, name)
    if field is None:
        return name.replace("_", " ")
    language = getattr(field, "language", None)
    plain = getattr(field, "translated_field", field).verbose_name
    return f"{plain} [{language}]" if language else str(plain)


def differences(model, entry, pairs=None):
    """(label, what was taken out and put in as HTML) of each field that the entry changed."""
    for name, change in sorted((entry.changes or {}).items()):
        if isinstance(change, dict):
            yield label(model, name), format_html("{}: {}", change["operation"], ", ".join(change["objects"]))
        else:
            yield (
                label(model, name),
                difference(*("" if value in (None, "None") else str(value) for value in change), pairs),
            )


class Pairs:
    """How many pairs of equal words may still be met: what two texts have in common costs up to the cube of them."""

    def __init__(self, left=PAIRS_ON_A_PAGE):
        self.left = left

    def take(self, before, after):
        """Whether these may be; they are counted."""
        known = Counter(after)
        wanted = sum(number * known[word] for word, number in Counter(before).items())
        if wanted > min(self.left, PAIRS):
            return False
        self.left -= wanted
        return True


def difference(old, new, pairs=None):
    """Both texts in one, word by word; long stretches that are the same are cut.

    What they begin and end with is set aside; a rest that is too long is compared by its sentences, and each that
    differs by its words; where that is too much as well, the old text stands before the new one.
    """
    pairs = pairs or Pairs()
    before, after = (WORD.findall(text) for text in (old, new))
    start = shared(before, after)
    end = shared(before[start:][::-1], after[start:][::-1])
    middle = before[start : len(before) - end], after[start : len(after) - end]
    parts = [same(before[:start]), *changed(*middle, pairs), same(before[len(before) - end :])]
    return format_html_join("", "{}{}{}", (part for part in parts if part[1]))


def shared(before, after):
    """With how many equal parts both begin."""
    unequal = (number for number, (one, other) in enumerate(zip(before, after, strict=False)) if one != other)
    return next(unequal, min(len(before), len(after)))


def same(words):
    if len(words) > 4 * AROUND:
        words = [*words[: 2 * AROUND], " […] ", *words[-2 * AROUND :]]
    return "", "".join(words), ""


def changed(before, after, pairs):
    """The parts of the two."""
    if pairs.take(before, after):
        yield from compared(before, after, replaced)
    elif pairs.take(*(sentences := (in_sentences(before), in_sentences(after)))):
        yield from compared(*sentences, lambda one, other: in_words(one, other, pairs))
    else:
        yield from replaced(before, after)


def compared(before, after, differing):
    codes = difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    for kind, start, end, to_start, to_end in codes:
        if kind == "equal":
            yield same(before[start:end])
        else:
            yield from differing(before[start:end], after[to_start:to_end])


def in_sentences(words):
    """The words, joined up to where a sentence, cell or paragraph ends."""
    found = [[]]
    for word in words:
        found[-1].append(word)
        if word.endswith((".", "!", "?", ";", ">")) or "\n" in word:
            found.append([])
    return ["".join(sentence) for sentence in found if sentence]


def in_words(before, after, pairs):
    """Sentences that differ, by their words."""
    words = [WORD.findall("".join(sentences)) for sentences in (before, after)]
    return compared(*words, replaced) if pairs.take(*words) else replaced(*words)


def replaced(before, after):
    yield mark_safe("<del>"), "".join(before), mark_safe("</del>")
    yield mark_safe("<ins>"), "".join(after), mark_safe("</ins>")


def revertible(model, entry):
    """The fields of a change that can be set back: a state has its verbs, a set of rows its own form."""
    if entry.action != LogEntry.Action.UPDATE:
        return []
    return [
        name
        for name, change in (entry.changes or {}).items()
        if not isinstance(change, dict) and getattr(column(model, name), "editable", False)
    ]


def entries_about(person):
    """(her own entries, those of rows that name her): what has to be erased with her."""
    own = LogEntry.objects.filter(content_type=ContentType.objects.get_for_model(person), object_pk=str(person.pk))
    naming = LogEntry.objects.none()
    for relation in person._meta.related_objects:
        if auditlog.contains(relation.related_model):
            rows = relation.related_model._base_manager.filter(**{relation.field.name: person})
            entries = LogEntry.objects.filter(content_type=ContentType.objects.get_for_model(relation.related_model))
            # Also of rows that are gone by now: their making or their end named her.
            hers = {
                *rows.values_list("pk", flat=True),
                *entries.filter(tells_of(relation.field, person)).values_list("object_id", flat=True),
            }
            naming |= entries.filter(object_id__in=hers)
    return own, naming
