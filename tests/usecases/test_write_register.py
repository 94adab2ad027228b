"""The register of a year: one number for one dossier, without a gap, whoever asks at once."""

import asyncio
from datetime import UTC, date, datetime, timedelta

import pytest

from postal_bridge.domain.papers import RegisterNumber
from postal_bridge.domain.tracking_code import CodeRange
from postal_bridge.usecases.write_register import register_number, write_register
from postal_bridge.wiring import Bridge
from tests.conftest import SettableClock
from tests.journeys import Stage, found_center

MONDAY = datetime(2026, 3, 2, 2, tzinfo=UTC)


@pytest.fixture
async def stage(bridge: Bridge, clock: SettableClock) -> Stage:
    return await found_center(bridge, clock)


async def receive(stage: Stage, number: int, at: datetime) -> str:
    day = at.astimezone(stage.center.zone).date()
    return await stage.add_dossier(number, received_at=at, received_on=day, status=2)


async def numbers(stage: Stage, first: date, last: date) -> dict[str, int]:
    bridge = stage.bridge
    facts = await write_register(
        bridge.database, stage.clock, bridge.sealer, stage.clerk, first, last
    )
    return {entry.dossier.code[-4:]: entry.dossier.number for entry in facts.entries}


async def number(stage: Stage, code: str, at: datetime) -> RegisterNumber | None:
    day = at.astimezone(stage.center.zone).date()
    return await register_number(stage.bridge.database, stage.clock, stage.clerk, code, day)


async def test_numbers_are_given_in_the_order_of_receipt_and_stay(stage: Stage) -> None:
    for place in (3, 1, 2):
        await receive(stage, place, MONDAY + timedelta(hours=place))
    march = date(2026, 3, 1), date(2026, 3, 31)
    assert await numbers(stage, *march) == {"0001": 1, "0002": 2, "0003": 3}
    # What is loaded later gets the next number, though it was received before.
    await receive(stage, 4, MONDAY - timedelta(days=7))
    assert await numbers(stage, *march) == {"0001": 1, "0002": 2, "0003": 3}
    assert await numbers(stage, date(2026, 1, 1), march[1]) == {
        "0001": 1,
        "0002": 2,
        "0003": 3,
        "0004": 4,
    }


async def test_each_year_and_each_centre_has_numbers_of_its_own(
    stage: Stage, bridge: Bridge
) -> None:
    other = await found_center(bridge, stage.clock, "H26", CodeRange("EV", 201, 300, "VN"))
    before = MONDAY - timedelta(days=100)
    one, two = await receive(stage, 1, before), await receive(stage, 2, MONDAY)
    three = await receive(other, 3, MONDAY)
    assert await number(stage, one, before) == RegisterNumber(2025, 1)
    assert await number(stage, two, MONDAY) == RegisterNumber(2026, 1)
    assert await number(other, three, MONDAY) == RegisterNumber(2026, 1)


async def test_whoever_asks_at_once_gets_numbers_without_a_gap_or_a_second(stage: Stage) -> None:
    moments = [MONDAY + timedelta(hours=place) for place in range(1, 13)]
    codes = [await receive(stage, place, at) for place, at in enumerate(moments, start=1)]
    asked = [number(stage, code, at) for code, at in zip(codes * 2, moments * 2, strict=True)]
    found = await asyncio.gather(*asked, numbers(stage, date(2026, 1, 1), date(2026, 12, 31)))
    given = [each.number for each in found[:12] if isinstance(each, RegisterNumber)]
    assert found[:12] == found[12:24]
    assert sorted(given) == list(range(1, 13))
    assert await stage.value("select count(*) from register_entry") == 12


async def test_a_number_stays_with_its_dossier_whatever_becomes_of_it(stage: Stage) -> None:
    code = await receive(stage, 1, MONDAY)
    await number(stage, code, MONDAY)
    query = "update dossier set received_at = null, received_on = null, status = 1 where code = $1"
    async with stage.bridge.database.transaction() as connection:
        await connection.execute(query, code)
    later = MONDAY + timedelta(days=2)
    await receive(stage, 2, later)
    year = date(2026, 1, 1), date(2026, 12, 31)
    assert await numbers(stage, *year) == {"0002": 2}
    query = "update dossier set received_at = $2, received_on = $3, status = 2 where code = $1"
    async with stage.bridge.database.transaction() as connection:
        await connection.execute(query, code, later, later.date())
    assert await numbers(stage, *year) == {"0001": 1, "0002": 2}
