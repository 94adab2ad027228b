"""Workbooks: what is read of them, and the hostile ones that are refused before they hurt."""

import string
import zipfile
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from postal_bridge.domain.file_refusals import FileTooLarge, UnreadableFile
from postal_bridge.domain.refusals import Refusal
from schemas.spreadsheet import Spreadsheet, open_spreadsheet
from schemas.table import Limits, Row

SMALL = Limits(
    file_bytes=200_000,
    unpacked_bytes=400_000,
    unpacked_bytes_of_any_ratio=100_000,
    rows=50,
    columns=10,
    cell_characters=100,
    line_characters=2_000,
    parts=20,
    sheets=3,
    shared_strings=100,
    shared_characters=5_000,
    listed_bytes=20_000,
)

CONTENT_TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


EASY = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)

TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn"]) | st.just("\n"), max_size=30
)


def opened(path: Path, limits: Limits = SMALL) -> Spreadsheet:
    return open_spreadsheet(path, {"code", "name", "day"}.__contains__, limits)


def rows_of(path: Path, limits: Limits = SMALL) -> list[Row]:
    return list(opened(path, limits).rows())


def package(folder: Path, sheet: str, **parts: str) -> Path:
    """Write a workbook of one sheet by hand, for what no program writes."""
    path = folder / "rows.xlsx"
    files = {
        "[Content_Types].xml": CONTENT_TYPES,
        "_rels/.rels": f'<Relationships xmlns="{RELATIONS}"><Relationship Id="a"'
        f' Type="{KIND}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{KIND}"><sheets>'
        '<sheet name="One" sheetId="1" r:id="b"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{RELATIONS}">'
        f'<Relationship Id="b" Type="{KIND}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="c" Type="{KIND}/sharedStrings" Target="sharedStrings.xml"/>'
        f'<Relationship Id="d" Type="{KIND}/styles" Target="/xl/styles.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": sheet,
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">'
        "<si><t>code</t></si><si><t>name</t></si></sst>",
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"/>',
    } | parts
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, content in files.items():
            archive.writestr(part, content)
    return path


def worksheet(*rows: str) -> str:
    return f'<worksheet xmlns="{MAIN}"><sheetData>{"".join(rows)}</sheetData></worksheet>'


HEADER = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>'


def moment(*parts: int) -> datetime:
    """Return a moment as a workbook has it: without a time zone."""
    year, month, day, hour, minute = (*parts, 0, 0)[:5]
    return datetime(year, month, day, hour, minute)  # noqa: DTZ001


def test_cells_of_a_workbook_become_text_days_and_moments(tmp_path: Path) -> None:
    path = tmp_path / "rows.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["code", "name", "day"])
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        hours = book.add_format({"num_format": "hh:mm dd/mm/yyyy"})
        sheet.write_datetime(2, 0, moment(2026, 3, 14), day)
        sheet.write_datetime(2, 1, moment(2026, 3, 14, 9, 49), hours)
        sheet.write_datetime(2, 2, moment(2026, 3, 14), hours)
        sheet.write_row(3, 0, [123, 5592145403, 1.234, True])
        sheet.write_row(4, 0, ["007", "  kept  ", "_x0041_", "a\rb"])
        sheet.write_formula(5, 1, "=1+1", value=2)
        sheet.write_number(6, 1, 1e15)
        sheet.write_rich_string(7, 0, "a", book.add_format({"bold": True}), "b", "c")
        sheet.write_datetime(8, 0, moment(2026, 3, 14, 15, 30), day)
    assert rows_of(path) == [
        Row(3, [date(2026, 3, 14), moment(2026, 3, 14, 9, 49), moment(2026, 3, 14)]),
        Row(4, ["123", "5592145403", 1.234, "TRUE"]),
        Row(5, ["007", "  kept  ", "_x0041_", "a\rb"]),
        Row(6, ["", "2"]),
        Row(7, ["", "1000000000000000"]),
        Row(8, ["abc"]),
        Row(9, [moment(2026, 3, 14, 15, 30)]),
    ]


def test_a_formula_whose_result_is_not_in_the_file_is_no_empty_cell(tmp_path: Path) -> None:
    path = tmp_path / "rows.xlsx"
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["code", "name"])
    sheet.append(["1", "=A2"])
    book.save(path)
    assert rows_of(path) == [Row(2, ["1", "="])]


def test_a_workbook_that_counts_from_1904_is_understood(tmp_path: Path) -> None:
    path = tmp_path / "rows.xlsx"
    with xlsxwriter.Workbook(path, {"date_1904": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["code", "day"])
        form = book.add_format({"num_format": "mm-dd-yy"})
        sheet.write_datetime(1, 0, moment(2026, 3, 14), form)
    assert rows_of(path) == [Row(2, [date(2026, 3, 14)])]


def test_the_sheet_and_line_that_name_most_columns_are_the_header(tmp_path: Path) -> None:
    path = tmp_path / "rows.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("Cover").write_row(0, 0, ["name"])
        hidden = book.add_worksheet("Hidden")
        hidden.hide()
        hidden.write_row(0, 0, ["code", "name", "day"])
        data = book.add_worksheet("Data")
        data.write_row(0, 0, ["TỔNG HỢP HỒ SƠ"])
        data.write_row(4, 1, ["code", "name"])
        data.write_row(5, 1, ["1", "a"])
    sheet = opened(path)
    assert (sheet.table, sheet.header) == ("Data", Row(5, ["", "code", "name"]))
    assert list(sheet.rows()) == [Row(6, ["", "1", "a"])]


def test_prefixes_missing_references_and_inline_texts_are_understood(tmp_path: Path) -> None:
    sheet = (
        f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row><x:c t="inlineStr"><x:is>'
        "<x:t>code</x:t></x:is></x:c></x:row><x:row><x:c/><x:c t='str'><x:v>b</x:v></x:c>"
        "<x:c t='e'><x:v>#N/A</x:v></x:c><x:c t='inlineStr'><x:is><x:r><x:t>N</x:t></x:r>"
        "<x:r><x:t>am</x:t></x:r>"
        "<x:rPh sb='0' eb='1'><x:t>sound</x:t></x:rPh></x:is></x:c></x:row></x:sheetData>"
        "</x:worksheet>"
    )
    assert rows_of(package(tmp_path, sheet)) == [Row(2, ["", "b", "#N/A", "Nam"])]


def test_numbers_are_kept_as_far_as_they_are_numbers(tmp_path: Path) -> None:
    values = ["1E3", "-0.5", "1e999", "1_0", "abc", "9" * 40, "-0", ""]
    cells = "".join(f"<c><v>{value}</v></c>" for value in values)
    (row,) = rows_of(package(tmp_path, worksheet(HEADER, f'<row r="{"9" * 9}">{cells}</row>')))
    assert row == Row(2, ["1000", -0.5, float("inf"), "1_0", "abc", "9" * 40, "0"])


def test_the_last_of_two_cells_in_one_place_counts(tmp_path: Path) -> None:
    cells = '<c r="A2"><v>1</v></c><c r="B2"><v>2</v></c><c r="A2"><v>3</v></c>'
    assert rows_of(package(tmp_path, worksheet(HEADER, f'<row r="2">{cells}</row>'))) == [
        Row(2, ["3", "2"])
    ]


def test_hints_on_pronunciation_are_not_part_of_a_text(tmp_path: Path) -> None:
    texts = (
        f'<sst xmlns="{MAIN}"><si><t>code</t></si><si><t>name</t></si><si><r><t>N</t></r>'
        "<rPh sb='0' eb='1'><t>sound</t></rPh><r><t>am_xD800__x0041_</t></r></si></sst>"
    )
    sheet = worksheet(HEADER, '<row r="2"><c t="s"><v>2</v></c></row>')
    (row,) = rows_of(package(tmp_path, sheet, **{"xl/sharedStrings.xml": texts}))
    assert row.cells == ["Nam_xD800_A"]


def test_a_cell_far_away_costs_nothing_unless_it_is_filled(tmp_path: Path) -> None:
    styled = worksheet(
        HEADER, '<row r="1000000"><c r="A1000000"><v>1</v></c><c r="XFD1000000"/></row>'
    )
    assert rows_of(package(tmp_path, styled)) == [Row(1_000_000, ["1"])]
    filled = worksheet(HEADER, '<row r="2"><c r="XFD2"><v>1</v></c></row>')
    with pytest.raises(FileTooLarge, match="line 2 has more than 10 columns"):
        rows_of(package(tmp_path, filled))


def cell_row(line: int, content: str) -> str:
    return f'<row r="{line}"><c r="A{line}" t="inlineStr"><is><t>{content}</t></is></c></row>'


def shared(*texts: str) -> dict[str, str]:
    items = "".join(f"<si><t>{text}</t></si>" for text in ("code", "name", *texts))
    return {"xl/sharedStrings.xml": f'<sst xmlns="{MAIN}" count="1" uniqueCount="1">{items}</sst>'}


@pytest.mark.parametrize(
    ("sheet", "parts", "limit"),
    [
        (worksheet(HEADER, *(cell_row(line, "x") for line in range(2, 54))), {}, "50 rows"),
        (worksheet(HEADER, cell_row(2, "x" * 101)), {}, "line 2 has more than 100 characters"),
        (worksheet(HEADER, "<row/>" * 70_000), {}, "unpacks"),
        (worksheet(HEADER), shared("x" * 101), "100 characters"),
        (worksheet(HEADER), shared(*["x"] * 100), "100 different texts"),
        (worksheet(HEADER), shared(*["x" * 90] * 60), "5000 characters together"),
        (worksheet(HEADER), {f"part{i}": "" for i in range(20)}, "20 parts"),
        (worksheet(HEADER), {"xl/styles.xml": f"<a>{'<b/>' * 6_000}</a>"}, "20000 bytes"),
    ],
)
def test_a_workbook_beyond_a_limit_is_refused(
    tmp_path: Path, sheet: str, parts: dict[str, str], limit: str
) -> None:
    with pytest.raises(FileTooLarge) as refused:
        rows_of(package(tmp_path, sheet, **parts))
    assert limit in refused.value.detail


@pytest.mark.parametrize(
    ("sheet", "parts"),
    [
        ("<worksheet><sheetData><row>", {}),
        ("no xml", {}),
        ("", {}),
        ('<!DOCTYPE a [<!ENTITY b "code">]><worksheet/>', {}),
        (worksheet('<row><c t="s"><v>9</v></c></row>'), {}),
        (worksheet('<row><c t="s"><v>-1</v></c></row>'), {}),
        (worksheet(f'<row><c t="s"><v>{"9" * 90}</v></c></row>'), {}),
        (worksheet("<a>" * 200 + "</a>" * 200), {}),
        (worksheet(*(f"<a{number}/>" for number in range(10_001))), {}),
        (worksheet(HEADER), {"xl/workbook.xml": "<workbook/>"}),
        (worksheet(HEADER), {"_rels/.rels": "<Relationships/>"}),
    ],
)
def test_a_workbook_that_makes_no_sense_is_refused(
    tmp_path: Path, sheet: str, parts: dict[str, str]
) -> None:
    limits = Limits(columns=10)
    with pytest.raises(UnreadableFile):
        rows_of(package(tmp_path, sheet, **parts), limits)


@pytest.mark.parametrize(
    "sheet",
    [
        "<worksheet>\n<sheetData><row></c>",
        "<worksheet>\n<sheetData>",
        "<worksheet>\n&mdash;</worksheet>",
        "<worksheet>\n<row r=1/></worksheet>",
    ],
    ids=["crossed", "cut off", "undeclared entity", "no quotes"],
)
def test_what_the_parser_finds_is_told_in_our_words(tmp_path: Path, sheet: str) -> None:
    path = package(tmp_path, sheet)
    with pytest.raises(UnreadableFile) as refusal:
        rows_of(path)
    reason = "a part of it is damaged or cut off in line 2"
    assert refusal.value.detail == f"{path.name} cannot be read: {reason}."


def test_markup_without_an_end_is_refused_before_it_is_held(tmp_path: Path) -> None:
    sheet = f'<worksheet a="{"x" * 3_000_000}"/>'
    with pytest.raises(UnreadableFile, match="not laid out as a table"):
        rows_of(package(tmp_path, sheet), Limits())


def test_a_directory_that_lies_about_sizes_is_found_out(tmp_path: Path) -> None:
    honest = package(tmp_path, worksheet(HEADER, " " * 5_000_000)).read_bytes()
    size = len(worksheet(HEADER, " " * 5_000_000)).to_bytes(4, "little")
    lying = tmp_path / "lying.xlsx"
    lying.write_bytes(honest.replace(size, (1_000).to_bytes(4, "little")))
    with pytest.raises(FileTooLarge, match="unpacks"):
        rows_of(tmp_path / "rows.xlsx")
    with pytest.raises(Refusal):
        rows_of(lying)


def test_sheets_that_share_one_part_count_each_time_it_is_unpacked(tmp_path: Path) -> None:
    sheets = "".join(f'<sheet name="{name}" r:id="b"/>' for name in ("One", "Two", "Three"))
    listing = f'<workbook xmlns:r="{KIND}"><sheets>{sheets}</sheets></workbook>'
    sheet = worksheet("<row/>" * 25_000)
    with pytest.raises(FileTooLarge, match="unpacks"):
        rows_of(package(tmp_path, sheet, **{"xl/workbook.xml": listing}))


def test_a_packing_that_may_claim_gigabytes_is_refused(tmp_path: Path) -> None:
    path = package(tmp_path, worksheet(HEADER))
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_LZMA) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    with pytest.raises(UnreadableFile, match="not a sound XLSX"):
        rows_of(path)


@EASY
@given(
    st.lists(
        st.tuples(
            TEXT,
            st.integers(0, 10**14),
            st.dates(date(1901, 1, 1), date(2999, 12, 31)),
            st.datetimes(moment(1901, 1, 1), moment(2999, 12, 31)),
        ),
        max_size=8,
    )
)
def test_rows_written_as_a_workbook_come_back(
    tmp_path: Path, table: list[tuple[str, int, date, datetime]]
) -> None:
    path = tmp_path / "rows.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["code", "name", "day", "moment"])
        form = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        for line, (text, number, day, hour) in enumerate(table, start=1):
            sheet.write_string(line, 0, text)
            sheet.write_number(line, 1, number)
            sheet.write_datetime(line, 2, day, book.add_format({"num_format": 14}))
            sheet.write_datetime(line, 3, hour.replace(microsecond=0), form)
    assert [row.cells for row in rows_of(path)] == [
        [text, str(number), day, hour.replace(microsecond=0)] for text, number, day, hour in table
    ]


@settings(parent=EASY, max_examples=200)
@given(st.data())
def test_a_damaged_workbook_is_read_or_refused(tmp_path: Path, data: st.DataObject) -> None:
    path = package(tmp_path, worksheet(HEADER, cell_row(2, string.ascii_letters)))
    content = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    path.write_bytes(content[: data.draw(st.integers(len(content) // 2, len(content)))])
    try:
        rows = rows_of(path)
    except Refusal:
        rows = []
    assert len(rows) <= 1
