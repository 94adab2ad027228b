"""The demonstration shows work to be done at every desk, on whatever day it is made."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

import pytest

from postal_bridge.cli.demonstration.example import example_to_scan, example_to_track
from postal_bridge.cli.demonstration.loading import tell_days
from postal_bridge.cli.demonstration.place import (
    CENTER_CODE,
    COUNTER,
    DEPARTMENT_SHOWN,
    POST_OFFICES,
    ZONE,
)
from postal_bridge.cli.demonstration.together import CITIZENS_FROM
from postal_bridge.config import STAND_IN, Config
from postal_bridge.domain.access import OfficeKind, Role, Viewer
from postal_bridge.domain.carriage import RequestState
from postal_bridge.domain.receipt_notice import NoticeState
from postal_bridge.domain.reconciliation import DIFFERENCES
from postal_bridge.store.transit_norms import load_norms
from postal_bridge.usecases.allot_receipts import NEWEST, list_blocks
from postal_bridge.usecases.answer_carriage import list_requests
from postal_bridge.usecases.choose_center import choose_center
from postal_bridge.usecases.follow_receipts import look_up_told
from postal_bridge.usecases.look_up_board import look_up_board
from postal_bridge.usecases.look_up_desk import look_up_desk
from postal_bridge.usecases.look_up_money import look_up_money
from postal_bridge.usecases.look_up_payment import look_up_payment
from postal_bridge.usecases.look_up_post_office import list_to_deliver, look_up_post_office
from postal_bridge.usecases.rate_service import read_words
from postal_bridge.usecases.track import open_tracking
from postal_bridge.wiring import Bridge, open_bridge
from routes.places import BEGINNING, END

SUNDAY = datetime(2026, 11, 29, 9, 30, tzinfo=ZONE)
CENTER = CENTER_CODE, OfficeKind.CENTER
MONDAY_NIGHT = datetime(2026, 11, 30, 0, 5, tzinfo=ZONE)


@pytest.mark.parametrize("opened_at", [SUNDAY, MONDAY_NIGHT])
async def test_every_desk_has_work_whatever_day_it_is_opened(
    config: Config, database_url: str, opened_at: datetime
) -> None:
    config = replace(config, receipts_url=STAND_IN)
    await tell_days(config, database_url, opened_at, lambda _days: None)
    async with open_bridge(config, database_url, clock=lambda: opened_at) as bridge:
        center = await choose_center(bridge.database, CENTER_CODE)
        admin = Viewer(center, "quan.tri", Role.ADMIN, CENTER_CODE, OfficeKind.CENTER)
        await _see_the_centre(bridge, Viewer(center, "mot.cua", Role.CENTER, *CENTER))
        await _see_the_post(bridge, admin)
        department = Viewer(
            center, "can.bo.stp", Role.DEPARTMENT, DEPARTMENT_SHOWN, OfficeKind.DEPARTMENT
        )
        desk = await look_up_desk(bridge.database, bridge.clock, department)
        assert all((desk.offered, desk.given, desk.dossiers, desk.done))
        await _see_what_citizens_see(bridge, admin)
        await _see_the_receipts(bridge, admin)
        assert any(each.thing.further for each in desk.offered)
        await _see_how_long_the_post_takes(bridge, admin)
        money = await look_up_money(
            bridge.database,
            bridge.clock,
            Viewer(center, "ke.toan", Role.ACCOUNTANT, *CENTER),
            None,
        )
        assert set(money.classes) == set(DIFFERENCES)
        assert all(stage.amount_dong for stage in money.stages if stage.name != "pockets")


async def _see_the_centre(bridge: Bridge, clerk: Viewer) -> None:
    board = await look_up_board(bridge.database, bridge.clock, clerk)
    figures = board.figures
    assert all((figures.coming, figures.waiting, figures.due_soon, figures.differences))
    assert all((board.dispatches, board.offered, board.results, board.overdue, board.trip))
    assert any(len(each.further or ()) == 2 for each in board.offered)
    assert board.cut_off.is_day_off == (bridge.clock() == SUNDAY)


async def _see_the_post(bridge: Bridge, admin: Viewer) -> None:
    house = await look_up_post_office(bridge.database, bridge.clock, admin, COUNTER)
    assert all((house.due, house.offered, house.given, house.refused, house.carry))
    assert all(courier.things and courier.cash_dong for courier in house.couriers)
    tools = bridge.database, bridge.clock, admin
    _, parcels, _ = await list_to_deliver(*tools, COUNTER, None, None, 50)
    (results,) = [each for each in parcels if each.further]
    await _see_a_bundle_on_its_way(bridge, results.dossier_code or "", results.code)
    assert [courier.settlement is None for courier in house.couriers] == [True, False]
    for office in POST_OFFICES:
        house = await look_up_post_office(bridge.database, bridge.clock, admin, office)
        assert [courier.things > 0 for courier in house.couriers] == [True]


async def _see_a_bundle_on_its_way(bridge: Bridge, dossier_code: str, code: str) -> None:
    digits = f"{CITIZENS_FROM + 2:04}"[-4:]
    tools = bridge.database, bridge.clock, bridge.sealer
    tracked = await open_tracking(*tools, dossier_code, digits, "192.0.2.1")
    assert len(tracked.document["together"]) == 2
    (carried,) = [each for each in tracked.document["consignments"] if each["code"] == code]
    assert len(carried["dossiers"]) == 3


async def _see_how_long_the_post_takes(bridge: Bridge, admin: Viewer) -> None:
    async with bridge.database.snapshot() as connection:
        scopes = await connection.fetch("select distinct scope from consignment")
        norms = await load_norms(connection, admin.center_id)
    assert {each["scope"] for each in scopes} == {"within_district", "between_districts"}
    assert norms[0].source


async def _see_the_receipts(bridge: Bridge, admin: Viewer) -> None:
    blocks, _ = await list_blocks(bridge.database, admin, NEWEST, 10)
    assert all(block["told"] for block in blocks)
    missing = {(block["office"], block["login"]): block["missing"] for block in blocks}
    assert missing.pop((COUNTER, None)) == 1
    assert set(missing.values()) == {0}
    async with bridge.database.snapshot() as connection:
        asked = await connection.fetch("select detail from difference where kind = 'receipt'")
    assert [each["detail"]["problem"] for each in asked] == ["gap"]
    told = (await look_up_told(bridge.database, admin)).counts
    assert told[NoticeState.SENT] > told[NoticeState.REFUSED] > 0
    assert told[NoticeState.WAITING] == 0


async def _see_what_citizens_see(bridge: Bridge, admin: Viewer) -> None:
    database, clock, sealer = bridge.database, bridge.clock, bridge.sealer
    code, digits = await example_to_track(bridge)
    tracked = await open_tracking(database, clock, sealer, code, digits, "192.0.2.1")
    assert await look_up_payment(database, clock, tracked) is not None
    assert await example_to_scan(bridge) is not None
    for state in RequestState:
        place = (BEGINNING if state is RequestState.OPEN else END), UUID(int=0)
        found, _ = await list_requests(database, sealer, admin, state, place, 10)
        assert found, state
    words, _ = await read_words(database, sealer, admin, (END, ""), 10)
    assert len({word.satisfaction for word in words}) == 3
