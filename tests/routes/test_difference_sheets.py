"""Differences in money go out as a sheet, are decided in it, looked at and carried out."""

from collections.abc import Callable, Mapping
from datetime import datetime, time
from io import BytesIO
from typing import Any
from uuid import uuid4

import openpyxl
import pytest

from postal_bridge.documents.money_words import CLASSES
from postal_bridge.domain.difference_sheet import Column
from postal_bridge.wiring import Bridge
from tests.conftest import SettableClock
from tests.journeys import found_center
from tests.routes.conftest import Client, bearer
from tests.usecases.test_reconcile import DAY, Desk, sent

PATH = "/api/v1/money-differences.xlsx"
#: How a sheet tells the day of a collection.
DAY_CELL = datetime.combine(DAY, time.min)
PLACES = {column: place for place, column in enumerate(Column, start=1)}

Cells = dict[Column, Any]


@pytest.fixture
async def desk(bridge: Bridge, clock: SettableClock) -> Desk:
    return Desk(await found_center(bridge, clock))


async def sign(desk: Desk) -> Mapping[str, str]:
    stage = desk.stage
    return await bearer(stage.bridge, stage.center.center_id, stage.accountant.login)


async def download(client: Client, headers: Mapping[str, str]) -> bytes:
    answer = await client.get(PATH, headers=headers)
    assert answer.status == 200
    return await answer.read()


def filled_in(content: bytes, *decide: Callable[[Cells], Cells]) -> bytes:
    """Return a sheet with its rows filled in, the first by the first and so on."""
    book = openpyxl.load_workbook(BytesIO(content))
    sheet = book.worksheets[0]
    for number, fill in enumerate(decide, start=2):
        told = {column: sheet.cell(number, place).value for column, place in PLACES.items()}
        for column, value in fill(told).items():
            sheet.cell(number, PLACES[column]).value = value
    file = BytesIO()
    book.save(file)
    return file.getvalue()


async def hand_in(
    client: Client, headers: Mapping[str, str], content: bytes, *, apply: bool
) -> dict[str, Any]:
    answer = await client.post(
        PATH,
        params={"apply": str(apply).lower()},
        data=BytesIO(content),
        headers={**headers, "Content-Type": "application/octet-stream"},
    )
    document: dict[str, Any] = await answer.json()
    assert answer.status == 200, document
    return document


def write_off(_: Cells) -> Cells:
    return {Column.ACTION: "Điều chỉnh", Column.REASON: "Không thu hồi được."}


async def test_a_sheet_is_decided_looked_at_and_carried_out_once(
    client: Client, desk: Desk
) -> None:
    headers = await sign(desk)
    matched = await desk.collect(await desk.dossier(), 10_000)
    await desk.hand_in(sent(1, None, 10_000))
    for amount_dong in (20_000, 6_000_000, 30_000):
        await desk.collect(await desk.dossier(), amount_dong)
    await desk.run()

    def decide(told: Cells) -> Cells:
        if told[Column.CLASS] == CLASSES["unknown"]:
            return {
                Column.ACTION: "ghép",
                Column.TARGETS: str(matched),
                Column.REASON: "Đúng số tiền và ngày.",
            }
        if told[Column.AMOUNT] == 10_000:
            return {}
        if told[Column.AMOUNT] == 30_000:
            return {Column.ASSIGNEE: "accountant.h53", Column.DUE_ON: "10/04/2026"}
        return write_off(told)

    content = await download(client, headers)
    sheet = openpyxl.load_workbook(BytesIO(content)).worksheets[0]
    assert sheet.column_dimensions["A"].hidden
    assert len(sheet.data_validations.dataValidation) == 3
    amounts = [sheet.cell(row, PLACES[Column.AMOUNT]).value for row in range(2, 7)]
    assert sorted(amounts) == [10_000, 10_000, 20_000, 30_000, 6_000_000]

    filled = filled_in(content, *[decide] * 5)
    expected = {"assigned": 1, "proposed": 1, "resolved": 2}
    before = await desk.stage.value("select count(*) from money_difference_step")
    looked = await hand_in(client, headers, filled, apply=False)
    assert (looked["applied"], looked["outcomes"]) == (False, expected)
    assert await desk.stage.value("select count(*) from money_difference_step") == before
    done = await hand_in(client, headers, filled, apply=True)
    assert (done["applied"], done["outcomes"], done["rows"]) == (True, expected, looked["rows"])
    again = await hand_in(client, headers, filled, apply=True)
    assert {row["code"] for row in again["rows"]} == {"difference_changed"}
    assert await desk.stage.value("select class from line_match") == "matched"


async def test_bad_rows_are_told_and_the_others_go_on(
    client: Client, desk: Desk, clock: SettableClock
) -> None:
    headers = await sign(desk)
    other = Desk(await found_center(desk.stage.bridge, clock, "H54", None))
    await other.collect(await other.dossier(), 10_000)
    await other.run()
    foreign = await desk.stage.value("select difference_id::text from money_difference")
    for _ in range(8):
        await desk.collect(await desk.dossier(), 10_000)
    await desk.run()
    content = filled_in(
        await download(client, headers),
        write_off,
        lambda told: {**write_off(told), Column.DIFFERENCE: foreign},
        lambda told: {**write_off(told), Column.DIFFERENCE: str(uuid4())},
        lambda told: {**write_off(told), Column.DIFFERENCE: "x"},
        lambda told: {**write_off(told), Column.VERSION: "7"},
        lambda told: {**write_off(told), Column.REASON: '=HYPERLINK("http://vi.du","x")'},
        lambda told: {**write_off(told), Column.ACTION: "Xóa"},
        lambda _: {Column.ASSIGNEE: "post.h53"},
    )
    done = await hand_in(client, headers, content, apply=True)
    assert [(row["line"], row["outcome"], row["code"]) for row in done["rows"]] == [
        (2, "resolved", None),
        (3, "refused", "unknown_difference"),
        (4, "refused", "unknown_difference"),
        (5, "unreadable", None),
        (6, "refused", "difference_changed"),
        (7, "unreadable", None),
        (8, "unreadable", None),
        (9, "refused", "unknown_assignee"),
    ]
    states = "select count(*) from money_difference where state = 'resolved'"
    assert await desk.stage.value(states) == 1


async def test_a_collection_is_not_given_to_two_rows_of_one_sheet(
    client: Client, desk: Desk
) -> None:
    headers = await sign(desk)
    target = await desk.collect(await desk.dossier(), 10_000)
    await desk.hand_in(sent(1, None, 10_000), sent(2, None, 10_000))
    await desk.run()

    def match(told: Cells) -> Cells:
        if told[Column.CLASS] != CLASSES["unknown"]:
            return {}
        return {
            Column.ACTION: "Ghép",
            Column.TARGETS: str(target),
            Column.REASON: "Đúng số tiền.",
        }

    filled = filled_in(await download(client, headers), *[match] * 3)
    done = await hand_in(client, headers, filled, apply=True)
    assert sorted(str(row["code"]) for row in done["rows"]) == ["None", "row_not_free"]


async def test_the_other_side_is_copied_from_row_to_row(client: Client, desk: Desk) -> None:
    headers = await sign(desk)
    collection_id = await desk.collect(await desk.dossier(), 10_000)
    await desk.hand_in(sent(1, None, 10_000))
    await desk.run()
    sheet = openpyxl.load_workbook(BytesIO(await download(client, headers))).worksheets[0]
    told = {
        sheet.cell(row, PLACES[Column.CLASS]).value: [
            sheet.cell(row, PLACES[column]).value or ""
            for column in (Column.STATE, Column.DAY, Column.LINE, Column.COLLECTION)
        ]
        for row in (2, 3)
    }
    line_id = await desk.stage.value("select line_id from post_line")
    assert told == {
        CLASSES["unknown"]: ["Đang mở", DAY_CELL, str(line_id), ""],
        CLASSES["missing"]: ["Đang mở", DAY_CELL, "", str(collection_id)],
    }


async def test_a_sheet_holds_one_class_alone_where_that_is_asked_for(
    client: Client, desk: Desk
) -> None:
    headers = await sign(desk)
    await desk.collect(await desk.dossier(), 10_000)
    await desk.hand_in(sent(1, None, 33))
    await desk.run()
    answer = await client.get(PATH, params={"class": "unknown"}, headers=headers)
    sheet = openpyxl.load_workbook(BytesIO(await answer.read())).worksheets[0]
    column = PLACES[Column.CLASS]
    assert [sheet.cell(row, column).value for row in (2, 3)] == [CLASSES["unknown"], None]


@pytest.mark.parametrize("content", [b"", b"x", b"PK\x03\x04nothing"])
async def test_what_is_no_sheet_is_refused_whole(
    client: Client, desk: Desk, content: bytes
) -> None:
    answer = await client.post(
        PATH,
        data=content,
        headers={**await sign(desk), "Content-Type": "application/octet-stream"},
    )
    assert answer.status == 422
