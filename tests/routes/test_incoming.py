"""Calls of other parties over HTTP: who is let in, what is answered, and how much is read."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from jobs.incoming import understand_incoming
from postal_bridge.domain.incoming_refusals import NotGenuine
from postal_bridge.usecases.incoming_sources import Source
from postal_bridge.usecases.take_incoming import ADDRESS_LIMIT
from postal_bridge.wiring import Bridge
from routes.incoming import INCOMING_BYTES_MAX
from tests.conftest import SettableClock
from tests.journeys import Stage, found_center
from tests.routes.conftest import Client, bearer
from tests.usecases.calling_in import BODY, NAME, Party

PATH = f"/api/v1/incoming/H53/{NAME}"
AS_JSON = {"Content-Type": "application/json"}


@pytest.fixture
def sources() -> dict[str, Source]:
    return {}


@pytest.fixture
def bridge(bridge: Bridge, sources: dict[str, Source]) -> Bridge:
    """Return a bridge to which somebody calls in once they are in `sources`."""
    return replace(bridge, sources=sources)


@pytest.fixture
async def stage(bridge: Bridge, clock: SettableClock) -> Stage:
    return await found_center(bridge, clock)


@pytest.fixture
async def party(stage: Stage, sources: dict[str, Source]) -> Party:
    party = Party(stage)
    sources.update(party.sources)
    return await party.agree()


def signed(party: Party, body: bytes = BODY, event_id: str = "evt_1") -> Mapping[str, str]:
    return {**AS_JSON, **party.call(body, event_id).headers}


async def test_a_call_is_answered_at_once_and_understood_by_a_job(
    stage: Stage, party: Party, client: Client
) -> None:
    answers = [await client.post(PATH, data=BODY, headers=signed(party)) for _ in range(2)]
    assert [each.status for each in answers] == [202, 202]
    first, second = [await each.json() for each in answers]
    assert first["call_id"] == second["call_id"]
    assert (first["repeated"], second["repeated"]) == (False, True)
    assert not party.bodies
    assert await understand_incoming(stage.bridge, stage.center, "") == {"understood": 1}
    assert party.bodies == [BODY]


async def test_headers_are_found_whatever_their_letters(party: Party, client: Client) -> None:
    headers = {name.title(): value for name, value in signed(party).items()}
    assert (await client.post(PATH, data=BODY, headers=headers)).status == 202


async def test_who_proves_nothing_is_refused_in_one_way_each(
    stage: Stage, party: Party, client: Client
) -> None:
    forged = await client.post(PATH, data=BODY + b" ", headers=signed(party))
    assert (forged.status, (await forged.json())["code"]) == (401, "not_genuine")
    late = signed(party)
    stage.clock.now = stage.clock.now.replace(year=2027)
    answer = await client.post(PATH, data=BODY, headers=late)
    assert (answer.status, (await answer.json())["code"]) == (401, "out_of_time")
    told = set()
    for nowhere in (f"/api/v1/incoming/H99/{NAME}", "/api/v1/incoming/H53/none"):
        answer = await client.post(nowhere, data=BODY, headers=signed(party))
        told.add((answer.status, (await answer.json())["code"]))
    assert told == {(404, "unknown_address")}


async def test_rubbish_is_slowed_down(party: Party, client: Client) -> None:
    for _ in range(ADDRESS_LIMIT.most):
        await client.post(PATH, data=BODY, headers=AS_JSON)
    answer = await client.post(PATH, data=BODY, headers=AS_JSON)
    assert answer.status == 429
    assert int(answer.headers["Retry-After"]) > 0
    assert (await client.post(PATH, data=BODY, headers=signed(party))).status == 202


async def test_no_more_is_read_than_anybody_has_to_say(party: Party, client: Client) -> None:
    long = b" " * (INCOMING_BYTES_MAX + 1)
    assert (await client.post(PATH, data=long, headers=signed(party, long))).status == 413
    most = b" " * INCOMING_BYTES_MAX
    assert (await client.post(PATH, data=most, headers=signed(party, most))).status == 202
    form = {**signed(party), "Content-Type": "text/plain"}
    assert (await client.post(PATH, data=BODY, headers=form)).status == 415


async def test_a_report_of_a_message_has_no_other_address_than_its_own(
    party: Party, client: Client
) -> None:
    path = f"/api/v1/message-reports/H53/{NAME}"
    assert (await client.post(path, data=BODY, headers=signed(party))).status == 404


async def test_how_a_party_is_known_is_kept_by_calls_and_its_secret_is_told_once(
    stage: Stage, sources: dict[str, Source], client: Client
) -> None:
    party = Party(stage)
    sources.update(party.sources)
    api, headers = (
        "/api/v1/incoming-sources",
        await bearer(stage.bridge, stage.center.center_id, stage.admin.login),
    )

    async def ask(method: str, path: str, status: int, **body: object) -> Any:
        answer = await client.request(method, f"{api}{path}", json=body, headers=headers)
        assert answer.status == status, await answer.text()
        return await answer.json() if status != 204 else None

    await ask("POST", f"/{NAME}/secrets", 404)
    await ask("PUT", f"/{NAME}", 422, way="own")
    await ask("PUT", f"/{NAME}", 200, way="signed", tolerance_seconds=60)
    party.secret = (await ask("POST", f"/{NAME}/secrets", 201))["secret"]
    assert await party.calls()
    stage.clock.advance(timedelta(seconds=1))
    second = await ask("POST", f"/{NAME}/secrets", 201, overlap_hours=1)
    listed = await (await client.get(api, headers=headers)).text()
    (item,) = json.loads(listed)["items"]
    assert (item["way"], item["tolerance_seconds"]) == ("signed", 60)
    assert item["address"].endswith(PATH)
    assert [each["ends_at"] is None for each in item["secrets"]] == [True, False]
    for secret in (party.secret, second["secret"]):
        assert secret not in listed
    await ask("DELETE", f"/{NAME}/secrets/{item['secrets'][1]['secret_id']}", 204)
    with pytest.raises(NotGenuine):
        await party.calls()
    await ask("DELETE", f"/{NAME}/secrets/x", 404)
