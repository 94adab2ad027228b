"""What the post has not sent on is told right although a run's differences stand for most of it."""

from datetime import date, timedelta

import pytest

from postal_bridge.domain.fees import PaidBy
from postal_bridge.domain.money_difference import Action
from postal_bridge.usecases.close_period import close_period
from postal_bridge.wiring import Bridge
from tests.conftest import SettableClock
from tests.journeys import found_center
from tests.usecases.money_queries import told_outstanding
from tests.usecases.test_reconcile import DAY, FIRST, LAST, sent
from tests.usecases.test_refund_surplus import Counter

LONG = timedelta(days=3)


@pytest.fixture
async def counter(bridge: Bridge, clock: SettableClock) -> Counter:
    return Counter(await found_center(bridge, clock))


async def run(counter: Counter) -> None:
    """Reconcile long before and long after whatever else happens."""
    counter.stage.clock.advance(LONG)
    await counter.run()
    counter.stage.clock.advance(LONG)


async def test_what_is_collected_after_a_run_is_told(counter: Counter) -> None:
    await counter.collect(await counter.dossier(), 10_000)
    assert await told_outstanding(counter.stage) == 10_000
    await run(counter)
    assert await told_outstanding(counter.stage) == 10_000
    await counter.collect(await counter.dossier(), 20_000)
    await counter.collect(await counter.dossier(), 40_000, on=LAST + timedelta(days=1))
    assert await told_outstanding(counter.stage) == 70_000


async def test_what_lies_before_the_days_of_a_run_is_told(counter: Counter) -> None:
    await counter.collect(await counter.dossier(), 10_000, on=FIRST - timedelta(days=1))
    await run(counter)
    assert await told_outstanding(counter.stage) == 10_000


async def test_what_is_matched_after_a_run_is_told_no_longer(counter: Counter) -> None:
    dossier = await counter.dossier()
    await counter.collect(dossier, 10_000)
    await run(counter)
    await counter.hand_in(sent(1, dossier, 10_000))
    await counter.run(DAY, DAY)
    assert await told_outstanding(counter.stage) == 0


async def test_a_match_undone_after_a_run_leaves_its_money_to_be_sent(counter: Counter) -> None:
    await counter.hand_in(sent(1, None, 50_000))
    await counter.run()
    collection_id = await counter.collect(await counter.dossier(), 50_000)
    line = await counter.only("unknown")
    await counter.resolve(line, Action.MATCH, collection_ids=(collection_id,))
    await run(counter)
    assert await told_outstanding(counter.stage) == 0
    await counter.undo(await counter.only("unknown"))
    assert await told_outstanding(counter.stage) == 50_000


async def test_a_refund_cancelled_after_a_run_leaves_its_money_to_be_sent(
    counter: Counter,
) -> None:
    code = await counter.owing()
    await counter.pay(code, PaidBy.ONLINE)
    await counter.pay(code, PaidBy.TRANSFER, day=DAY)
    made = await counter.refund(code, who=counter.stage.post)
    await run(counter)
    assert await told_outstanding(counter.stage) == 0
    await counter.cancel(made)
    assert await told_outstanding(counter.stage) == 50_000


async def test_what_comes_late_for_a_closed_month_is_told(counter: Counter) -> None:
    await counter.collect(await counter.dossier(), 10_000)
    counter.stage.clock.now = counter.stage.clock.now.replace(month=4)
    await counter.run()
    asked = counter.asked(counter.stage.accountant)
    await close_period(asked, "2026-03", frozenset({"missing"}))
    await counter.run(date(2026, 4, 1), date(2026, 4, 30))
    counter.stage.clock.advance(LONG)
    await counter.collect(await counter.dossier(), 20_000)
    assert await told_outstanding(counter.stage) == 30_000
