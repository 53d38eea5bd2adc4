"""XLSX: a workbook is looked through before openpyxl may read it."""

import datetime
import io
import itertools
import re
import zipfile
from xml.parsers import expat

import openpyxl
from django.core.exceptions import ValidationError
from openpyxl.utils import column_index_from_string, get_column_letter
from openpyxl.utils.escape import unescape
from openpyxl.xml.constants import SHEET_MAIN_NS

from .rows import (
    CELL,
    COLUMNS,
    CSV_UTF8,
    FORMULA,
    MEGABYTE,
    OLD_OR_LOCKED,
    OLE,
    ROWS,
    TEXT,
    TOO_LONG,
    TOO_MANY_COLUMNS,
    TOO_MANY_ROWS,
    TOO_MUCH,
    checked,
)

UNPACKED_BYTES = 50 * MEGABYTE
PARTS = 200
# The parts of a workbook that a table needs, by their outermost element; the others are not handed on.
KEPT = {"Types", "Relationships", "workbook", "styleSheet", "sst", "worksheet"}
UNREAD = (".png", ".jpg", ".jpeg", ".gif", ".emf", ".wmf", ".vml", ".bin")
ACTIVE = {
    "macros": ("vbaproject", "macrosheets/", "dialogsheets/", "activex"),
    "links to other files": ("externallinks/", "querytables/", "connections.xml", "webextensions/"),
    "other files": ("embeddings/", "oleobject"),
}
STEP = 32 * 1024
TOKEN = 128 * 1024  # bytes of a single tag: expat would look at it anew with each step
ELEMENTS = 1_000_000
STRINGS = 200_000
ALL_ROWS = 50_000  # also those that only have a format
STRETCH = 50_000  # elements between one row or shared string and the next
DEPTH = 100
ATTRIBUTES = 2_100  # characters of an element's attributes: a link is the longest that makes sense
SETTINGS = 1_000_000  # characters of all attributes of a part that is no sheet

NOT_XLSX = "This is not an XLSX workbook that we can read, or it is damaged."
UNPACKED = "Unpacked, this workbook is larger than a table needs to be."
INTRICATE = f"This workbook is more intricate than a table needs to be. {CSV_UTF8}"


# Strict workbooks name their parts otherwise; what stands in them is the same.
STRICT = {
    b'"http://purl.oclc.org/ooxml/spreadsheetml/': b'"http://schemas.openxmlformats.org/spreadsheetml/2006/',
    b'"http://purl.oclc.org/ooxml/officeDocument/': b'"http://schemas.openxmlformats.org/officeDocument/2006/',
}
EMPTY_SHEET = f'<worksheet xmlns="{SHEET_MAIN_NS}"><sheetData/></worksheet>'


def read(data):
    """(names, rows) of the first sheet that is seen; the others do not count, whatever stands in them."""
    try:
        archive, last_rows, refused = sound_parts(data)
        book = openpyxl.load_workbook(archive, read_only=True, keep_links=False)
        sheet = next(sheet for sheet in book.worksheets if sheet.sheet_state == "visible")
        if refusal := refused.get(sheet._worksheet_path):
            raise refusal
        last_row = last_rows[sheet._worksheet_path]
        sheet.reset_dimensions()  # it says of itself what it likes
        return checked(text_rows(sheet, last_row))
    except ValidationError:
        raise
    except Exception as error:
        raise ValidationError(NOT_XLSX) from error  # zipfile, expat and openpyxl fail in dozens of ways


def sound_parts(data):
    """(the workbook without what a table does not need, {sheet: its last row that holds something}, {sheet: refusal}).

    Everything is looked at before openpyxl sees it: it builds trees, and trusts sizes and references. In place of a
    sheet that is refused stands an empty one: whether it matters is known once the workbook is read.
    """
    if data.startswith(OLE):
        raise ValidationError(OLD_OR_LOCKED)
    sound, last_rows, refused = io.BytesIO(), {}, {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(sound, "w") as kept:
        check_parts(archive.infolist())
        for info in archive.infolist():
            if info.is_dir() or info.filename.lower().endswith(UNREAD):
                continue
            with archive.open(info) as part:
                content = part.read(info.file_size)  # no more than announced, whatever is packed
            for strict, usual in STRICT.items():
                content = content.replace(strict, usual)
            look = Look()
            try:
                look.at(content)
            except ValidationError as refusal:
                if look.root != "worksheet":
                    raise
                refused[info.filename], content = refusal, EMPTY_SHEET
            if look.root in KEPT:
                kept.writestr(info.filename, content)
                last_rows[info.filename] = look.last_row
    return sound, last_rows, refused


def check_parts(infos):
    names = [info.filename.lower() for info in infos]
    if len(infos) > PARTS or sum(info.file_size for info in infos) > UNPACKED_BYTES:
        raise ValidationError(UNPACKED)
    if any(info.flag_bits & 1 for info in infos):
        raise ValidationError("This file is encrypted. Save it without a password.")
    if any(info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED} for info in infos):
        raise ValidationError(NOT_XLSX)
    if len(set(names)) < len(names) or any(re.search(r"^[/\\]|\\|:|(^|/)\.\.(/|$)", name) for name in names):
        raise ValidationError("This file holds parts under names that no workbook has.")
    for what, marks in ACTIVE.items():
        if any(mark in name for name in names for mark in marks):
            raise ValidationError(f"This workbook contains {what}. Save it without them, or as CSV UTF-8.")
    for name in names:
        if not name.endswith((".xml", ".rels", "/", *UNREAD)):
            raise ValidationError(f"This file holds something that no table needs: “{name[-50:]}”.")


class Look:
    """One look at an XML part, which keeps nothing of it and refuses what does or costs more than a table needs."""

    def __init__(self):
        self.root = ""
        self.behind = False  # the rows of a sheet; what follows them is not read by anybody
        self.depth = self.elements = self.strings = self.stretch = self.settings = 0
        self.row = self.column = self.last_row = self.rows = self.length = self.text = 0

    def at(self, content):
        """Raises ValidationError at the first thing that is refused, or what expat has against it."""
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self.refuse_doctype
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.read
        for position in range(0, len(content), STEP):
            parser.Parse(content[position : position + STEP])
            if position - parser.CurrentByteIndex > TOKEN:
                raise ValidationError(INTRICATE)
        parser.Parse(b"", True)

    def refuse_doctype(self, *_):
        raise ValidationError("This workbook defines entities or a document type, which none does that we can trust.")

    def start(self, name, attributes):
        tag = name.rpartition(" ")[2]
        self.root = self.root or tag
        self.depth += 1
        self.elements += 1
        self.stretch += 1
        size = sum(map(len, attributes.values()))
        if size > ATTRIBUTES and self.root in KEPT and not self.behind:
            raise ValidationError(INTRICATE)
        if self.root in {"worksheet", "sst"}:
            self.start_of_table(tag, attributes)
        else:
            self.start_of_setting(attributes, size)
        if self.elements > ELEMENTS or self.strings > STRINGS or self.stretch > STRETCH or self.depth > DEPTH:
            raise ValidationError(INTRICATE)

    def start_of_setting(self, attributes, size):
        self.settings += size
        if self.settings > SETTINGS and self.root in KEPT:
            raise ValidationError(INTRICATE)
        if "macroEnabled" in attributes.get("ContentType", ""):
            raise ValidationError("This workbook contains macros. Save it without them, or as CSV UTF-8.")
        if attributes.get("TargetMode") == "External" and not attributes.get("Type", "").endswith("/hyperlink"):
            raise ValidationError("This workbook contains links to other files. Save it without them.")

    def start_of_table(self, tag, attributes):
        if tag == "row":
            number = int(attributes.get("r", self.row + 1))
            if number <= self.row or self.behind:
                raise ValidationError(NOT_XLSX)  # openpyxl would drop it without a word, or read what is in between
            self.rows += 1
            if self.rows > ALL_ROWS:
                raise ValidationError(INTRICATE)
            self.row, self.column, self.stretch = number, 0, 0
        elif tag == "c":
            place = attributes.get("r", "").rstrip("0123456789")
            self.column = column_index_from_string(place) if place else self.column + 1
            self.length = 0
        elif tag in {"v", "is"}:
            # Rows and columns that only have a format may reach to the end of the sheet.
            if self.column > COLUMNS:
                raise ValidationError(TOO_MANY_COLUMNS)
            if self.row > ROWS + 1:
                raise ValidationError(TOO_MANY_ROWS)
            self.last_row = self.row
        elif tag == "si":
            self.strings += 1
            self.stretch = self.length = 0
        elif tag in {"conditionalFormatting", "dataValidation"} and not self.behind:
            raise ValidationError(NOT_XLSX)  # they belong behind the rows; a few of them can name millions of cells
        elif tag == "f":
            raise ValidationError(f"{self.place()}: a formula. Paste the values in place of the formulas.")

    def end(self, name):
        self.depth -= 1
        self.behind = self.behind or name.rpartition(" ")[2] == "sheetData"

    def place(self):
        return f"Row {self.row}, column {get_column_letter(self.column)}" if self.column else "Some cell"

    def read(self, text):
        if self.root not in KEPT or self.behind:
            return
        self.length += len(text)
        self.text += len(text)
        of_table = self.root in {"worksheet", "sst"}
        if of_table and self.length > CELL + 1:  # an apostrophe may stand before it
            raise ValidationError(f"{self.place()}: {TOO_LONG}")
        if self.text > (TEXT if of_table else SETTINGS):
            raise ValidationError(TOO_MUCH)


def text_rows(sheet, last_row):
    """The rows as text, as wide as the first one or wider. Not one row more: behind the last one stand other things."""
    width = 0
    for cells in itertools.islice(sheet.iter_rows(max_col=COLUMNS), last_row):
        row = [as_text(cell) for cell in cells]
        while row and not row[-1]:
            row.pop()
        width = width or len(row)
        yield row + [""] * (width - len(row))


def as_text(cell):
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, str):
        value = unescape(value)
        # An apostrophe that is typed in Excel becomes a property of the cell.
        return f"'{value}" if FORMULA.match(value) and cell.has_style and cell.style_array.quotePrefix else value
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        return value.date().isoformat()
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")  # what Excel would read as the sign of that number


def write(names, rows):
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(names)
    for row in rows:
        sheet.append([ESCAPED.sub("_x005F_", cell) for cell in row])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
