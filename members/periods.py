"""Days that are known as a month, a season or a year alone: from when until when they may be, and in words."""

import calendar
import datetime
import re

from babel.dates import format_date, format_skeleton
from django.utils.translation import gettext, gettext_lazy

from members.states import Precision
from members.texts.languages import reader_locale

# The months in which the parts of a year begin and end, as meteorologists count the seasons.
MONTHS = {
    Precision.FIRST_HALF: (1, 6),
    Precision.SECOND_HALF: (7, 12),
    Precision.SPRING: (3, 5),
    Precision.SUMMER: (6, 8),
    Precision.AUTUMN: (9, 11),
    Precision.WINTER: (12, 2),  # of the next year
    Precision.END: (12, 12),
    Precision.YEAR: (1, 12),
}


def months_of(date, precision):
    """((year, month) in which the period begins, and in which it ends)."""
    year, month = date.year, date.month
    if precision == Precision.MONTH:
        return (year, month), (year, month)
    if precision == Precision.QUARTER:
        first = (month - 1) // 3 * 3 + 1
        return (year, first), (year, first + 2)
    if precision == Precision.WINTER:
        year -= month <= 2
        return (year, 12), (year + 1, 2)
    first, last = MONTHS[precision]
    return (year, first), (year, last)


def first_day(date, precision):
    """The first day that it can be; what is stored."""
    if precision == Precision.DAY:
        return date
    (year, month), _ = months_of(date, precision)
    return datetime.date(year, month, 1)


def last_day(date, precision):
    """The last day that it can be: it is past once that is over."""
    if precision == Precision.DAY:
        return date
    _, (year, month) = months_of(date, precision)
    return datetime.date(year, month, calendar.monthrange(year, month)[1])


def machine_date(date, precision=Precision.DAY):
    """It as ISO 8601 writes it, as precise as it is known."""
    shape = {Precision.DAY: "%Y-%m-%d", Precision.MONTH: "%Y-%m"}.get(precision, "%Y")
    return date.strftime(shape)


PARTS_OF_A_YEAR = {
    Precision.FIRST_HALF: gettext_lazy("first half of %(year)s"),
    Precision.SECOND_HALF: gettext_lazy("second half of %(year)s"),
    Precision.SPRING: gettext_lazy("spring %(year)s"),
    Precision.SUMMER: gettext_lazy("summer %(year)s"),
    Precision.AUTUMN: gettext_lazy("autumn %(year)s"),
    Precision.END: gettext_lazy("end of %(year)s"),
}


def known_date(date, precision=Precision.DAY):
    """A historic date, as precise as it is known and no more; of an instant, its day in Brussels."""
    language = reader_locale()
    if date is None:
        return gettext("not known")
    if precision == Precision.DAY:
        return format_date(date, "long", locale=language)
    if precision == Precision.MONTH:
        return format_skeleton("yMMMM", date, locale=language)
    if precision == Precision.QUARTER:
        return format_skeleton("yQQQQ", date, locale=language)
    if precision == Precision.WINTER:
        year = first_day(date, precision).year
        return gettext("winter %(years)s") % {"years": f"{year}/{(year + 1) % 100:02}"}
    if precision in PARTS_OF_A_YEAR:
        return PARTS_OF_A_YEAR[precision] % {"year": date.year}
    return str(date.year)


def days(event):
    """The days of an event in words, as precise as they are known: 23–24 February 2027."""
    first, last = event.date, event.until
    if last in {None, first}:
        return known_date(first, event.precision)
    if (first.year, first.month) != (last.year, last.month):
        return f"{known_date(first)} – {known_date(last)}"
    # CLDR has intervals with months cut short or in figures; a point behind the day goes with both.
    return re.sub(rf"\b{first.day}\b(\.?)", rf"{first.day}\1–{last.day}\1", known_date(first), count=1)
