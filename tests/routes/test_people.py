"""Offices and people of one's own centre, and of no other."""

import asyncio

import pytest

from postal_bridge.domain.access import Role
from tests.routes.conftest import PASSWORD, Client, Town

NEW_PERSON = {
    "login": "buu.ta.an",
    "full_name": "Nguyễn Văn Thử",
    "role": "post",
    "office_code": "H53",
    "password": PASSWORD,
}


async def all_items(client: Client, path: str, headers: dict[str, str]) -> list[dict[str, object]]:
    """Return a whole list, fetched two by two."""
    items: list[dict[str, object]] = []
    params = {"limit": "2"}
    while True:
        answer = await client.get(path, params=params, headers=headers)
        assert answer.status == 200, await answer.text()
        page = await answer.json()
        assert len(page["items"]) <= 2
        items += page["items"]
        if page["next_cursor"] is None:
            return items
        params["cursor"] = page["next_cursor"]


async def test_everybody_sees_the_offices_of_their_centre(
    client: Client, town: Town, other_town: Town
) -> None:
    assert other_town.center != town.center
    for role in Role:
        offices = await all_items(client, "/api/v1/offices", await town.bearer(role))
        assert [office["code"] for office in offices] == ["H53", "H53.BC", "SNV"]


async def test_an_administrator_adds_an_office_to_the_own_centre(
    client: Client, town: Town, other_town: Town
) -> None:
    body = {"code": "VP.2", "kind": "post", "name": "Bưu cục Thử Hai"}
    headers = await town.bearer(Role.ADMIN)
    answer = await client.post("/api/v1/offices", json=body, headers=headers)
    assert (answer.status, await answer.json()) == (201, {**body, "active": True})
    again = await client.post("/api/v1/offices", json=body, headers=headers)
    assert again.status == 409
    assert (await again.json())["code"] == "office_known"
    theirs = await all_items(client, "/api/v1/offices", await other_town.bearer(Role.ADMIN))
    assert "VP.2" not in [office["code"] for office in theirs]


async def test_an_administrator_adds_changes_and_lists_people(client: Client, town: Town) -> None:
    headers = await town.bearer(Role.ADMIN)
    added = await client.post("/api/v1/persons", json=NEW_PERSON, headers=headers)
    shown = {
        "login": "buu.ta.an",
        "full_name": "Nguyễn Văn Thử",
        "role": "post",
        "office_code": "H53.BC",
        "active": True,
        "supervises": False,
    }
    assert (added.status, await added.json()) == (201, shown)
    change = {"full_name": "Trần Thị Thử", "active": False, "supervises": True}
    changed = await client.patch("/api/v1/persons/buu.ta.an", json=change, headers=headers)
    assert (changed.status, await changed.json()) == (200, {**shown, **change})
    listed = await all_items(client, "/api/v1/persons", headers)
    assert [person["login"] for person in listed] == sorted([*town.logins.values(), "buu.ta.an"])
    assert {**shown, **change} in listed
    assert not any("password" in name for person in listed for name in person)


async def test_nobody_of_another_centre_is_seen_or_changed(
    client: Client, town: Town, other_town: Town
) -> None:
    headers = await other_town.bearer(Role.ADMIN)
    listed = await all_items(client, "/api/v1/persons", headers)
    assert {person["login"] for person in listed} == set(other_town.logins.values())
    login = town.logins[Role.POST]
    refused = await client.patch(
        f"/api/v1/persons/{login}", json={"active": False}, headers=headers
    )
    unknown = await client.patch(
        "/api/v1/persons/khong.ai", json={"active": False}, headers=headers
    )
    assert refused.status == unknown.status == 404
    problems = [await refused.json(), await unknown.json()]
    for problem in problems:
        del problem["instance"]
    assert problems[0] == problems[1]
    assert (await client.get("/api/v1/me", headers=await town.bearer(Role.POST))).status == 200


async def test_nobody_is_added_to_an_office_of_another_centre(
    client: Client, town: Town, other_town: Town
) -> None:
    assert other_town.center.code == "H26"
    answer = await client.post(
        "/api/v1/persons",
        json={**NEW_PERSON, "office_code": "H26"},
        headers=await town.bearer(Role.ADMIN),
    )
    assert answer.status == 422
    (error,) = (await answer.json())["errors"]
    assert (error["path"], error["code"]) == ("office_code", "unknown_office")


async def test_every_wrong_field_is_listed_with_its_path(client: Client, town: Town) -> None:
    body = {
        "login": "Ân",
        "full_name": "",
        "role": "king",
        "office_code": "h53",
        "password": "ngắn",
        "extra": 1,
    }
    answer = await client.post("/api/v1/persons", json=body, headers=await town.bearer(Role.ADMIN))
    assert answer.status == 422
    problem = await answer.json()
    assert {error["path"]: error["code"] for error in problem["errors"]} == {
        "login": "string_pattern_mismatch",
        "full_name": "string_too_short",
        "role": "enum",
        "office_code": "string_pattern_mismatch",
        "password": "string_too_short",
        "extra": "extra_forbidden",
    }
    assert problem["code"] == "invalid_input"


async def test_the_same_key_and_body_add_one_person_and_get_one_answer(
    client: Client, town: Town
) -> None:
    headers = {**await town.bearer(Role.ADMIN), "Idempotency-Key": "buu-ta-an-1"}

    async def send() -> tuple[int, str, str | None]:
        answer = await client.post("/api/v1/persons", json=NEW_PERSON, headers=headers)
        return answer.status, await answer.text(), answer.headers.get("Idempotency-Replayed")

    answers = await asyncio.gather(*(send() for _ in range(4)))
    assert {(status, text) for status, text, _ in answers} == {answers[0][:2]}
    assert answers[0][0] == 201
    assert sorted(str(replayed) for _, _, replayed in answers) == ["None", *["true"] * 3]


async def test_the_same_key_with_another_body_or_path_is_refused(
    client: Client, town: Town
) -> None:
    headers = {**await town.bearer(Role.ADMIN), "Idempotency-Key": "buu-ta-an-1"}
    await client.post("/api/v1/persons", json=NEW_PERSON, headers=headers)
    other_body = await client.post(
        "/api/v1/persons", json={**NEW_PERSON, "full_name": "Trần Thị Thử"}, headers=headers
    )
    other_path = await client.patch("/api/v1/persons/buu.ta.an", json={}, headers=headers)
    for answer in (other_body, other_path):
        assert answer.status == 422
        assert (await answer.json())["code"] == "key_reused"


@pytest.mark.parametrize("key", ["", " ", "x" * 201, "khóa"])
async def test_a_key_that_is_none_is_refused(client: Client, town: Town, key: str) -> None:
    headers = {**await town.bearer(Role.ADMIN), "Idempotency-Key": key}
    answer = await client.post("/api/v1/persons", json=NEW_PERSON, headers=headers)
    assert answer.status == 422
    assert [error["path"] for error in (await answer.json())["errors"]] == ["Idempotency-Key"]


@pytest.mark.parametrize(
    ("query", "path"),
    [
        ("limit=0", "limit"),
        ("limit=201", "limit"),
        ("limit=x", "limit"),
        ("limit=1&limit=2", "limit"),
        ("limt=2", "limt"),
        ("cursor=", "cursor"),
        ("cursor=x", "cursor"),
        ("cursor=bm90IGpzb24", "cursor"),
        ("cursor=WyJhIiwiYiJd", "cursor"),
        ("cursor=WzFd", "cursor"),
        ("cursor=WyJcdTAwMDAiXQ", "cursor"),
        ("cursor=WyJcdWQ4MDAiXQ", "cursor"),
        ("cursor=%00", "cursor"),
        ("cursor=" + "x" * 1001, "cursor"),
    ],
)
async def test_a_query_that_makes_no_sense_is_refused(
    client: Client, town: Town, query: str, path: str
) -> None:
    headers = await town.bearer(Role.ADMIN)
    answer = await client.get(f"/api/v1/persons?{query}", headers=headers)
    assert answer.status == 422, await answer.text()
    assert [error["path"] for error in (await answer.json())["errors"]] == [path]


async def test_administrators_do_not_shut_themselves_out(client: Client, town: Town) -> None:
    login = town.logins[Role.ADMIN]
    answer = await client.patch(
        f"/api/v1/persons/{login}", json={"active": False}, headers=await town.bearer(Role.ADMIN)
    )
    assert answer.status == 409
    assert (await answer.json())["code"] == "not_yourself"
