"""What stands still is told once, to the office that has to act, and closed when it moved on."""

from datetime import date, timedelta
from typing import Any

import pytest

from postal_bridge.domain.custody import Leg
from postal_bridge.domain.scan import Reason
from postal_bridge.usecases.raise_alarms import MOVED_ON, raise_alarms
from postal_bridge.wiring import Bridge
from tests.conftest import SettableClock
from tests.journeys import Stage, found_center
from tests.usecases.reading_messages import messages_of

DAY = timedelta(days=1)
#: The clock of the tests stands on a Friday morning.
FRIDAY = date(2026, 3, 13)


@pytest.fixture
async def stage(bridge: Bridge, clock: SettableClock) -> Stage:
    return await found_center(bridge, clock)


async def look(stage: Stage, days: int = 0) -> dict[str, int]:
    """Look at what stands still some days later; return the counts that are not zero."""
    stage.clock.advance(days * DAY)
    today = stage.clock().astimezone(stage.center.zone).date()
    bridge = stage.bridge
    counts = await raise_alarms(bridge.database, stage.clock, bridge.sealer, stage.center, today)
    return {name: count for name, count in counts.items() if count}


async def alarms(stage: Stage) -> list[tuple[Any, ...]]:
    """Return what was told: kind, code, office, and why it was closed."""
    async with stage.bridge.database.snapshot() as connection:
        rows = await connection.fetch(
            "select kind, code, office_code, resolution from difference order by opened_at, kind"
        )
    return [tuple(row) for row in rows]


async def transfer(stage: Stage) -> str:
    """Register something for the first department and return its code."""
    dossier = await stage.add_dossier(status=2, received_at=stage.clock(), received_on=FRIDAY)
    found = await stage.register(stage.clerk, Leg.TRANSFER_OUT, dossier_code=dossier)
    return str(found["code"])


async def outbound(stage: Stage) -> tuple[str, str]:
    """Let a result be out with a courier; return the codes of its dossier and of itself."""
    dossier = await stage.add_dossier(status=9, received_at=stage.clock(), received_on=FRIDAY)
    found = await stage.register(
        stage.clerk, Leg.OUTBOUND, dossier_code=dossier, post_office=stage.post.office_code
    )
    code = str(found["code"])
    await stage.recorded(stage.clerk, code, "give", to_office=stage.post.office_code)
    await stage.recorded(stage.post, code, "take", "go_out")
    return dossier, code


async def fail(stage: Stage, code: str) -> None:
    await stage.recorded(stage.post, code, "fail", reason=Reason.ADDRESSEE_ABSENT)


async def test_what_nobody_takes_is_told_after_a_whole_working_day_and_once(stage: Stage) -> None:
    code = await transfer(stage)
    await stage.recorded(stage.clerk, code, "give", to_office="H53.BC")
    assert await look(stage) == {}
    assert await look(stage, days=3) == {}, "Monday is the working day it has"
    assert await look(stage, days=1) == {"not_taken": 1}
    assert await look(stage, days=1) == {}
    assert await alarms(stage) == [("not_taken", code, "H53.BC", None)]


async def test_an_alarm_closes_when_the_thing_has_moved_on_and_comes_again_when_it_stands(
    stage: Stage,
) -> None:
    code = await transfer(stage)
    await stage.recorded(stage.clerk, code, "give", to_office="H53.BC")
    assert await look(stage, days=4) == {"not_taken": 1}
    await stage.recorded(stage.post, code, "take")
    assert await look(stage) == {"closed": 1}
    assert await look(stage, days=6) == {"lies_too_long": 1}
    assert await alarms(stage) == [
        ("not_taken", code, "H53.BC", MOVED_ON),
        ("lies_too_long", code, "H53.BC", None),
    ]


async def test_what_a_person_has_closed_is_not_told_again_while_it_stands_so(stage: Stage) -> None:
    code = await transfer(stage)
    await stage.recorded(stage.clerk, code, "give", to_office="H53.BC")
    assert await look(stage, days=4) == {"not_taken": 1}
    async with stage.bridge.database.transaction() as connection:
        await connection.execute(
            "update difference set closed_at = opened_at, closed_by = 'ai', resolution = 'Đã gọi'"
        )
    assert await look(stage, days=1) == {}


async def test_what_is_out_with_a_courier_for_more_than_a_working_day_is_told(stage: Stage) -> None:
    _, code = await outbound(stage)
    assert await look(stage, days=3) == {}
    assert await look(stage, days=1) == {"lies_too_long": 1}
    assert await alarms(stage) == [("lies_too_long", code, "H53.BC", None)]


async def test_after_two_working_days_a_citizen_is_invited_again_and_then_it_goes_back(
    stage: Stage,
) -> None:
    dossier, code = await outbound(stage)
    await fail(stage, code)
    await stage.recorded(stage.post, code, "hold")
    assert await look(stage, days=3) == {}, "Monday is one working day"
    assert await look(stage, days=1) == {"invite_again": 1}
    (notice,) = await messages_of(stage, "collection_notice")
    assert (notice.dossier_code, notice.facts["consignment"]) == (dossier, code)
    assert notice.facts["return_on"] == date(2026, 3, 19)
    assert await look(stage, days=1) == {}
    await stage.recorded(stage.post, code, "go_out")
    await fail(stage, code)
    await stage.recorded(stage.post, code, "hold")
    assert await look(stage) == {"closed": 1}
    assert await look(stage, days=2) == {"to_send_back": 1}
    assert [kind for kind, _, _, closed in await alarms(stage) if not closed] == ["to_send_back"]
    assert len(await messages_of(stage, "collection_notice")) == 1
    await stage.recorded(stage.post, code, "send_back", reason=Reason.ADDRESSEE_ABSENT)
    assert await look(stage) == {"closed": 1}


async def test_another_centre_is_told_nothing(bridge: Bridge, stage: Stage) -> None:
    other = await found_center(bridge, stage.clock, "H26")
    code = await transfer(stage)
    await stage.recorded(stage.clerk, code, "give", to_office="H53.BC")
    stage.clock.advance(4 * DAY)
    assert await look(other) == {}
    assert await look(stage) == {"not_taken": 1}
