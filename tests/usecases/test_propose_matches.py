"""What a run suggests for the rows that are left, and that it decides none of it."""

from uuid import UUID

import pytest

from postal_bridge.domain.money_difference import Action
from postal_bridge.usecases.look_up_money_difference import look_up_money_difference
from postal_bridge.wiring import Bridge
from tests.conftest import SettableClock
from tests.journeys import found_center
from tests.usecases.test_decide_money_difference import Workbench
from tests.usecases.test_reconcile import counts, sent


@pytest.fixture
async def bench(bridge: Bridge, clock: SettableClock) -> Workbench:
    return Workbench(await found_center(bridge, clock))


async def proposals(bench: Workbench, difference_class: str) -> list[tuple[str, list[str]]]:
    bridge, looked = bench.stage.bridge, await bench.only(difference_class)
    story = await look_up_money_difference(
        bridge.database, bridge.sealer, bench.stage.accountant, looked.difference_id
    )
    return [(each["rule"], each["collection_ids"]) for each in story["proposals"]]


async def test_a_mistyped_reference_is_proposed_and_not_decided(bench: Workbench) -> None:
    dossier = await bench.dossier()
    collection_id = await bench.collect(dossier, 50_000)
    await bench.hand_in(sent(1, f"{dossier[:-1]}9", 50_000))
    assert counts(await bench.run()) == {"missing": 1, "unknown": 1}
    expected = [("near_reference", [str(collection_id)])]
    assert await proposals(bench, "unknown") == expected
    assert await proposals(bench, "missing") == expected
    await bench.run()
    assert await bench.stage.value("select count(*) from match_proposal") == 1


async def test_a_tie_is_shown_whole(bench: Workbench) -> None:
    dossier = await bench.dossier()
    pair = {await bench.collect(dossier, 50_000), await bench.collect(dossier, 50_000)}
    await bench.hand_in(sent(1, dossier, 50_000))
    await bench.run()
    found = await proposals(bench, "unknown")
    assert {UUID(one) for _, (one,) in found} == pair
    assert {rule for rule, _ in found} == {"same_reference"}


async def test_a_sum_is_shown_from_either_side_and_gone_once_it_is_decided(
    bench: Workbench,
) -> None:
    collections = (
        await bench.collect(await bench.dossier(), 20_000),
        await bench.collect(await bench.dossier(), 30_000),
    )
    await bench.hand_in(sent(1, None, 50_000))
    await bench.run()
    ((rule, found),) = await proposals(bench, "unknown")
    assert (rule, set(map(UUID, found))) == ("sum_of_collections", set(collections))
    await bench.resolve(await bench.only("unknown"), Action.SPLIT, collection_ids=collections)
    await bench.run()
    assert await bench.stage.value("select count(*) from match_proposal") == 0
