"""What was told of a month when it had ended stays, whatever comes later."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from jobs.daily import close_month
from postal_bridge.usecases.close_month import LAST, list_closed_months
from postal_bridge.usecases.summarise import summarise
from postal_bridge.wiring import Bridge
from routes.route import API
from tests.conftest import SettableClock
from tests.journeys import Stage, found_center
from tests.routes import conftest as over_http
from tests.routes.conftest import Client, bearer

client = over_http.client


@pytest.fixture
async def stage(bridge: Bridge, clock: SettableClock) -> Stage:
    return await found_center(bridge, clock)


async def received(stage: Stage, number: int) -> None:
    on = date(2026, 3, 12)
    days: dict[str, Any] = {"received_at": datetime(2026, 3, 12, 2, tzinfo=UTC), "received_on": on}
    await stage.add_dossier(number, status=4, due_on=on, **days)


async def listed(stage: Stage) -> list[tuple[str, int]]:
    found, _ = await list_closed_months(stage.bridge.database, stage.clerk, LAST, 10)
    return [(each.month, each.figures["received"]["total"]) for each in found]


async def test_a_month_is_kept_once_as_it_was_told(stage: Stage) -> None:
    await received(stage, 1)
    counts = await close_month(stage.bridge, stage.center, "2026-03")
    assert counts == {"received": 1, "resolved": 0}
    await received(stage, 2)
    assert await close_month(stage.bridge, stage.center, "2026-03") == {}
    assert await listed(stage) == [("2026-03", 1)]
    march = date(2026, 3, 1), date(2026, 3, 31)
    now = await summarise(stage.bridge.database, stage.center, *march)
    assert now.received.total == 2


async def test_months_are_listed_page_by_page_over_http(client: Client, stage: Stage) -> None:
    for month in ("2026-01", "2026-02", "2026-03"):
        await close_month(stage.bridge, stage.center, month)
    headers = await bearer(stage.bridge, stage.center.center_id, stage.accountant.login)
    query = {"limit": "2"}
    first = await (await client.get(f"{API}/closed-months", params=query, headers=headers)).json()
    assert [item["month"] for item in first["items"]] == ["2026-03", "2026-02"]
    assert first["items"][0]["figures"]["from"] == "2026-03-01"
    query["cursor"] = first["next_cursor"]
    rest = await (await client.get(f"{API}/closed-months", params=query, headers=headers)).json()
    assert ([item["month"] for item in rest["items"]], rest["next_cursor"]) == (["2026-01"], None)
    other = await client.get(f"{API}/closed-months?cursor=WyJ4Il0=", headers=headers)
    assert other.status == 422
