"""Dossiers written by the programs people use, and what comes back of them."""

import csv
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import fields
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from postal_bridge.domain.dossier import (
    DossierLine,
    LineProblem,
    ReceivedVia,
    ReturnedVia,
    Satisfaction,
)
from postal_bridge.domain.refusals import Refusal
from schemas.cells import fold
from schemas.dossier_columns import HEADINGS, REQUIRED, SECOND_CHOICE
from schemas.dossier_file import DossierFile, read_dossier_file

REFERENCE = Path(__file__).parents[2] / "docs" / "reference" / "import-files.md"
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


def test_the_reference_lists_every_heading_under_its_column() -> None:
    documented = {}
    for row in REFERENCE.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in row.split("|")]
        name = cells[1].split("`")[1] if len(cells) > 4 and cells[1].startswith("`") else ""
        if name in HEADINGS and name not in documented:
            documented[name] = {fold(name)} | {fold(part) for part in re.split("[,;:]", cells[2])}
    assert documented.keys() == HEADINGS.keys()
    for name, headings in HEADINGS.items():
        substitutes = {heading for heading, of in SECOND_CHOICE.items() if of == name}
        leading_words = {"where none of these is there"} if substitutes else set()
        assert documented[name] - {""} == {*headings, *substitutes, *leading_words}, name


def test_every_heading_belongs_to_one_column() -> None:
    headings = [heading for names in HEADINGS.values() for heading in names]
    assert len(set(headings)) == len(headings)
    assert {*HEADINGS, "line"} == {field.name for field in fields(DossierLine)}


WORDS = st.text(st.characters(categories=["L", "N", "Zs", "Po"], codec="utf-8"), max_size=40).map(
    lambda text: unicodedata.normalize("NFC", " ".join(text.split()))
)
DAYS = st.dates(date(1990, 1, 2), date(2100, 12, 30))
CODES = st.builds(
    "000.00.{:02}.H{:02}-26{:02}{:02}-{:04}".format,
    st.integers(0, 99),
    st.integers(1, 63),
    st.integers(1, 12),
    st.integers(1, 28),
    st.integers(0, 9999),
)


@st.composite
def dossier_lines(draw: st.DrawFn) -> list[dict[str, Any]]:
    lines = []
    for code in draw(st.lists(CODES, max_size=5, unique=True)):
        received, resolved, returned = sorted(draw(st.tuples(DAYS, DAYS, DAYS)))
        hours = draw(st.times()).replace(second=0, microsecond=0)
        paid = draw(st.integers(0, 9_000_000_000_000))
        lines.append(
            {
                "code": code,
                "procedure_code": draw(st.from_regex(r"[1-9]\.[0-9]{6}", fullmatch=True)),
                "department_code": draw(st.from_regex(r"[A-Z0-9]{1,30}", fullmatch=True)),
                "received_via": draw(st.sampled_from(ReceivedVia)),
                "received_at": datetime.combine(received, hours, ZONE),
                "procedure_name": draw(WORDS) or None,
                "filer_name": draw(WORDS) or None,
                "filer_phone": draw(st.from_regex("09[0-9]{8}", fullmatch=True)),
                "due_on": draw(st.sampled_from([None, returned])),
                "resolved_on": resolved,
                "returned_on": returned,
                "returned_via": draw(st.sampled_from(ReturnedVia)),
                "collected_by_post_dong": paid or None,
                "collected_on": received if paid else None,
                "satisfaction": draw(st.none() | st.sampled_from(Satisfaction)),
            }
        )
    return lines


EASY = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)


def csv_file(folder: Path, rows: list[list[str]]) -> Path:
    path = folder / "dossiers.csv"
    with path.open("w", encoding="utf-8", newline="") as content:
        csv.writer(content).writerows(rows)
    return path


def kept(file: DossierFile) -> Iterator[dict[str, Any]]:
    for line in file:
        assert isinstance(line, DossierLine), line
        yield {name: getattr(line, name) for name in HEADINGS}


def with_every_column(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [dict.fromkeys(HEADINGS) | line for line in lines]


@EASY
@given(dossier_lines(), st.sampled_from(["%Y-%m-%d", "%d/%m/%Y"]))
def test_lines_written_as_csv_come_back(
    tmp_path: Path, lines: list[dict[str, Any]], form: str
) -> None:
    def cell(value: object) -> str:
        if isinstance(value, datetime):
            return value.strftime(f"{form} %H:%M")
        return value.strftime(form) if isinstance(value, date) else str(value or "")

    written = [[cell(value) for value in line.values()] for line in lines]
    names = list(lines[0]) if lines else list(REQUIRED)
    path = csv_file(tmp_path, [names, *written])
    assert list(kept(read_dossier_file(path, ZONE))) == with_every_column(lines)


@EASY
@given(dossier_lines())
def test_lines_written_as_a_workbook_come_back(tmp_path: Path, lines: list[dict[str, Any]]) -> None:
    path = tmp_path / "dossiers.xlsx"
    names = list(lines[0]) if lines else list(REQUIRED)
    with xlsxwriter.Workbook(path, {"remove_timezone": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, names)
        form = book.add_format({"num_format": "dd/mm/yyyy hh:mm"})
        for index, line in enumerate(lines, start=1):
            for column, value in enumerate(line.values()):
                if isinstance(value, date):
                    sheet.write_datetime(index, column, value, form)
                elif isinstance(value, int):
                    sheet.write_number(index, column, value)
                elif value is not None:
                    sheet.write_string(index, column, value)
    assert list(kept(read_dossier_file(path, ZONE))) == with_every_column(lines)


@EASY
@given(
    st.lists(st.text(st.characters(codec="utf-8"), max_size=30), min_size=18, max_size=18),
    st.binary(max_size=60),
)
def test_any_cells_and_bytes_are_read_told_or_refused(
    tmp_path: Path, cells: list[str], tail: bytes
) -> None:
    path = csv_file(tmp_path, [list(HEADINGS), cells])
    path.write_bytes(path.read_bytes() + tail)
    try:
        found = list(read_dossier_file(path, ZONE))
    except Refusal:
        found = []
    told = [line for line in found if isinstance(line, LineProblem)]
    assert all(len(problem.value) <= 80 and problem.value.isprintable() for problem in told)
