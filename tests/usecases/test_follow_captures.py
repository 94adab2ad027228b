"""What others told and nobody could enter waits for a person, who settles it or has it read."""

from datetime import timedelta
from uuid import UUID

import pytest

from jobs.captures import read_captures
from postal_bridge.domain.standards_refusals import (
    CaptureNotFaulty,
    CaptureNotRead,
    UnknownObservation,
)
from postal_bridge.usecases.follow_captures import (
    look_up_open_observations,
    read_capture_again,
    settle_capture,
    settle_observation,
)
from postal_bridge.wiring import Bridge
from tests.conftest import SettableClock
from tests.journeys import Stage, found_center
from tests.usecases.scanning import inbound
from tests.usecases.telling import LATEST, asked, event, standing, tell, told


@pytest.fixture
async def stage(bridge: Bridge, clock: SettableClock) -> Stage:
    """Return a centre whose people scan."""
    return await found_center(bridge, clock)


async def test_a_person_settles_what_waits_once(stage: Stage) -> None:
    code = await inbound(stage)
    await tell(stage, event(stage, code, "retail_selling"))
    (found,) = (
        await look_up_open_observations(stage.bridge.database, stage.admin, LATEST, 100)
    ).waiting
    settling = asked(stage, stage.admin), found.observation_id, "Đã gọi điện hỏi lại"
    await settle_observation(*settling)
    assert await told(stage) == []
    assert await told(stage, code) == [("retail_selling", "kept", None)]
    with pytest.raises(UnknownObservation):
        await settle_observation(*settling)


async def test_a_person_settles_a_document_with_faults_until_it_is_read_again(
    stage: Stage,
) -> None:
    capture_id = await tell(stage, {"type": "ObjectEvent"})
    database = stage.bridge.database

    async def faulty() -> list[UUID]:
        found = await look_up_open_observations(database, stage.admin, LATEST, 100)
        return [each.capture_id for each in found.faulty]

    assert await faulty() == [capture_id]
    settling = asked(stage, stage.admin), capture_id, "Bên gửi đã gửi lại tệp đúng"
    await settle_capture(*settling)
    assert await faulty() == []
    with pytest.raises(CaptureNotFaulty):
        await settle_capture(*settling)
    await read_capture_again(asked(stage, stage.admin), capture_id)
    await read_captures(stage.bridge, stage.center, "")
    assert await faulty() == [capture_id]


async def test_what_is_told_of_the_future_waits_until_a_person_has_it_read_again(
    stage: Stage,
) -> None:
    code = await inbound(stage)
    early = event(stage, code, "collecting")
    early["eventTime"] = (stage.clock() + timedelta(hours=3)).isoformat()
    capture_id = await tell(stage, early)
    assert await told(stage) == [("collecting", "refused", "told_of_future")]
    stage.clock.advance(timedelta(hours=4))
    await read_capture_again(asked(stage, stage.admin), capture_id)
    await read_captures(stage.bridge, stage.center, "")
    assert await told(stage, code) == [("collecting", "recorded", None)]
    assert await standing(stage, code) == ("held", stage.post.office_code)


async def test_what_came_too_early_is_entered_when_it_is_read_again(stage: Stage) -> None:
    code = await inbound(stage)
    capture_id = await tell(stage, event(stage, code, "storing"))
    assert await told(stage) == [("storing", "refused", "wrong_state")]
    await tell(stage, event(stage, code, "collecting", 2) | {"eventTime": "2026-03-13T00:00:00Z"})
    for _ in range(2):
        await read_capture_again(asked(stage, stage.admin), capture_id)
        await read_captures(stage.bridge, stage.center, "")
    assert await told(stage) == []
    assert await stage.value("select count(*) from custody_event where code = $1", code) == 3
    with pytest.raises(CaptureNotRead):
        await read_capture_again(asked(stage, stage.admin), UUID(int=1))
