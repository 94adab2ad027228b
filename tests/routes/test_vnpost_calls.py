"""Calls of VNPost that mean harm: half a character, what was listened to, the ends of time."""

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from aiohttp import ClientResponse
from aiohttp.test_utils import TestClient, TestServer

from jobs.incoming import understand_incoming
from postal_bridge.domain.carrier import CarrierKind
from postal_bridge.domain.incoming import Way
from postal_bridge.gateways.vnpost_words import written
from postal_bridge.signatures import SigningKey
from postal_bridge.usecases.hear_carriers import NAME
from postal_bridge.usecases.keep_incoming_sources import KeepingSource
from postal_bridge.usecases.take_incoming import ADDRESS_LIMIT
from postal_bridge.wiring import Bridge
from routes.app import create_app
from tests.conftest import SettableClock
from tests.journeys import found_center
from tests.routes.conftest import Client
from tests.routes.test_carriers import signing
from tests.usecases.carrying import Carrying, carrying

PATH = f"/api/v1/incoming/H53/{NAME}"
AS_JSON = {"Content-Type": "application/json"}
HALF = "\\ud800"
#: Calls that are no report of anybody, each in the text that is sent.
HOSTILE = {
    "half a character": f'{{"Data": "{HALF}", "SendDate": "x", "SignData": "AAAA"}}',
    "half a moment": f'{{"Data": "{{}}", "SendDate": "{HALF}", "SignData": "AAAA"}}',
    "half a signature": f'{{"Data": "{{}}", "SendDate": "x", "SignData": "{HALF}"}}',
    "half a name": f'{{"{HALF}": 1, "Data": "{HALF}{{}}"}}',
    "no signature": '{"Data": "{}", "SendDate": "x"}',
    "not base64": '{"Data": "{}", "SendDate": "x", "SignData": "\u1ea1"}',
    "no text": '{"Data": {"OrderCode": 1}, "SendDate": 1, "SignData": []}',
    "deep": "[" * 60_000,
    "deep within": json.dumps({"Data": "[" * 60_000, "SendDate": "x", "SignData": "AAAA"}),
    "a long number": json.dumps({"Data": "1" * 9_000, "SendDate": "x", "SignData": "AAAA"}),
    "a list": "[]",
    "nothing": "",
}


@pytest.fixture
async def carried(bridge: Bridge, clock: SettableClock, tmp_path: Path) -> AsyncIterator[Carrying]:
    """Yield a centre whose VNPost is played, as one of its customers speaks to it."""
    stage = await found_center(bridge, clock)
    async with carrying(CarrierKind.VNPOST_CUSTOMER, stage, tmp_path) as carried:
        yield carried


@pytest.fixture
async def at(carried: Carrying) -> AsyncIterator[Client]:
    """Yield a client of the application over such a centre."""
    async with TestClient(TestServer(create_app(carried.bridge))) as client:
        yield client


async def test_what_is_no_call_of_vnpost_is_refused_and_counted(
    carried: Carrying, at: Client
) -> None:
    await signing(carried)
    for name, body in HOSTILE.items():
        answer = await at.post(PATH, data=body.encode(), headers=AS_JSON)
        assert answer.status == 401, name
    half = HOSTILE["half a character"].encode()
    statuses = [
        (await at.post(PATH, data=half, headers=AS_JSON)).status for _ in range(ADDRESS_LIMIT.most)
    ]
    assert statuses[-1] == 429
    assert set(statuses) == {401, 429}
    assert await carried.value("select count(*) from incoming_call") == 0


async def test_what_a_key_lets_in_and_nobody_can_read_is_unreadable(
    carried: Carrying, at: Client
) -> None:
    keeping = KeepingSource(carried.admin, carried.bridge.sources, NAME)
    await keeping.choose_way(Way.KEY, "h-token")
    agreed = await keeping.add_secret()
    assert agreed.document is not None
    headers = {**AS_JSON, "h-token": agreed.document["secret"]}
    for body in HOSTILE.values():
        assert (await at.post(PATH, data=body.encode(), headers=headers)).status == 202
    await understand_incoming(carried.bridge, carried.center, "")
    troubles = "select string_agg(distinct state || ' ' || trouble, ',') from incoming_call"
    assert await carried.value(troubles) == "not_understood unreadable"


@pytest.mark.parametrize(
    "told",
    [
        {"OrderCode": HALF, "OrderStatusId": f"7{HALF}", "DeliveryNote": HALF},
        {"OrderCode": "A1", "OrderStatusId": 70, "LastUpdateTime": "9999-12-31T23:59:59+00:00"},
        {"OrderCode": "A1", "OrderStatusId": 70, "LastUpdateTime": "0001-01-01T00:00:00+00:00"},
    ],
)
async def test_whatever_vnpost_signs_is_kept_as_a_report(
    carried: Carrying, at: Client, told: dict[str, object]
) -> None:
    key = await signing(carried)
    for number, hours in enumerate((-5, 5)):
        data = json.dumps(told).replace(f"\\{HALF}", HALF) + " " * number
        moment = written(carried.bridge.clock() + timedelta(hours=hours))
        assert (await send(at, key, data, moment)).status == 202
    await understand_incoming(carried.bridge, carried.center, "")
    became = "select string_agg(distinct coalesce(outcome, trouble), ',') from incoming_call"
    assert await carried.value(became) == "report_kept"


async def test_what_was_listened_to_and_sent_again_is_the_same_call(
    carried: Carrying, at: Client
) -> None:
    key = await signing(carried)
    data = json.dumps({"OrderCode": "A1", "OrderStatusId": 70})
    first = await (await send(at, key, data, "13/03/2026 09:30:00")).json()
    for number in range(3):
        again = await send(at, key, data, f"13/03/2026 10:0{number}:00", str(number))
        assert again.status == 202
        assert await again.json() == {"call_id": first["call_id"], "repeated": True}
    assert await carried.value("select count(*) from incoming_call") == 1
    other = json.dumps({"OrderCode": "A1", "OrderStatusId": 100})
    assert (await (await send(at, key, other, "13/03/2026 09:30:00")).json())["repeated"] is False


async def send(
    at: Client, key: SigningKey, data: str, moment: str, identity: str = ""
) -> ClientResponse:
    """Call as VNPost does; its signature is of the data alone."""
    body = json.dumps({"Data": data, "SendDate": moment, "SignData": key.sign(data)})
    return await at.post(PATH, data=body, headers={**AS_JSON, "webhook-id": identity})
