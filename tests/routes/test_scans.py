"""Scans over HTTP: shapes, answers one by one, keys, and refusals that name the field."""

from collections.abc import Mapping
from uuid import uuid4

from postal_bridge.domain.access import Role
from postal_bridge.domain.custody import CITIZEN, Kind, Leg, Thing
from postal_bridge.domain.custody_log import CustodyLog, Recorder
from postal_bridge.store import custody
from postal_bridge.wiring import Bridge
from tests.routes.conftest import Client, Town

CODE = "EV000000014VN"


async def put_into_custody(bridge: Bridge, town: Town, code: str = CODE) -> None:
    thing = Thing(code, Kind.CONSIGNMENT, Leg.INBOUND, CITIZEN, "H53")
    log = CustodyLog.begin(thing, Recorder("an", "H53.BC", bridge.clock()))
    async with bridge.database.transaction() as connection:
        await custody.register_thing(connection, town.center.center_id, log)


def scan(action: str = "collect", **more: object) -> dict[str, object]:
    return {
        "scan_id": str(uuid4()),
        "code": CODE,
        "action": action,
        "scanned_at": "2026-03-13T09:00:00+07:00",
        **more,
    }


async def test_scans_are_answered_one_by_one_in_order(
    client: Client, town: Town, bridge: Bridge
) -> None:
    await put_into_custody(bridge, town)
    good, bad = scan(), scan("open")
    headers = await town.bearer(Role.POST)
    answer = await client.post("/api/v1/scans", json={"scans": [bad, good]}, headers=headers)
    assert answer.status == 200
    results = (await answer.json())["results"]
    assert [r["scan_id"] for r in results] == [bad["scan_id"], good["scan_id"]]
    assert [r["outcome"] for r in results] == ["refused", "recorded"]
    assert results[0]["code"] == "not_for_this_thing"
    assert results[1]["state"] == "held"
    assert results[1]["holder"] == "H53.BC"
    assert "give" in results[1]["next_actions"]
    again = await client.post("/api/v1/scans", json={"scans": [good]}, headers=headers)
    assert [r["outcome"] for r in (await again.json())["results"]] == ["already_recorded"]


async def test_a_refusal_is_told_in_the_language_of_whoever_asks(
    client: Client, town: Town, bridge: Bridge
) -> None:
    await put_into_custody(bridge, town)
    headers = await town.bearer(Role.POST)
    batch = {"scans": [scan("open")]}
    told = []
    for language in ("vi", "en"):
        asked = {**headers, "Accept-Language": language}
        answer = await client.post("/api/v1/scans", json=batch, headers=asked)
        told += (await answer.json())["results"]
    assert [each["words"] for each in told] == [
        'Không áp dụng được thao tác "Mở túi" cho EV000000014VN.',
        "The action Open the bag does not apply to EV000000014VN.",
    ]
    assert {each["detail"] for each in told} == {"The action open does not apply to EV000000014VN."}


async def test_a_keyed_batch_sent_again_gets_the_same_answer(
    client: Client, town: Town, bridge: Bridge
) -> None:
    await put_into_custody(bridge, town)
    headers = {**await town.bearer(Role.POST), "Idempotency-Key": "one"}
    batch = {"scans": [scan()]}
    first = await client.post("/api/v1/scans", json=batch, headers=headers)
    again = await client.post("/api/v1/scans", json=batch, headers=headers)
    assert await first.json() == await again.json()
    other = await client.post("/api/v1/scans", json={"scans": [scan()]}, headers=headers)
    assert (other.status, (await other.json())["code"]) == (422, "key_reused")


async def test_a_bad_batch_names_every_wrong_field_and_records_nothing(
    client: Client, town: Town, bridge: Bridge
) -> None:
    await put_into_custody(bridge, town)
    headers = await town.bearer(Role.POST)
    wrong = scan("dance", scanned_at="2026-03-13T09:00:00", colour="blue")
    paths = await refused_paths(client, headers, {"scans": [scan(), wrong]})
    assert paths == {"scans.1.action", "scans.1.scanned_at", "scans.1.colour"}
    assert await refused_paths(client, headers, {"scans": []}) == {"scans"}
    assert await refused_paths(client, headers, {"scans": [scan()] * 101}) == {"scans"}
    billion = scan(collected={"amount_dong": 10**13, "method": "cash"})
    assert await refused_paths(client, headers, {"scans": [billion]}) == {
        "scans.0.collected.amount_dong"
    }
    async with bridge.database.snapshot() as connection:
        assert await connection.fetchval("select count(*) from scan") == 0


async def test_accountants_do_not_scan(client: Client, town: Town) -> None:
    headers = await town.bearer(Role.ACCOUNTANT)
    answer = await client.post("/api/v1/scans", json={"scans": [scan()]}, headers=headers)
    assert (answer.status, (await answer.json())["code"]) == (403, "not_for_your_role")


async def test_another_centres_things_are_unknown(
    client: Client, town: Town, other_town: Town, bridge: Bridge
) -> None:
    await put_into_custody(bridge, other_town)
    headers = await town.bearer(Role.POST)
    answer = await client.post("/api/v1/scans", json={"scans": [scan()]}, headers=headers)
    assert [r["code"] for r in (await answer.json())["results"]] == ["unknown_code"]


async def refused_paths(
    client: Client, headers: Mapping[str, str], batch: Mapping[str, object]
) -> set[str]:
    answer = await client.post("/api/v1/scans", json=batch, headers=headers)
    assert answer.status == 422
    problem = await answer.json()
    assert problem["code"] == "invalid_input"
    return {error["path"] for error in problem["errors"]}
