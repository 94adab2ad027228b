"""Lines of banks that are no batch: told by people, two of them for much, booked and taken back."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from postal_bridge.domain.access import Viewer
from postal_bridge.domain.credit_refusals import (
    CreditsOfClosedDays,
    RefundOnStatement,
    RefundUnlikeLine,
    UnknownCredit,
)
from postal_bridge.domain.difference_refusals import (
    NothingToUndo,
    RowNotFree,
    SecondPersonNeeded,
)
from postal_bridge.domain.line_explanation import Explanation
from postal_bridge.domain.period import BANK_LINE
from postal_bridge.domain.period_refusals import PeriodNotExplained
from postal_bridge.domain.refunds import RefundMethod
from postal_bridge.domain.refusals import Refusal
from postal_bridge.store import money_board
from postal_bridge.usecases.close_period import close_period
from postal_bridge.usecases.explain_lines import explain_line, take_explanation_back
from postal_bridge.usecases.look_up_credits import look_up_credit
from postal_bridge.usecases.look_up_remittances import list_credits
from postal_bridge.usecases.refund_surplus import WantedRefund, refund_surplus
from postal_bridge.wiring import Bridge
from tests.conftest import SettableClock
from tests.journeys import found_center
from tests.usecases.test_match_credits import came, file
from tests.usecases.test_reconcile import DAY
from tests.usecases.test_refund_surplus import Counter

WHY = "Ngân hàng đã xác nhận."
LARGE = 6_000_000
PLACE_LEFT = """
    select subject from ledger_posting where account = 'agency_account'
    group by subject having sum(amount_dong) <> 0"""
OUTSIDE = Explanation.of(None)
Document = dict[str, Any]


class Desk(Counter):
    """A desk at which lines of one statement are explained."""

    async def stated(self, *amounts: int) -> list[int]:
        """Hand in a statement with these amounts; return the numbers of its lines."""
        lines = [came(n, amount, narration="tien khac") for n, amount in enumerate(amounts, 1)]
        await self.hand_in(*lines, kind="bank")
        async with self.stage.bridge.database.snapshot() as connection:
            rows = await connection.fetch("select line_id from bank_line order by line_id")
        return [row["line_id"] for row in rows]

    async def explain(
        self, line_id: int, explanation: Explanation = OUTSIDE, who: Viewer | None = None
    ) -> Document:
        """Say what a line is."""
        asked = self.asked(who or self.stage.accountant)
        return await self.told(explain_line(asked, line_id, explanation, WHY))

    async def unexplain(self, line_id: int) -> Document:
        """Take back what was said of a line."""
        asked = self.asked(self.stage.accountant)
        return await self.told(take_explanation_back(asked, line_id, WHY))

    async def look(self, line_id: int) -> Document:
        """Return a line with its story."""
        return await look_up_credit(self.stage.bridge.database, self.stage.accountant, line_id)

    async def waiting(self) -> dict[int, str]:
        """Return the lines that wait for a second person, each with the first."""
        database, viewer = self.stage.bridge.database, self.stage.accountant
        start = (date.max, 0)
        found, _ = await list_credits(database, viewer, start, 100, unknown=False)
        return {row["line_id"]: row["proposed_by"] for row in found if row["proposed_by"]}

    async def accounts_by(self, day: date) -> dict[tuple[str, str], int]:
        """Return what stood on each account at the end of a day, where anything did."""
        async with self.stage.bridge.database.snapshot() as connection:
            center_id = self.stage.center.center_id
            found = await money_board.standing(connection, center_id, day)
        return {(str(name), str(kind)): dong for (name, kind), dong in found.items() if dong}

    async def refunded(self, method: RefundMethod = RefundMethod.TRANSFER) -> UUID:
        """Let an agency give back what was paid twice."""
        code = await self.paid_twice()
        wanted = WantedRefund(code, 50_000, method, WHY)
        made = await self.told(refund_surplus(self.asked(self.stage.accountant), wanted))
        return UUID(made["refund_id"])


@pytest.fixture
async def desk(bridge: Bridge, clock: SettableClock) -> Desk:
    return Desk(await found_center(bridge, clock))


@pytest.mark.parametrize("amount", [70_000, -70_000])
async def test_money_of_others_leaves_the_books_and_comes_back(desk: Desk, amount: int) -> None:
    (line,) = await desk.stated(amount)
    before = await desk.accounts()
    assert before
    assert (await desk.explain(line))["action"] == "explained"
    assert await desk.accounts() == {}
    assert (await desk.look(line))["standing"] == "outside"
    assert (await desk.unexplain(line))["action"] == "undone"
    assert await desk.accounts() == before
    assert (await desk.look(line))["standing"] == "unknown"
    assert await desk.audited() == []


async def test_what_is_said_again_leaves_every_day_as_it_was(desk: Desk) -> None:
    (line,) = await desk.stated(70_000)
    for say in (desk.explain, desk.unexplain, desk.explain):
        desk.stage.clock.advance(timedelta(days=1))
        await say(line)
    assert await desk.accounts_by(DAY) == {}
    assert await desk.audited() == []


async def test_days_of_a_statement_stand_by_themselves(desk: Desk) -> None:
    later = DAY + timedelta(days=20)
    await desk.hand_in(
        came(1, 70_000, narration="tien khac"),
        came(2, 1_000, booked_on=later, narration="tien khac"),
        kind="bank",
    )
    first = await desk.stage.value("select line_id from bank_line where booked_on = $1", DAY)
    await desk.explain(first)
    assert await desk.accounts_by(DAY) == {}
    assert {name for name, _ in await desk.accounts_by(later)} == {"agency_account", "suspense"}
    assert await desk.audited() == []


async def test_a_run_leaves_explained_lines_alone(desk: Desk) -> None:
    dossier = await desk.dossier()
    await desk.collect(dossier, 70_000)
    (line,) = await desk.stated(70_000)
    await desk.explain(line)
    await desk.run()
    found = await desk.look(line)
    assert (found["standing"], found["batches"]) == ("outside", [])
    assert await desk.audited() == []


async def test_a_refund_by_transfer_is_the_debit_that_the_bank_tells(desk: Desk) -> None:
    refund_id = await desk.refunded()
    (line,) = await desk.stated(-50_000)
    assert (await desk.accounts())["agency_account", "unstated"] == -100_000
    (proposed,) = (await desk.look(line))["refunds"]
    assert proposed["refund_id"] == str(refund_id)
    told = await desk.explain(line, Explanation.of(refund_id))
    assert (told["explained_as"], told["refund_id"]) == ("refund", str(refund_id))
    accounts = await desk.accounts()
    assert accounts["agency_account", "unstated"] == -50_000
    assert ("suspense", "unstated") not in accounts
    # It left the account of the statement, which has no number here, and not the office's name.
    assert await desk.stage.value(PLACE_LEFT) == "-"
    assert (await desk.look(line))["refund_id"] == str(refund_id)
    assert await desk.audited() == []


async def test_a_refund_is_one_line(desk: Desk) -> None:
    explanation = Explanation.of(await desk.refunded())
    first, second = await desk.stated(-50_000, -50_000)
    await desk.explain(first, explanation)
    assert (await desk.look(second))["refunds"] == []
    with pytest.raises(RefundUnlikeLine):
        await desk.explain(second, explanation)


async def test_only_a_refund_of_that_amount_by_transfer_is_a_debit(desk: Desk) -> None:
    in_cash = Explanation.of(await desk.refunded(RefundMethod.CASH))
    by_transfer = Explanation.of(await desk.refunded())
    more, came_in, same = await desk.stated(-60_000, 50_000, -50_000)
    for line, said in (
        (same, in_cash),
        (more, by_transfer),
        (came_in, by_transfer),
        (same, Explanation.of(uuid4())),
    ):
        with pytest.raises(RefundUnlikeLine):
            await desk.explain(line, said)


async def test_a_refund_that_a_bank_tells_is_not_cancelled(desk: Desk) -> None:
    refund_id = await desk.refunded()
    (line,) = await desk.stated(-50_000)
    await desk.explain(line, Explanation.of(refund_id))
    with pytest.raises(RefundOnStatement):
        await desk.cancel({"refund_id": str(refund_id)})
    await desk.unexplain(line)
    await desk.cancel({"refund_id": str(refund_id)})
    assert await desk.audited() == []


async def test_two_people_explain_much(desk: Desk) -> None:
    (line,) = await desk.stated(LARGE)
    before = await desk.accounts()
    assert (await desk.explain(line))["action"] == "proposed"
    with pytest.raises(SecondPersonNeeded):
        await desk.explain(line)
    assert await desk.accounts() == before
    assert (await desk.explain(line, who=desk.stage.admin))["action"] == "explained"
    assert await desk.accounts() == {}
    assert [turn["action"] for turn in (await desk.look(line))["turns"]] == [
        "proposed",
        "explained",
    ]
    assert await desk.audited() == []


async def test_a_proposal_is_withdrawn_and_begins_anew(desk: Desk) -> None:
    (line,) = await desk.stated(LARGE)
    await desk.explain(line)
    assert (await desk.unexplain(line))["action"] == "withdrawn"
    assert (await desk.explain(line, who=desk.stage.admin))["action"] == "proposed"


async def test_a_proposal_waits_for_nobody_when_a_run_explains_the_line(desk: Desk) -> None:
    code = "H53.14-260313-0001"
    await desk.hand_in(came(1, LARGE, narration=f"NOP LE PHI {code}"), kind="bank")
    line = await desk.stage.value("select line_id from bank_line")
    await desk.explain(line)
    assert await desk.waiting() == {line: desk.stage.accountant.login}
    assert await file(desk, 1, LARGE) == code
    await desk.run()
    assert (await desk.look(line))["standing"] == "payment"
    assert await desk.waiting() == {}
    assert await desk.audited() == []


async def test_what_is_explained_is_not_explained_again(desk: Desk) -> None:
    (line,) = await desk.stated(70_000)
    await desk.explain(line)
    with pytest.raises(RowNotFree):
        await desk.explain(line)
    await desk.unexplain(line)
    with pytest.raises(NothingToUndo):
        await desk.unexplain(line)


async def test_lines_that_are_not_there_are_refused(desk: Desk) -> None:
    with pytest.raises(UnknownCredit):
        await desk.explain(999_999)
    with pytest.raises(UnknownCredit):
        await desk.unexplain(999_999)


async def test_of_people_who_explain_at_the_same_moment_one_does(desk: Desk) -> None:
    (line,) = await desk.stated(70_000)
    answers = await asyncio.gather(*(desk.explain(line) for _ in range(5)), return_exceptions=True)
    refused = [answer for answer in answers if isinstance(answer, Refusal)]
    assert [type(each) for each in refused] == [RowNotFree] * 4
    assert await desk.accounts() == {}
    assert await desk.audited() == []


async def test_a_line_of_a_closed_month_counts_today_and_what_is_sealed_stays(desk: Desk) -> None:
    early, late = await desk.stated(70_000, 80_000)
    await desk.explain(early)
    desk.stage.clock.now = datetime(2026, 4, 2, 2, tzinfo=UTC)
    await desk.run()
    asked = desk.asked(desk.stage.accountant)
    with pytest.raises(PeriodNotExplained):
        await close_period(asked, "2026-03", frozenset())
    await close_period(asked, "2026-03", frozenset({BANK_LINE}))
    with pytest.raises(CreditsOfClosedDays):
        await desk.unexplain(early)
    await desk.explain(late)
    booked_on = "select booked_on from line_explanation where line_id = $1"
    assert await desk.stage.value(booked_on, late) == date(2026, 4, 2)
    assert await desk.accounts() == {}
    assert await desk.audited() == []
