"""Whatever people decide, take back and decide again: no đồng is lost, and no step of the story.

The model is plain: it knows which differences are decided and what stood on the accounts before
anything was. Taking everything back has to lead there again.
"""

from random import Random
from uuid import UUID

import pytest

from postal_bridge.domain.access import Viewer
from postal_bridge.domain.difference_refusals import (
    ActionDoesNotFit,
    DifferenceNotOpen,
    RowNotFree,
    SecondPersonNeeded,
    SumsDiffer,
)
from postal_bridge.domain.money_difference import Action, Party
from postal_bridge.domain.refusals import Refusal
from postal_bridge.usecases.difference_steps import Looked
from postal_bridge.wiring import Bridge
from tests.conftest import SettableClock
from tests.journeys import found_center
from tests.usecases.test_decide_money_difference import Workbench
from tests.usecases.test_reconcile import sent

EXPECTED = (ActionDoesNotFit, DifferenceNotOpen, RowNotFree, SumsDiffer, SecondPersonNeeded)
ACTS = 40


@pytest.fixture
async def bench(bridge: Bridge, clock: SettableClock) -> Workbench:
    return Workbench(await found_center(bridge, clock))


async def furnish(bench: Workbench) -> None:
    """Leave differences of most classes, some above the threshold."""
    short, over, twice = [await bench.dossier() for _ in range(3)]
    for dossier in (short, over, twice):
        await bench.collect(dossier, 50_000)
    for amount_dong in (20_000, 30_000, 50_000, 6_000_000):
        await bench.collect(await bench.dossier(), amount_dong)
    await bench.hand_in(
        sent(1, short, 40_000),
        sent(2, over, 65_000),
        sent(3, twice, 50_000),
        sent(4, twice, 50_000),
        sent(5, None, 50_000),
        sent(6, None, 6_000_000),
        sent(7, None, 20_000),
    )
    await bench.run()


async def standing(bench: Workbench) -> dict[UUID, tuple[int, str]]:
    """Return the version and the state of each difference."""
    async with bench.stage.bridge.database.snapshot() as connection:
        rows = await connection.fetch(
            "select difference_id, version, state from money_difference order by opened_at, day,"
            " amount_dong, difference_id"
        )
    return {row["difference_id"]: (row["version"], row["state"]) for row in rows}


async def choose(bench: Workbench, random: Random) -> tuple[list[UUID], list[int]]:
    """Return collections and lines to decide by, as a person in a hurry may choose them."""
    async with bench.stage.bridge.database.snapshot() as connection:
        collections = await connection.fetch("select collection_id from collection")
        lines = await connection.fetch("select line_id from post_line")
    ids = [row["collection_id"] for row in collections]
    return random.sample(ids, random.choice((1, 2))), [random.choice(lines)["line_id"]]


async def act(bench: Workbench, random: Random, looked: Looked, who: Viewer) -> None:
    """Do one thing to a difference, whatever its state allows."""
    match random.choice(("match", "split", "money", "approve", "reject", "undo", "undo")):
        case "approve":
            await bench.approve(looked, who)
        case "reject":
            await bench.reject(looked, who)
        case "undo":
            await bench.undo(looked)
        case "money":
            action = random.choice((Action.REFUND, Action.ADJUSTMENT, Action.CARRY_FORWARD))
            party = random.choice(tuple(Party)) if action is Action.REFUND else None
            taker = bench.stage.department.office_code
            await bench.resolve(looked, action, who, refunded_by=party, department=taker)
        case name:
            collections, lines = await choose(bench, random)
            chosen = tuple(collections)
            if random.random() < 0.3:
                await bench.resolve(looked, Action.MATCH, who, line_ids=tuple(lines))
            else:
                await bench.resolve(looked, Action(name), who, collection_ids=chosen)


async def require_whole(bench: Workbench) -> None:
    """Look that nothing is consumed twice, and every version was made by one step."""
    value = bench.stage.value
    assert await value("select coalesce(sum(amount_dong), 0) from ledger_posting") == 0
    twice = (
        "select count(*) from line_match m join post_line l using (center_id, line_id)"
        " where (select sum(covered_dong) from line_match x where x.line_id = m.line_id)"
        " > l.amount_dong and l.amount_dong > 0"
    )
    assert await value(twice) == 0
    gaps = (
        "select count(*) from money_difference k where version <> 1 + (select count(*)"
        " from money_difference_step s where s.difference_id = k.difference_id)"
    )
    assert await value(gaps) == 0


@pytest.mark.parametrize("seed", range(3))
async def test_any_sequence_of_acts_keeps_the_money_and_can_be_taken_back(
    bench: Workbench, seed: int
) -> None:
    random = Random(seed)  # noqa: S311 - the same choices every time
    await furnish(bench)
    before = await bench.accounts()
    carried_out = 0
    for _ in range(ACTS):
        found = await standing(bench)
        difference_id = random.choice(list(found))
        looked = Looked(difference_id, found[difference_id][0])
        who = random.choice((bench.stage.accountant, bench.stage.admin))
        try:
            await act(bench, random, looked, who)
            carried_out += 1
        except Refusal as refusal:
            assert isinstance(refusal, EXPECTED)  # noqa: PT017 - any of them is an answer
            assert (await standing(bench)) == found
        await require_whole(bench)
    assert carried_out > ACTS // 8
    for difference_id, (version, state) in (await standing(bench)).items():
        if state == "resolved":
            await bench.undo(Looked(difference_id, version))
    assert await bench.accounts() == before
    await require_whole(bench)
    await bench.run()
    assert await bench.accounts() == before
