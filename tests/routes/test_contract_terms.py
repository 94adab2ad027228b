"""Accounts of agencies and cycles of the post over HTTP: by call, by page, once, and told."""

import re
from datetime import timedelta

import pytest

from postal_bridge.domain.access import Role
from routes.route import API
from tests.routes.conftest import Client, Town, session_of
from tests.routes.test_admin_pages import BROWSER, send

ACCOUNT = {"department": "SNV", "account": "3713000001", "holder": "SO NOI VU VI DU"}
NAMED = {**ACCOUNT, "valid_from": "2025-01-01", "source": "Công văn ví dụ 04/SNV"}
AGREED = {
    "cycle": "daily",
    "working_days": 2,
    "cutoff": "16:30",
    "valid_from": "2025-01-01",
    "source": "Hợp đồng ví dụ 07/HĐ",
}


@pytest.fixture
async def admin(town: Town) -> dict[str, str]:
    return await session_of(town, Role.ADMIN)


def day(town: Town, days: int) -> str:
    today = town.bridge.clock().astimezone(town.center.zone).date()
    return (today + timedelta(days=days)).isoformat()


async def read(client: Client, headers: dict[str, str], path: str) -> str:
    answer = await client.get(path, headers={**BROWSER, **headers})
    assert answer.status == 200
    return " ".join(re.sub(r"<[^>]+>", " ", await answer.text()).split())


async def test_accounts_are_named_once_and_listed_page_by_page(
    client: Client, town: Town, admin: dict[str, str]
) -> None:
    keyed = {**admin, "Idempotency-Key": "ten-so-mot", "Sec-Fetch-Site": "same-origin"}
    for _ in range(2):
        answer = await client.post(f"{API}/agency-accounts", json=NAMED, headers=keyed)
        assert answer.status == 201
    more = {**NAMED, "account": "3713000002", "valid_from": day(town, 1)}
    answer = await client.post(f"{API}/agency-accounts", json=more, headers=keyed)
    assert answer.status == 422
    del keyed["Idempotency-Key"]
    await client.post(f"{API}/agency-accounts", json=more, headers=keyed)
    listed, cursor = [], ""
    while cursor is not None:
        query = {"limit": "1", **({"cursor": cursor} if cursor else {})}
        page = await client.get(f"{API}/agency-accounts", params=query, headers=admin)
        document = await page.json()
        listed += document["items"]
        cursor = document["next_cursor"]
    assert [each["account"] for each in listed] == ["3713000001", "3713000002"]
    assert listed[0] == {**NAMED, "is_treasury": False, "valid_to": None}


async def test_cycles_are_listed_above_the_rule_that_held_before(
    client: Client, admin: dict[str, str]
) -> None:
    headers = {**admin, "Sec-Fetch-Site": "same-origin"}
    answer = await client.post(f"{API}/remittance-cycles", json=AGREED, headers=headers)
    assert (answer.status, await answer.json()) == (201, AGREED)
    first = await client.get(f"{API}/remittance-cycles?limit=1", headers=admin)
    document = await first.json()
    assert document["items"] == [AGREED]
    query = {"cursor": document["next_cursor"]}
    rest = await client.get(f"{API}/remittance-cycles", params=query, headers=admin)
    (rule,) = (await rest.json())["items"]
    assert (rule["cycle"], rule["working_days"], rule["source"]) == ("weekly", 5, None)


async def test_an_account_is_named_ended_and_kept_by_page(
    client: Client, town: Town, admin: dict[str, str]
) -> None:
    answer = await send(client, admin, "/admin/accounts", **NAMED, is_treasury="true")
    assert answer.headers["Location"] == "/admin/accounts?done=agency_account_named"
    which = {"department": "SNV", "account": "3713000001", "valid_from": "2025-01-01"}
    answer = await send(client, admin, "/admin/accounts/end", **which, valid_to=day(town, -1))
    assert answer.status == 422
    assert 'id="valid_to-said" class="said"' in await answer.text()
    answer = await send(client, admin, "/admin/accounts/end", **which, valid_to=day(town, 0))
    assert answer.headers["Location"] == "/admin/accounts?done=agency_account_ended"
    assert "Sở Nội vụ 3713000001 Kho bạc SO NOI VU VI DU" in await read(
        client, admin, "/admin/accounts"
    )
    told = await read(client, admin, "/admin/changes")
    assert "Ghi ngày cuối của tài khoản cơ quan" in told
    assert "tại Kho bạc: có" in told
    answer = await send(client, admin, "/admin/accounts/end", **which, valid_to="")
    assert answer.status == 303
    assert "đến" not in (await read(client, admin, "/admin/accounts")).partition("Căn cứ Sửa")[2]


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("department", "H53"),
        ("account", "37 13"),
        ("holder", ""),
        ("valid_from", "1/2/2026"),
        ("source", ""),
    ],
)
async def test_what_is_wrong_with_an_account_stands_beside_its_field(
    client: Client, admin: dict[str, str], field: str, text: str
) -> None:
    answer = await send(client, admin, "/admin/accounts", **{**NAMED, field: text})
    assert answer.status == 422
    page = await answer.text()
    assert f'id="{field}-said" class="said"' in page
    assert 'value="SO NOI VU VI DU"' in page or field == "holder"


async def test_what_is_yet_to_begin_is_withdrawn_by_page(
    client: Client, town: Town, admin: dict[str, str]
) -> None:
    ahead = day(town, 9)
    await send(client, admin, "/admin/accounts", **{**NAMED, "valid_from": ahead})
    await send(client, admin, "/admin/cycle", **said(valid_from=ahead))
    for page, fields in (
        ("accounts", {"department": "SNV", "account": "3713000001"}),
        ("cycle", {}),
    ):
        assert "chưa áp dụng" in await read(client, admin, f"/admin/{page}")
        path = f"/admin/{page}/withdraw"
        answer = await send(client, admin, path, **fields, valid_from=ahead)
        assert answer.status == 303
        assert "chưa áp dụng" not in await read(client, admin, f"/admin/{page}")
        assert (await send(client, admin, path, **fields, valid_from=ahead)).status == 422


def said(**more: str) -> dict[str, str]:
    return {**{name: str(value) for name, value in AGREED.items()}, **more}


async def test_a_cycle_is_agreed_by_page_and_told(client: Client, admin: dict[str, str]) -> None:
    answer = await send(client, admin, "/admin/cycle", **said(cutoff=""))
    assert answer.headers["Location"] == "/admin/cycle?done=remittance_cycle_agreed"
    page = await read(client, admin, "/admin/cycle")
    assert "01/01/2025 hằng ngày đang áp dụng 2 \N{EN DASH} Hợp đồng ví dụ 07/HĐ" in page
    told = await read(client, admin, "/admin/changes")
    assert "Ghi kỳ chuyển tiền kỳ: hằng ngày · số ngày làm việc sau kỳ: 2" in told
    assert "áp dụng từ: 01/01/2025" in told
    assert told.count("số ngày làm việc sau kỳ") == 1


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("cycle", "yearly"),
        ("working_days", "61"),
        ("working_days", "hai"),
        ("cutoff", "24:00"),
        ("valid_from", ""),
    ],
)
async def test_what_is_wrong_with_a_cycle_stands_beside_its_field(
    client: Client, admin: dict[str, str], field: str, text: str
) -> None:
    answer = await send(client, admin, "/admin/cycle", **said(**{field: text}))
    assert answer.status == 422
    assert f'id="{field}-said" class="said"' in await answer.text()
