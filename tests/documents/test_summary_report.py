"""The summary on a terminal, in a workbook and on paper says the same figures, and says them well.

The figures are those of a real centre: Tây Ninh, the first nine months of 2021, as published. How
they fall on departments is made up.
"""

import io
import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.cell.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet
from pypdf import PdfReader
from python_calamine import CalamineWorkbook
from rich.cells import cell_len

from postal_bridge.documents.spreadsheets import (
    LARGEST_EXACT_COUNT,
    DoesNotFitTheSheet,
    Spreadsheet,
    printable,
)
from postal_bridge.documents.summary_figures import (
    CHARTS,
    SECTIONS,
    Language,
    group_thousands,
    number_at,
)
from postal_bridge.documents.summary_report import (
    render_summary_pdf,
    render_summary_text,
    render_summary_xlsx,
)
from postal_bridge.domain.summary import (
    CollectedByPost,
    DepartmentLine,
    Pending,
    Received,
    Resolved,
    Returned,
    SatisfactionCounts,
    Summary,
    Transit,
    percent,
)

LANGUAGES: tuple[Language, ...] = ("vi", "en")
TAY_NINH = Summary(
    center="H53",
    period_from=date(2021, 1, 1),
    period_to=date(2021, 9, 30),
    received=Received(total=59_457, direct=33_046, online=9_592, postal=16_819),
    carried_over=0,
    resolved=Resolved(total=54_266, early=30_111, on_time=22_221, late=1_934),
    pending=Pending(total=5_191, in_time=3_983, overdue=1_208),
    returned=Returned(total=54_266, counter=27_945, postal=12_348, online=13_973),
    collected_by_post=CollectedByPost(dossiers=2_233, amount_dong=5_592_145_403),
    satisfaction=SatisfactionCounts(5_578, very_satisfied=4_870, satisfied=700, dissatisfied=8),
    by_department=(
        DepartmentLine("CT", "Sở Công Thương", 9_277, 8_459, 4_721, 3_456, 282, 818),
        DepartmentLine("XD", "Sở Xây dựng", 1_601, 1_473, 804, 613, 56, 128),
        DepartmentLine("KHAC", "Các đơn vị khác", 48_579, 44_334, 24_586, 18_152, 1_596, 4_245),
    ),
    transit=Transit(measured=8, within_norm=7, late=1),
)
NOTHING = Summary(
    center="H53",
    period_from=date(2026, 1, 1),
    period_to=date(2026, 1, 1),
    received=Received(0, 0, 0, 0),
    carried_over=0,
    resolved=Resolved(0, 0, 0, 0),
    pending=Pending(0, 0, 0),
    returned=Returned(0, 0, 0, 0),
    collected_by_post=CollectedByPost(0, 0),
    satisfaction=SatisfactionCounts(0, 0, 0, 0),
    by_department=(),
    transit=Transit(0, 0, 0),
)


def with_department(code: str, name: str) -> Summary:
    return replace(
        TAY_NINH,
        by_department=(
            *TAY_NINH.by_department,
            DepartmentLine(code, name, 0, 0, 0, 0, 0, 0),
        ),
    )


def lines_of(text: str) -> list[str]:
    """Return the lines of a printed text with runs of spaces, and bars, taken out."""
    return [" ".join(line.replace("█", "").split()) for line in text.splitlines()]


def pdf_text(document: bytes) -> str:
    pages = PdfReader(io.BytesIO(document)).pages
    return " ".join(" ".join(page.extract_text().split()) for page in pages)


# The terminal.


def test_the_published_figures_of_tay_ninh_stand_in_the_vietnamese_text() -> None:
    lines = lines_of(render_summary_text(TAY_NINH))
    for expected in (
        "Mã đơn vị: H53",
        "Từ ngày 01/01/2021 đến ngày 30/09/2021",
        "Tiếp nhận trong kỳ 59.457",
        "Trực tiếp 33.046 55,6%",
        "Qua bưu chính 16.819 28,3%",
        "Trực tuyến 9.592 16,1%",
        "Đã giải quyết trong kỳ 54.266",
        "Trước hạn và đúng hạn 52.332 96,4%",
        "Trễ hạn 1.934 3,6%",
        "Qua bưu chính 12.348 22,8%",
        "Hồ sơ bưu chính thu hộ 2.233",
        "Số tiền thu hộ 5.592.145.403 đ",
        "Lượt đánh giá 5.578",
        "CT Sở Công Thương 9.277 8.459 4.721 3.456 282 818 96,7%",
        "Tổng cộng 59.457 54.266 30.111 22.221 1.934 5.191 96,4%",
    ):
        assert expected in lines


def test_the_published_figures_of_tay_ninh_stand_in_the_english_text() -> None:
    lines = lines_of(render_summary_text(TAY_NINH, "en"))
    for expected in (
        "From 2021-01-01 to 2021-09-30",
        "Received in the period 59,457",
        "In person 33,046 55.6%",
        "By post 16,819 28.3%",
        "Online 9,592 16.1%",
        "Resolved in the period 54,266",
        "Early or on time 52,332 96.4%",
        "Late 1,934 3.6%",
        "By post 12,348 22.8%",
        "Dossiers the post collected on 2,233",
        "Amount collected 5,592,145,403 đ",
        "Carried over 0 + received 59,457 = resolved 54,266 + pending 5,191",
    ):
        assert expected in lines


def test_the_name_of_the_centre_stands_in_the_heading_when_it_is_known() -> None:
    name = "Trung tâm Phục vụ hành chính công tỉnh Mẫu Thử"
    assert f"{name}, Mã đơn vị: H53" in render_summary_text(TAY_NINH, center_name=name)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_period_without_dossiers_prints_dashes_instead_of_percentages(
    language: Language,
) -> None:
    text = render_summary_text(NOTHING, language)
    assert "%" not in text
    assert "0         -" in text


@given(
    code=st.text(min_size=1, max_size=35).filter(lambda code: code not in {"CT", "XD", "KHAC"}),
    name=st.text(max_size=250),
    language=st.sampled_from(LANGUAGES),
)
@settings(max_examples=60)
def test_whatever_a_department_is_called_the_text_keeps_its_width_and_cannot_steer_the_terminal(
    code: str, name: str, language: Language
) -> None:
    text = render_summary_text(with_department(code, name), language)
    assert max(cell_len(line) for line in text.splitlines()) <= 100
    assert all(character.isprintable() for character in text.replace("\n", ""))


def test_a_name_in_square_brackets_is_printed_as_it_is() -> None:
    assert "[red]Sở[/red]" in render_summary_text(with_department("M", "[red]Sở[/red]"))


@pytest.mark.parametrize(
    ("number", "vietnamese", "english"),
    [
        (0, "0", "0"),
        (999, "999", "999"),
        (16_819, "16.819", "16,819"),
        (5_592_145_403, "5.592.145.403", "5,592,145,403"),
    ],
)
def test_thousands_are_grouped_by_points_in_vietnamese_and_by_commas_in_english(
    number: int, vietnamese: str, english: str
) -> None:
    assert group_thousands(number, "vi") == vietnamese
    assert group_thousands(number, "en") == english


# The workbook.


def calculated(formula: str, sheet: Worksheet, values: Worksheet) -> Decimal | int | None:
    """Calculate one of our two formulas from the counts in the sheet, exactly."""
    total = re.fullmatch(r"=SUM\(([A-Z]+\d+:[A-Z]+\d+)\)", formula)
    if total:
        return sum(number(values, cell.coordinate) for (cell,) in sheet[total[1]])
    share = re.fullmatch(r'=IF\((\w+)=0,"",ROUND\(\(([\w+]+)\)/(\w+),3\)\)', formula)
    assert share is not None, formula
    assert share[1] == share[3]
    part = sum(number(values, coordinate) for coordinate in share[2].split("+"))
    return percent(part, number(values, share[1]))


def number(values: Worksheet, coordinate: str) -> int:
    cell = values[coordinate]
    assert isinstance(cell, Cell)
    assert isinstance(cell.value, int)
    return cell.value


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_workbook_read_back_holds_the_counts_as_numbers(language: Language) -> None:
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(render_summary_xlsx(TAY_NINH, language)))
    assert workbook.sheet_names == (
        ["Tổng hợp", "Theo đơn vị"] if language == "vi" else ["Summary", "By department"]
    )
    figures, departments = (
        workbook.get_sheet_by_name(name).to_python() for name in workbook.sheet_names
    )
    read = [(row[0], row[1]) for row in figures]
    for figure in (figure for section in SECTIONS for figure in section.figures):
        assert (figure.label(language), number_at(figure.path, TAY_NINH)) in read
    for line in TAY_NINH.by_department:
        counts = [line.received, line.resolved, line.early, line.on_time, line.late, line.pending]
        assert [line.code, line.name, *counts] in [row[:8] for row in departments]


@pytest.mark.parametrize(("summary", "formulas"), [(TAY_NINH, 27), (NOTHING, 18)])
def test_every_formula_gives_the_value_that_is_stored_with_it(
    summary: Summary, formulas: int
) -> None:
    document = render_summary_xlsx(summary)
    with_formulas = openpyxl.load_workbook(io.BytesIO(document))
    with_values = openpyxl.load_workbook(io.BytesIO(document), data_only=True)
    checked = 0
    for sheet, values in zip(with_formulas.worksheets, with_values.worksheets, strict=True):
        for cell in (cell for row in sheet.iter_rows() for cell in row):
            if cell.data_type != "f":
                continue
            stored = values[cell.coordinate].value
            result = calculated(str(cell.value), sheet, values)
            if result is None:
                assert stored is None
            elif cell.number_format == "0.0%":
                assert Decimal(str(stored)) * 100 == result
            else:
                assert stored == result
            checked += 1
    assert checked == formulas


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://x")'])
def test_a_department_whose_name_looks_like_a_formula_stays_text(name: str) -> None:
    workbook = openpyxl.load_workbook(io.BytesIO(render_summary_xlsx(with_department(name, name))))
    cells = [cell for row in workbook["Theo đơn vị"].iter_rows() for cell in row]
    found = [cell for cell in cells if cell.value == name]
    assert len(found) == 2
    assert {(cell.data_type, cell.number_format) for cell in found} == {("s", "@")}


def test_the_workbook_prints_on_a4_with_its_heading_on_every_page() -> None:
    workbook = openpyxl.load_workbook(io.BytesIO(render_summary_xlsx(TAY_NINH)))
    for sheet in workbook.worksheets:
        assert sheet.page_setup.paperSize == 9
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.page_setup.fitToHeight == 0
        assert sheet.print_title_rows == "$5:$5"
    assert workbook["Tổng hợp"].freeze_panes == "A6"
    assert workbook["Theo đơn vị"].freeze_panes == "C6"
    assert workbook["Theo đơn vị"].page_setup.orientation == "landscape"


def test_what_a_cell_would_cut_or_round_is_refused() -> None:
    sheet = Spreadsheet(title="Thử", dated=date(2026, 1, 1)).sheet("Thử", column_widths=())
    sheet.count(0, 0, LARGEST_EXACT_COUNT)
    with pytest.raises(DoesNotFitTheSheet, match="exactly"):
        sheet.count(0, 0, LARGEST_EXACT_COUNT + 1)
    with pytest.raises(DoesNotFitTheSheet, match="text too long"):
        sheet.text(0, 0, "x" * 32_768)
    with pytest.raises(DoesNotFitTheSheet, match="too many rows"):
        sheet.text(1_048_576, 0, "x")


def test_printable_text_has_no_line_breaks_escapes_or_turned_directions() -> None:
    assert printable("Sở\n\x1b[2J\u202eXây\x00 dựng") == "Sở  [2J Xây  dựng"


# The paper.


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pdf_is_a4_and_holds_every_figure_and_department(language: Language) -> None:
    document = render_summary_pdf(TAY_NINH, language)
    reader = PdfReader(io.BytesIO(document))
    assert {(round(float(page.mediabox.width)), round(float(page.mediabox.height)))
            for page in reader.pages} == {(595, 842)}  # fmt: skip
    text = pdf_text(document)
    for figure in (figure for section in SECTIONS for figure in section.figures):
        assert f"{figure.label(language)} {figure.number(TAY_NINH, language)}" in text
    for line in TAY_NINH.by_department:
        received = group_thousands(line.received, language)
        assert f"{line.code} {line.name} {received}" in text


def test_the_pdf_carries_the_national_header_the_published_figures_and_places_to_sign() -> None:
    text = pdf_text(render_summary_pdf(TAY_NINH))
    for expected in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Trước hạn và đúng hạn 52.332 96,4%",
        "Số tiền thu hộ 5.592.145.403 đ",
        "Qua bưu chính 12.348 22,8%",
        "Qua bưu chính 16.819 (28,3%)",
        "Thủ trưởng đơn vị",
    ):
        assert expected in text


def test_a_name_that_looks_like_typst_is_printed_letter_by_letter() -> None:
    text = pdf_text(render_summary_pdf(with_department("T", '#panic("x") *b* $x$ @y')))
    assert '#panic("x") *b* $x$ @y' in text


def test_a_period_without_dossiers_still_makes_every_document() -> None:
    assert "Tổng cộng 0 0 0 0 0 0 -" in pdf_text(render_summary_pdf(NOTHING))
    assert CalamineWorkbook.from_filelike(io.BytesIO(render_summary_xlsx(NOTHING)))


def test_every_bar_of_the_pictures_is_a_figure_of_the_report() -> None:
    figures = {figure.path for section in SECTIONS for figure in section.figures}
    assert {path for _, paths in CHARTS for path in paths} <= figures


@pytest.mark.parametrize("render", [render_summary_xlsx, render_summary_pdf])
def test_the_same_figures_always_give_the_same_bytes(render: object) -> None:
    assert callable(render)
    assert render(TAY_NINH) == render(TAY_NINH)
