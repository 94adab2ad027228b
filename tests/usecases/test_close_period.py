"""Closing a month: what is not explained, what comes late, who may reopen, what a seal shows."""

import asyncio
import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from postal_bridge.domain.access import Viewer
from postal_bridge.domain.money_difference import Action, Party
from postal_bridge.domain.period import canonical
from postal_bridge.domain.period_refusals import (
    DecisionIsSealed,
    PeriodIsClosed,
    PeriodNotClosed,
    PeriodNotExplained,
    PeriodNotOver,
    PeriodOutOfOrder,
    ReopenedByOnePerson,
    ReopeningNotProposed,
)
from postal_bridge.usecases.audit import audit
from postal_bridge.usecases.close_period import close_period
from postal_bridge.usecases.look_up_periods import journal_of_period, list_periods, look_up_period
from postal_bridge.usecases.reopen_period import (
    approve_reopening,
    decline_reopening,
    propose_reopening,
)
from postal_bridge.wiring import Bridge
from tests.conftest import SettableClock
from tests.journeys import found_center
from tests.usecases.test_decide_money_difference import Workbench
from tests.usecases.test_reconcile import DAY, Desk, sent

MARCH, APRIL = "2026-03", "2026-04"
IN_APRIL = date(2026, 4, 10)


@pytest.fixture
async def desk(bridge: Bridge, clock: SettableClock) -> Desk:
    desk = Desk(await found_center(bridge, clock))
    clock.now = datetime(2026, 5, 4, 2, tzinfo=UTC)
    return desk


async def close(desk: Desk, period: str = MARCH, *carry: str) -> dict[str, Any]:
    answer = await close_period(desk.asked(desk.stage.accountant), period, carry)
    assert answer.document is not None
    return answer.document


async def look(desk: Desk, period: str = MARCH) -> dict[str, Any]:
    return await look_up_period(desk.stage.bridge.database, desk.stage.accountant, period)


async def reopen(desk: Desk, proposer: Viewer, approver: Viewer, period: str = MARCH) -> None:
    await propose_reopening(desk.asked(proposer), period, "Thiếu một bảng kê")
    await approve_reopening(desk.asked(approver), period)


async def matched(desk: Desk, amount_dong: int = 50_000, on: date = DAY) -> str:
    dossier = await desk.dossier()
    await desk.collect(dossier, amount_dong, on)
    line = sent(len(desk.dossiers), dossier, amount_dong, booked_on=on, value_on=on)
    await desk.hand_in(line)
    return dossier


async def test_a_month_whose_every_row_is_matched_is_closed(desk: Desk) -> None:
    await matched(desk)
    await desk.run()
    closed = await close(desk)
    assert (closed["state"], closed["closed_by"]) == ("closed", desk.stage.accountant.login)
    figures = (await look(desk))["figures"]
    assert figures["reconciliation"]["matched_dong"] == 50_000
    balances = {row["account"]: row for row in figures["trial_balance"]}
    assert balances["agency_due"]["credit_dong"] == 50_000
    assert sum(row["debit_dong"] - row["credit_dong"] for row in figures["trial_balance"]) == 0
    listed = await list_periods(desk.stage.bridge.database, desk.stage.accountant)
    assert [(each["period"], each["seal"]) for each in listed] == [(MARCH, closed["seal"])]


async def test_what_no_run_has_judged_keeps_a_month_open(desk: Desk) -> None:
    await matched(desk)
    with pytest.raises(PeriodNotExplained, match=r"unjudged 1 \(50,000 đồng\)"):
        await close(desk)
    assert (await look(desk))["unexplained"][0]["class"] == "unjudged"


async def test_what_is_not_explained_is_told_by_what_is_in_question(desk: Desk) -> None:
    for place, told_dong in enumerate((40_000, 65_000), start=1):
        dossier = await desk.dossier()
        await desk.collect(dossier, 50_000)
        await desk.hand_in(sent(place, dossier, told_dong))
    await desk.run()
    told = {each["class"]: each["amount_dong"] for each in (await look(desk))["unexplained"]}
    assert told == {"short": 10_000, "over": 15_000}


async def test_differences_are_settled_or_carried_and_nothing_else_will_do(desk: Desk) -> None:
    await desk.collect(await desk.dossier(), 70_000)
    await desk.hand_in(sent(1, None, 1_000))
    await desk.run()
    with pytest.raises(PeriodNotExplained, match=r"unknown 1 .*missing 1 \(70,000 đồng\)"):
        await close(desk)
    with pytest.raises(PeriodNotExplained, match="unknown"):
        await close(desk, MARCH, "missing")
    states = "select count(*) from money_difference where state = 'carried'"
    assert await desk.stage.value(states) == 0
    await close(desk, MARCH, "missing", "unknown")
    assert await desk.stage.value(states) == 2
    figures = (await look(desk))["figures"]
    assert {each["class"]: each["state"] for each in figures["differences"]} == {
        "missing": "carried",
        "unknown": "carried",
    }


async def test_a_month_closes_once_in_order_and_when_it_is_over(desk: Desk) -> None:
    with pytest.raises(PeriodNotOver):
        await close(desk, "2026-05")
    await close(desk)
    with pytest.raises(PeriodIsClosed):
        await close(desk)
    with pytest.raises(PeriodOutOfOrder, match=APRIL):
        await close(desk, "2026-02")
    await close(desk, APRIL)


async def test_two_who_close_at_once_close_once(desk: Desk) -> None:
    found = await asyncio.gather(close(desk), close(desk), return_exceptions=True)
    assert sorted(type(each).__name__ for each in found) == ["PeriodIsClosed", "dict"]


async def test_what_comes_late_counts_in_the_next_month_and_says_so(desk: Desk) -> None:
    await matched(desk)
    await desk.run()
    before = await close(desk)
    await matched(desk, 30_000)
    assert await desk.stage.value("select stated_on from post_line order by line_id desc") == DAY
    await desk.run(date(2026, 4, 1), date(2026, 4, 30))
    await close(desk, APRIL)
    april, march = (await look(desk, APRIL))["figures"], await look(desk)
    assert march["seal"] == before["seal"]
    assert march["figures"]["reconciliation"]["matched_dong"] == 50_000
    assert april["reconciliation"]["matched_dong"] == 30_000
    link = [{"period_id": MARCH, "rows": 1, "amount_dong": 30_000}]
    assert (april["late_lines"], april["late_collections"]) == (link, link)
    balances = {row["account"]: row for row in april["trial_balance"]}
    assert balances["agency_due"]["opening_dong"] == -50_000
    assert balances["agency_due"]["credit_dong"] == 30_000


async def test_every_posting_counts_in_one_month(desk: Desk) -> None:
    await matched(desk)
    await desk.run()
    await close(desk)
    await matched(desk, 30_000)
    await matched(desk, 20_000, IN_APRIL)
    await desk.run(date(2026, 4, 1), date(2026, 4, 30))
    await close(desk, APRIL)
    database, who = desk.stage.bridge.database, desk.stage.accountant
    counted = [
        (row["sequence"], row["place"])
        for period in (MARCH, APRIL)
        for row in await journal_of_period(database, who, period)
    ]
    assert len(counted) == len(set(counted))
    assert len(counted) == await desk.stage.value("select count(*) from ledger_posting")


async def test_reopening_takes_two_people_and_a_reason_on_the_record(desk: Desk) -> None:
    accountant, admin = desk.stage.accountant, desk.stage.admin
    await close(desk)
    await reopen(desk, accountant, admin)
    with pytest.raises(PeriodNotClosed):
        await reopen(desk, accountant, admin)
    assert [act["action"] for act in (await look(desk))["acts"]] == [
        "closed",
        "reopening_proposed",
        "reopened",
    ]
    assert (await look(desk))["state"] == "open"
    again = await close(desk)
    assert again["seal"] != (await look(desk))["acts"][0]["seal"]
    with pytest.raises(ReopenedByOnePerson):
        await reopen(desk, accountant, accountant)
    assert (await look(desk))["state"] == "reopening_proposed"
    await decline_reopening(desk.asked(accountant), MARCH)
    with pytest.raises(ReopeningNotProposed):
        await approve_reopening(desk.asked(admin), MARCH)
    assert (await look(desk))["state"] == "closed"


async def test_only_the_last_closed_month_is_reopened(desk: Desk) -> None:
    await close(desk)
    await close(desk, APRIL)
    with pytest.raises(PeriodOutOfOrder, match=APRIL):
        await reopen(desk, desk.stage.accountant, desk.stage.admin)


async def test_an_audit_sees_figures_that_were_changed_behind_the_services_back(
    desk: Desk,
) -> None:
    await matched(desk)
    await desk.run()
    await close(desk)
    await close(desk, APRIL)
    report = await audit(desk.stage.bridge.database, desk.stage.center, lambda *_: None)
    assert report.holds
    kept = json.loads(
        await desk.stage.value("select figures from period_act where period_id = $1", MARCH)
    )
    kept["reconciliation"]["matched_dong"] += 1
    async with desk.stage.bridge.database.transaction() as connection:
        await connection.execute("alter table period_act disable trigger all")
        await connection.execute(
            "update period_act set figures = $1 where period_id = $2", canonical(kept), MARCH
        )
        await connection.execute("alter table period_act enable trigger all")
    report = await audit(desk.stage.bridge.database, desk.stage.center, lambda *_: None)
    assert [(each.code, each.check, each.detail) for each in report.findings] == [
        (MARCH, "seal", "closing 1 is not what was sealed")
    ]


async def test_a_list_that_is_handed_in_while_a_month_closes_counts_once(desk: Desk) -> None:
    dossiers = [await desk.dossier() for _ in range(6)]
    lines = [sent(n, dossier, 5) for n, dossier in enumerate(dossiers, start=1)]
    await asyncio.gather(
        close(desk), *(desk.hand_in(line) for line in lines), return_exceptions=True
    )
    if (await look(desk))["state"] == "open":
        await desk.run()
        await close(desk, MARCH, "unknown")
    in_march = (await look(desk))["figures"]["reconciliation"]["lines"]
    later = await desk.stage.value("select count(*) from post_line where stated_on is not null")
    assert in_march + later == len(lines)


async def test_money_of_a_closed_day_counts_on_the_first_open_one(desk: Desk) -> None:
    await close(desk)
    await desk.collect(await desk.dossier(), 5, DAY)
    await desk.collect(await desk.dossier(), 6, DAY + timedelta(days=60))
    late = "select counts_on from late_collection"
    assert await desk.stage.value(late) == date(2026, 4, 1)
    assert await desk.stage.value("select count(*) from late_collection") == 1


async def test_what_a_closed_month_counts_is_undone_only_after_it_was_reopened(desk: Desk) -> None:
    bench = Workbench(desk.stage)
    await bench.collect(await bench.dossier(), 70_000)
    await bench.hand_in(sent(1, None, 1_000))
    await bench.run()
    await bench.resolve(await bench.only("missing"), Action.ADJUSTMENT)
    await close(desk, MARCH, "unknown")
    before = await look(desk)
    for difference_class in ("missing", "unknown"):
        with pytest.raises(DecisionIsSealed):
            await bench.undo(await bench.only(difference_class))
    desk.stage.clock.advance(timedelta(minutes=1))
    await bench.resolve(await bench.only("unknown"), Action.REFUND, refunded_by=Party.POST)
    await bench.undo(await bench.only("unknown"))
    assert await look(desk) == before
    with pytest.raises(PeriodNotExplained, match=r"unknown 1 \(1,000 đồng\)"):
        await close(desk, APRIL)
    await reopen(desk, desk.stage.accountant, desk.stage.admin)
    await bench.undo(await bench.only("missing"))
    assert await bench.state("missing") == "open"


async def test_what_comes_up_about_a_closed_month_is_explained_in_the_next(desk: Desk) -> None:
    collection_id = await desk.collect(dossier := await desk.dossier(), 50_000)
    await desk.hand_in(sent(1, dossier, 50_000))
    await desk.run()
    await close(desk)
    desk.stage.clock.advance(timedelta(minutes=1))
    await desk.take_back(collection_id)
    await desk.run(date(2026, 4, 1), date(2026, 4, 30))
    with pytest.raises(PeriodNotExplained, match=r"refunded_after 1 \(50,000 đồng\)"):
        await close(desk, APRIL)
    await close(desk, APRIL, "refunded_after")
    told = (await look(desk, APRIL))["figures"]["differences"]
    assert [(each["class"], each["counts_on"]) for each in told] == [
        ("refunded_after", DAY.isoformat())
    ]


async def test_what_a_closing_carried_is_open_again_once_the_month_is_reopened_and_it_is_undone(
    desk: Desk,
) -> None:
    bench = Workbench(desk.stage)
    await bench.collect(await bench.dossier(), 70_000)
    await bench.run()
    await close(desk, MARCH, "missing")
    await reopen(desk, desk.stage.accountant, desk.stage.admin)
    await bench.undo(await bench.only("missing"))
    assert await bench.state("missing") == "open"
