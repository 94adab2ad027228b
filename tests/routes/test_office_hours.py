"""When a centre is open, over HTTP: by call, by page, once, and told."""

import pytest

from postal_bridge.domain.access import Role
from routes.route import API
from tests.routes.conftest import Client, Town, session_of
from tests.routes.test_admin_pages import send
from tests.routes.test_contract_terms import day, read

HOURS = {
    "opens_at": "07:30",
    "lunch_from": "12:00",
    "lunch_until": "13:00",
    "closes_at": "16:30",
    "valid_from": "2025-01-01",
    "source": "Thông báo ví dụ 08/TB",
}


@pytest.fixture
async def admin(town: Town) -> dict[str, str]:
    return await session_of(town, Role.ADMIN)


async def test_hours_are_listed_above_those_that_held_before(
    client: Client, admin: dict[str, str]
) -> None:
    headers = {**admin, "Sec-Fetch-Site": "same-origin"}
    answer = await client.post(f"{API}/office-hours", json=HOURS, headers=headers)
    assert (answer.status, await answer.json()) == (201, HOURS)
    first = await client.get(f"{API}/office-hours?limit=1", headers=admin)
    document = await first.json()
    assert document["items"] == [HOURS]
    query = {"cursor": document["next_cursor"]}
    rest = await client.get(f"{API}/office-hours", params=query, headers=admin)
    (usual,) = (await rest.json())["items"]
    assert (usual["opens_at"], usual["closes_at"], usual["source"]) == ("07:00", "17:00", None)


@pytest.mark.parametrize(
    "wrong",
    [
        {"opens_at": "12:30"},
        {"lunch_until": None},
        {"closes_at": "12:59"},
        {"lunch_from": "13:00"},
    ],
)
async def test_hours_follow_each_other(
    client: Client, admin: dict[str, str], wrong: dict[str, str | None]
) -> None:
    headers = {**admin, "Sec-Fetch-Site": "same-origin"}
    answer = await client.post(f"{API}/office-hours", json={**HOURS, **wrong}, headers=headers)
    assert answer.status == 422
    problem = await answer.json()
    assert [each["code"] for each in problem["errors"]] == ["not_in_order"]


async def test_hours_are_kept_and_withdrawn_by_page(
    client: Client, town: Town, admin: dict[str, str]
) -> None:
    usual = "07:00 đến 11:30, 13:30 đến 17:00"
    assert usual in await read(client, admin, "/admin/hours")
    answer = await send(client, admin, "/admin/hours", **HOURS)
    assert answer.headers["Location"] == "/admin/hours?done=office_hours_kept"
    through = {**HOURS, "lunch_from": "", "lunch_until": "", "valid_from": day(town, 3)}
    assert (await send(client, admin, "/admin/hours", **through)).status == 303
    page = await read(client, admin, "/admin/hours")
    assert "07:30 đến 16:30 chưa áp dụng" in page
    assert "07:30 đến 12:00, 13:00 đến 16:30 đang áp dụng" in page
    answer = await send(client, admin, "/admin/hours", **HOURS)
    assert answer.status == 422
    assert 'id="valid_from-said" class="said"' in await answer.text()
    for status in (303, 422):
        answer = await send(client, admin, "/admin/hours/withdraw", valid_from=day(town, 3))
        assert answer.status == status
    assert "Bỏ giờ làm việc chưa áp dụng" in await read(client, admin, "/admin/changes")
