"""Catalogues as JSON and as XLSX: the same contents, and every problem with its place."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from postal_bridge.domain.access import OfficeKind
from postal_bridge.domain.catalogue import (
    Catalogue,
    Component,
    ComponentForm,
    FeeKind,
    FeeLine,
    Office,
    Procedure,
)
from postal_bridge.domain.file_refusals import FileTooLarge, UnreadableFile
from postal_bridge.domain.refusals import InvalidInput, Refusal
from schemas.catalogue_file import read_catalogue_file
from schemas.catalogue_sheets import SHEETS
from schemas.table import Limits

EXAMPLE = Path(__file__).parent / "data" / "catalogue.json"
REFERENCE = Path(__file__).parents[2] / "docs" / "reference" / "import-files.md"
CODE = "1.000001.000.00.00.H53"

UNDERSTOOD = Catalogue(
    offices=(
        Office("TNMT", "Sở Tài nguyên Mẫu", OfficeKind.DEPARTMENT),
        Office("BD-TRUNGTAM", "Quầy bưu điện tại Trung tâm Mẫu", OfficeKind.POST),
    ),
    procedures=(
        Procedure(
            code=CODE,
            name="Đăng ký biến động đất đai (mẫu)",
            department_code="TNMT",
            field_name="Đất đai",
            processing_days=10,
            components=(
                Component("Đơn đăng ký", ComponentForm.ORIGINAL),
                Component("Giấy chứng nhận đã cấp", ComponentForm.CERTIFIED_COPY, quantity=2),
                Component("Hợp đồng", ComponentForm.COPY, required=False),
            ),
            fees=(
                FeeLine(FeeKind.CHARGE, "Lệ phí địa chính", 15_000, date(2026, 1, 1)),
                FeeLine(FeeKind.FEE, "Phí thẩm định", 50_000, date(2026, 1, 1)),
                FeeLine(FeeKind.TAX, "Lệ phí trước bạ", None, date(2026, 1, 1)),
            ),
        ),
        Procedure(
            code="2.000002.000.00.00.H53",
            name="Xác nhận trong ngày (mẫu)",
            postal_eligible=False,
            processing_hours=4,
        ),
    ),
)

Sheets = Mapping[str, Sequence[Sequence[object]]]

WORKBOOK: Sheets = {
    "Offices": [
        ["Danh mục cơ quan"],
        ["code", "name", "kind"],
        ["TNMT", "Sở Tài nguyên Mẫu", "department"],
        ["BD-TRUNGTAM", "Quầy bưu điện tại Trung tâm Mẫu", "post"],
    ],
    "procedures": [
        [*SHEETS["procedures"]],
        [CODE, "Đăng ký biến động đất đai (mẫu)", "TNMT", "Đất đai", True, 10],
        ["2.000002.000.00.00.H53", "Xác nhận trong ngày (mẫu)", "", "", "no", "", 4],
    ],
    "components": [
        [*SHEETS["components"]],
        [CODE, "Đơn đăng ký", "original", 1, True],
        [CODE, "Giấy chứng nhận đã cấp", "certified_copy", 2],
        [CODE, "Hợp đồng", "copy", "", "false"],
    ],
    "fees": [
        ["Name", "Kind", "Procedure code", "Amount dong", "Valid from"],
        ["Lệ phí địa chính", "charge", CODE, "15.000 đ", date(2026, 1, 1)],
        ["Phí thẩm định", "fee", CODE, 50_000, "01/01/2026"],
        ["Lệ phí trước bạ", "tax", CODE, "thay đổi", "2026-01-01"],
    ],
    "remarks": [["anything"]],
}


def in_json(folder: Path, content: object) -> Path:
    path = folder / "catalogue.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def in_sheets(folder: Path, sheets: Sheets) -> Path:
    path = folder / "catalogue.xlsx"
    with xlsxwriter.Workbook(path) as book:
        form = book.add_format({"num_format": "dd/mm/yyyy"})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for line, row in enumerate(rows):
                for column, cell in enumerate(row):
                    if isinstance(cell, date):
                        sheet.write_datetime(line, column, cell, form)
                    elif cell != "":
                        sheet.write(line, column, cell)
    return path


def problems_of(path: Path) -> dict[str, str]:
    """Return the code of each problem by its path."""
    with pytest.raises(InvalidInput) as refused:
        read_catalogue_file(path)
    problems = refused.value.problems
    assert all(problem.detail for problem in problems)
    return {problem.path: problem.code for problem in problems}


def test_the_example_is_read() -> None:
    assert read_catalogue_file(EXAMPLE) == UNDERSTOOD


def test_the_example_in_the_reference_is_read(tmp_path: Path) -> None:
    text = REFERENCE.read_text(encoding="utf-8")
    path = tmp_path / "catalogue.json"
    path.write_text(text.partition("```json")[2].partition("```")[0], encoding="utf-8")
    assert read_catalogue_file(path).offices == UNDERSTOOD.offices


def test_a_workbook_says_the_same(tmp_path: Path) -> None:
    assert read_catalogue_file(in_sheets(tmp_path, WORKBOOK)) == UNDERSTOOD


def test_json_may_begin_with_a_mark(tmp_path: Path) -> None:
    path = tmp_path / "catalogue.json"
    path.write_bytes(b"\xef\xbb\xbf" + EXAMPLE.read_bytes())
    assert read_catalogue_file(path) == UNDERSTOOD


def test_every_problem_of_json_is_told_with_its_path(tmp_path: Path) -> None:
    path = in_json(
        tmp_path,
        {
            "offices": [
                {"code": "sở mẫu", "name": "", "kind": "center"},
                {"code": "A", "name": "=1", "kind": "post", "phone": "0900000001"},
            ],
            "procedures": [
                {
                    "code": "1",
                    "name": "x",
                    "processing_days": "10",
                    "components": [{"name": "a", "form": "fax", "quantity": 0}],
                    "fees": [
                        {"kind": "fee", "name": "b", "valid_from": "2026-02-31"},
                        {"kind": "fee", "name": "b", "amount_dong": -1, "valid_from": "1800-01-01"},
                    ],
                },
                {"code": "2", "name": "x", "processing_days": 1, "processing_hours": 1},
            ],
        },
    )
    assert problems_of(path) == {
        "offices[0].code": "string_pattern_mismatch",
        "offices[0].name": "string_too_short",
        "offices[0].kind": "literal_error",
        "offices[1].name": "value_error",
        "offices[1].phone": "extra_forbidden",
        "procedures[0].processing_days": "int_type",
        "procedures[0].components[0].form": "enum",
        "procedures[0].components[0].quantity": "greater_than_equal",
        "procedures[0].fees[0].amount_dong": "missing",
        "procedures[0].fees[0].valid_from": "date_parsing",
        "procedures[0].fees[1].amount_dong": "greater_than_equal",
        "procedures[0].fees[1].valid_from": "greater_than_equal",
        "procedures[1]": "value_error",
    }


def test_what_is_given_twice_is_told(tmp_path: Path) -> None:
    office = {"code": "A", "name": "a", "kind": "post"}
    fee = {"kind": "fee", "name": "b", "amount_dong": 1, "valid_from": "2026-01-01"}
    later = fee | {"valid_from": "2027-01-01"}
    procedure: dict[str, Any] = {"code": "1", "name": "x"}
    content = {
        "offices": [office, office],
        "procedures": [procedure, procedure | {"fees": [fee, later, fee]}],
    }
    assert problems_of(in_json(tmp_path, content)) == {
        "offices[1].code": "repeated",
        "procedures[1].code": "repeated",
        "procedures[1].fees[2]": "repeated",
    }


def test_every_problem_of_a_workbook_is_told_with_its_sheet_and_line(tmp_path: Path) -> None:
    path = in_sheets(
        tmp_path,
        {
            "offices": [["code", "code", "name", "kind", "phone"], ["sở", "", "a", "post"]],
            "procedures": [["code", "name", "processing_days"], [], ["1", "x", "ten"], ["", "y"]],
            "components": [
                [*SHEETS["components"]],
                ["1", "a", "fax"],
                ["9", "b", "copy"],
                ["", "c"],
                [" "],
            ],
            "fees": [[*SHEETS["fees"]], ["1", "fee", "b", -1, "hôm qua"], ["1", "fee", "b"]],
        },
    )
    assert problems_of(path) == {
        "offices!1.code": "repeated_column",
        "offices!1.phone": "unknown_column",
        "components!3.procedure_code": "unknown_procedure",
        "components!4.procedure_code": "unknown_procedure",
        "offices!2.code": "string_pattern_mismatch",
        "procedures!3.processing_days": "int_parsing",
        "procedures!4.code": "missing",
        "components!2.form": "enum",
        "fees!2.amount_dong": "greater_than_equal",
        "fees!2.valid_from": "date_from_datetime_parsing",
        "fees!3.amount_dong": "missing",
        "fees!3.valid_from": "missing",
    }


def test_a_sheet_without_a_header_is_told(tmp_path: Path) -> None:
    assert problems_of(in_sheets(tmp_path, {"offices": [["TNMT"]]})) == {
        "offices": "missing_header"
    }


def test_what_is_given_twice_in_a_workbook_is_told(tmp_path: Path) -> None:
    line = ["1", "x"]
    path = in_sheets(tmp_path, {"procedures": [["code", "name"], line, line]})
    assert problems_of(path) == {"procedures!3.code": "repeated"}


@pytest.mark.parametrize(
    "content",
    [b"", b'{"offices": [', b'{"offices": "\\ud800"}', b"code,name\n1,2\n", b"[]", b"PK\x03\x04"],
)
def test_what_is_no_catalogue_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "catalogue.json"
    path.write_bytes(content)
    with pytest.raises(UnreadableFile):
        read_catalogue_file(path)


def test_a_workbook_without_the_sheets_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="none of the sheets"):
        read_catalogue_file(in_sheets(tmp_path, {"Sheet1": [["code"]]}))


def test_a_file_beyond_the_limits_is_refused() -> None:
    with pytest.raises(FileTooLarge):
        read_catalogue_file(EXAMPLE, Limits(file_bytes=100))


def test_a_flood_of_problems_is_cut(tmp_path: Path) -> None:
    assert len(problems_of(in_json(tmp_path, {"offices": [{}] * 2_000}))) == 1_000


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=10),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["offices", "procedures", "code", "name", "fees", "valid_from"]), inner
        )
    ),
    max_leaves=20,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.sampled_from(["offices", "procedures"]), JSON))
def test_any_json_is_read_or_refused(tmp_path: Path, content: dict[str, Any]) -> None:
    try:
        catalogue = read_catalogue_file(in_json(tmp_path, content))
    except Refusal:
        return
    assert len(catalogue.offices) == len(content.get("offices", ()))
