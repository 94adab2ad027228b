"""Payments that people find in lines of banks, and payments taken back, whoever found them."""

import asyncio
from collections.abc import Awaitable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from postal_bridge.domain.credit_refusals import CreditsOfClosedDays
from postal_bridge.domain.difference_refusals import (
    NothingToUndo,
    RowNotFree,
    SecondPersonNeeded,
)
from postal_bridge.domain.line_explanation import Explanation
from postal_bridge.domain.refusals import InvalidInput, Refusal, UnknownCode
from postal_bridge.usecases.close_period import close_period
from postal_bridge.wiring import Bridge
from tests.conftest import SettableClock
from tests.journeys import found_center
from tests.usecases.test_explain_lines import LARGE, Desk
from tests.usecases.test_match_credits import came


@pytest.fixture
async def desk(bridge: Bridge, clock: SettableClock) -> Desk:
    return Desk(await found_center(bridge, clock))


def paid_for(code: str) -> Explanation:
    return Explanation.of(None, code)


async def recognised(desk: Desk, code: str) -> int:
    """Let a run find a payment of 50,000 đồng; return its line."""
    await desk.hand_in(came(1, 50_000, narration=f"NOP LE PHI {code}"), kind="bank")
    await desk.run()
    line: int = await desk.stage.value("select line_id from credited_collection")
    return line


async def losers(*acts: Awaitable[Any]) -> list[type[Refusal]]:
    """Let people act at the same moment; return how the others are refused."""
    answers = await asyncio.gather(*acts, return_exceptions=True)
    return [type(each) for each in answers if isinstance(each, Refusal)]


async def test_a_payment_covers_what_is_owed_and_its_surplus_is_kept(desk: Desk) -> None:
    code = await desk.owing(50_000)
    (line,) = await desk.stated(60_000)
    before = await desk.accounts()
    told = await desk.explain(line, paid_for(code.lower()))
    assert (told["action"], told["explained_as"], told["dossier_code"]) == (
        "explained",
        "payment",
        code,
    )
    assert await desk.accounts() == {
        ("agency_account", "fee"): 50_000,
        ("agency_account", "unstated"): 10_000,
        ("agency_due", "fee"): -50_000,
        ("suspense", "unstated"): -10_000,
    }
    assert (await desk.fees(code))["refundable_dong"] == 10_000
    found = await desk.look(line)
    assert (found["standing"], found["paid_for"]) == ("payment", code)
    assert await desk.audited() == []
    assert (await desk.unexplain(line))["action"] == "undone"
    assert await desk.accounts() == before
    assert (await desk.look(line))["standing"] == "unknown"
    assert await desk.audited() == []


async def test_a_payment_stands_on_the_account_that_it_came_to(desk: Desk) -> None:
    code = await desk.owing(50_000)
    (line,) = await desk.stated(50_000)
    await desk.explain(line, paid_for(code))
    office = "select sum(amount_dong) from ledger_posting where subject = 'SNV' and account = $1"
    assert await desk.stage.value(office, "agency_account") == 0
    assert await desk.stage.value("select login from collection") == desk.stage.accountant.login


async def test_what_a_run_recognised_is_taken_back_and_no_run_finds_it_again(desk: Desk) -> None:
    code = await desk.owing(50_000)
    owed = await desk.accounts()
    line = await recognised(desk, code)
    assert (await desk.look(line))["paid_for"] == code
    assert ("citizen_receivable", "fee") not in await desk.accounts()
    await desk.unexplain(line)
    unknown = {("agency_account", "unstated"): 50_000, ("suspense", "unstated"): -50_000}
    assert await desk.accounts() == owed | unknown
    assert (await desk.fees(code))["payments"][0]["taken_back"]
    await desk.run()
    assert (await desk.look(line))["standing"] == "unknown"
    assert await desk.accounts() == owed | unknown
    assert await desk.audited() == []


async def test_people_recognise_again_what_was_taken_back(desk: Desk) -> None:
    first, second = await desk.owing(), await desk.owing()
    line = await recognised(desk, first)
    once = await desk.accounts()
    for code in (second, first):
        await desk.unexplain(line)
        await desk.explain(line, paid_for(code))
        assert (await desk.look(line))["paid_for"] == code
        assert await desk.accounts() == once
    actions = [turn["action"] for turn in (await desk.look(line))["turns"]]
    assert actions == ["undone", "explained"] * 2
    assert await desk.audited() == []


async def test_another_credit_of_the_same_fee_is_found_by_the_next_run(desk: Desk) -> None:
    code = await desk.owing()
    line = await recognised(desk, code)
    await desk.unexplain(line)
    await desk.hand_in(came(2, 50_000, narration=f"NOP LAI {code}"), kind="bank")
    await desk.run()
    assert (await desk.look(line))["standing"] == "unknown"
    assert await desk.stage.value("select count(*) from credited_collection") == 1
    assert await desk.audited() == []


async def test_a_second_payment_of_a_fee_is_kept_for_the_citizen(desk: Desk) -> None:
    code = await desk.owing()
    await recognised(desk, code)
    await desk.hand_in(came(2, 50_000, narration="nop lan 2"), kind="bank")
    line = await desk.stage.value("select max(line_id) from bank_line")
    await desk.explain(line, paid_for(code))
    assert (await desk.fees(code))["kept_dong"] == 50_000
    assert await desk.audited() == []


async def test_two_people_say_that_much_is_a_payment_and_of_one_dossier(desk: Desk) -> None:
    first, second = await desk.owing(LARGE), await desk.owing(LARGE)
    (line,) = await desk.stated(LARGE)
    before = await desk.accounts()
    assert (await desk.explain(line, paid_for(first)))["action"] == "proposed"
    with pytest.raises(SecondPersonNeeded):
        await desk.explain(line, paid_for(first))
    other = await desk.explain(line, paid_for(second), who=desk.stage.admin)
    assert other["action"] == "proposed"
    assert await desk.accounts() == before
    assert (await desk.explain(line, paid_for(second)))["action"] == "explained"
    assert (await desk.look(line))["paid_for"] == second
    assert await desk.audited() == []


async def test_a_payment_of_a_closed_month_stays_and_a_late_one_counts_in_the_next(
    desk: Desk,
) -> None:
    line = await recognised(desk, await desk.owing())
    desk.stage.clock.now = datetime(2026, 4, 2, 2, tzinfo=UTC)
    await close_period(desk.asked(desk.stage.accountant), "2026-03", frozenset())
    with pytest.raises(CreditsOfClosedDays):
        await desk.unexplain(line)
    assert (await desk.look(line))["standing"] == "payment"
    code = await desk.owing()
    await desk.hand_in(came(2, 50_000, narration="den muon"), kind="bank")
    late = await desk.stage.value("select max(line_id) from bank_line")
    before = await desk.accounts()
    await desk.explain(late, paid_for(code))
    days = "select counts_on from late_collection"
    assert await desk.stage.value(days) == date(2026, 4, 1)
    await desk.unexplain(late)
    reversed_on = "select collected_on from collection where reverses is not null"
    assert await desk.stage.value(reversed_on) == date(2026, 4, 1)
    assert await desk.accounts() == before
    assert await desk.audited() == []


async def test_taking_back_counts_on_the_day_of_the_payment(desk: Desk) -> None:
    line = await recognised(desk, await desk.owing())
    await desk.unexplain(line)
    days = (
        "select array_agg(distinct e.happened_on) from ledger_entry e"
        " where e.source_kind in ('collection', 'bank_line')"
    )
    assert await desk.stage.value(days) == [date(2026, 3, 2)]


async def test_only_money_that_came_is_paid_and_for_a_dossier_of_the_centre(
    desk: Desk, bridge: Bridge, clock: SettableClock
) -> None:
    elsewhere = Desk(await found_center(bridge, clock, "H54"))
    there = await elsewhere.dossier()
    code = await desk.owing()
    gone, came_in = await desk.stated(-50_000, 50_000)
    with pytest.raises(InvalidInput):
        await desk.explain(gone, paid_for(code))
    for unknown in (there, "khong phai ma"):
        with pytest.raises(UnknownCode):
            await desk.explain(came_in, paid_for(unknown))
    assert (await desk.look(came_in))["turns"] == []


async def test_of_people_who_act_at_the_same_moment_one_does(desk: Desk) -> None:
    code = await desk.owing()
    (line,) = await desk.stated(50_000)
    said = [desk.explain(line, paid_for(code)) for _ in range(4)]
    assert await losers(*said) == [RowNotFree] * 3
    assert await losers(*(desk.unexplain(line) for _ in range(4))) == [NothingToUndo] * 3
    assert await desk.audited() == []


async def test_an_audit_sees_a_payment_reversed_that_nobody_took_back(desk: Desk) -> None:
    line = await recognised(desk, await desk.owing())
    await desk.unexplain(line)
    async with desk.stage.bridge.database.transaction() as connection:
        await connection.execute("alter table line_explanation disable trigger all")
        await connection.execute("delete from line_explanation")
        await connection.execute("alter table line_explanation enable trigger all")
    details = {finding.detail for finding in await desk.audited()}
    assert details == {"books a bank_line that is not kept"}
