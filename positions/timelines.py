"""The timeline of a dossier: the steps of the law that are past, with our statements among them."""

import datetime
import itertools
from dataclasses import dataclass

from members.periods import last_day
from members.texts.languages import reader_locale
from positions.models import Milestone, Signature, Statement

STEP, SAID = 0, 1
STEP_AT, SAID_AT, HALF = 11, 29, 6  # of the picture: the middles of its two lanes, and half of a mark


def steps_of(dossier):
    """All its steps, the earliest first, those without a day last."""
    return list(Milestone.objects.filter(dossier=dossier).localized("title"))


def timeline_of(dossier, steps):
    """(date, STEP or SAID, key, precision) of all that stands in it, the newest first: of its `steps` those past."""
    said = Statement.objects.public().alike(dossier).filter(dossiers=dossier).order_by()
    rows = [(step.date, STEP, step.pk, step.precision) for step in steps if not step.is_expected]
    rows += [(date, SAID, key, precision) for date, key, precision in said.values_list("date", "id", "precision")]
    return sorted(rows, key=lambda row: (-row[0].toordinal(), -row[1], row[2]))


@dataclass(frozen=True)
class Year:
    """A line of the timeline as a picture: how much stands in it, and its marks as paths in which a day is one wide."""

    year: int
    steps: int
    texts: int
    squares: str
    discs: str


def years_of(keys):
    """The years of the timeline's `keys`, the newest first."""
    for year, rows in itertools.groupby(keys, key=lambda row: row[0].year):
        spans = {STEP: [], SAID: []}
        for date, noun, _, precision in rows:
            spans[noun].append((day_of_year(date, year), day_of_year(last_day(date, precision), year)))
        yield Year(
            year=year,
            steps=len(spans[STEP]),
            texts=len(spans[SAID]),
            squares="".join(square(*span) for span in sorted(set(spans[STEP]))),
            discs="".join(disc(*span) for span in sorted(set(spans[SAID]))),
        )


def day_of_year(date, year):
    """From 1 to 366; a winter that goes on into the next year is drawn until the end of this one."""
    return min(date, date.replace(year=year, month=12, day=31)).timetuple().tm_yday


def months_of_the_year():
    """(where in the picture a month begins, its letter) of all twelve."""
    letters = reader_locale().months["stand-alone"]["narrow"]
    return [(datetime.date(2001, month, 1).timetuple().tm_yday, letters[month]) for month in range(1, 13)]


def square(first, last):
    """The mark of a step, as wide as the time in which it may have been."""
    return f"M{first - HALF} {STEP_AT - HALF}H{last + HALF}v{2 * HALF}H{first - HALF}z"


def disc(first, last):
    """The mark of a text, as wide as the time in which it may have appeared."""
    half = f"a{HALF} {HALF} 0 0 1 0"
    return f"M{first} {SAID_AT - HALF}H{last}{half} {2 * HALF}H{first}{half}-{2 * HALF}z"


def statements_of(keys, others=()):
    """{key: statement} of those that are in the timeline's `keys`, and of `others`, each with its `signed`."""
    wanted = {key for _, noun, key, _ in keys if noun == SAID} | set(others)
    return {row.pk: row for row in Signature.objects.count_on(Statement.objects.filter(pk__in=wanted).titled())}


def loaded(keys, steps, statements):
    """The rows of a page of it, each under the name of its noun."""
    rows = {STEP: ("milestone", {step.pk: step for step in steps}), SAID: ("statement", statements)}
    return [{rows[noun][0]: rows[noun][1][key]} for _, noun, key, _ in keys if key in rows[noun][1]]
