"""The dispatch board tells what waits, what comes and what is due; a bag's page tells all of it."""

from datetime import date, time, timedelta

import pytest

from postal_bridge.domain.access import Viewer
from postal_bridge.domain.custody import Leg
from postal_bridge.domain.dossier import ReturnedVia
from postal_bridge.domain.refusals import UnknownCode
from postal_bridge.usecases.keep_trips import keep_trip
from postal_bridge.usecases.look_up_bag import WholeBag, look_up_bag
from postal_bridge.usecases.look_up_board import (
    Board,
    NextStep,
    is_many,
    list_departments,
    list_post_offices,
    list_receivers,
    list_unsent,
    list_waiting,
    look_up_board,
)
from postal_bridge.usecases.look_up_post_office import look_up_post_office
from postal_bridge.wiring import Bridge
from tests.conftest import SettableClock
from tests.journeys import Stage, found_center

FRIDAY = date(2026, 3, 13)


@pytest.fixture
async def stage(bridge: Bridge, clock: SettableClock) -> Stage:
    return await found_center(bridge, clock)


async def board_of(stage: Stage) -> Board:
    return await look_up_board(stage.bridge.database, stage.clock, stage.clerk)


async def bag_of(stage: Stage, who: Viewer, code: str) -> WholeBag:
    return await look_up_bag(stage.bridge.database, stage.clock, who, code)


async def taken_in(stage: Stage, number: int = 1, **columns: object) -> str:
    """Add a dossier that was filed today, not sent to its department yet."""
    now = stage.clock()
    filed = {"received_via": "direct", "received_at": now, "received_on": FRIDAY, "status": 2}
    return await stage.add_dossier(number, **{**filed, **columns})


async def done(stage: Stage, number: int = 1, **columns: object) -> str:
    """Add a dossier whose result the department is done with."""
    return await taken_in(stage, number, status=9, resolved_on=FRIDAY, **columns)


async def brought_back(stage: Stage, dossier: str) -> None:
    """Let the result come to the centre on paper."""
    found = await stage.register(stage.department, Leg.TRANSFER_BACK, dossier_code=dossier)
    await stage.recorded(stage.department, found["code"], "give")
    await stage.recorded(stage.clerk, found["code"], "take")


async def test_a_new_centre_has_an_empty_board(stage: Stage) -> None:
    board = await board_of(stage)
    figures = board.figures
    assert (figures.coming, figures.waiting, figures.results) == (0, 0, 0)
    assert (figures.due_soon, figures.overdue, figures.differences) == (0, 0, 0)
    assert not is_many(figures.waiting)
    assert (board.dispatches, board.offered, board.results) == ([], [], [])
    assert (board.overdue, board.due_soon) == ([], [])


async def test_what_came_before_the_cut_off_has_to_leave_today(stage: Stage) -> None:
    """It is half past nine on Friday the 13th."""
    database = stage.bridge.database
    early, before = stage.clock(), stage.clock() - timedelta(days=2)
    await taken_in(stage, 1)
    await taken_in(stage, 2, received_at=before, received_on=before.date())
    sent = await taken_in(stage, 3)
    await taken_in(stage, 4, department_code="STP", received_at=early + timedelta(hours=6))
    await keep_trip(database, stage.clock, stage.admin, time(8), None)
    await keep_trip(database, stage.clock, stage.admin, time(16), "STP")
    code = (await stage.register(stage.clerk, Leg.TRANSFER_OUT, dossier_code=sent))["code"]

    async def leaving() -> dict[str, tuple[int, int]]:
        board = await board_of(stage)
        return {each.office_code: (each.due, each.late) for each in board.dispatches}

    assert await leaving() == {"SNV": (3, 1), "STP": (0, 0)}
    await stage.recorded(stage.clerk, code, "give", to_office="H53.BC")
    assert (await leaving())["SNV"] == (3, 1)
    await stage.recorded(stage.post, code, "take")
    assert (await leaving())["SNV"] == (2, 1)
    board = await board_of(stage)
    assert board.cut_off.left is not None
    assert board.cut_off.left < timedelta(hours=5, minutes=30)
    trips = {each.office_code: each.trip for each in board.dispatches}
    assert [str(trips[code])[:16] for code in ("SNV", "STP")] == [
        "2026-03-16 08:00",
        "2026-03-13 16:00",
    ]
    (carried,) = (await look_up_post_office(database, stage.clock, stage.post, None)).carry
    assert (carried[0].office_code, carried[0].things, carried[1]) == ("SNV", 1, trips["SNV"])


async def test_the_next_step_for_a_department_follows_its_papers(stage: Stage) -> None:
    async def step() -> NextStep:
        (only,) = (await board_of(stage)).dispatches
        assert (only.office_code, only.office_name) == ("SNV", "Sở Nội vụ")
        return only.next_step

    dossier = await taken_in(stage)
    await taken_in(stage, 2, received_via="online")
    assert await step() is NextStep.PREPARE
    assert await list_unsent(stage.bridge.database, stage.clerk, "SNV") == [dossier]
    code = (await stage.register(stage.clerk, Leg.TRANSFER_OUT, dossier_code=dossier))["code"]
    assert await step() is NextStep.OPEN_BAG
    waiting = await list_waiting(stage.bridge.database, stage.clerk, "SNV")
    assert [(each.code, each.dossier_code) for each in waiting] == [(code, dossier)]
    bag = (await stage.begin_bag(stage.clerk, "SNV", items=[code]))["code"]
    assert await step() is NextStep.PACK
    await stage.recorded(stage.clerk, code, "pack", bag=bag)
    assert await step() is NextStep.SEAL
    await stage.recorded(stage.clerk, bag, "seal")
    assert await step() is NextStep.GIVE
    await stage.recorded(stage.clerk, bag, "give")
    assert await step() is NextStep.AWAIT
    await stage.recorded(stage.department, bag, "take")
    assert (await board_of(stage)).dispatches == []


async def test_what_went_to_co_ordinate_has_its_own_department_before_it(stage: Stage) -> None:
    dossier = await taken_in(stage)
    to_other = {"dossier_code": dossier, "destination": "STP"}
    code = (await stage.register(stage.clerk, Leg.TRANSFER_OUT, **to_other))["code"]
    await stage.recorded(stage.clerk, code, "give")
    await stage.recorded(stage.department2, code, "take")
    assert await list_unsent(stage.bridge.database, stage.clerk, "SNV") == [dossier]
    (own,) = (await board_of(stage)).dispatches
    assert (own.office_code, own.unsent, own.due) == ("SNV", 1, 1)


async def test_what_waits_stands_with_the_bag_that_is_still_open(stage: Stage) -> None:
    code = (await stage.register(stage.clerk, Leg.TRANSFER_OUT, destination="SNV"))["code"]
    sealed = (await stage.begin_bag(stage.clerk, "SNV", items=[code], pack=True))["code"]
    await stage.recorded(stage.clerk, sealed, "seal")
    await stage.register(stage.clerk, Leg.TRANSFER_OUT, destination="SNV")
    first, second = (await board_of(stage)).dispatches
    assert (first.waiting, first.bag, first.next_step) == (1, None, NextStep.OPEN_BAG)
    assert second.bag is not None
    assert (second.bag.code, second.bag.inside, second.waiting) == (sealed, 1, 0)


async def test_results_for_citizens_wait_for_the_counter_of_the_post(stage: Stage) -> None:
    dossier = await done(stage)
    await stage.register(stage.clerk, Leg.OUTBOUND, dossier_code=dossier, post_office="H53.P2")
    (only,) = (await board_of(stage)).dispatches
    assert (only.office_code, only.waiting) == ("H53.BC", 1)


async def test_what_was_given_waits_to_be_taken_bags_whole(stage: Stage) -> None:
    codes = [(await stage.register(stage.post, Leg.INBOUND))["code"] for _ in range(3)]
    for code in codes:
        await stage.recorded(stage.post, code, "collect")
    assert (await board_of(stage)).figures.coming == 3
    bag = (await stage.begin_bag(stage.post, "H53", items=codes[:2], pack=True))["code"]
    await stage.recorded(stage.post, bag, "seal", "give")
    await stage.recorded(stage.post, codes[2], "give")
    board = await board_of(stage)
    assert [(each.code, each.inside) for each in board.offered] == [(bag, 2), (codes[2], 0)]
    assert (board.figures.coming, board.offered_more) == (3, False)


async def test_a_result_is_on_the_board_from_its_coming_back_to_its_leaving(stage: Stage) -> None:
    by_post = await done(stage, 1, service_form="RETURN")
    fetched = await done(stage, 2)
    await done(stage, 3)  # The department still has this one.
    for dossier in (by_post, fetched):
        await brought_back(stage, dossier)
    board = await board_of(stage)
    assert [(each.found.code, each.returned_via) for each in board.results] == [
        (by_post, ReturnedVia.POSTAL),
        (fetched, ReturnedVia.COUNTER),
    ]
    sent = (await stage.register(stage.clerk, Leg.OUTBOUND, dossier_code=by_post))["code"]
    first, _ = (await board_of(stage)).results
    assert (first.found.sent_code, first.found.sent_state) == (sent, "registered")
    await stage.recorded(stage.clerk, sent, "give", to_office="H53.BC")
    assert [each.found.code for each in (await board_of(stage)).results] == [fetched]


async def test_due_dossiers_are_told_apart_by_working_days(stage: Stage) -> None:
    days = {1: -1, 2: 0, 3: 4, 4: 5}  # The second working day after a Friday is a Tuesday.
    for number, ahead in days.items():
        await taken_in(stage, number, status=4, due_on=FRIDAY + timedelta(days=ahead))
    await done(stage, 5, due_on=FRIDAY - timedelta(days=1))
    # The clock stands while a supplement or a payment is awaited.
    await taken_in(stage, 6, status=5, due_on=FRIDAY - timedelta(days=1))
    await taken_in(stage, 7, status=6, due_on=FRIDAY)
    board = await board_of(stage)
    assert [each.due_on for each in board.overdue] == [FRIDAY - timedelta(days=1)]
    assert [each.due_on for each in board.due_soon] == [FRIDAY, FRIDAY + timedelta(days=4)]
    assert (board.figures.overdue, board.figures.due_soon) == (1, 2)


async def test_receivers_are_all_other_offices(stage: Stage) -> None:
    database, who = stage.bridge.database, stage.clerk
    assert {each.code for each in await list_receivers(database, who)} == {
        "SNV",
        "STP",
        "H53.BC",
        "H53.P2",
    }
    assert [each.code for each in await list_departments(database, who)] == ["SNV", "STP"]
    assert {each.code for each in await list_post_offices(database, who)} == {"H53.BC", "H53.P2"}


async def test_a_bag_tells_everything_to_those_who_handle_it(stage: Stage) -> None:
    codes = [
        (await stage.register(stage.clerk, Leg.TRANSFER_OUT, destination="SNV"))["code"]
        for _ in range(2)
    ]
    bag = (await stage.begin_bag(stage.clerk, "SNV", items=codes))["code"]
    await stage.recorded(stage.clerk, codes[0], "pack", bag=bag)
    whole = await bag_of(stage, stage.clerk, bag)
    assert (whole.packs, whole.counts) == (True, False)
    assert [line.item_code for line in whole.packed] == [codes[0]]
    assert whole.disagreement.missing == [codes[1]]
    await stage.recorded(stage.clerk, bag, "seal", seal_number="NP1")
    await stage.recorded(stage.clerk, bag, "give")
    await stage.recorded(stage.department, bag, "take")
    await stage.recorded(stage.department, bag, "open", seal_number="NP2")
    whole = await bag_of(stage, stage.department, bag)
    assert (whole.packs, whole.counts, whole.found) == (False, True, [])
    assert [event.event for event in whole.events] == [
        "registered",
        "sealed",
        "given",
        "taken",
        "opened",
    ]
    own = stage.department.login
    assert [event.login for event in whole.events] == ["", "", "", own, own]
    assert [each.kind for each in whole.differences] == ["seal"]
    assert whole.office_names["SNV"] == "Sở Nội vụ"
    for stranger in (stage.post2, stage.department2):
        with pytest.raises(UnknownCode):
            await bag_of(stage, stranger, bag)
