"""A sandbox centre over HTTP: its stories, the note on its pages, what never leaves it."""

import io
from dataclasses import replace
from datetime import timedelta

import pytest
from pypdf import PdfReader

from jobs.receipts import send_receipts
from jobs.stories import go_on_with_stories
from postal_bridge.domain.custody import Leg
from postal_bridge.gateways.stand_ins import ReceiptsStandIn
from postal_bridge.wiring import Bridge
from tests.conftest import SettableClock
from tests.journeys import Stage, found_center
from tests.routes.conftest import Client, bearer

API = "/api/v1/consignments"
NOTE = "Trung tâm thử nghiệm"


@pytest.fixture
async def stage(bridge: Bridge, clock: SettableClock) -> Stage:
    return await found_center(bridge, clock, sandbox=True)


async def headers_of(stage: Stage) -> dict[str, str]:
    return await bearer(stage.bridge, stage.center.center_id, stage.clerk.login)


async def registered(stage: Stage) -> str:
    """Register what goes out to a citizen by the story that the dossier chooses."""
    code = await stage.add_dossier(1)
    document = await stage.register(stage.clerk, Leg.OUTBOUND, dossier_code=code)
    return str(document["code"])


async def test_a_story_is_read_and_called_on(client: Client, stage: Stage) -> None:
    code, headers = await registered(stage), await headers_of(stage)
    read = await client.get(f"{API}/{code}/story", headers=headers)
    told = await read.json()
    assert (read.status, told["story"], told["beats_done"]) == (200, "absent", 0)
    assert told["beats"][:2] == ["sender give", "post take"]
    keyed = {**headers, "Idempotency-Key": "one"}
    for _ in range(2):
        called = await client.post(f"{API}/{code}/story/beats", headers=keyed)
        assert (called.status, (await called.json())["beats_done"]) == (202, 0)
    read = await client.get(f"{API}/{code}/story", headers=headers)
    assert (await read.json())["beats_done"] == 1
    events = await client.get(f"{API}/{code}/events", headers=headers)
    happened = (await events.json())["items"]
    assert [each["event"] for each in happened] == ["registered", "given"]
    assert happened[-1]["login"] == "sandbox.h53.h53"


async def test_the_job_goes_on_with_stories_minute_by_minute(bridge: Bridge, stage: Stage) -> None:
    code = await registered(stage)
    for _ in range(7):
        stage.clock.advance(timedelta(seconds=bridge.config.sandbox_seconds))
        await go_on_with_stories(bridge, stage.center, "")
    state = "select state from custody where code = $1"
    assert await stage.value(state, code) == "delivered"


async def test_a_sandbox_says_so_wherever_one_looks(client: Client, stage: Stage) -> None:
    code, headers = await registered(stage), await headers_of(stage)
    me = await (await client.get("/api/v1/me", headers=headers)).json()
    assert me["center"]["sandbox"] is True
    assert NOTE in await (await client.get("/center", headers=headers)).text()
    tracked = await client.get(f"/api/v1/track/{code}", params={"phone_last4": "5678"})
    assert (await tracked.json())["sandbox"] is True
    form = {"code": code, "phone_last4": "5678"}
    page = await client.post("/track", data=form, headers={"Accept": "text/html"})
    assert NOTE in await page.text()
    labels = await client.get("/api/v1/labels", params={"codes": code}, headers=headers)
    (printed,) = PdfReader(io.BytesIO(await labels.read())).pages
    assert "THỬ NGHIỆM" in printed.extract_text()


async def test_elsewhere_nothing_says_so(
    client: Client, bridge: Bridge, clock: SettableClock
) -> None:
    stage = await found_center(bridge, clock)
    code, headers = await registered(stage), await headers_of(stage)
    assert NOTE not in await (await client.get("/center", headers=headers)).text()
    tracked = await client.get(f"/api/v1/track/{code}", params={"phone_last4": "5678"})
    assert (await tracked.json())["sandbox"] is False
    refused = await client.get(f"{API}/{code}/story", headers=headers)
    assert (refused.status, (await refused.json())["code"]) == (409, "no_sandbox")


async def test_nothing_is_told_of_receipts(bridge: Bridge, stage: Stage) -> None:
    taker = replace(bridge, receipts=ReceiptsStandIn())
    real = replace(stage.center, sandbox=False)
    assert await send_receipts(taker, real, "") == {"sent": 0}
    assert await send_receipts(taker, stage.center, "") == {}
