"""Documents of others: kept as they came, once each, and shown to whoever sent them."""

from datetime import date

import pytest

from postal_bridge.domain.standards_refusals import (
    CaptureNotRead,
    UnknownCapture,
)
from postal_bridge.usecases.capture_events import look_up_capture
from postal_bridge.usecases.follow_captures import (
    read_capture_again,
)
from postal_bridge.usecases.forget_people import forget_people
from postal_bridge.wiring import Bridge
from tests.conftest import SettableClock
from tests.journeys import Stage, found_center
from tests.usecases.scanning import inbound
from tests.usecases.telling import asked, event, tell, told


@pytest.fixture
async def stage(bridge: Bridge, clock: SettableClock) -> Stage:
    """Return a centre whose people scan."""
    return await found_center(bridge, clock)


async def test_a_document_is_shown_to_whoever_sent_it(stage: Stage, bridge: Bridge) -> None:
    capture_id = await tell(stage)
    for viewer in (stage.post, stage.clerk):
        assert await look_up_capture(bridge.database, viewer, capture_id)
    other = await found_center(bridge, stage.clock, "H26")
    for viewer in (stage.post2, other.clerk):
        with pytest.raises(UnknownCapture):
            await look_up_capture(bridge.database, viewer, capture_id)


async def test_what_was_told_is_sealed_where_it_is_kept(stage: Stage) -> None:
    code = await inbound(stage)
    await tell(stage, event(stage, code, "collecting", 1, **{"pb:note": "Nguyễn Thị Ví Dụ"}))
    sealed = await stage.value("select body_sealed from capture")
    assert "Ví Dụ".encode() not in sealed
    assert b"collecting" not in sealed


async def test_the_same_document_is_read_anew_when_its_faults_are_to_be_passed_over(
    stage: Stage,
) -> None:
    code = await inbound(stage)
    sound, unsound = event(stage, code, "collecting"), {"type": "ObjectEvent"}
    assert await tell(stage, sound, unsound) != await tell(stage, sound, unsound, proceeds=True)
    assert await told(stage, code) == [("collecting", "recorded", None)]


async def test_what_was_told_is_forgotten_in_time(stage: Stage) -> None:
    code = await inbound(stage)
    capture_id = await tell(stage, event(stage, code, "retail_selling"))
    bridge = stage.bridge
    await forget_people(bridge.database, bridge.sealer, stage.center, date(2026, 3, 14))
    assert await stage.value("select body_sealed is not null from capture")
    await forget_people(bridge.database, bridge.sealer, stage.center, date(2040, 1, 1))
    assert await stage.value("select body_sealed from capture") is None
    assert await told(stage, code) == [("retail_selling", "kept", None)]
    with pytest.raises(CaptureNotRead):
        await read_capture_again(asked(stage, stage.admin), capture_id)
