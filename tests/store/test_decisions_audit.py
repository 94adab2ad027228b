"""An audit recounts what people decided about money, and tells amounts that were forged since."""

from dataclasses import replace
from typing import Any

import pytest

from postal_bridge.domain.booking import Source
from postal_bridge.domain.custody_audit import Check
from postal_bridge.domain.money_difference import Action, Party
from postal_bridge.store import ledger
from postal_bridge.usecases.audit import audit
from postal_bridge.usecases.keep_books import Journal
from postal_bridge.wiring import Bridge
from tests.conftest import SettableClock
from tests.journeys import found_center
from tests.usecases.test_decide_money_difference import Workbench
from tests.usecases.test_reconcile import sent

TABLES = ("ledger_entry", "ledger_posting")


@pytest.fixture
async def bench(bridge: Bridge, clock: SettableClock) -> Workbench:
    return Workbench(await found_center(bridge, clock))


async def found(bench: Workbench) -> list[tuple[Check, str]]:
    """Return what an audit finds."""
    report = await audit(bench.stage.bridge.database, bench.stage.center, lambda *_: None)
    return [(each.check, each.detail) for each in report.findings]


async def forge(bench: Workbench) -> None:
    """Write the last decision anew with twice the amounts, with seals and sums and all."""
    center_id = bench.stage.center.center_id
    async with bench.stage.bridge.database.transaction() as connection:
        for table in TABLES:
            await connection.execute(f"alter table {table} disable trigger all")
        names = [
            str(row["difference_id"])
            for row in await connection.fetch("select difference_id from money_difference")
        ]
        found = await ledger.entries_of_facts(connection, center_id, Source.DIFFERENCE, names)
        last = found[-1]
        for table in reversed(TABLES):
            query = f"delete from {table} where sequence = $1"  # noqa: S608
            await connection.execute(query, last.sequence)
        back = "update counter set next_value = $1 where name = 'ledger'"
        await connection.execute(back, last.sequence)
        journal = await Journal.lock(connection, center_id, bench.stage.clock())
        doubled = tuple(replace(each, amount=each.amount * 2) for each in last.entry.postings)
        journal.write(replace(last.entry, postings=doubled))
        await journal.save()
        await ledger.sum_up_days(connection, center_id)
        for table in TABLES:
            await connection.execute(f"alter table {table} enable trigger all")


async def furnish(bench: Workbench) -> None:
    """Leave one difference each of missing, short, over and unknown."""
    short, over = await bench.dossier(), await bench.dossier()
    for dossier in (short, over, await bench.dossier()):
        await bench.collect(dossier, 50_000)
    await bench.hand_in(sent(1, short, 40_000), sent(2, over, 65_000), sent(3, None, 50_000))
    await bench.run()


@pytest.mark.parametrize(
    ("difference_class", "action", "more"),
    [
        ("missing", Action.ADJUSTMENT, {}),
        ("missing", Action.REFUND, {"refunded_by": Party.POST}),
        ("short", Action.ADJUSTMENT, {}),
        ("short", Action.REFUND, {"refunded_by": Party.POST}),
        ("over", Action.ADJUSTMENT, {}),
        ("over", Action.REFUND, {"refunded_by": Party.AGENCY}),
        ("unknown", Action.ADJUSTMENT, {"department": "SNV"}),
        ("unknown", Action.REFUND, {"refunded_by": Party.POST}),
    ],
)
async def test_a_forged_amount_of_a_decision_is_told(
    bench: Workbench, difference_class: str, action: Action, more: dict[str, Any]
) -> None:
    await furnish(bench)
    await bench.resolve(await bench.only(difference_class), action, **more)
    assert await found(bench) == []
    await forge(bench)
    told = "books its difference otherwise than the rules"
    assert await found(bench) == [(Check.BOOKED, told)]


async def test_a_forged_match_and_a_forged_undo_are_told(bench: Workbench) -> None:
    dossier = await bench.dossier()
    pair = (await bench.collect(dossier, 20_000), await bench.collect(dossier, 30_000))
    await bench.hand_in(sent(1, None, 50_000))
    await bench.run()
    await bench.resolve(await bench.only("unknown"), Action.SPLIT, collection_ids=pair)
    assert await found(bench) == []
    await forge(bench)
    assert len(await found(bench)) == 1
    await bench.undo(await bench.only("unknown"))
    await forge(bench)
    assert len(await found(bench)) == 2


async def test_a_decision_that_nobody_took_is_told(bench: Workbench) -> None:
    await furnish(bench)
    await bench.resolve(await bench.only("missing"), Action.ADJUSTMENT)
    async with bench.stage.bridge.database.transaction() as connection:
        await connection.execute("alter table money_difference_step disable trigger all")
        await connection.execute("delete from money_difference_step")
        await connection.execute("alter table money_difference_step enable trigger all")
    assert await found(bench) == [(Check.BOOKED, "books a difference that is not kept")]
