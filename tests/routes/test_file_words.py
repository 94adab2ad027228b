"""What is wrong with a file is said in the reader's language; the API says it in English."""

from html import escape
from io import BytesIO
from uuid import UUID, uuid4

import pytest
from aiohttp import FormData

from jobs.money_work import worker_of
from postal_bridge.domain.difference_sheet import Column
from postal_bridge.usecases import ask_for_money_jobs as asking
from postal_bridge.wiring import Bridge
from tests.conftest import SettableClock
from tests.journeys import found_center
from tests.routes.conftest import Client
from tests.routes.test_difference_sheets import download, filled_in, sign
from tests.routes.test_dossier_money import headers_of
from tests.routes.test_sheet_page import send
from tests.usecases.test_reconcile import Desk

LIST = (
    "Ngày thu;Mã hồ sơ;Số tiền <b>;Số tiền thu hộ;Loại khoản thu;Số bảng kê\n"
    "02/03/2026;{dossier};;50000;;BK1\n"
    "hôm <i>qua</i>;{dossier};;60000;;BK1\n"
    "03/03/2026;{dossier};;6;quà {{biếu}};BK1\n"
    "04/03/2026;{dossier};;9000000000001;;BK1\n"
)
NO_DAY = "không phải là ngày: hãy viết 14/03/2026 hoặc 2026-03-14"


@pytest.fixture
async def desk(bridge: Bridge, clock: SettableClock) -> Desk:
    return Desk(await found_center(bridge, clock))


CUT_OFF = ":20:X\n:25:1\n:28C:1\n:60F:C260301VND0,\n"


async def upload(
    client: Client, desk: Desk, content: str | bytes, language: str = "vi", kind: str = "post"
) -> str:
    """Hand in a file on the page and return the page that shows what it would bring."""
    form = FormData({"kind": kind}, quote_fields=False)
    raw = content.encode() if isinstance(content, str) else content
    form.add_field("file", BytesIO(raw), filename="bảng kê {tháng 3}.csv")
    headers = {**await headers_of(desk.stage, desk.stage.accountant), "Accept-Language": language}
    answer = await client.post("/accounting/files", data=form, headers=headers)
    assert answer.status == 200
    return await answer.text()


async def reads(client: Client, desk: Desk, path: str, language: str = "vi") -> str:
    headers = {**await headers_of(desk.stage, desk.stage.accountant), "Accept-Language": language}
    answer = await client.get(path, headers=headers)
    assert answer.status == 200
    return await answer.text()


async def stored(desk: Desk) -> UUID:
    """Store what waits; return the identity of the file."""
    stage = desk.stage
    job_id = await stage.value("select job_id from money_job")
    await asking.store_kept_file(stage.bridge.database, stage.accountant, job_id)
    assert await worker_of(stage.bridge).work_off() == 1
    file_id: UUID = await stage.value("select file_id from statement_file")
    return file_id


async def test_lines_set_aside_are_told_in_the_language_of_the_page(
    client: Client, desk: Desk
) -> None:
    content = LIST.format(dossier=await desk.dossier())
    page = await upload(client, desk, content)
    assert NO_DAY in page
    assert "phải là một trong các loại: Phí, Lệ phí, Thuế, Tiền phạt, Cước bưu chính" in page
    assert "lớn hơn mọi số tiền có thể có" in page
    assert (escape("hôm <i>qua</i>") in page, "<i>qua" in page) == (True, False)
    assert "quà {biếu}" in page
    assert "is not a date" not in page
    page = await upload(client, desk, content, "en")
    assert "is not a date: write 2026-03-14 or 14/03/2026" in page
    assert NO_DAY not in page


async def test_what_was_set_aside_stays_readable_in_any_language(
    client: Client, desk: Desk
) -> None:
    await upload(client, desk, LIST.format(dossier=await desk.dossier()))
    file_id = await stored(desk)
    assert NO_DAY in await reads(client, desk, f"/accounting/files/{file_id}")
    assert "is not a date" in await reads(client, desk, f"/accounting/files/{file_id}", "en")
    answer = await client.get(f"/api/v1/statements/{file_id}", headers=await sign(desk))
    problems = (await answer.json())["problem_lines"]
    assert problems[0]["reason"].startswith("is not a date: write 2026-03-14")
    assert {frozenset(each) for each in problems} == {
        frozenset(("line", "column", "value", "reason"))
    }


async def test_what_an_earlier_release_set_aside_is_told_as_well_as_can_be(
    client: Client, desk: Desk
) -> None:
    await upload(client, desk, LIST.format(dossier=await desk.dossier()))
    file_id = await stored(desk)
    kept = [
        {"line": 7, "column": "Ngày", "value": "", "reason": "is required but empty"},
        {"line": 8, "column": "", "value": "", "reason": "has {braces} and 5 words"},
    ]
    older_id, changed = uuid4(), {"content_hash": f"\\x{32 * 'ab'}", "set_aside": kept}
    async with desk.stage.bridge.database.transaction() as connection:
        await connection.execute(
            "insert into statement_file select (jsonb_populate_record(f, $1)).*"
            " from statement_file f where file_id = $2",
            {**changed, "file_id": str(older_id)},
            file_id,
        )
    page = await reads(client, desk, f"/accounting/files/{older_id}")
    assert "bắt buộc nhưng để trống" in page
    assert "has {braces} and 5 words" in page


@pytest.mark.parametrize(
    ("kind", "content", "said"),
    [
        (
            "post",
            b"%PDF-1.7",
            "Không đọc được bảng kê {tháng 3}.csv: đây là PDF; hãy xuất ra .xlsx",
        ),
        (
            "post",
            "Số bảng kê;Ghi chú\n1;2\n",
            "thiếu cột mà mọi dòng cần có: Ngày, Số tiền (hoặc Ghi có",
        ),
        ("bank", CUT_OFF, "sao kê cuối không có số dư cuối kỳ"),
        ("post", f"{CUT_OFF}-\n", "đây là sao kê ngân hàng, không phải bảng kê của bưu điện"),
    ],
    ids=["no table", "columns missing", "cut off", "of a bank"],
)
async def test_a_file_that_cannot_be_read_is_told_why(
    client: Client, desk: Desk, kind: str, content: str | bytes, said: str
) -> None:
    page = await upload(client, desk, content, kind=kind)
    assert said in page
    assert "cannot be read" not in page


async def test_work_that_failed_tells_why(client: Client, desk: Desk) -> None:
    await upload(client, desk, "không có gì ở đây\n")
    stage = desk.stage
    job_id = await stage.value("select job_id from money_job")
    await asking.store_kept_file(stage.bridge.database, stage.accountant, job_id)
    assert await worker_of(stage.bridge).work_off() == 1
    said = "trong 20 dòng đầu không có tiêu đề cột nào nhận ra được"
    path = f"/accounting/jobs/{job_id}"
    assert said in await reads(client, desk, path)
    assert "none of its first 20 lines" in await reads(client, desk, path, "en")
    async with stage.bridge.database.transaction() as connection:
        await connection.execute("update money_job set result = result - 'template' - 'facts'")
    page = await reads(client, desk, path)
    assert "Không đọc được bảng kê {tháng 3}.csv: " in page


async def test_rows_of_a_sheet_that_cannot_be_read_are_told_why(client: Client, desk: Desk) -> None:
    await desk.collect(await desk.dossier(), 20_000)
    await desk.run()
    blank = await download(client, await sign(desk))
    content = filled_in(blank, lambda _: {Column.ACTION: "Xóa", Column.REASON: "Không thu được"})
    _, page = await send(client, desk, content)
    said = "Cách xử lý: phải là một trong: Ghép, Chia, Hoàn tiền, Điều chỉnh, Chuyển kỳ sau"
    assert said in page


async def test_the_first_lines_are_shown_as_people_write_them(client: Client, desk: Desk) -> None:
    dossier = await desk.dossier()
    page = await upload(
        client, desk, f"Ngày thu;Mã hồ sơ;Số tiền\n2026-03-02;{dossier};10000000000\n"
    )
    assert "10.000.000.000\N{NO-BREAK SPACE}đ" in page
    assert "02/03/2026" in page
