"""The register of a year: one number for one dossier, given when it is received, without a gap."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from postal_bridge.domain.custody import Leg
from postal_bridge.domain.dossier import PortalStatus, ReceivedVia
from postal_bridge.domain.papers import RegisterNumber
from postal_bridge.domain.refusals import DossierKnown
from postal_bridge.domain.tracking_code import CodeRange
from postal_bridge.store.registers import RegisteredDossier
from postal_bridge.usecases.advance_dossier import WantedStep, advance_dossier
from postal_bridge.usecases.bind_dossier import bind_dossier
from postal_bridge.usecases.enter_register import enter_register
from postal_bridge.usecases.file_bundle import BundleFiling, file_bundle
from postal_bridge.usecases.once import Asked
from postal_bridge.usecases.register_dossier import Filing, register_dossier
from postal_bridge.usecases.write_register import register_number, write_register
from postal_bridge.wiring import Bridge
from tests.conftest import SettableClock
from tests.journeys import PROCEDURE, Stage, found_center

MONDAY = datetime(2026, 3, 2, 2, tzinfo=UTC)


@pytest.fixture
async def stage(bridge: Bridge, clock: SettableClock) -> Stage:
    return await found_center(bridge, clock)


async def listed(stage: Stage, first: date, last: date) -> list[RegisteredDossier]:
    bridge = stage.bridge
    facts = await write_register(
        bridge.database, stage.clock, bridge.sealer, stage.clerk, first, last
    )
    return [entry.dossier for entry in facts.entries]


async def numbers(stage: Stage, first: date, last: date) -> dict[str, int]:
    return {each.code[-4:]: each.number for each in await listed(stage, first, last)}


async def taken_back(stage: Stage, first: date, last: date) -> list[str]:
    return [each.code[-4:] for each in await listed(stage, first, last) if each.is_taken_back]


async def number(stage: Stage, code: str) -> RegisterNumber | None:
    return await register_number(stage.bridge.database, stage.clerk, code)


def filing(place: int, via: ReceivedVia = ReceivedVia.DIRECT) -> Filing:
    return Filing(f"H53.14-260302-{place:04}", PROCEDURE, via, "SNV")


async def file(stage: Stage, place: int, via: ReceivedVia = ReceivedVia.DIRECT) -> str:
    tools = stage.bridge.database, stage.clock, stage.bridge.sealer
    await register_dossier(*tools, stage.clerk, filing(place, via), None)
    return filing(place).code


async def test_numbers_are_given_in_the_order_of_receipt_and_stay(stage: Stage) -> None:
    codes = [
        await stage.add_dossier(
            place, received_at=MONDAY + timedelta(hours=place), received_on=MONDAY.date(), status=2
        )
        for place in (3, 1, 2)
    ]
    async with stage.bridge.database.transaction() as connection:
        await enter_register(connection, stage.center.center_id, codes, stage.clock())
    march = date(2026, 3, 1), date(2026, 3, 31)
    assert await numbers(stage, *march) == {"0001": 1, "0002": 2, "0003": 3}
    # What is loaded later gets the next number, though it was received before.
    await stage.receive_dossier(4, MONDAY - timedelta(days=7))
    assert await numbers(stage, *march) == {"0001": 1, "0002": 2, "0003": 3}
    assert await numbers(stage, date(2026, 1, 1), march[1]) == {
        "0001": 1,
        "0002": 2,
        "0003": 3,
        "0004": 4,
    }


async def test_a_dossier_has_its_number_as_soon_as_it_is_received_whichever_way(
    stage: Stage, bridge: Bridge
) -> None:
    tools = bridge.database, stage.clock, bridge.sealer
    assert await number(stage, await file(stage, 1)) == RegisterNumber(2026, 1)
    posted = await file(stage, 2, ReceivedVia.POSTAL)
    code = str((await stage.register(stage.post, Leg.INBOUND, dossier_code=posted))["code"])
    await stage.recorded(stage.post, code, "collect")
    await stage.recorded(stage.post, code, "give", to_office="H53")
    assert await number(stage, posted) is None
    taken = await stage.scan(stage.clerk, code, "take")
    assert await number(stage, posted) == RegisterNumber(2026, 2)
    # Taken back and signed again it is the same dossier.
    await stage.recorded(stage.clerk, code, "correct", corrects=taken.scan_id)
    await stage.recorded(stage.clerk, code, "take")
    assert await number(stage, posted) == RegisterNumber(2026, 2)
    said, beside = [await file(stage, place, ReceivedVia.POSTAL) for place in (3, 4)]
    await advance_dossier(*tools, stage.clerk, said, WantedStep(PortalStatus.ACCEPTED), None)
    assert await number(stage, said) == RegisterNumber(2026, 3)
    await bind_dossier(*tools, stage.clerk, None, code, beside, beside=True)
    assert await number(stage, beside) == RegisterNumber(2026, 4)
    bundle = BundleFiling("Hai trong một", [filing(5), filing(6)])
    await file_bundle(Asked(*tools, stage.clerk), bundle)
    assert await number(stage, filing(6).code) == RegisterNumber(2026, 6)


async def sign_for(stage: Stage, place: int) -> tuple[str, UUID]:
    """Let a dossier come by post; return the code of what it came in and the scan that took it."""
    dossier = await file(stage, place, ReceivedVia.POSTAL)
    code = str((await stage.register(stage.post, Leg.INBOUND, dossier_code=dossier))["code"])
    await stage.recorded(stage.post, code, "collect")
    await stage.recorded(stage.post, code, "give", to_office="H53")
    return code, (await stage.scan(stage.clerk, code, "take")).scan_id


async def test_a_receipt_that_is_taken_back_is_told_until_there_is_another(stage: Stage) -> None:
    today = stage.clock().date()
    code, taken = await sign_for(stage, 1)
    await sign_for(stage, 2)
    stage.clock.advance(timedelta(days=1))
    await stage.recorded(stage.clerk, code, "correct", corrects=taken)
    assert await numbers(stage, today, today) == {"0001": 1, "0002": 2}
    assert await taken_back(stage, today, today) == ["0001"]
    tomorrow = today + timedelta(days=1)
    assert await numbers(stage, tomorrow, tomorrow) == {}
    await stage.recorded(stage.clerk, code, "take")
    assert await numbers(stage, today, today) == {"0002": 2}
    assert await numbers(stage, today, tomorrow) == {"0001": 1, "0002": 2}
    assert await taken_back(stage, today, tomorrow) == []


async def test_each_year_and_each_centre_has_numbers_of_its_own(
    stage: Stage, bridge: Bridge
) -> None:
    other = await found_center(bridge, stage.clock, "H26", CodeRange("EV", 201, 300, "VN"))
    before = MONDAY - timedelta(days=100)
    one, two = await stage.receive_dossier(1, before), await stage.receive_dossier(2, MONDAY)
    three = await other.receive_dossier(3, MONDAY)
    assert await number(stage, one) == RegisterNumber(2025, 1)
    assert await number(stage, two) == RegisterNumber(2026, 1)
    assert await number(other, three) == RegisterNumber(2026, 1)


async def test_what_is_received_at_once_gets_numbers_without_a_gap_or_a_second(
    stage: Stage,
) -> None:
    # One of each pair is refused, and takes no number with it.
    filed = await asyncio.gather(
        *(file(stage, place) for place in [*range(1, 13)] * 2), return_exceptions=True
    )
    assert sum(isinstance(each, DossierKnown) for each in filed) == 12
    given = "select array_agg(number order by number) from register_entry"
    assert await stage.value(given) == list(range(1, 13))


async def test_looking_at_the_register_writes_nothing(stage: Stage) -> None:
    await stage.add_dossier(1, received_at=MONDAY, received_on=MONDAY.date(), status=2)
    assert await numbers(stage, date(2026, 1, 1), date(2026, 12, 31)) == {}
    assert await stage.value("select count(*) from register_entry") == 0


async def test_a_number_stays_with_its_dossier_whatever_becomes_of_it(stage: Stage) -> None:
    code = await stage.receive_dossier(1, MONDAY)
    query = "update dossier set received_at = null, received_on = null, status = 1 where code = $1"
    async with stage.bridge.database.transaction() as connection:
        await connection.execute(query, code)
    later = MONDAY + timedelta(days=2)
    await stage.receive_dossier(2, later)
    year = date(2026, 1, 1), date(2026, 12, 31)
    assert await numbers(stage, *year) == {"0002": 2}
    query = "update dossier set received_at = $2, received_on = $3, status = 2 where code = $1"
    async with stage.bridge.database.transaction() as connection:
        await connection.execute(query, code, later, later.date())
    assert await numbers(stage, *year) == {"0001": 1, "0002": 2}
