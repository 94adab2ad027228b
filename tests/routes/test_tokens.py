"""Bearer tokens over HTTP."""

import base64
import json
from datetime import timedelta

import pytest

from postal_bridge.domain.access import Role
from tests.conftest import SettableClock
from tests.routes.conftest import Client, Town, session_of

OURS = {"Sec-Fetch-Site": "same-origin"}


async def test_a_token_is_issued_used_listed_and_revoked(client: Client, town: Town) -> None:
    browser = {**await session_of(town, Role.POST), **OURS}
    issued = await client.post("/api/v1/tokens", json={"expires_days": 30}, headers=browser)
    assert issued.status == 201
    token = await issued.json()
    assert token["expires_at"].startswith("2026-04-12T02:30:00")
    program = {"Authorization": f"Bearer {token['token']}"}
    assert (await client.get("/api/v1/me", headers=program)).status == 200

    listed = await (await client.get("/api/v1/tokens", headers=browser)).json()
    (item,) = listed["items"]
    assert item["token_id"] == token["token_id"]
    assert item["revoked_at"] is None
    assert token["token"] not in json.dumps(listed)

    path = f"/api/v1/tokens/{token['token_id']}"
    assert (await client.delete(path, headers=browser)).status == 204
    assert (await client.get("/api/v1/me", headers=program)).status == 401
    assert (await client.delete(path, headers=browser)).status == 204


async def test_tokens_of_others_are_for_administrators_of_the_centre(
    client: Client, town: Town, other_town: Town
) -> None:
    body = {"login": town.logins[Role.POST]}
    statuses = {**dict.fromkeys(Role, 404), Role.POST: 201, Role.ADMIN: 201}
    for role, status in sorted(statuses.items(), key=lambda item: -item[1]):
        answer = await client.post("/api/v1/tokens", json=body, headers=await town.bearer(role))
        assert answer.status == status
    token_id = (await answer.json())["token_id"]
    stranger = await other_town.bearer(Role.ADMIN)
    assert (await client.post("/api/v1/tokens", json=body, headers=stranger)).status == 404
    listed = await client.get("/api/v1/tokens", params=body, headers=stranger)
    assert listed.status == 404
    for headers in (stranger, await town.bearer(Role.CENTER)):
        answer = await client.delete(f"/api/v1/tokens/{token_id}", headers=headers)
        assert answer.status == 404
        assert (await answer.json())["code"] == "unknown_token"


@pytest.mark.parametrize("token_id", ["x", "%00", "0190e0e0-0000-7000-8000-000000000001", "%ff"])
async def test_what_is_no_token_is_unknown(client: Client, town: Town, token_id: str) -> None:
    headers = await town.bearer(Role.ADMIN)
    answer = await client.delete(f"/api/v1/tokens/{token_id}", headers=headers)
    assert answer.status == 404


async def test_tokens_are_listed_page_by_page(
    client: Client, town: Town, clock: SettableClock
) -> None:
    headers = await town.bearer(Role.POST)
    for _ in range(2):
        clock.advance(timedelta(minutes=1))
        await client.post("/api/v1/tokens", json={}, headers=headers)
    seen: list[str] = []
    params = {"limit": "1"}
    while True:
        page = await (await client.get("/api/v1/tokens", params=params, headers=headers)).json()
        seen += [item["created_at"] for item in page["items"]]
        if page["next_cursor"] is None:
            break
        params["cursor"] = page["next_cursor"]
    assert len(seen) == 3
    assert seen == sorted(seen, reverse=True)


@pytest.mark.parametrize(
    "parts",
    [
        ["yesterday", "0190e0e0-0000-7000-8000-000000000001"],
        ["0001-01-01T00:00:00+23:59", "0190e0e0-0000-7000-8000-000000000001"],
        ["2026-03-13T02:30:00+00:00", "x"],
    ],
)
async def test_a_cursor_of_nonsense_is_refused(
    client: Client, town: Town, parts: list[str]
) -> None:
    cursor = base64.urlsafe_b64encode(json.dumps(parts).encode()).decode()
    answer = await client.get(
        "/api/v1/tokens", params={"cursor": cursor}, headers=await town.bearer(Role.POST)
    )
    assert answer.status == 422


@pytest.mark.parametrize("days", [0, 367, 10**30, 1.5, "9", True])
async def test_a_token_lives_from_one_day_to_a_year(
    client: Client, town: Town, days: object
) -> None:
    answer = await client.post(
        "/api/v1/tokens", json={"expires_days": days}, headers=await town.bearer(Role.POST)
    )
    assert answer.status == 422
    assert [error["path"] for error in (await answer.json())["errors"]] == ["expires_days"]
