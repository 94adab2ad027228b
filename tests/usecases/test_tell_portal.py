"""What the portal is told: each step once, in the order of its dossier, whatever gets lost."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

import pytest

from postal_bridge.domain.custody import Leg
from postal_bridge.domain.dossier import PortalStatus, ReturnedVia
from postal_bridge.domain.portal import Tells
from postal_bridge.domain.portal_refusals import TellingUnderWay, UnknownTelling
from postal_bridge.gateways.portal_server import Fault
from postal_bridge.store import portal_tellings
from postal_bridge.usecases.follow_portal import settle_telling, try_again
from postal_bridge.usecases.follow_steps import follow_steps
from postal_bridge.usecases.tell_portal import LEASE
from postal_bridge.wiring import Bridge
from tests.conftest import SettableClock
from tests.journeys import Stage, found_center
from tests.usecases.portal_case import (
    NEW,
    PROGRESS,
    WHOLE,
    PortalCase,
    accepted,
    portal_beside,
    told,
)


@pytest.fixture
async def stage(bridge: Bridge, clock: SettableClock) -> Stage:
    return await found_center(bridge, clock)


@pytest.fixture
async def case(stage: Stage) -> AsyncIterator[PortalCase]:
    async with portal_beside(stage) as case:
        yield case


async def test_each_step_is_told_once_and_in_its_order(case: PortalCase) -> None:
    (code,) = await accepted(case, 1)
    await case.step(code, 4)
    assert await case.tell() == {"told": 2, "refused": 0}
    await case.step(code, 9)
    await case.tell()
    assert await case.tell() == {"told": 0, "refused": 0}
    assert told(case) == [(NEW, "1", 2), (PROGRESS, "1", 4), (WHOLE, "1", 9)]
    assert await case.sides(code) == [(9, 9)]
    assert await case.counts() == {"sent": 3}


async def test_every_status_is_told_as_itself(case: PortalCase) -> None:
    """What waits for papers or money, or is stopped, is not told as done."""
    (code,) = await accepted(case, 1)
    for status in (5, 4, 6, 4, 7, 8):
        await case.step(code, status)
    await case.tell()
    assert [status for _, _, status in told(case)] == [2, 5, 4, 6, 4, 7, 8]


async def test_dossiers_that_the_post_does_not_carry_are_told_where_that_is_wanted(
    case: PortalCase,
) -> None:
    await accepted(case, 1, received_via="direct")
    await accepted(case, 2, received_via="direct", service_form="RETURN")
    await case.tell()
    assert told(case) == [(NEW, "2", 2)]
    await case.let_in(tells=Tells.ALL)
    await case.tell()
    assert told(case) == [(NEW, "2", 2), (NEW, "1", 2)]


async def test_a_dossier_that_the_portal_has_already_is_not_told_as_new(case: PortalCase) -> None:
    (code,) = await accepted(case, 1)
    case.theirs.move(code, "1")
    await case.tell()
    assert told(case) == [(WHOLE, "1", 2)]
    assert await case.sides(code) == [(2, 2)]


@pytest.mark.parametrize("fault", [Fault.LOST, Fault.CUT_OFF, Fault.WRONG_JSON, Fault.EMPTY])
async def test_what_was_taken_is_not_told_again_when_the_answer_got_lost(
    case: PortalCase, fault: Fault
) -> None:
    codes = await accepted(case, 1, 2, 3)
    await case.tell()
    for code in codes:
        await case.step(code, 4)
    case.server.faults.append(fault)
    await case.tell()
    await case.until_quiet()
    assert sorted(told(case)) == sorted(set(told(case)))
    assert await case.sides(*codes) == [(4, 4)] * 3
    assert await case.counts() == {"sent": 6}


async def test_what_was_not_taken_is_told_again(case: PortalCase) -> None:
    (code,) = await accepted(case, 1)
    case.server.faults += [Fault.ERROR] * 3
    await case.until_quiet()
    assert told(case) == [(NEW, "1", 2)]
    assert await case.sides(code) == [(2, 2)]


async def test_of_half_an_answer_the_others_are_asked_for_and_not_told_again(
    case: PortalCase,
) -> None:
    codes = await accepted(case, 1, 2, 3)
    await case.tell()
    for code in codes:
        await case.step(code, 9)
    case.server.faults.append(Fault.HALF)
    await case.tell()
    assert sorted(told(case)[3:]) == [(WHOLE, number, 9) for number in "123"]
    assert await case.counts() == {"sent": 6}


async def test_one_that_is_refused_holds_up_its_own_dossier_and_no_other(case: PortalCase) -> None:
    codes = await accepted(case, 1, 2, 3)
    case.theirs.not_taken[codes[0]] = "99 Thiếu mã lĩnh vực"
    for code in codes:
        await case.step(code, 4)
    assert await case.tell() == {"told": 4, "refused": 1}
    assert sorted(told(case)) == [
        (NEW, "2", 2),
        (NEW, "3", 2),
        (PROGRESS, "2", 4),
        (PROGRESS, "3", 4),
    ]
    first, behind = await case.open()
    assert (first["state"], first["said"], first["status"]) == (
        "refused",
        "99 Thiếu mã lĩnh vực",
        2,
    )
    assert (behind["state"], behind["is_behind"], behind["status"]) == ("waiting", True, 4)


async def test_which_one_is_bad_is_found_where_the_portal_has_one_word_for_all(
    case: PortalCase,
) -> None:
    codes = await accepted(case, 1, 2, 3)
    case.server.names_rows = False
    case.theirs.not_taken[codes[1]] = "99 Thiếu mã lĩnh vực"
    assert await case.tell() == {"told": 2, "refused": 1}
    assert sorted(told(case)) == [(NEW, "1", 2), (NEW, "3", 2)]
    assert [each["dossier_code"] for each in await case.open()] == [codes[1]]


async def test_what_was_refused_is_tried_again_when_somebody_says_so(case: PortalCase) -> None:
    (code,) = await accepted(case, 1)
    case.theirs.not_taken[code] = "99 Thiếu mã lĩnh vực"
    await case.tell()
    await case.tell()
    assert await case.counts() == {"refused": 1}
    case.theirs.not_taken.clear()
    assert (await try_again(case.asked(), None)).document == {"tellings": 1}
    await case.tell()
    assert await case.counts() == {"sent": 1}


async def test_what_was_put_right_at_the_portal_is_not_told_again(case: PortalCase) -> None:
    (code,) = await accepted(case, 1)
    case.theirs.not_taken[code] = "99 Thiếu mã lĩnh vực"
    await case.tell()
    case.theirs.move(code, "2")
    (refused,) = await case.open()
    await try_again(case.asked(), step_of(refused))
    assert await case.tell() == {"told": 1, "refused": 0}
    assert told(case) == []


def step_of(document: dict[str, Any]) -> UUID:
    return UUID(document["step_id"])


async def test_a_person_settles_what_is_not_to_be_told_and_the_rest_goes_on(
    case: PortalCase,
) -> None:
    (code,) = await accepted(case, 1)
    case.theirs.not_taken[code] = "99 Thiếu mã lĩnh vực"
    await case.tell()
    await case.step(code, 4)
    step_id = step_of((await case.open())[0])
    await settle_telling(case.asked(), step_id, "Cổng đã sửa trực tiếp")
    case.theirs.not_taken.clear()
    await case.tell()
    assert told(case) == [(NEW, "1", 4)]
    assert await case.counts() == {"sent": 1, "settled": 1}
    noted = await case.stage.value(
        "select detail from admin_change where what = 'portal_telling_settled'"
    )
    assert noted == {"dossier": code, "status": "2", "reason": "Cổng đã sửa trực tiếp"}
    with pytest.raises(UnknownTelling):
        await settle_telling(case.asked(), step_id, "Lần nữa")
    with pytest.raises(UnknownTelling):
        await try_again(case.asked(), step_id)


async def test_a_portal_that_is_down_is_left_in_peace_and_told_when_it_is_back(
    case: PortalCase,
) -> None:
    codes = await accepted(case, *range(1, 6))
    case.server.faults += [Fault.ERROR] * 100
    for _ in range(30):
        await case.tell()
    calls = len(case.server.seen)
    assert calls < 30
    health = (await case.overview())["health"]
    assert (health["works"], health["trouble"]) == (False, "busy")
    case.server.faults.clear()
    await case.until_quiet()
    assert await case.sides(*codes) == [(2, 2)] * 5
    assert (await case.overview())["health"]["works"]
    assert sorted(told(case)) == [(NEW, number, 2) for number in "12345"]


async def test_no_connection_is_held_while_the_portal_is_waited_for(case: PortalCase) -> None:
    await accepted(case, 1, 2)
    case.server.faults.append(Fault.SLOW)
    telling = asyncio.create_task(case.tell())
    await case.server.slowed.wait()
    pool = case.tools.database._pool
    assert pool.get_idle_size() == pool.get_size()
    locked = await case.stage.value("select count(*) from pg_locks where locktype = 'tuple'")
    assert locked == 0
    case.server.go_on.set()
    assert (await telling)["told"] == 2


async def test_whoever_is_killed_leaves_it_to_others_who_ask_first(case: PortalCase) -> None:
    (code,) = await accepted(case, 1)
    await case.tell()
    await case.step(code, 4)
    center_id, clock = case.stage.center.center_id, case.stage.clock
    await follow_steps(case.tools.database, clock, case.stage.center, (await case.entrance()).kept)
    async with case.tools.database.transaction() as connection:
        taken = await portal_tellings.take_tellings(
            connection, center_id, clock(), clock() + LEASE, 10
        )
    assert len(taken) == 1
    with pytest.raises(TellingUnderWay):
        await settle_telling(case.asked(), taken[0].step_id, "Không cần")
    assert await case.tell() == {"told": 0, "refused": 0}
    # It got there before whoever told it was killed.
    case.theirs.take(PROGRESS, code, PortalStatus.PROCESSING)
    clock.advance(LEASE)
    assert await case.tell() == {"told": 1, "refused": 0}
    assert told(case) == [(NEW, "1", 2), (PROGRESS, "1", 4)]


async def test_two_who_tell_at_once_tell_each_step_once(case: PortalCase) -> None:
    codes = await accepted(case, *range(1, 9))
    for code in codes:
        await case.step(code, 4)
    await asyncio.gather(case.tell(), case.tell(), case.tell())
    await case.until_quiet()
    assert len(told(case)) == len(set(told(case))) == 16
    assert await case.sides(*codes) == [(4, 4)] * 8


async def test_a_result_on_its_way_by_post_is_done_and_not_returned(case: PortalCase) -> None:
    stage = case.stage
    (code,) = await accepted(case, 1, service_form="BOTH")
    await case.step(code, 9)
    sent = await stage.register(stage.clerk, Leg.OUTBOUND, dossier_code=code)
    await case.step(code, 10, returned_via=ReturnedVia.POSTAL)
    await case.tell()
    assert await case.sides(code) == [(10, 9)]
    assert [(each["status"], each["state"]) for each in await case.open()] == [(10, "waiting")]
    await stage.recorded(stage.clerk, sent["code"], "give", to_office="H53.BC")
    await stage.recorded(stage.post, sent["code"], "take", "go_out", "deliver")
    await case.tell()
    assert await case.sides(code) == [(10, 10)]


async def test_retries_come_further_and_further_apart(case: PortalCase) -> None:
    await accepted(case, 1)
    case.server.faults += [Fault.ERROR] * 1000
    seen = []
    for _ in range(6 * 60):
        before = len(case.server.seen)
        await case.tell()
        if len(case.server.seen) > before:
            seen.append(case.stage.clock())
    gaps = [later - earlier for earlier, later in pairwise(seen)]
    assert max(gaps) > 3 * min(gaps)
    assert len(seen) < 40


async def test_what_happened_there_is_heard_before_it_is_told_over(case: PortalCase) -> None:
    """The answer to our word got lost, and meanwhile a citizen asked to withdraw."""
    (code,) = await accepted(case, 1)
    await case.tell()
    await case.step(code, 4)
    case.server.faults.append(Fault.ERROR)
    await case.tell()
    case.theirs.move(code, "7")
    case.stage.clock.advance(timedelta(minutes=30))
    assert await case.tell() == {"told": 0, "refused": 0}
    assert await case.sides(code) == [(4, 7)]
    assert (await case.hear())["applied"] == 1
    await case.until_quiet()
    assert await case.sides(code) == [(7, 7)]


async def test_one_that_cannot_be_put_into_words_stops_no_other(case: PortalCase) -> None:
    bad, _ = await accepted(case, 1, 2)
    async with case.tools.database.transaction() as connection:
        await connection.execute(
            "update dossier set filer_phone_sealed = decode('00', 'hex') where code = $1", bad
        )
    assert await case.tell() == {"told": 1, "refused": 1}
    assert [(each["dossier_code"], each["trouble"]) for each in await case.open()] == [
        (bad, "seal_broken")
    ]


async def test_a_run_of_a_slow_portal_ends_by_itself_and_the_next_goes_on(case: PortalCase) -> None:
    codes = await accepted(case, *range(1, 31))
    for code in codes:
        await case.step(code, 4)

    def slow() -> datetime:
        case.stage.clock.advance(timedelta(seconds=4))
        return case.stage.clock()

    case.tools = replace(case.tools, clock=slow)
    runs = [(await case.tell())["told"] for _ in range(12)]
    assert 0 < runs[0] < 30
    assert sum(runs) == 60
    assert len(case.theirs.taken) == len(set(case.theirs.taken)) == 60
    assert (await case.overview())["health"]["works"]


async def test_the_portals_words_are_forgotten_when_a_person_settles_it(case: PortalCase) -> None:
    (code,) = await accepted(case, 1)
    case.theirs.not_taken[code] = "99 Số định danh 000000000001 không hợp lệ"
    await case.tell()
    await settle_telling(case.asked(), step_of((await case.open())[0]), "Đã báo bằng công văn")
    said = await case.stage.value("select said from portal_telling where state = 'settled'")
    assert said is None
