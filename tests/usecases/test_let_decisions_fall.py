"""Decisions about money that lost their ground: nothing counts twice, no batch is overdrawn."""

import pytest

from postal_bridge.domain.access import Viewer
from postal_bridge.domain.difference_refusals import DecisionRestsOnIt
from postal_bridge.domain.money_difference import Action, Party
from postal_bridge.usecases.audit import audit
from postal_bridge.wiring import Bridge
from tests.conftest import SettableClock
from tests.journeys import found_center
from tests.usecases.test_decide_money_difference import Workbench
from tests.usecases.test_reconcile import counts, sent

SENT_IN_VAIN = {("in_transit", "unstated"): 65_000, ("suspense", "unstated"): -65_000}


@pytest.fixture
async def bench(bridge: Bridge, clock: SettableClock) -> Workbench:
    return Workbench(await found_center(bridge, clock))


async def require_sound(bench: Workbench) -> None:
    """Look that the books can be recounted."""
    report = await audit(bench.stage.bridge.database, bench.stage.center, lambda *_: None)
    assert report.findings == []


@pytest.mark.parametrize(
    ("action", "party"),
    [(Action.ADJUSTMENT, None), (Action.REFUND, Party.AGENCY), (Action.REFUND, Party.POST)],
)
async def test_a_surplus_that_was_decided_is_in_question_again_with_its_line(
    bench: Workbench, action: Action, party: Party | None
) -> None:
    dossier = await bench.dossier()
    collection_id = await bench.collect(dossier, 50_000)
    await bench.hand_in(sent(1, dossier, 65_000))
    await bench.run()
    await bench.resolve(await bench.only("over"), action, refunded_by=party)
    await bench.take_back(collection_id)
    assert counts(await bench.run()) == {"unknown": 1}
    assert await bench.accounts() == SENT_IN_VAIN
    assert await bench.state("over") == "vanished"
    await bench.resolve(await bench.only("unknown"), Action.REFUND, refunded_by=Party.POST)
    assert await bench.accounts() == {}
    await require_sound(bench)


async def test_a_surplus_beside_another_collection_is_another_surplus(bench: Workbench) -> None:
    dossier = await bench.dossier()
    collection_id = await bench.collect(dossier, 50_000)
    await bench.hand_in(sent(1, dossier, 65_000))
    await bench.run()
    await bench.resolve(await bench.only("over"), Action.ADJUSTMENT)
    await bench.take_back(collection_id)
    await bench.collect(dossier, 60_000)
    assert counts(await bench.run()) == {"over": 1}
    assert await bench.state("over") == "open"
    assert await bench.stage.value("select amount_dong from money_difference") == 5_000
    await bench.resolve(await bench.only("over"), Action.ADJUSTMENT)
    assert await bench.accounts() == {
        ("agency_due", "unstated"): -65_000,
        ("in_transit", "unstated"): 65_000,
    }
    await require_sound(bench)


@pytest.mark.parametrize("action", [Action.ADJUSTMENT, Action.REFUND])
@pytest.mark.parametrize("sent_dong", [0, 40_000])
async def test_a_shortage_that_was_decided_is_none_when_the_money_is_taken_back(
    bench: Workbench, action: Action, sent_dong: int
) -> None:
    dossier = await bench.dossier()
    collection_id = await bench.collect(dossier, 50_000)
    if sent_dong:
        await bench.hand_in(sent(1, dossier, sent_dong))
    await bench.run()
    found = "short" if sent_dong else "missing"
    party = Party.POST if action is Action.REFUND else None
    await bench.resolve(await bench.only(found), action, refunded_by=party)
    await bench.take_back(collection_id)
    await bench.run()
    assert await bench.state(found) == "vanished"
    assert [name for name in await bench.accounts() if name[0] == "post_payable"] == []
    assert [name for name in await bench.accounts() if name[0] == "agency_due"] == []
    await require_sound(bench)


async def test_a_match_is_not_undone_under_a_decision_that_rests_on_it(bench: Workbench) -> None:
    collection_id = await bench.collect(await bench.dossier(), 50_000)
    await bench.hand_in(sent(1, None, 65_000))
    await bench.run()
    await bench.resolve(await bench.only("unknown"), Action.MATCH, collection_ids=(collection_id,))
    await bench.run()
    await bench.resolve(await bench.only("over"), Action.ADJUSTMENT)
    with pytest.raises(DecisionRestsOnIt):
        await bench.undo(await bench.only("unknown"))
    await bench.undo(await bench.only("over"))
    await bench.undo(await bench.only("unknown"))
    await bench.run()
    assert (await bench.accounts())["suspense", "unstated"] == -65_000
    await require_sound(bench)


async def test_what_was_accepted_at_a_wrong_account_is_in_question_with_another_collection(
    bench: Workbench,
) -> None:
    dossier, account = await bench.dossier(), "0011223344"
    await _give_account(bench, bench.stage.admin, "9988776655")
    collection_id = await bench.collect(dossier, 50_000)
    await bench.hand_in(sent(1, dossier, 50_000, beneficiary_account=account))
    assert counts(await bench.run()) == {"wrong_beneficiary": 1}
    await bench.resolve(await bench.only("wrong_beneficiary"), Action.ADJUSTMENT)
    await bench.take_back(collection_id)
    await bench.collect(dossier, 50_000)
    assert counts(await bench.run()) == {"wrong_beneficiary": 1}
    assert await bench.state("wrong_beneficiary") == "open"
    assert (await bench.accounts())["suspense", "unstated"] == -50_000
    await require_sound(bench)


async def _give_account(bench: Workbench, viewer: Viewer, account: str) -> None:
    async with bench.stage.bridge.database.transaction() as connection:
        await connection.execute(
            "insert into agency_account (center_id, office_code, account, holder, valid_from)"
            " values ($1, $2, $3, 'SỞ VÍ DỤ', '2016-01-01')",
            viewer.center_id,
            bench.stage.department.office_code,
            account,
        )


async def test_a_collection_written_off_is_no_longer_missing_and_the_figures_say_what_it_is(
    bench: Workbench,
) -> None:
    dossier = await bench.dossier()
    await bench.collect(await bench.dossier(), 50_000)
    await bench.collect(dossier, 30_000)
    await bench.hand_in(sent(1, dossier, 25_000))
    before = await bench.run()
    assert before["outstanding_dong"] == 55_000
    assert before["settled"] == {"count": 0, "amount_dong": 0}
    await bench.resolve(await bench.only("missing"), Action.ADJUSTMENT)
    await bench.resolve(await bench.only("short"), Action.REFUND, refunded_by=Party.POST)
    after = await bench.run()
    assert counts(after) == {"short": 1}
    assert after["settled"] == {"count": 2, "amount_dong": 55_000}
    assert after["outstanding_dong"] == 0
    await bench.undo(await bench.only("missing"))
    again = await bench.run()
    assert (counts(again), again["outstanding_dong"]) == ({"missing": 1, "short": 1}, 50_000)
