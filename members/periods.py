"""Days that are known as a month, a season or a year alone: from when until when they may be."""

import calendar
import datetime

from members.states import Precision

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
