"""Where the money is: by day, and what the post has not sent on, before and after a closing."""

from datetime import UTC, date, datetime, timedelta

import pytest

from postal_bridge.usecases.close_period import close_period
from postal_bridge.usecases.look_up_money import MoneyBoard, look_up_money
from postal_bridge.wiring import Bridge
from tests.conftest import SettableClock
from tests.journeys import found_center
from tests.usecases.test_reconcile import DAY, Desk, sent

IN_APRIL = date(2026, 4, 10)


@pytest.fixture
async def desk(bridge: Bridge, clock: SettableClock) -> Desk:
    desk = Desk(await found_center(bridge, clock))
    clock.now = datetime(2026, 5, 4, 2, tzinfo=UTC)
    return desk


async def look(desk: Desk, day: date | None = None) -> MoneyBoard:
    bridge = desk.stage.bridge
    return await look_up_money(bridge.database, bridge.clock, desk.stage.accountant, day)


async def at_stages(desk: Desk, day: date | None = None) -> dict[str, int]:
    return {each.name: each.amount_dong for each in (await look(desk, day)).stages}


async def not_sent_on(desk: Desk) -> int:
    return sum(each.amount_dong for each in (await look(desk)).offices)


async def test_money_stands_where_it_stood_on_a_day(desk: Desk) -> None:
    await desk.collect(await desk.dossier(), 70_000)
    await desk.collect(await desk.dossier(), 30_000, IN_APRIL)
    assert (await at_stages(desk, DAY - timedelta(days=1)))["post"] == 0
    assert (await at_stages(desk, DAY))["post"] == 70_000
    assert (await at_stages(desk))["post"] == 100_000


async def test_a_closing_changes_nothing_of_what_was_not_sent_on(desk: Desk) -> None:
    missing = await desk.collect(await desk.dossier(), 70_000)
    await desk.collect(await desk.dossier(), 30_000, IN_APRIL)
    dossier = await desk.dossier()
    await desk.collect(dossier, 50_000)
    await desk.hand_in(sent(1, dossier, 50_000))
    assert await not_sent_on(desk) == 150_000
    await desk.run()
    assert await not_sent_on(desk) == 100_000
    await close_period(desk.asked(desk.stage.accountant), "2026-03", ["missing"])
    assert await not_sent_on(desk) == 100_000
    await desk.take_back(missing)
    assert await not_sent_on(desk) == 30_000


async def test_a_list_that_comes_twice_is_waited_for_once(desk: Desk) -> None:
    dossier = await desk.dossier()
    await desk.hand_in(sent(1, dossier, 50_000, remittance_batch="BK-001"))
    # The same line, in a file with other words above it.
    await desk.hand_in(sent(5, dossier, 50_000, remittance_batch="BK-001"))
    # Of a list of the week, the day that came before is known.
    await desk.hand_in(
        sent(1, dossier, 50_000, remittance_batch="BK-001"),
        sent(2, dossier, 70_000, remittance_batch="BK-001"),
    )
    waited = [each["lines_dong"] for each in (await look(desk)).batches]
    assert sorted(waited) == [50_000, 70_000]


async def test_what_comes_late_is_not_sent_on_either(desk: Desk) -> None:
    await close_period(desk.asked(desk.stage.accountant), "2026-03", [])
    await desk.collect(await desk.dossier(), 20_000)
    assert await not_sent_on(desk) == 20_000


async def test_what_is_in_dispute_is_not_set_against_each_other(desk: Desk) -> None:
    for place, amount_dong in ((1, 1_000_000), (2, -1_000_000)):
        await desk.hand_in(sent(place, None, amount_dong), kind="bank", account="1010101010")
    assert (await look(desk)).disputed_dong == 2_000_000
    await desk.hand_in(sent(3, None, 30_000))
    assert (await look(desk)).disputed_dong == 2_030_000
