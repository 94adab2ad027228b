"""Credits that people decide: accepted, rejected and taken back, each kept with its reason."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from postal_bridge.domain.bank_credits import CreditRows
from postal_bridge.domain.credit_refusals import (
    CreditNotProposed,
    CreditsOfClosedDays,
    CreditsOnSeveralAccounts,
    CreditSumsDiffer,
    UnknownCredit,
    UnknownCreditGroup,
)
from postal_bridge.domain.difference_refusals import NothingToUndo, RowNotFree
from postal_bridge.domain.period import BANK_LINE
from postal_bridge.domain.refusals import Refusal
from postal_bridge.usecases.close_period import close_period
from postal_bridge.usecases.decide_credits import (
    accept_credits,
    preview_credits,
    reject_credit,
    undo_group,
)
from postal_bridge.usecases.look_up_credits import amount_in, look_up_credit
from postal_bridge.usecases.once import RequestKey
from postal_bridge.wiring import Bridge
from tests.conftest import SettableClock
from tests.journeys import found_center
from tests.usecases.test_match_credits import came, honest, standing
from tests.usecases.test_reconcile import DAY, Desk, sent

WHY = "Ngân hàng đã xác nhận."
NOBODY = UUID(int=7)
#: What stands in the books once all money of a batch has arrived.
ARRIVED = {"agency_due unstated": -50_000}


@dataclass(slots=True)
class Counter(Desk):
    """A desk at which credits are decided."""

    async def lines(self) -> list[int]:
        """Return the credits, in the order of the statement."""
        return await self._column("select line_id from bank_line order by booked_on, line_id")

    async def batches(self) -> list[UUID]:
        """Return the batches by name."""
        return await self._column("select remittance_id from remittance order by batch")

    async def _column(self, query: str) -> list[Any]:
        async with self.stage.bridge.database.snapshot() as connection:
            return [row[0] for row in await connection.fetch(query)]

    async def accept(
        self, lines: list[int], batches: list[UUID], key: RequestKey | None = None
    ) -> dict[str, Any]:
        """Put rows together; return the group."""
        asked = self.asked(self.stage.accountant, key)
        answer = await accept_credits(asked, CreditRows(lines, batches), WHY)
        assert answer.document is not None
        return answer.document

    async def reject(self, line: int, batch: UUID) -> None:
        """Say that a credit is no batch."""
        await reject_credit(self.asked(self.stage.accountant), line, batch, WHY)

    async def undo(self, group_id: UUID | str, why: str = WHY) -> dict[str, Any] | None:
        """Take a group apart."""
        asked = self.asked(self.stage.admin)
        return (await undo_group(asked, UUID(str(group_id)), why)).document

    async def groups(self) -> list[str]:
        """Return the rules of the groups that stand."""
        return await self._column(
            "select rule from credit_group where group_id in"
            " (select group_id from credited_line) order by rule"
        )

    async def proposed(self) -> int:
        """Return how many pairs are proposed."""
        return len(await self._column("select rule from credit_proposal"))


@pytest.fixture
async def desk(bridge: Bridge, clock: SettableClock) -> Counter:
    """Return a batch that was collected, and two credits that name it and are alike."""
    desk = Counter(await found_center(bridge, clock))
    dossier = await desk.dossier()
    await desk.collect(dossier, 50_000)
    await desk.hand_in(sent(1, dossier, 50_000, remittance_batch="LO-260302-A"))
    twice = [came(n, 50_000, narration=f"lan {n} LO-260302-A") for n in (1, 2)]
    await desk.hand_in(*twice, kind="bank")
    await desk.run()
    assert await desk.groups() == []
    return desk


async def test_one_of_two_alike_is_accepted_and_booked_as_a_run_does(desk: Counter) -> None:
    lines, batches = await desk.lines(), await desk.batches()
    group = await desk.accept(lines[1:], batches)
    assert (group["rule"], group["credited_dong"], group["undone"]) == ("by_hand", 50_000, False)
    assert await standing(desk) == {
        **ARRIVED,
        "agency_account unstated": 100_000,
        "suspense unstated": -50_000,
    }
    assert await desk.proposed() == 0
    before = await desk.stage.value("select count(*) from ledger_entry")
    await desk.run()
    assert await desk.stage.value("select count(*) from ledger_entry") == before
    assert await desk.proposed() == 0
    assert await honest(desk)


async def test_what_is_accepted_is_told_before_and_nothing_of_it_is_kept(desk: Counter) -> None:
    bridge, lines = desk.stage.bridge, await desk.lines()
    chosen = CreditRows(lines[:1], await desk.batches())
    before = await standing(desk)
    (entry,) = await preview_credits(bridge.database, bridge.clock, desk.stage.accountant, chosen)
    assert {(each.account, each.amount.amount_dong) for each in entry.postings} == {
        ("agency_account", 50_000),
        ("in_transit", -50_000),
        ("suspense", 50_000),
        ("agency_account", -50_000),
    }
    assert await standing(desk) == before
    assert (await desk.groups(), await desk.proposed()) == ([], 2)


async def test_what_is_rejected_is_kept_and_not_proposed_again(desk: Counter) -> None:
    first, second = await desk.lines()
    (batch,) = await desk.batches()
    await desk.reject(first, batch)
    with pytest.raises(CreditNotProposed):
        await desk.reject(first, batch)
    await desk.run()
    # The tie is broken by a person, so the run finds what is left.
    assert (await desk.groups(), await desk.proposed()) == (["text"], 0)
    assert await desk.stage.value("select line_id from credited_line") == second
    (told,) = (await look(desk, first))["decisions"]
    assert (told["action"], told["reason"], told["login"], told["batches"]) == (
        "rejected",
        WHY,
        desk.stage.accountant.login,
        ["LO-260302-A"],
    )
    with pytest.raises(CreditNotProposed):
        await desk.reject(first, NOBODY)
    assert await honest(desk)


async def look(desk: Counter, line_id: int, wanted: str = "") -> dict[str, Any]:
    database = desk.stage.bridge.database
    return await look_up_credit(database, desk.stage.accountant, line_id, wanted)


async def test_a_group_is_undone_with_its_history_and_not_found_again(desk: Counter) -> None:
    lines, batches = await desk.lines(), await desk.batches()
    before = await standing(desk)
    group = await desk.accept(lines[:1], batches)
    undone = await desk.undo(group["group_id"], "Nhầm giao dịch.")
    assert undone is not None
    assert undone["undone"] is True
    assert await standing(desk) == before
    assert await desk.groups() == []
    with pytest.raises(NothingToUndo):
        await desk.undo(group["group_id"])
    with pytest.raises(UnknownCreditGroup):
        await desk.undo(NOBODY)
    assert [each["action"] for each in (await look(desk, lines[0]))["decisions"]] == [
        "accepted",
        "undone",
    ]
    await desk.run()
    assert await desk.stage.value("select line_id from credited_line") == lines[1]
    assert await honest(desk)


async def test_a_group_of_a_run_is_undone_with_all_that_followed_it(
    bridge: Bridge, clock: SettableClock
) -> None:
    desk = Counter(await found_center(bridge, clock))
    first, second = await desk.dossier(), await desk.dossier()
    await desk.collect(first, 30_000)
    batch = {"remittance_batch": "LO-260302-B"}
    await desk.hand_in(sent(1, first, 30_000, **batch), sent(2, second, 20_000, **batch))
    await desk.hand_in(came(1, 50_000, bank_reference="LO-260302-B"), kind="bank")
    await desk.run()
    await desk.collect(second, 20_000)
    await desk.run()
    assert await standing(desk) == {
        "agency_due unstated": -50_000,
        "agency_account unstated": 50_000,
    }
    (group,) = await desk._column("select group_id from credit_group")
    await desk.undo(group)
    assert await standing(desk) == {
        "agency_due unstated": -50_000,
        "agency_account unstated": 50_000,
        "in_transit unstated": 50_000,
        "suspense unstated": -50_000,
    }
    assert await honest(desk)
    await desk.run()
    assert (await desk.groups(), await desk.proposed()) == ([], 0)
    # A person may still say that they belong together after all.
    await desk.accept(await desk.lines(), await desk.batches())
    assert await desk.groups() == ["by_hand"]
    assert "in_transit unstated" not in await standing(desk)
    assert await honest(desk)


async def test_both_sides_have_to_come_to_the_same_on_one_account(desk: Counter) -> None:
    batches = await desk.batches()
    with pytest.raises(CreditSumsDiffer, match="50,000, the credits to 100,000"):
        await desk.accept(await desk.lines(), batches)
    await desk.hand_in(came(3, 25_000), kind="bank", account="111")
    await desk.hand_in(came(4, 25_000), kind="bank", account="222")
    (one,) = await desk._column("select line_id from bank_line where account = '111'")
    (other,) = await desk._column("select line_id from bank_line where account = '222'")
    with pytest.raises(CreditsOnSeveralAccounts):
        await desk.accept([one, other], batches)
    assert await desk.groups() == []


async def test_several_credits_are_one_batch_when_a_person_says_so(desk: Counter) -> None:
    await desk.hand_in(came(3, 20_000), came(4, 30_000), kind="bank")
    parts = (await desk.lines())[2:]
    await desk.accept(parts, await desk.batches())
    assert await desk.groups() == ["by_hand"]
    assert await desk.stage.value("select count(*) from credited_line") == 2
    assert await honest(desk)


async def test_what_is_gone_or_never_was_cannot_be_chosen(desk: Counter) -> None:
    lines, batches = await desk.lines(), await desk.batches()
    with pytest.raises(RowNotFree, match="credit 999999999"):
        await desk.accept([999_999_999], batches)
    with pytest.raises(RowNotFree, match="batch"):
        await desk.accept(lines[:1], [NOBODY])
    await desk.accept(lines[:1], batches)
    with pytest.raises(RowNotFree, match="batch"):
        await desk.accept(lines[1:], batches)


async def test_of_two_people_one_decides(desk: Counter) -> None:
    lines, batches = await desk.lines(), await desk.batches()
    outcomes = await asyncio.gather(
        desk.accept(lines[:1], batches),
        desk.accept(lines[1:], batches),
        desk.reject(lines[0], batches[0]),
        desk.run(),
        return_exceptions=True,
    )
    assert all(isinstance(each, Refusal) for each in outcomes if isinstance(each, BaseException))
    assert await desk.stage.value("select count(*) from credited_remittance") == 1
    assert len(await desk.groups()) == 1
    assert await honest(desk)


async def test_of_two_who_undo_one_group_one_does(desk: Counter) -> None:
    group = await desk.accept((await desk.lines())[:1], await desk.batches())
    outcomes = await asyncio.gather(
        *(desk.undo(group["group_id"]) for _ in range(3)), return_exceptions=True
    )
    assert sum(isinstance(each, NothingToUndo) for each in outcomes) == 2
    assert await honest(desk)


async def test_what_is_sent_again_is_done_once(desk: Counter) -> None:
    lines, batches = await desk.lines(), await desk.batches()
    key = RequestKey("one credit", b"x" * 32)
    assert await desk.accept(lines[:1], batches, key) == await desk.accept(lines[:1], batches, key)
    assert await desk.groups() == ["by_hand"]


async def test_closed_days_are_changed_by_nobody(desk: Counter, clock: SettableClock) -> None:
    lines, batches = await desk.lines(), await desk.batches()
    clock.now = datetime(2026, 5, 4, 2, tzinfo=UTC)
    group = await desk.accept(lines[:1], batches)
    await close_period(desk.asked(desk.stage.accountant), "2026-03", {BANK_LINE})
    with pytest.raises(CreditsOfClosedDays, match="2026-03-31"):
        await desk.undo(group["group_id"])
    assert await desk.groups() == ["by_hand"]
    late = {"remittance_batch": "LO-260401-A", "booked_on": date(2026, 4, 1)}
    await desk.hand_in(sent(2, None, 50_000, **late))
    april = (await desk.batches())[1:]
    with pytest.raises(CreditsOfClosedDays):
        await desk.accept(lines[1:], april)
    # What came in April for a batch of March is April's.
    day = date(2026, 4, 2)
    await desk.hand_in(came(3, 50_000, booked_on=day, value_on=day), kind="bank")
    await desk.accept((await desk.lines())[2:], april)
    assert await desk.groups() == ["by_hand", "by_hand"]


async def test_others_are_found_by_a_part_of_the_name_or_by_the_amount(desk: Counter) -> None:
    first, second = await desk.lines()
    await desk.hand_in(sent(9, None, 70_000, remittance_batch="LO-260309-Z"))
    later = DAY + timedelta(days=1)
    await desk.hand_in(
        came(5, 70_000, bank_reference="FT99", booked_on=later, value_on=later), kind="bank"
    )
    proposed = await look(desk, first)
    assert [each["rule"] for each in proposed["batches"]] == ["alike"]
    assert [each["line_id"] for each in proposed["credits"]] == [first, second]
    for wanted in ("260309", "70.000", "lo-260309-z"):
        names = [each["batch"] for each in (await look(desk, first, wanted))["batches"]]
        assert names == ["LO-260302-A", "LO-260309-Z"], wanted
    for wanted in ("ft9", "70000"):
        assert len((await look(desk, first, wanted))["credits"]) == 3
    assert len((await look(desk, first, "%"))["credits"]) == 2
    with pytest.raises(UnknownCredit):
        await look(desk, 999_999_999)


@pytest.mark.parametrize(
    ("text", "amount"),
    [("50.000", 50_000), ("50 000", 50_000), ("FT9", None), ("٣", None), ("9" * 19, None)],
)
def test_an_amount_is_read_as_people_type_it(text: str, amount: int | None) -> None:
    assert amount_in(text) == amount
