"""A report on a terminal, in a workbook and on paper says the same figures, whatever it is of."""

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from postal_bridge.documents.report_papers import (
    drawn_bars,
    render_report_pdf,
    render_report_text,
    render_report_xlsx,
    shown_cell,
)
from postal_bridge.documents.report_words import TITLES, line_words
from postal_bridge.documents.summary_figures import Language
from postal_bridge.domain import group_reports, work_reports
from postal_bridge.domain.access import Center
from postal_bridge.domain.calendar import Calendar
from postal_bridge.domain.custody import Event, Leg
from postal_bridge.domain.delay import Delay, Holder
from postal_bridge.domain.dossier import PortalStatus
from postal_bridge.domain.figures import CountedGroup, Counts
from postal_bridge.domain.report import Column, Kind, Report, ReportName, computed
from postal_bridge.domain.span import Span
from postal_bridge.domain.work_reports import Done, OfficeWays, Taken, Way

LANGUAGES: tuple[Language, ...] = ("vi", "en")
CENTER = Center(1, "H53", "Trung tâm ví dụ H53", ZoneInfo("Asia/Ho_Chi_Minh"))
SPAN = Span.of("2026-Q1")
MARCH = date(2026, 3, 13)


def group(code: str, field: str | None, via: str, **counts: int) -> CountedGroup:
    return CountedGroup(code, f"Sở {code} [mẫu]", field, via, Counts(**counts))


NOW = [
    group("SNV", "Hộ tịch", "direct", direct=16_819, early=9_000, late=1_000, overdue=7),
    group("SNV", None, "postal", postal=3, carried_over=2, on_time=4, returned_postal=4),
    group("=1+1", "Đất đai", "online", online=40, early=1, very_satisfied=1),
]
BEFORE = [
    group("SNV", "Hộ tịch", "direct", direct=10, early=10),
    group("CU", "Cũ", "direct", direct=5, late=2),
]
WAYS = [
    Way(Leg.OUTBOUND, date(2026, 3, 2), date(2026, 3, 4), date(2026, 3, 4), 900),
    Way(Leg.OUTBOUND, date(2026, 3, 2), date(2026, 3, 4), date(2026, 3, 6), 100),
    Way(Leg.INBOUND, date(2026, 3, 2), date(2026, 3, 4), date(2026, 4, 6), 1),
]
DONE = [
    Done("H53.BC", "Bưu cục Ví Dụ", "post.h53", "Người Thử", Event.DELIVERED, 12),
    Done("SNV", "Sở Nội vụ", "cu", None, Event.TAKEN, 1),
]
STEPS = [Done("SNV", "Sở Nội vụ", "department.h53", "Người Thử", PortalStatus.DONE, 5)]
TABLES = {
    ReportName.OVERVIEW: (
        group_reports.overview(NOW, BEFORE),
        group_reports.by_month(
            [(date(2026, 2, 1), Counts(direct=3)), (date(2026, 3, 1), Counts(direct=9))]
        ),
    ),
    ReportName.DEPARTMENTS: (group_reports.by_department(NOW, BEFORE),),
    ReportName.FIELDS: (group_reports.by_field(NOW, BEFORE),),
    ReportName.CHANNELS: (
        group_reports.ways_in(NOW, BEFORE),
        group_reports.ways_out(NOW, BEFORE),
    ),
    ReportName.II_06A: (group_reports.form_ii_06a(NOW, {"Hộ tịch": 3}),),
    ReportName.TRANSIT: (
        work_reports.transit_by_leg(WAYS, Calendar()),
        work_reports.transit_by_days(WAYS, Calendar()),
        work_reports.transit_by_office([OfficeWays(None, None, 3, 2, 1)]),
        work_reports.delays_by_holder([Delay(5, {Holder.POST: 2, Holder.DEPARTMENT: 3})]),
    ),
    ReportName.WORKLOAD: (
        work_reports.work_of_post(DONE, [Taken("H53.BC", 2, -70_000)], {"H53.BC": "Bưu cục"}),
        work_reports.work_of_people(DONE, STEPS),
    ),
    ReportName.POST: (
        work_reports.post_services(
            {Leg.OUTBOUND: {"posted": 3, "reached": 2, "within_norm": 2, "late": 0}},
            {Leg.INBOUND: {"lost": 1, "damaged": 0, "sent_back": 0}},
        ),
        work_reports.post_money([Taken("postage", 3, 90_000)]),
    ),
}


def report(name: ReportName) -> Report:
    is_of_post, is_transit = name is ReportName.POST, name is ReportName.TRANSIT
    return Report(
        name,
        CENTER.code,
        SPAN,
        SPAN.before() if len(TABLES[name]) < 3 and not is_of_post else None,
        TABLES[name],
        not_recorded=work_reports.POST_NOT_RECORDED if is_of_post else (),
        noted={"late_dossiers": 9_000, "looked_at": 2_000, "told_apart": 1} if is_transit else {},
    )


def nothing(name: ReportName) -> Report:
    tables = tuple(replace(table, lines=()) for table in TABLES[name])
    return replace(report(name), tables=tables)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", list(ReportName))
def test_a_terminal_shows_every_cell_within_its_width(name: ReportName, language: Language) -> None:
    told = render_report_text(report(name), CENTER, language)
    assert all(cell_len(line) <= 100 for line in told.splitlines())
    run_together = "".join(told.split())
    for table in TABLES[name]:
        for line in table.lines:
            for column in table.columns:
                if column.shown and column.kind is Kind.COUNT:
                    assert shown_cell(column, line, language) in run_together


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", list(ReportName))
def test_paper_shows_every_cell(
    name: ReportName, language: Language, words_by_page: Callable[[bytes], list[str]]
) -> None:
    printed = "".join(
        "".join(words_by_page(render_report_pdf(report(name), CENTER, language))).split()
    )
    assert "".join(TITLES[name](language).split()) in printed
    for table in TABLES[name]:
        for line in table.lines:
            for column in table.columns:
                if column.shown:
                    cell = shown_cell(column, line, language)
                    assert "".join(cell.split()) in printed, (table.name, column.name)


@pytest.mark.parametrize("name", list(ReportName))
def test_a_workbook_holds_counts_as_numbers_and_shares_as_formulas(name: ReportName) -> None:
    content = render_report_xlsx(report(name), CENTER)
    formulas = openpyxl.load_workbook(io.BytesIO(content))
    values = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    for place, table in enumerate(TABLES[name]):
        sheet, shown = formulas.worksheets[place], values.worksheets[place]
        head = next(
            row[0].row for row in sheet.iter_rows() if row[1].value and row[0].border.left.style
        )
        for number, line in enumerate(table.lines, start=head + 1):
            for at, column in enumerate(table.columns, start=1):
                cell, value = sheet.cell(number, at), shown.cell(number, at).value
                if column.follows:
                    assert str(cell.value).startswith("=IF(")
                    expected = computed(column, line)
                    if expected is not None:
                        scale = 100 if column.kind is Kind.SHARE else 1
                        assert value == pytest.approx(float(expected) / scale)
                elif column.kind in (Kind.COUNT, Kind.MONEY):
                    assert value == (line[column.name] or 0)
                else:
                    assert cell.data_type == "s"


@pytest.mark.parametrize("name", list(ReportName))
def test_a_report_of_nothing_can_be_written(name: ReportName) -> None:
    for language in LANGUAGES:
        assert render_report_text(nothing(name), CENTER, language)
        assert render_report_pdf(nothing(name), CENTER, language).startswith(b"%PDF")
        assert render_report_xlsx(nothing(name), CENTER, language).startswith(b"PK")


def test_what_nobody_records_is_said() -> None:
    told = render_report_text(report(ReportName.POST), CENTER)
    assert "Khiếu nại và kết quả giải quyết: hệ thống không ghi nhận" in told


def test_how_many_delays_were_looked_at_is_said() -> None:
    told = " ".join(render_report_text(report(ReportName.TRANSIT), CENTER, "en").split())
    assert "9,000 dossiers were late; the first 2,000 were looked at" in told


def test_the_same_figures_give_the_same_bytes() -> None:
    fields = report(ReportName.FIELDS)
    assert render_report_pdf(fields, CENTER) == render_report_pdf(fields, CENTER)
    assert render_report_xlsx(fields, CENTER) == render_report_xlsx(fields, CENTER)


def test_lines_that_have_a_word_know_it() -> None:
    for tables in TABLES.values():
        for table in tables:
            words = [column.name for column in table.columns if column.kind is Kind.WORD]
            for line in table.lines:
                assert all(line_words(str(line[name]))("vi") for name in words)


@given(part=st.integers(0, 10**9), whole=st.integers(0, 10**9))
def test_a_mean_is_rounded_to_a_tenth(part: int, whole: int) -> None:
    column = Column("mean", Kind.MEAN, ("part",), "whole")
    mean = computed(column, {"part": part, "whole": whole})
    assert (mean is None) == (whole == 0)
    if mean is not None:
        assert abs(mean * whole - part) * 20 <= whole


def test_the_longest_bar_is_as_long_as_the_picture() -> None:
    for tables in TABLES.values():
        for table in tables:
            lengths = [part[2] for _, parts in drawn_bars(table, "vi") for part in parts]
            assert not lengths or max(lengths) == 1000
