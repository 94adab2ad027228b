"""What a carrier calls a consignment leads to it, wherever a thing is looked up or told of."""

from uuid import uuid4

import pytest

from jobs.captures import read_captures
from postal_bridge.domain.access import Viewer
from postal_bridge.domain.code_refusals import BadTrackingCode
from postal_bridge.domain.custody import Leg
from postal_bridge.domain.epcis_query import Wanted
from postal_bridge.domain.observation import DocumentKind
from postal_bridge.domain.refusals import NotTracked, UnknownCode
from postal_bridge.usecases.capture_events import keep_capture
from postal_bridge.usecases.citizen import Citizen
from postal_bridge.usecases.find import Found, Sort, find_things
from postal_bridge.usecases.look_up_consignment import look_up_consignment
from postal_bridge.usecases.look_up_epcis import CLOCKS_APART, look_up_events
from postal_bridge.usecases.track import open_tracking
from postal_bridge.usecases.tracking_pass import issue_pass, track_by_pass
from postal_bridge.wiring import Bridge
from tests.conftest import SettableClock
from tests.journeys import Stage, found_center
from tests.usecases.telling import asked, event, tell, told

CHINA, NO_S10 = "RB473124829CN", "VTP-0123456"


@pytest.fixture
async def stage(bridge: Bridge, clock: SettableClock) -> Stage:
    return await found_center(bridge, clock)


async def call(stage: Stage, code: str, *names: str) -> None:
    """Let a carrier call a consignment by other names, the last of them now."""
    async with stage.bridge.database.transaction() as connection:
        await connection.execute(
            "insert into carrier (center_id, code, name, kind, settings, pull_minutes)"
            " values ($1, 'POST', 'Bưu điện Ví Dụ', 'files', '{}', 5) on conflict do nothing",
            stage.center.center_id,
        )
        for number, name in enumerate(names):
            await connection.execute(
                "insert into carrier_order (center_id, order_id, carrier_code, consignment_code,"
                " kind, order_key, state, wanted_at, wanted_by, item_code, ended_at)"
                " values ($1, $2, 'POST', $3, 'delivery', $4, 'settled', $5, 'x', $6, $5)",
                stage.center.center_id,
                uuid4(),
                code,
                f"{code}-{number}-{name}",
                stage.clock(),
                name,
            )


async def result(stage: Stage, **more: object) -> str:
    """Register a result that the post brings to a citizen, and return its code."""
    citizen = Citizen("Nguyễn Thị Ví Dụ", "0912345678", "12 đường Hoa Sữa")
    found = await stage.register(
        stage.clerk, Leg.OUTBOUND, post_office=stage.post.office_code, citizen=citizen, **more
    )
    return str(found["code"])


async def find(stage: Stage, viewer: Viewer, text: str) -> Found:
    bridge = stage.bridge
    return await find_things(bridge.database, bridge.sealer, bridge.config.label_keys, viewer, text)


async def look_up(stage: Stage, viewer: Viewer, text: str) -> dict[str, object]:
    bridge = stage.bridge
    return await look_up_consignment(bridge.database, stage.clock, bridge.sealer, viewer, text)


async def test_a_code_of_a_carrier_leads_to_its_consignment(stage: Stage) -> None:
    code = await result(stage)
    await call(stage, code, CHINA, NO_S10)
    for text in (CHINA, "rb 4731 2482 9cn", NO_S10, NO_S10.lower()):
        answer = await find(stage, stage.clerk, text)
        assert (answer.code, answer.sort) == (code, Sort.CONSIGNMENT), text
        assert (await look_up(stage, stage.clerk, text))["code"] == code
    assert (await look_up(stage, stage.clerk, code))["carrier_codes"] == [CHINA, NO_S10]


async def test_it_leads_nobody_to_what_they_may_not_see(stage: Stage, bridge: Bridge) -> None:
    code = await result(stage)
    await call(stage, code, CHINA, NO_S10)
    other = await found_center(bridge, stage.clock, "H26")
    for viewer in (stage.post2, stage.department, stage.accountant, other.clerk):
        for text in (CHINA, NO_S10):
            answer = await find(stage, viewer, text)
            assert answer.sort is None
            assert answer.refusal is not None
            # The doors to consignments are closed to accountants altogether.
            if viewer != stage.accountant:
                with pytest.raises(UnknownCode):
                    await look_up(stage, viewer, text)


async def test_a_mistyped_identifier_is_refused_as_such(stage: Stage) -> None:
    code = await result(stage)
    await call(stage, code, CHINA)
    wrong = CHINA.replace("9CN", "1CN")
    with pytest.raises(BadTrackingCode):
        await look_up(stage, stage.clerk, wrong)
    answer = await find(stage, stage.clerk, wrong)
    assert isinstance(answer.refusal, BadTrackingCode)
    for strange in ("EE473124829VN", "x", "a b\0c", "x" * 600):
        with pytest.raises(UnknownCode):
            await look_up(stage, stage.clerk, strange)


async def test_what_is_ours_is_never_taken_for_a_carriers(stage: Stage) -> None:
    own, other = await result(stage), await result(stage)
    await call(stage, other, own)
    assert (await find(stage, stage.clerk, own)).code == own
    assert (await look_up(stage, stage.clerk, own))["code"] == own
    await tell(stage, event(stage, own, "arriving"))
    assert await told(stage, other) == []
    assert len(await told(stage, own)) == 1


async def test_a_number_that_was_used_again_leads_to_what_bears_it_now(stage: Stage) -> None:
    before, now = await result(stage), await result(stage)
    await call(stage, before, CHINA)
    stage.clock.advance(CLOCKS_APART)
    await call(stage, now, CHINA)
    assert (await find(stage, stage.clerk, CHINA)).code == now


async def test_the_label_of_a_carrier_is_scanned_like_ours(stage: Stage) -> None:
    code = await result(stage)
    await call(stage, code, CHINA)
    await stage.recorded(stage.clerk, CHINA, "give", to_office=stage.post.office_code)
    await stage.recorded(stage.post, CHINA, "take")
    assert await stage.value("select state from custody where code = $1", code) == "held"
    answer = await stage.scan(stage.post, "EE473124829VN", "take")
    assert (answer.outcome, answer.code) == ("refused", "unknown_code")


async def test_a_citizen_tracks_by_it_and_sees_what_they_see_by_our_code(stage: Stage) -> None:
    code, bridge = await result(stage), stage.bridge
    await call(stage, code, CHINA, NO_S10)
    tools = bridge.database, stage.clock, bridge.sealer
    ours = await open_tracking(*tools, code, "5678", "192.0.2.1")
    for text in (CHINA, NO_S10):
        tracked = await open_tracking(*tools, text, "5678", "192.0.2.1")
        assert tracked == ours
        proof = issue_pass(bridge.sealer, stage.clock, tracked)
        assert (await track_by_pass(*tools, proof)).code == code
        for digits in (None, "5679"):
            with pytest.raises(NotTracked):
                await open_tracking(*tools, text, digits, "192.0.2.1")


async def test_others_tell_and_ask_of_it_by_that_name(stage: Stage) -> None:
    code, bridge = await result(stage), stage.bridge
    await call(stage, code, CHINA, NO_S10)
    await stage.recorded(stage.clerk, code, "give", to_office=stage.post.office_code)
    await tell(stage, event(stage, CHINA, "accepting"))
    table = f"item_id,event_code,event_time\n{NO_S10},EDG,{stage.clock().isoformat()}\n"
    sender = asked(stage, stage.post)
    await keep_capture(sender, DocumentKind.EMSEVT, table.encode(), proceeds=False)
    await read_captures(bridge, stage.center, "")
    assert [each[:2] for each in await told(stage, code)] == [
        ("EDG", "recorded"),
        ("accepting", "recorded"),
    ]
    stage.clock.advance(2 * CLOCKS_APART)
    names = bridge.config.epcis_names
    wanted = Wanted(things=frozenset({CHINA}))
    page = await look_up_events(bridge.database, stage.clock, names, stage.admin, wanted, None, 100)
    assert len(page.events) == 4
