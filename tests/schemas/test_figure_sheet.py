"""Counts and percentages are told apart however people and programs write them."""

import io
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from postal_bridge.documents.report_papers import render_report_xlsx
from postal_bridge.documents.summary_report import render_summary_xlsx
from postal_bridge.domain.file_refusals import FileTooLarge, UnreadableFile
from postal_bridge.domain.report import ReportName
from postal_bridge.domain.sheet_check import Place, check_sheet
from schemas.figure_sheet import FigureSheet, open_figure_sheets
from tests.documents.test_report_papers import CENTER, report
from tests.documents.test_summary_report import TAY_NINH


def opened(tmp_path: Path, content: bytes | str, name: str = "bao-cao.csv") -> list[FigureSheet]:
    file = tmp_path / name
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return open_figure_sheets(file)


def workbook(*lines: Sequence[object]) -> bytes:
    book = openpyxl.Workbook()
    assert book.active is not None
    for line in lines:
        book.active.append(line)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def values(sheet: FigureSheet) -> dict[str, Decimal]:
    return {place.name: stated.value for place, stated in sheet.percentages.items()}


def test_signs_commas_and_points_are_read(tmp_path: Path) -> None:
    (sheet,) = opened(
        tmp_path, "Đơn vị;Số;Tỷ lệ (%);Khác\nA;1.234;96,4;12 %\nB;2,345;7.5;100%\nC;17;8;0,5%\n"
    )
    assert sheet.counts == {Place(2, 1): 1234, Place(3, 1): 2345, Place(4, 1): 17}
    assert values(sheet) == {
        "C2": Decimal("96.4"), "C3": Decimal("7.5"), "C4": Decimal("8.0"),
        "D2": Decimal(12), "D3": Decimal(100), "D4": Decimal("0.5"),
    }  # fmt: skip


def test_cells_of_a_workbook_that_are_parts_of_one_are_percentages(tmp_path: Path) -> None:
    content = workbook(
        ["Đơn vị", "Số", "Trễ", "x"], ["A", 8, 1, 0.125], ["B", 8, 4, 0.5], ["C", 3, 3, 1]
    )
    (sheet,) = opened(tmp_path, content, "bao-cao.xlsx")
    assert values(sheet) == {"D2": Decimal("12.5"), "D3": Decimal("50.0"), "D4": Decimal("100.0")}
    assert not check_sheet(sheet.counts, sheet.percentages).findings


def test_a_wrong_cell_of_a_workbook_is_named(tmp_path: Path) -> None:
    content = workbook(
        ["Báo cáo tháng 3 năm 2026"], [], ["Đơn vị", "Tiếp nhận", "Đúng hạn", "Tỷ lệ"],
        ["Sở A", 120, 90, 0.75], ["Sở B", 59457, 52332, 0.964], ["Sở C", 40, 10, 0.25],
    )  # fmt: skip
    (sheet,) = opened(tmp_path, content, "bao-cao.xlsx")
    (found,) = check_sheet(sheet.counts, sheet.percentages).findings
    assert (found.place.name, found.follows) == ("D5", Decimal("88.0"))


@pytest.mark.parametrize("name", [n for n in ReportName if n not in {"ii-06a", "workload"}])
def test_our_own_reports_hold(tmp_path: Path, name: ReportName) -> None:
    for sheet in opened(tmp_path, render_report_xlsx(report(name), CENTER), "bao-cao.xlsx"):
        assert not check_sheet(sheet.counts, sheet.percentages).findings


def test_our_own_summary_holds_and_is_read_whole(tmp_path: Path) -> None:
    figures, departments = opened(tmp_path, render_summary_xlsx(TAY_NINH), "tong-hop.xlsx")
    assert (len(figures.percentages), len(departments.percentages)) == (17, 4)
    for sheet in (figures, departments):
        assert not check_sheet(sheet.counts, sheet.percentages).findings


def test_a_file_without_percentages_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="no percentages"):
        opened(tmp_path, "a;b\n1;2\n")


def test_more_than_anybody_reads_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="more than 2000 percentages"):
        opened(tmp_path, "a;b\n" + "9;10%\n" * 2_001)
    with pytest.raises(FileTooLarge):
        opened(tmp_path, "a;b\n" + "9;10\n" * 6_000)
