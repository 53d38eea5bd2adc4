"""What a table may hold: its limits, its cells as plain text, and what is wrong with the others."""

import datetime
import re

from django.core.exceptions import ValidationError

OLE = b"\xd0\xcf\x11\xe0"  # how Excel began its files before 2007, and begins those with a password

MEGABYTE = 1024 * 1024
FILE_BYTES = 5 * MEGABYTE
ROWS = 5000
COLUMNS = 120
CELL = 20_000  # characters
TEXT = 10_000_000  # characters in all: one shared string may stand in every cell of a workbook
REFUSALS = 20  # reasons given at once

# What a spreadsheet takes for a formula or an error. Spaces and apostrophes before it do not help everywhere.
FORMULA = re.compile(r"[\s']*[=+\-@＝＋－＠]|'*[\t\r\n]|'*#(?:REF!|N/A|NAME\?|VALUE!|DIV/0!|NUM!|NULL!)$")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")

CSV_UTF8 = "In Excel, save it as “CSV UTF-8”."
OLD_OR_LOCKED = "This is an old Excel file (XLS) or one with a password. Save it as XLSX, without a password."
TOO_MANY_ROWS = f"The table has more than {ROWS} rows."
TOO_MANY_COLUMNS = f"The table has more than {COLUMNS} columns."
TOO_LONG = f"more than {CELL} characters."
TOO_MUCH = f"The table holds more than {TEXT} characters."


# Cells


def plain(text):
    """The text without outer blanks, control characters and the line ends of Windows."""
    return CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def inert(text):
    """The text as it may stand in a spreadsheet: an apostrophe keeps it from being a formula."""
    return f"'{text}" if FORMULA.match(text) else text


def meant(text):
    """The text that an inert one stands for."""
    return text[1:] if text.startswith("'") and FORMULA.match(text) else text


def day(text):
    """The date that a cell says, None if it says nothing. Never month first: 03/04/2025 is in April."""
    text = re.sub(r"\s*г\.?$", "", text.strip())  # Excel in Bulgarian ends a date with it
    if not text:
        return None
    try:
        if found := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]\d{2}:\d{2}(?::\d{2})?)?", text):
            return datetime.date(*map(int, found.groups()))
        if found := re.fullmatch(r"(\d{1,2})([./])(\d{1,2})\2(\d{4})", text):
            return datetime.date(int(found[4]), int(found[3]), int(found[1]))
        if re.fullmatch(r"\d{5}", text):  # as Excel counts; fewer digits are before 1928, more likely a year
            return datetime.date(1899, 12, 30) + datetime.timedelta(days=int(text))
    except ValueError:
        pass
    raise ValueError(f"“{text}” is not a date. Write 2025-01-31, 31/01/2025 or 31.01.2025.")


# Tables of text


def checked(rows):
    """(names of the columns, rows below them) of what was read; raises ValidationError with every reason."""
    rows = enumerate(rows, 1)
    _, header = next(rows, (1, []))
    names = named(header)
    table, refusals, size = [], [], 0
    for number, row in rows:
        if number > ROWS + 1:
            raise ValidationError(TOO_MANY_ROWS)
        if any(row):
            refusals += faults(number, row, names)
        size += sum(map(len, row))
        if size > TEXT:
            raise ValidationError(TOO_MUCH)
        if len(refusals) >= REFUSALS:
            break
        table.append([meant(cell) for cell in row])
    while table and not any(table[-1]):
        table.pop()
    refusals += [f"Row {number} is empty." for number, row in enumerate(table, 2) if not any(row)]
    if refusals:
        raise ValidationError(refusals[:REFUSALS])
    if not table:
        raise ValidationError("There is no row below the header.")
    return names, table


def named(header):
    """The names of the columns, each given and given once."""
    if len(header) > COLUMNS:
        raise ValidationError(TOO_MANY_COLUMNS)
    names = [plain(name).lower() for name in header]
    refusals = [f"Column {number} has no name." for number, name in enumerate(names, 1) if not name]
    twice = [name for number, name in enumerate(names) if name and name in names[:number]]
    refusals += [f"The column “{name[:50]}” stands there twice." for name in dict.fromkeys(twice)]
    if not any(names):
        refusals = ["The first row must name the columns."]
    if refusals:
        raise ValidationError(refusals[:REFUSALS])
    return names


def check_names(names, known, required):
    """Raise ValidationError where a column is unknown or missing."""
    refusals = [f"There is no column “{name[:50]}”." for name in names if name not in known]
    refusals += [f"The column “{name}” is missing." for name in required if name not in names]
    if refusals:
        raise ValidationError([*refusals[:REFUSALS], f"The columns are: {', '.join(known)}."])


def faults(number, row, names):
    """What is wrong with a row, with its number and the column."""
    if len(row) != len(names):
        return [f"Row {number} has {len(row)} cells, the header has {len(names)}."]
    found = [(name, fault(cell)) for name, cell in zip(names, row, strict=True)]
    return [f"Row {number}, column {name[:50]}: {reason}" for name, reason in found if reason]


def fault(cell):
    if len(meant(cell)) > CELL:
        return TOO_LONG
    if CONTROL.search(cell):
        return "a control character."
    if FORMULA.match(cell) and not cell.startswith("'"):
        return f"“{cell.strip()[:20]}” may be a formula or an error. If it is text, put an apostrophe (') before it."
    return None
