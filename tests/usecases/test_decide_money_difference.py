"""Deciding differences in money: matches by hand, money moved, two people, and taking it back."""

import asyncio
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest

from postal_bridge.domain.access import Viewer
from postal_bridge.domain.difference_refusals import (
    ActionDoesNotFit,
    DifferenceChanged,
    DifferenceNotOpen,
    NothingToUndo,
    RowNotFree,
    SecondPersonNeeded,
    SumsDiffer,
)
from postal_bridge.domain.fees import PaidBy
from postal_bridge.domain.money_difference import Action, Party, Wish
from postal_bridge.domain.refusals import UnknownDifference
from postal_bridge.usecases.audit import audit
from postal_bridge.usecases.audit_books import audit_books
from postal_bridge.usecases.decide_money_difference import (
    approve_money_difference,
    reject_money_difference,
    resolve_money_difference,
    undo_money_difference,
)
from postal_bridge.usecases.difference_steps import Looked
from postal_bridge.usecases.once import RequestKey
from postal_bridge.usecases.record_payment import WantedPayment, record_payment
from postal_bridge.wiring import Bridge
from tests.conftest import SettableClock
from tests.journeys import found_center
from tests.usecases.test_reconcile import Desk, counts, sent

WHY = "Đã đối chiếu với biên lai."
LARGE = 6_000_000


@dataclass(slots=True)
class Workbench(Desk):
    """A desk at which differences are decided, by `viewer` unless another is named."""

    async def only(self, difference_class: str) -> Looked:
        """Return the one difference of a class as it stands."""
        async with self.stage.bridge.database.snapshot() as connection:
            (row,) = await connection.fetch(
                "select difference_id, version from money_difference where class = $1",
                difference_class,
            )
        return Looked(**row)

    async def state(self, difference_class: str) -> str:
        """Return how the one difference of a class stands."""
        query = "select state from money_difference where class = $1"
        state: str = await self.stage.value(query, difference_class)
        return state

    async def resolve(
        self,
        looked: Looked,
        action: Action,
        who: Viewer | None = None,
        key: RequestKey | None = None,
        **more: Any,
    ) -> dict[str, Any]:
        """Settle a difference; return it as it is answered."""
        asked, wish = self.asked(who or self.stage.accountant, key), Wish(action, WHY, **more)
        answer = await resolve_money_difference(asked, looked, wish)
        assert answer.document is not None
        return answer.document

    async def approve(self, looked: Looked, who: Viewer) -> None:
        """Approve what was proposed."""
        await approve_money_difference(self.asked(who), looked)

    async def reject(self, looked: Looked, who: Viewer) -> None:
        """Turn down what was proposed."""
        await reject_money_difference(self.asked(who), looked, WHY)

    async def undo(self, looked: Looked) -> None:
        """Take a decision back."""
        await undo_money_difference(self.asked(self.stage.accountant), looked, WHY)

    async def accounts(self) -> dict[tuple[str, str], int]:
        """Return what stands on each account, by kind, where anything does."""
        async with self.stage.bridge.database.snapshot() as connection:
            rows = await connection.fetch(
                "select account, kind, sum(amount_dong)::bigint as amount_dong from ledger_posting"
                " group by account, kind having sum(amount_dong) <> 0"
            )
        return {(row["account"], row["kind"]): row["amount_dong"] for row in rows}


@pytest.fixture
async def bench(bridge: Bridge, clock: SettableClock) -> Workbench:
    return Workbench(await found_center(bridge, clock))


async def stray_line(bench: Workbench, amount_dong: int = 50_000) -> UUID:
    """Collect an amount and hand in a line of it without a reference; return the collection."""
    collection_id = await bench.collect(await bench.dossier(), amount_dong)
    await bench.hand_in(sent(1, None, amount_dong))
    assert counts(await bench.run()) == {"missing": 1, "unknown": 1}
    return collection_id


async def test_a_line_matched_by_hand_is_booked_and_left_alone_by_runs(bench: Workbench) -> None:
    collection_id = await stray_line(bench)
    looked = await bench.only("unknown")
    found = await bench.resolve(looked, Action.MATCH, collection_ids=(collection_id,))
    assert (found["state"], found["version"]) == ("resolved", 2)
    assert await bench.state("missing") == "vanished"
    assert await bench.accounts() == {
        ("agency_due", "unstated"): -50_000,
        ("in_transit", "unstated"): 50_000,
    }
    document = await bench.run()
    assert (counts(document), document["matched"]) == ({}, 1)
    assert await bench.stage.value("select rule from line_match") == "by_hand"


async def test_a_missing_collection_may_be_matched_from_its_own_side(bench: Workbench) -> None:
    await stray_line(bench)
    line_id = await bench.stage.value("select line_id from post_line")
    await bench.resolve(await bench.only("missing"), Action.MATCH, line_ids=(line_id,))
    assert await bench.state("unknown") == "vanished"
    assert counts(await bench.run()) == {}


async def test_a_match_by_hand_hides_no_shortage(bench: Workbench) -> None:
    collection_id = await bench.collect(await bench.dossier(), 50_000)
    await bench.hand_in(sent(1, None, 40_000))
    await bench.run()
    looked = await bench.only("unknown")
    await bench.resolve(looked, Action.MATCH, collection_ids=(collection_id,))
    assert counts(await bench.run()) == {"short": 1}


async def test_undoing_a_match_restores_what_was_and_keeps_what_it_was(bench: Workbench) -> None:
    collection_id = await stray_line(bench)
    before = await bench.accounts()
    looked = await bench.only("unknown")
    await bench.resolve(looked, Action.MATCH, collection_ids=(collection_id,))
    await bench.undo(await bench.only("unknown"))
    assert await bench.accounts() == before
    assert (await bench.state("unknown"), await bench.state("missing")) == ("open", "open")
    assert counts(await bench.run()) == {"missing": 1, "unknown": 1}
    assert await bench.stage.value("select collection_id from undone_match") == collection_id
    again = await bench.only("unknown")
    await bench.resolve(again, Action.MATCH, collection_ids=(collection_id,))
    assert counts(await bench.run()) == {}


async def test_a_line_is_split_over_collections_that_make_it_up(bench: Workbench) -> None:
    dossier = await bench.dossier()
    first, second = await bench.collect(dossier, 20_000), await bench.collect(dossier, 30_000)
    await bench.hand_in(sent(1, None, 50_000))
    await bench.run()
    looked = await bench.only("unknown")
    with pytest.raises(ActionDoesNotFit):
        await bench.resolve(looked, Action.SPLIT, collection_ids=(first,))
    await bench.resolve(looked, Action.SPLIT, collection_ids=(first, second))
    document = await bench.run()
    assert (counts(document), document["lines"], document["matched_dong"]) == ({}, 1, 50_000)
    await bench.take_back(first)
    assert counts(await bench.run()) == {"missing": 1, "unknown": 1}
    assert await bench.state("unknown") == "open"


async def test_several_lines_that_make_up_a_collection_are_matched_together(
    bench: Workbench,
) -> None:
    collection_id = await bench.collect(await bench.dossier(), 50_000)
    await bench.hand_in(sent(1, None, 20_000), sent(2, None, 30_000))
    await bench.run()
    query = "select line_id from post_line order by amount_dong"
    async with bench.stage.bridge.database.snapshot() as connection:
        line_ids = tuple(row["line_id"] for row in await connection.fetch(query))
    looked = await bench.only("missing")
    await bench.resolve(looked, Action.MATCH, line_ids=line_ids)
    assert counts(await bench.run()) == {}
    await bench.undo(await bench.only("missing"))
    assert counts(await bench.run()) == {"missing": 1, "unknown": 2}
    assert await bench.stage.value("select count(*) from undone_match") == 2
    assert collection_id


async def test_sums_that_do_not_agree_are_refused(bench: Workbench) -> None:
    dossier = await bench.dossier()
    pair = (await bench.collect(dossier, 20_000), await bench.collect(dossier, 20_000))
    await bench.hand_in(sent(1, None, 50_000))
    await bench.run()
    with pytest.raises(SumsDiffer):
        await bench.resolve(await bench.only("unknown"), Action.SPLIT, collection_ids=pair)
    assert await bench.state("unknown") == "open"


async def test_a_surplus_is_accepted_as_revenue_once(bench: Workbench) -> None:
    await bench.hand_in(sent(1, None, 50_000))
    await bench.run()
    looked = await bench.only("unknown")
    with pytest.raises(ActionDoesNotFit):
        await bench.resolve(looked, Action.ADJUSTMENT)
    department = bench.stage.department.office_code
    await bench.resolve(looked, Action.ADJUSTMENT, department=department)
    accepted = {("agency_due", "unstated"): -50_000, ("in_transit", "unstated"): 50_000}
    assert await bench.accounts() == accepted
    dossier = await bench.dossier()
    collection_id = await bench.collect(dossier, 50_000)
    await bench.run()
    assert await bench.state("unknown") == "resolved"
    with pytest.raises(RowNotFree):
        await bench.resolve(
            await bench.only("missing"),
            Action.MATCH,
            line_ids=(await bench.stage.value("select line_id from post_line"),),
        )
    assert collection_id


async def test_a_shortage_written_off_is_waited_for_no_longer(bench: Workbench) -> None:
    dossier = await bench.dossier()
    await bench.collect(dossier, 50_000)
    await bench.run()
    await bench.resolve(await bench.only("missing"), Action.ADJUSTMENT)
    assert await bench.accounts() == {}
    await bench.hand_in(sent(1, dossier, 50_000))
    assert counts(await bench.run())["duplicate"] == 1
    await bench.undo(await bench.only("missing"))
    assert await bench.run()
    assert (await bench.state("missing"), await bench.state("duplicate")) == ("vanished",) * 2
    assert await bench.accounts() == {
        ("agency_due", "unstated"): -50_000,
        ("in_transit", "unstated"): 50_000,
    }


@pytest.mark.parametrize(
    ("party", "left"),
    [
        (Party.POST, {}),
        (
            Party.AGENCY,
            {("in_transit", "unstated"): 50_000, ("agency_account", "unstated"): -50_000},
        ),
    ],
)
async def test_a_surplus_goes_back_to_where_it_came_from(
    bench: Workbench, party: Party, left: dict[tuple[str, str], int]
) -> None:
    await bench.hand_in(sent(1, None, 50_000))
    await bench.run()
    looked = await bench.only("unknown")
    with pytest.raises(ActionDoesNotFit):
        await bench.resolve(looked, Action.REFUND)
    await bench.resolve(looked, Action.REFUND, refunded_by=party)
    assert await bench.accounts() == left
    await bench.undo(await bench.only("unknown"))
    suspended = {("in_transit", "unstated"): 50_000, ("suspense", "unstated"): -50_000}
    assert await bench.accounts() == suspended


async def test_money_that_the_post_gave_back_is_owed_again(bench: Workbench) -> None:
    await bench.collect(await bench.dossier(), 50_000)
    await bench.run()
    looked = await bench.only("missing")
    with pytest.raises(ActionDoesNotFit):
        await bench.resolve(looked, Action.REFUND, refunded_by=Party.AGENCY)
    await bench.resolve(looked, Action.REFUND, refunded_by=Party.POST)
    assert await bench.accounts() == {
        ("agency_due", "unstated"): -50_000,
        ("citizen_receivable", "unstated"): 50_000,
    }


async def test_what_a_citizen_paid_again_is_kept_once_the_post_gave_nothing_back(
    bench: Workbench,
) -> None:
    dossier = await bench.dossier()
    await bench.collect(dossier, 50_000)
    await bench.run()
    await bench.resolve(await bench.only("missing"), Action.REFUND, refunded_by=Party.POST)
    bridge, again = bench.stage.bridge, WantedPayment(dossier, 50_000, PaidBy.CASH)
    await record_payment(
        bridge.database, bridge.clock, bridge.sealer, bench.stage.clerk, again, None
    )
    await bench.undo(await bench.only("missing"))
    accounts = await bench.accounts()
    assert ("citizen_receivable", "unstated") not in accounts
    assert accounts["suspense", "unstated"] == -50_000
    await bench.resolve(await bench.only("missing"), Action.REFUND, refunded_by=Party.POST)
    assert ("suspense", "unstated") not in await bench.accounts()
    report = await audit(bridge.database, bench.stage.center, lambda *_: None)
    assert report.findings == []


async def test_above_the_threshold_another_person_has_to_agree(bench: Workbench) -> None:
    await stray_line(bench, LARGE)
    before = await bench.accounts()
    looked = await bench.only("missing")
    assert (await bench.resolve(looked, Action.ADJUSTMENT))["state"] == "proposed"
    assert await bench.accounts() == before
    looked = await bench.only("missing")
    with pytest.raises(SecondPersonNeeded):
        await bench.approve(looked, bench.stage.accountant)
    with pytest.raises(DifferenceNotOpen):
        await bench.resolve(looked, Action.ADJUSTMENT, who=bench.stage.admin)
    await bench.approve(looked, bench.stage.admin)
    assert await bench.state("missing") == "resolved"
    assert await bench.accounts() != before
    await bench.undo(await bench.only("missing"))
    assert await bench.accounts() == before


async def test_what_is_turned_down_is_open_as_before(bench: Workbench) -> None:
    await stray_line(bench, LARGE)
    await bench.resolve(await bench.only("missing"), Action.CARRY_FORWARD)
    assert await bench.state("missing") == "carried"
    await bench.resolve(await bench.only("missing"), Action.ADJUSTMENT)
    await bench.reject(await bench.only("missing"), bench.stage.admin)
    assert await bench.state("missing") == "carried"
    await bench.undo(await bench.only("missing"))
    assert await bench.state("missing") == "open"


async def test_two_people_at_once_do_not_overwrite_each_other(bench: Workbench) -> None:
    await stray_line(bench)
    looked = await bench.only("missing")
    acts = [bench.resolve(looked, Action.ADJUSTMENT, who) for who in both(bench)]
    outcomes = await asyncio.gather(*acts, return_exceptions=True)
    assert sorted(type(each).__name__ for each in outcomes) == ["DifferenceChanged", "dict"]
    entries = "select count(*) from ledger_entry where source_kind = 'difference'"
    assert await bench.stage.value(entries) == 1


async def test_two_people_cannot_give_one_collection_to_two_lines(bench: Workbench) -> None:
    collection_id = await bench.collect(await bench.dossier(), 50_000)
    await bench.hand_in(sent(1, None, 50_000), sent(2, None, 50_000))
    await bench.run()
    async with bench.stage.bridge.database.snapshot() as connection:
        rows = await connection.fetch(
            "select difference_id, version from money_difference where class = 'unknown'"
        )
    acts = [
        bench.resolve(Looked(**row), Action.MATCH, who, collection_ids=(collection_id,))
        for row, who in zip(rows, both(bench), strict=True)
    ]
    outcomes = await asyncio.gather(*acts, return_exceptions=True)
    assert sorted(type(each).__name__ for each in outcomes) == ["RowNotFree", "dict"]


async def test_the_same_request_again_is_answered_alike(bench: Workbench) -> None:
    await stray_line(bench)
    looked, key = await bench.only("missing"), RequestKey("k1", b"h")
    first = await bench.resolve(looked, Action.ADJUSTMENT, key=key)
    assert await bench.resolve(looked, Action.ADJUSTMENT, key=key) == first
    with pytest.raises(DifferenceChanged):
        await bench.resolve(looked, Action.ADJUSTMENT)


async def test_a_match_that_fell_cannot_be_undone(bench: Workbench) -> None:
    collection_id = await stray_line(bench)
    line_id = await bench.stage.value("select line_id from post_line")
    await bench.resolve(await bench.only("missing"), Action.MATCH, line_ids=(line_id,))
    await bench.take_back(collection_id)
    await bench.run()
    assert (await bench.state("missing"), await bench.state("unknown")) == ("resolved", "open")
    with pytest.raises(NothingToUndo):
        await bench.undo(await bench.only("missing"))


async def test_the_audit_of_the_books_finds_nothing_in_what_people_decided(
    bench: Workbench,
) -> None:
    await stray_line(bench)
    await bench.resolve(await bench.only("missing"), Action.REFUND, refunded_by=Party.POST)
    await bench.undo(await bench.only("missing"))
    async with bench.stage.bridge.database.snapshot() as connection:
        pages = [page async for page in audit_books(connection, bench.stage.center, 10)]
    assert [found for _, found in pages if found] == []
    assert sum(entries for entries, _ in pages) == 4


async def test_another_centre_finds_no_difference(bench: Workbench, clock: SettableClock) -> None:
    await stray_line(bench)
    other = await found_center(bench.stage.bridge, clock, "H54", None)
    with pytest.raises(UnknownDifference):
        await bench.resolve(await bench.only("missing"), Action.ADJUSTMENT, other.accountant)


def both(bench: Workbench) -> tuple[Viewer, Viewer]:
    """Return two people who decide about money."""
    return bench.stage.accountant, bench.stage.admin
