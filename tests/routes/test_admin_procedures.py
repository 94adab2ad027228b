"""Procedures kept by page: added and changed, their papers in rows, their fees by the day."""

import re
from datetime import timedelta

import pytest

from postal_bridge.domain.access import Role
from postal_bridge.domain.catalogue import Component, ComponentForm, FeeKind, FeeLine, Procedure
from postal_bridge.store.catalogue import load_procedure
from tests.routes.conftest import Client, Town, session_of
from tests.routes.test_admin_pages import BROWSER, send

CODE = "9.000001"
PAGE = f"/admin/procedures/{CODE}"
NEW = {
    "code": CODE,
    "name": "Cấp phiếu thử",
    "field_name": "Lĩnh vực thử",
    "department_code": "SNV",
    "term": "5",
    "postal_eligible": "true",
}
FEE = {"fee_kind": "charge", "fee_name": "Lệ phí thử", "valid_from": "2025-01-01"}
DECLARATION = Component("Tờ khai thử", ComponentForm.ORIGINAL)
PICTURE = Component("Ảnh thử", ComponentForm.COPY, 2, required=False)


@pytest.fixture
async def admin(town: Town, client: Client) -> dict[str, str]:
    """Return who administers the town, in which `CODE` is a procedure."""
    headers = await session_of(town, Role.ADMIN)
    answer = await send(client, headers, "/admin/procedures", **NEW)
    assert answer.headers["Location"] == f"{PAGE}?done=procedure_added", await answer.text()
    return headers


async def kept(town: Town, code: str = CODE) -> Procedure | None:
    async with town.bridge.database.snapshot() as connection:
        return await load_procedure(connection, town.center.center_id, code)


async def changes(client: Client, admin: dict[str, str]) -> str:
    """Return the list of changes as it is read, the newest first."""
    page = await client.get("/admin/changes", headers={**BROWSER, **admin})
    return " ".join(re.sub(r"<[^>]+>", " ", await page.text()).split())


def day(town: Town, days: int) -> str:
    """Return the day so many days from today at the centre."""
    today = town.bridge.clock().astimezone(town.center.zone).date()
    return (today + timedelta(days=days)).isoformat()


def rows(*papers: tuple[str, str, str, bool]) -> dict[str, str]:
    """Return the fields of a checklist as its rows send them."""
    fields: dict[str, str] = {}
    for number, (name, form, quantity, required) in enumerate(papers, start=1):
        at = f"papers.{number}"
        fields |= {f"{at}.name": name, f"{at}.form": form, f"{at}.quantity": quantity}
        fields |= {f"{at}.required": "true"} if required else {}
    return fields


async def test_a_new_procedure_is_kept_and_listed(
    client: Client, town: Town, admin: dict[str, str]
) -> None:
    assert await kept(town) == Procedure(CODE, "Cấp phiếu thử", "SNV", "Lĩnh vực thử", True, 5)
    assert f"Thêm thủ tục thủ tục: {CODE}" in await changes(client, admin)
    page = await client.get("/admin/procedures", headers={**BROWSER, **admin})
    assert PAGE in await page.text()


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("code", "a/b"),
        ("code", ""),
        ("code", CODE),
        ("name", ""),
        ("department_code", "KHONG"),
        ("department_code", "H53.BC"),
        ("term", "năm"),
        ("term", "-1"),
        ("field_name", "hai\ndòng"),
    ],
)
async def test_what_is_wrong_with_a_new_procedure_stands_beside_its_field(
    client: Client, town: Town, admin: dict[str, str], field: str, text: str
) -> None:
    answer = await send(
        client, admin, "/admin/procedures", **{**NEW, "code": "9.000002", field: text}
    )
    assert answer.status == 422
    page = await answer.text()
    assert f'id="{field}-said" class="said"' in page
    assert 'value="Cấp phiếu thử"' in page or field == "name"
    assert await kept(town, "9.000002") is None


async def test_a_procedure_is_changed_as_a_whole_and_the_list_tells_before_and_after(
    client: Client, town: Town, admin: dict[str, str]
) -> None:
    await send(client, admin, f"{PAGE}/papers", **rows(("Tờ khai thử", "original", "1", True)))
    answer = await send(client, admin, PAGE, name="Cấp phiếu", term="4", term_unit="working_hours")
    assert answer.headers["Location"] == f"{PAGE}?done=procedure_changed"
    assert await kept(town) == Procedure(
        CODE,
        "Cấp phiếu",
        postal_eligible=False,
        processing_hours=4,
        components=(DECLARATION,),
    )
    told = await changes(client, admin)
    for said in (
        "tên: Cấp phiếu thử → Cấp phiếu",
        "lĩnh vực: Lĩnh vực thử → \N{EN DASH}",
        "số ngày làm việc: 5 → \N{EN DASH}",
        "số giờ làm việc: \N{EN DASH} → 4",
        "qua bưu chính: có → không",
    ):
        assert said in told


async def test_a_form_that_changes_nothing_leaves_no_line_in_the_list(
    client: Client, admin: dict[str, str]
) -> None:
    same = {name: text for name, text in NEW.items() if name != "code"}
    assert (await send(client, admin, PAGE, **same)).status == 303
    nothing = rows(("", "copy", "1", True))
    assert (await send(client, admin, f"{PAGE}/papers", **nothing)).status == 303
    assert "Sửa" not in (await changes(client, admin)).partition("Chi tiết")[2]


async def test_papers_are_added_changed_and_removed_by_rows(
    client: Client, town: Town, admin: dict[str, str]
) -> None:
    papers, empty = f"{PAGE}/papers", ("", "original", "1", True)
    declaration = ("Tờ khai thử", "original", "1", True)
    await send(client, admin, papers, **rows(declaration, ("Ảnh thử", "copy", "2", False), empty))
    procedure = await kept(town)
    assert procedure is not None
    assert procedure.components == (DECLARATION, PICTURE)
    page = await (await client.get(PAGE, headers={**BROWSER, **admin})).text()
    assert len(re.findall(r'name="papers\.\d+\.name"', page)) == 2 + 3

    await send(client, admin, papers, **rows(empty, ("Ảnh", "copy", "2", False)))
    procedure = await kept(town)
    assert procedure is not None
    assert [each.name for each in procedure.components] == ["Ảnh"]
    told = await changes(client, admin)
    assert (
        "giấy tờ: Tờ khai thử (1 Bản chính); Ảnh thử (2 Bản sao, nếu có) → "
        "Ảnh (2 Bản sao, nếu có)" in told
    )

    await send(client, admin, papers, **rows(empty))
    procedure = await kept(town)
    assert procedure is not None
    assert procedure.components == ()


@pytest.mark.parametrize(
    ("field", "text"),
    [("quantity", "0"), ("quantity", "x"), ("form", "scroll"), ("name", "hai\ndòng")],
)
async def test_what_is_wrong_with_a_paper_stands_beside_its_cell(
    client: Client, town: Town, admin: dict[str, str], field: str, text: str
) -> None:
    typed = rows(("", "original", "1", True), ("Tờ khai thử", "original", "1", True))
    answer = await send(client, admin, f"{PAGE}/papers", **{**typed, f"papers.2.{field}": text})
    assert answer.status == 422
    assert f'id="papers.2.{field}-said" class="said"' in await answer.text()
    procedure = await kept(town)
    assert procedure is not None
    assert procedure.components == ()


async def test_a_new_amount_is_a_new_line_and_the_past_stays(
    client: Client, town: Town, admin: dict[str, str]
) -> None:
    fees = f"{PAGE}/fees"
    answer = await send(client, admin, fees, **FEE, amount_dong="50000")
    assert answer.headers["Location"] == f"{PAGE}?done=fee_line_kept"
    for valid_from in ("2025-01-01", "2024-06-01", day(town, -1)):
        answer = await send(
            client, admin, fees, **{**FEE, "valid_from": valid_from}, amount_dong="60000"
        )
        assert answer.status == 422
        assert 'id="valid_from-said" class="said"' in await answer.text()
    today = {**FEE, "valid_from": day(town, 0)}
    assert (await send(client, admin, fees, **today, amount_dong="60000")).status == 303
    assert (await send(client, admin, fees, **today, amount_dong="70000")).status == 422
    procedure = await kept(town)
    assert procedure is not None
    assert [fee.amount_dong for fee in procedure.fees] == [60_000, 50_000]
    told = await changes(client, admin)
    assert "Thêm mức thu thủ tục: 9.000001 · khoản thu: Lệ phí thử · loại: Lệ phí" in told
    assert "mức: 50.000 đ → 60.000 đ" in told.replace("\N{NO-BREAK SPACE}", " ")


async def test_a_line_whose_day_is_yet_to_come_is_corrected(
    client: Client, town: Town, admin: dict[str, str]
) -> None:
    later = {**FEE, "valid_from": day(town, 1)}
    await send(client, admin, f"{PAGE}/fees", **FEE, amount_dong="50000")
    await send(client, admin, f"{PAGE}/fees", **later, amount_dong="60000")
    page = await (await client.get(f"{PAGE}?fee=0", headers={**BROWSER, **admin})).text()
    assert f'name="valid_from" value="{later["valid_from"]}"' in page
    assert 'value="60000"' in page
    past = await (await client.get(f"{PAGE}?fee=1", headers={**BROWSER, **admin})).text()
    assert 'value="50000"' not in past

    assert (await send(client, admin, f"{PAGE}/fees", **later, set_each="true")).status == 303
    procedure = await kept(town)
    assert procedure is not None
    assert procedure.fees[0] == FeeLine(
        FeeKind.CHARGE, "Lệ phí thử", None, procedure.fees[0].valid_from
    )
    told = (await changes(client, admin)).replace("\N{NO-BREAK SPACE}", " ")
    assert "Sửa mức thu chưa áp dụng" in told
    assert "mức: 60.000 đ → theo từng hồ sơ" in told
    assert "theo từng hồ sơ" in await (await client.get(PAGE, headers={**BROWSER, **admin})).text()


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({}, "amount_dong"),
        ({"amount_dong": "1", "set_each": "true"}, "amount_dong"),
        ({"amount_dong": "-1"}, "amount_dong"),
        ({"amount_dong": "1", "fee_name": ""}, "fee_name"),
        ({"amount_dong": "1", "fee_kind": "gift"}, "fee_kind"),
        ({"amount_dong": "1", "valid_from": "1026-01-01"}, "valid_from"),
    ],
)
async def test_what_is_wrong_with_a_fee_stands_beside_its_field(
    client: Client, town: Town, admin: dict[str, str], typed: dict[str, str], field: str
) -> None:
    answer = await send(client, admin, f"{PAGE}/fees", **{**FEE, **typed})
    assert answer.status == 422
    assert f'id="{field}-said" class="said"' in await answer.text()
    procedure = await kept(town)
    assert procedure is not None
    assert procedure.fees == ()


async def test_another_centres_procedures_stay_as_they_are(
    client: Client, town: Town, other_town: Town, admin: dict[str, str]
) -> None:
    stranger = await session_of(other_town, Role.ADMIN)
    papers = rows(("Tờ khai lạ", "original", "1", True))
    for path, fields in (
        (PAGE, {"name": "Tên lạ"}),
        (f"{PAGE}/papers", papers),
        (f"{PAGE}/fees", {**FEE, "amount_dong": "1"}),
    ):
        assert (await send(client, stranger, path, **fields)).status == 404
    before = await kept(town)
    same = {**NEW, "name": "Tên của nơi khác"}
    assert (await send(client, stranger, "/admin/procedures", **same)).status == 303
    assert (await send(client, stranger, f"{PAGE}/papers", **papers)).status == 303
    assert await kept(town) == before
    assert "Tờ khai lạ" not in await changes(client, admin)
