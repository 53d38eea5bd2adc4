"""CSV: commas, semicolons or tabs, UTF-8 or UTF-16."""

import codecs
import csv
import io
import itertools
import re

from django.core.exceptions import ValidationError

from .rows import CSV_UTF8, OLD_OR_LOCKED, OLE, checked

# Where a cell begins for Excel in most of Europe: it splits at semicolons, and then takes our quotes for text.
# The blanks after it are none of those at which a cell begins: else a run of tabs would be looked through from each.
INNER = r"(?<=[;\t\r\n]){}(?=(?:[^\S\t\r\n]|['\"])*[=+\-@＝＋－＠])"
SEPARATOR = re.compile(r'"?sep=([,;\t])"?(?:\r\n|\r|\n)', re.IGNORECASE)
UNGUARDED, GUARDED = re.compile(INNER.format("")), re.compile(INNER.format("'"))


def read(data):
    if data.startswith(b"PK\x03\x04"):
        raise ValidationError("This is not a CSV file, whatever its name says. An Excel workbook is called .xlsx.")
    if data.startswith(OLE):
        raise ValidationError(OLD_OR_LOCKED)
    text = decoded(data)
    if said := SEPARATOR.match(text):  # Excel takes it for no row either
        text = text[said.end() :]
    first = text.partition("\n")[0]
    delimiter = said[1] if said else max(",;\t", key=first.count)
    return checked(trimmed([GUARDED.sub("", cell) for cell in row] for row in split(text, delimiter)))


def trimmed(rows):
    """The rows without the empty cells behind the last column that has a name."""
    width = 0
    for number, row in enumerate(rows):
        if number == 0:
            width = max((place for place, name in enumerate(row, 1) if name.strip()), default=len(row))
        yield row if any(row[width:]) else row[:width]


def decoded(data):
    utf16 = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        text = data.decode("utf-16" if utf16 else "utf-8-sig")
    except UnicodeDecodeError:
        raise ValidationError(f"The letters of this file are in an encoding that we do not know. {CSV_UTF8}") from None
    if "\0" in text:
        raise ValidationError(f"This is not text, or UTF-16 without its mark (it holds NUL). {CSV_UTF8}")
    return text


def split(text, delimiter):
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    for number in itertools.count(1):
        try:
            row = next(reader, None)
        except csv.Error:
            reason = "the quotation marks do not come in pairs, or a cell is far too long."
            raise ValidationError(f"Row {number}: {reason}") from None
        if row is None:
            return
        yield row


def write(names, rows):
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(names)
    writer.writerows([UNGUARDED.sub("'", cell) for cell in row] for row in rows)
    return file.getvalue().encode("utf-8-sig")  # without the mark Excel shows no Greek
