"""Tables as files: how they are written, and what is read of them."""

import csv
import datetime
import io
import zipfile

import openpyxl
import pytest
import tablib
from django.core.exceptions import ValidationError
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.datavalidation import DataValidation

from members.curating.tables import CSV, XLSX, check_names, day, plain

pytestmark = pytest.mark.once
FORMATS = [CSV, XLSX]
GREEK, BULGARIAN = "Το Χαμόγελο του Παιδιού", "Национална мрежа за децата"


def read(file, data):
    """(names, rows) of the file."""
    dataset = file().create_dataset(data)
    return dataset.headers, [list(row) for row in dataset]


def written(file, *rows):
    """The file with these rows of two columns."""
    return file().export_data(tablib.Dataset(*rows, headers=["name", "does"]))


def workbook(*rows):
    """A workbook with these rows as it stands in Excel: not yet saved."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    return book


def saved(book):
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def refusal(file, data):
    with pytest.raises(ValidationError) as refused:
        file().create_dataset(data)
    return refused.value.messages


# Reading


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_csv_is_read_as_excel_in_any_country_writes_it(encoding, delimiter, end):
    lines = [["name", "does"], [GREEK, "a, b; c"], [BULGARIAN, ""]]
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=delimiter, lineterminator=end).writerows(lines)
    assert read(CSV, file.getvalue().encode(encoding)) == (lines[0], lines[1:])


def test_utf16_is_read_whichever_byte_comes_first():
    for mark, encoding in [(b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")]:
        assert read(CSV, mark + f"name\n{GREEK}\n".encode(encoding)) == (["name"], [[GREEK]])


def test_names_of_columns_are_read_in_any_case_and_without_outer_blanks():
    assert read(CSV, b" Name ;DOES\na;b\n") == (["name", "does"], [["a", "b"]])


@pytest.mark.parametrize("file", FORMATS)
def test_empty_rows_at_the_end_are_not_rows(file):
    data = {CSV: b"name,does\na,b\n,\n\n", XLSX: saved(workbook(["name", "does"], ["a", "b"], [None, ""]))}[file]
    assert read(file, data) == (["name", "does"], [["a", "b"]])


def test_cells_of_excel_become_the_text_that_they_show():
    moment = datetime.datetime(2024, 2, 1, 9, 30)  # noqa: DTZ001 (Excel knows no zones)
    midnight = datetime.datetime(2024, 2, 1)  # noqa: DTZ001
    row = [datetime.date(2024, 2, 1), midnight, moment, 45323, 7.0, 1.5, True, "0032", None, GREEK]
    shown = ["2024-02-01", "2024-02-01", "2024-02-01T09:30:00", "45323", "7", "1.5", "True", "0032", "", GREEK]
    assert read(XLSX, saved(workbook([f"c{n}" for n in range(10)], row)))[1] == [shown]


def test_a_workbook_may_be_as_colourful_as_people_make_them():
    book = workbook(["name", "website"], ["One", "https://example.org"], ["Two", ""])
    sheet = book.active
    sheet["B2"].hyperlink = "https://example.org"
    sheet["A1"].comment = Comment("Who wrote this?", "Ana")
    sheet.conditional_formatting.add("A1:B9", CellIsRule(operator="equal", formula=['"One"']))
    sheet.add_data_validation(DataValidation("list", formula1='"One,Two"'))
    sheet["B4000"].number_format = sheet["XFD3"].number_format = "0.00"
    sheet.merge_cells("D1:E2")
    sheet.auto_filter.ref = "A1:B3"
    sheet.freeze_panes = "A2"
    book.create_sheet("Notes").append(["Not read"])
    assert read(XLSX, saved(book)) == (["name", "website"], [["One", "https://example.org"], ["Two", ""]])


GOOD = [["name", "does"], ["One", "It helps"]]


def with_parts(data, change):
    """The workbook with each part as `change(name, content)` gives it."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            new.writestr(info.filename, change(info.filename, old.read(info)))
    return file.getvalue()


def test_the_first_sheet_that_is_seen_is_read():
    book = openpyxl.Workbook()
    book.active.title = "2019"
    book.active.append(["An old table"])
    book.active.sheet_state = "hidden"
    book.create_sheet("Very old").sheet_state = "veryHidden"
    for row in GOOD:
        book["2026" if "2026" in book.sheetnames else book.create_sheet("2026").title].append(row)
    book.create_sheet("Notes").append(["Not read"])
    assert read(XLSX, saved(book)) == (GOOD[0], GOOD[1:])


def other_sheets():
    formula, long, wide = [workbook(*GOOD) for _ in range(3)]
    formula.create_sheet("Sums").append(["=SUM(A1:A9)"])
    for _ in range(6000):
        (long["Log"] if "Log" in long.sheetnames else long.create_sheet("Log")).append(["x"])
    wide.create_sheet("Wide").append(["x"] * 200)
    return {"formula": formula, "long": long, "wide": wide}


@pytest.mark.parametrize("which", ["formula", "long", "wide"])
@pytest.mark.parametrize("place", [0, 1])
def test_what_stands_in_the_other_sheets_does_not_count(which, place):
    book = other_sheets()[which]
    other = book.worksheets[1]
    book.move_sheet(other, place - 1)
    if place == 0:
        other.sheet_state, book.active = "hidden", 1
    assert read(XLSX, saved(book)) == (GOOD[0], GOOD[1:])


def test_what_is_refused_in_the_sheet_that_is_read_is_refused():
    book = other_sheets()["formula"]
    book.move_sheet("Sums", -1)
    assert refusal(XLSX, saved(book)) == ["Row 1, column A: a formula. Paste the values in place of the formulas."]


def strict(name, content):
    for usual, strict in [
        (b"http://schemas.openxmlformats.org/spreadsheetml/2006/", b"http://purl.oclc.org/ooxml/spreadsheetml/"),
        (b"http://schemas.openxmlformats.org/officeDocument/2006/", b"http://purl.oclc.org/ooxml/officeDocument/"),
    ]:
        content = content.replace(usual, strict)
    return content


def test_a_strict_workbook_is_read_like_any_other():
    assert read(XLSX, with_parts(saved(workbook(*GOOD)), strict)) == (GOOD[0], GOOD[1:])


@pytest.mark.parametrize("change", [lambda name, content: content, strict])
def test_days_are_counted_from_where_the_workbook_says(change):
    book = workbook(["since"])
    book.epoch = CALENDAR_MAC_1904
    book.active.append([datetime.date(2024, 2, 1)])
    assert read(XLSX, with_parts(saved(book), change))[1] == [["2024-02-01"]]


def test_the_line_ends_of_windows_inside_a_cell_are_no_letters():
    def crlf(name, content):
        return content.replace(b"It helps", b"It_x000D_\nhelps _x005F_x000D_")

    assert read(XLSX, with_parts(saved(workbook(*GOOD)), crlf))[1] == [["One", "It\r\nhelps _x000D_"]]
    assert plain("It\r\nhelps") == "It\nhelps"


@pytest.mark.parametrize("first", ["sep=;", '"sep=;"', "SEP=;"])
def test_the_line_by_which_excel_is_told_how_to_split_is_no_row(first):
    assert read(CSV, f"{first}\r\nname;does\r\nOne;a, b, c\r\n".encode("utf-8-sig")) == (
        ["name", "does"],
        [["One", "a, b, c"]],
    )


@pytest.mark.parametrize("file", FORMATS)
def test_empty_columns_at_the_end_are_not_columns(file):
    rows = [[*row, None, ""] for row in GOOD]
    data = {CSV: b"name,does,,\nOne,It helps,,\n", XLSX: saved(workbook(*rows))}[file]
    assert read(file, data) == (GOOD[0], GOOD[1:])
    lost = {CSV: b"name,does,,\nOne,It helps,,lost\n", XLSX: saved(workbook(GOOD[0], [*GOOD[1], None, "lost"]))}[file]
    assert refusal(file, lost) == ["Row 2 has 4 cells, the header has 2."]


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("2024-02-01", (2024, 2, 1)),
        ("2024-2-1", (2024, 2, 1)),
        ("2024-02-01T00:00:00", (2024, 2, 1)),
        ("2024-02-01 00:00", (2024, 2, 1)),
        ("01/02/2024", (2024, 2, 1)),
        ("1/2/2024", (2024, 2, 1)),
        ("1.2.2024", (2024, 2, 1)),
        (" 01.02.2024 г. ", (2024, 2, 1)),
        ("1.2.2024г.", (2024, 2, 1)),
        ("45323", (2024, 2, 1)),
        ("29/02/2024", (2024, 2, 29)),
    ],
)
def test_a_day_is_read_as_europe_and_excel_write_it(said, meant):
    assert day(said) == datetime.date(*meant)


def test_an_empty_cell_is_no_day():
    assert day("  ") is None


@pytest.mark.parametrize(
    "said", ["02/13/2024", "31.02.2024", "1/2/24", "1/2.2024", "2024", "24-02-01", "1 February 2024", "0", "-1", "x"]
)
def test_what_may_mean_several_days_or_none_is_refused(said):
    with pytest.raises(ValueError, match="is not a date") as refused:
        day(said)
    assert str(refused.value) == f"“{said}” is not a date. Write 2025-01-31, 31/01/2025 or 31.01.2025."


# Refusing; tests/faults/test_hostile_tables.py has more


def test_every_wrong_cell_is_named_at_once():
    assert refusal(CSV, b"name,does\na,=1\n@b,c\n\na,\x01\na\n") == [
        "Row 2, column does: “=1” may be a formula or an error. If it is text, put an apostrophe (') before it.",
        "Row 3, column name: “@b” may be a formula or an error. If it is text, put an apostrophe (') before it.",
        "Row 5, column does: a control character.",
        "Row 6 has 1 cells, the header has 2.",
        "Row 4 is empty.",
    ]


def test_no_more_than_twenty_reasons_are_given():
    assert len(refusal(CSV, b"name,does\n" + b"=1,=2\n" * 100)) == 20


@pytest.mark.parametrize("file", FORMATS)
def test_as_many_rows_as_are_allowed_are_read_and_not_one_more(file):
    rows = [["a", str(number)] for number in range(5001)]
    assert len(read(file, written(file, *rows[:5000]))[1]) == 5000
    assert refusal(file, written(file, *rows)) == ["The table has more than 5000 rows."]


@pytest.mark.parametrize("file", FORMATS)
def test_a_cell_may_be_as_long_as_is_allowed(file):
    assert read(file, written(file, ["a", "-" * 20_000]))[1] == [["a", "-" * 20_000]]


@pytest.mark.parametrize("file", FORMATS)
def test_a_cell_that_could_not_come_back_is_not_written(file):
    with pytest.raises(ValueError, match="Row 3") as refused:
        written(file, ["a", "b"], ["a", "x" * 20_001])
    assert str(refused.value) == "Row 3: a cell has more than 20000 characters. It could not come back."


def test_columns_are_known_and_the_needed_ones_are_there():
    with pytest.raises(ValidationError) as refused:
        check_names(["name", "rôle"], ["name", "kind"], ["name", "kind"])
    assert refused.value.messages == [
        "There is no column “rôle”.",
        "The column “kind” is missing.",
        "The columns are: name, kind.",
    ]


# Formulas


@pytest.mark.parametrize("blank", ["", " ", "\u00a0", "\u2003", "\u3000", "' \u00a0\""])
def test_no_part_of_a_cell_is_a_formula_to_whoever_splits_at_semicolons(blank):
    written = CSV().export_data(tablib.Dataset([f"a;{blank}=1"], headers=["name"]))
    assert f"a;'{blank}=1".replace('"', '""').encode() in written
    assert read(CSV, written) == (["name"], [[f"a;{blank}=1"]])


@pytest.mark.parametrize("file", FORMATS)
@pytest.mark.parametrize("text", ["=1+1", "+32 2", "-", "@me", "＝1", " =1", "'=1", "''-1", "#REF!", "'@", "＠x"])
def test_what_a_spreadsheet_would_take_for_a_formula_goes_out_behind_an_apostrophe_and_comes_back(file, text):
    data = written(file, ["a", text])
    book = openpyxl.load_workbook(io.BytesIO(data)) if file is XLSX else None
    cell = book.active["B2"].value if book else list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))[1][1]
    assert cell == f"'{text.strip()}"
    assert read(file, data)[1] == [["a", text.strip()]]


def test_an_apostrophe_that_was_typed_in_excel_is_one():
    book = workbook(["name", "does"], ["a", "b"])
    book.active["B2"].value, book.active["B2"].data_type, book.active["B2"].quotePrefix = "=1+1", "s", True
    assert read(XLSX, saved(book))[1] == [["a", "=1+1"]]


def test_an_apostrophe_before_anything_else_is_a_letter():
    assert read(CSV, b"name,does\n't Hooft,'s-Gravenhage\n")[1] == [["'t Hooft", "'s-Gravenhage"]]


def cells_of_csv(data, delimiter):
    """What a spreadsheet makes of it that splits at this delimiter and closes a quotation mark nobody closed."""
    return [cell for row in csv.reader(io.StringIO(data.decode("utf-8-sig")), delimiter=delimiter) for cell in row]


texts = st.text(st.sampled_from("=+-@＝\t\r\n;,'\"| aé#") | st.characters(exclude_categories=["Cs"]), max_size=40)


@settings(deadline=None, max_examples=150)
@given(texts)
@example('a;=cmd|"/C calc"!A1;b')
@example("list:\n- one\n- two")
@example("\t=1")
@example("'")
@example("\ufffe#REF!")
def test_any_text_goes_out_inert_and_comes_back_as_it_was(text):
    for file in FORMATS:
        data = written(file, ["a", text])
        assert read(file, data)[1] == [["a", plain(text)]]
        if file is CSV:
            found = cells_of_csv(data, ",") + cells_of_csv(data, ";") + cells_of_csv(data, "\t")
            assert [cell for cell in found if cell.lstrip(" ")[:1] in {*"=+-@＝"}] == []


@pytest.mark.parametrize("name", ["a\r\nb", " a\nb ", "a\x0b\nb", "a\rb"])
def test_line_ends_outer_blanks_and_control_characters_make_no_other_text(name):
    assert plain(name) == "a\nb"


def test_csv_goes_out_with_the_mark_that_excel_needs_to_show_greek():
    assert written(CSV, [GREEK, "x"]) == b"\xef\xbb\xbf" + f"name,does\r\n{GREEK},x\r\n".encode()
