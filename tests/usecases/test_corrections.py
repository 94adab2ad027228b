"""Corrections: what they take out of the reckoning, by which codes, and what stays."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from postal_bridge.domain.scan import Collected, PaperCount, PaymentMethod
from postal_bridge.store.handovers import papers_counted
from postal_bridge.usecases.look_up_consignment import look_up_consignment
from postal_bridge.wiring import Bridge
from tests.conftest import SettableClock
from tests.journeys import Stage, found_center
from tests.usecases.scanning import inbound, open_differences, outbound_at_post, scan, send


@pytest.fixture
async def stage(bridge: Bridge, clock: SettableClock) -> Stage:
    """Return a centre whose people scan."""
    return await found_center(bridge, clock)


async def test_a_correction_takes_a_scan_out_and_keeps_it(stage: Stage) -> None:
    code = await outbound_at_post(stage)
    wrong = scan(stage, stage.post, code, "deliver")
    assert await send(stage, wrong) == [("recorded", "delivered")]
    corrects: dict[str, UUID] = {"corrects": wrong.scan.scan_id}
    stranger = await stage.scan(stage.post2, code, "correct", **corrects)
    assert stranger.code == "correction_not_yours"
    mended = await stage.scan(stage.post, code, "correct", **corrects)
    held_again = ("recorded", "held", stage.post.office_code)
    assert (mended.outcome, mended.state, mended.holder) == held_again
    again = await stage.scan(stage.post, code, "correct", **corrects)
    assert again.code == "unknown_scan"
    assert await stage.value("select count(*) from custody_event where code = $1", code) == 5


async def test_a_delivery_by_the_code_of_the_dossier_is_corrected_by_that_code(
    stage: Stage,
) -> None:
    dossier_code = await stage.add_dossier(
        status=9, received_at=stage.clock(), received_on=date(2026, 3, 13)
    )
    await outbound_at_post(stage, dossier_code=dossier_code)
    wrong = scan(stage, stage.post, dossier_code, "deliver")
    assert await send(stage, wrong) == [("recorded", "delivered")]
    undo = scan(stage, stage.post, dossier_code, "correct", corrects=wrong.scan.scan_id)
    assert await send(stage, undo) == [("recorded", "held")]


async def test_a_correction_may_come_along_with_what_it_corrects(stage: Stage) -> None:
    code = await inbound(stage)
    wrong = scan(stage, stage.post, code, "collect")
    undo = scan(stage, stage.post, code, "correct", corrects=wrong.scan.scan_id)
    assert await send(stage, wrong, undo) == [("recorded", "held"), ("recorded", "registered")]


@pytest.mark.parametrize("together", [True, False])
async def test_what_was_refused_and_taken_back_is_not_recorded_by_later_news(
    stage: Stage, *, together: bool
) -> None:
    code = await inbound(stage)
    collect = scan(stage, stage.post, code, "collect")
    give = scan(stage, stage.post, code, "give", to_office="H53")
    take = scan(stage, stage.clerk, code, "take")
    undo = scan(stage, stage.clerk, code, "correct", corrects=take.scan.scan_id)
    early = [("refused", "not_offered"), ("refused", "unknown_scan")]
    news = [("recorded", "held"), ("recorded", "offered")]
    if together:
        assert await send(stage, take, undo, collect, give) == [*early, *news]
    else:
        assert await send(stage, take, undo) == early
        assert await send(stage, collect, give) == news
    assert await stage.value("select state from custody where code = $1", code) == "offered"


async def test_money_is_kept_once_and_a_correction_reverses_it(stage: Stage) -> None:
    dossier_code = await stage.add_dossier(
        status=9, received_at=stage.clock(), received_on=date(2026, 3, 13)
    )
    code = await outbound_at_post(stage, dossier_code=dossier_code, collect_dong=50_000)
    taken = Collected(50_000, PaymentMethod.CASH, "0000001")
    deliver = scan(stage, stage.post, code, "deliver", collected=taken)
    assert await send(stage, deliver, deliver) == [
        ("recorded", "delivered"),
        ("already_recorded", "delivered"),
    ]
    total = "select coalesce(sum(amount_dong), 0)::bigint from collection"
    assert await stage.value(total) == 50_000
    status = "select status from dossier where code = $1"
    assert await stage.value(status, dossier_code) == 10
    assert await open_differences(stage) == []
    undo = scan(stage, stage.post, code, "correct", corrects=deliver.scan.scan_id)
    assert await send(stage, undo) == [("recorded", "held")]
    assert await stage.value(total) == 0
    assert await stage.value(status, dossier_code) == 9


async def test_a_count_that_was_taken_back_is_neither_shown_nor_asked_about(
    stage: Stage,
) -> None:
    code = await inbound(stage)
    await stage.recorded(stage.post, code, "collect", papers=(PaperCount(1, 1), PaperCount(2, 2)))
    await stage.recorded(stage.post, code, "give", to_office="H53")
    await stage.recorded(stage.clerk, code, "take", papers=(PaperCount(1, 1), PaperCount(2, 1)))
    wrong = await stage.value("select scan_id from scan where action = 'take'")
    await stage.recorded(stage.clerk, code, "correct", corrects=wrong)
    assert await open_differences(stage) == []
    closed = "select closed_by || ': ' || resolution from difference"
    assert await stage.value(closed) == f"{stage.clerk.login}: Lượt quét đã được hoàn tác."

    async def counted() -> list[tuple[str, int]]:
        bridge = stage.bridge
        told = await look_up_consignment(
            bridge.database, stage.clock, bridge.sealer, stage.clerk, code
        )
        papers: Any = told["papers"]
        return [(each["office"], each["counted"]) for each in papers[1]["counts"]]

    assert await counted() == [("H53.BC", 2)]
    async with stage.bridge.database.snapshot() as connection:
        center_id, offices = stage.center.center_id, ("H53.BC", "H53")
        found = await papers_counted(connection, center_id, [code], offices)
    assert found == {(code, "H53.BC"): 3}
    await stage.recorded(stage.clerk, code, "take", papers=(PaperCount(1, 1), PaperCount(2, 1)))
    assert await counted() == [("H53.BC", 2), ("H53", 1)]
    assert await open_differences(stage) == ["paper_count"]


async def test_a_count_taken_back_in_the_batch_that_told_it_asks_nothing(stage: Stage) -> None:
    code = await inbound(stage)
    await stage.recorded(stage.post, code, "collect")
    await stage.recorded(stage.post, code, "give", to_office="H53")
    take = scan(stage, stage.clerk, code, "take", papers=(PaperCount(1, 7),))
    stage.clock.advance(timedelta(seconds=1))
    back = scan(stage, stage.clerk, code, "correct", corrects=take.scan.scan_id)
    assert await send(stage, take, back) == [("recorded", "delivered"), ("recorded", "offered")]
    assert await open_differences(stage) == []
