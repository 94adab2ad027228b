"""Who took a consignment is seen whole by the centre and the office that delivered it alone."""

import pytest

from postal_bridge.domain.access import Viewer
from postal_bridge.domain.custody import Leg
from postal_bridge.domain.refusals import UnknownCode
from postal_bridge.domain.scan import Reason
from postal_bridge.usecases.look_up_deliveries import list_deliveries, open_deliveries
from postal_bridge.usecases.note_change import list_changes
from postal_bridge.wiring import Bridge
from tests.conftest import SettableClock
from tests.journeys import Stage, found_center

RECIPIENT = {
    "kind": "authorised",
    "name": "Trần Văn Ví Dụ",
    "id_kind": "cccd",
    "id_last4": "0123",
    "authorisation": "Giấy ủy quyền ví dụ 05",
}
PLACE = {"lat": 11.31, "lon": 106.1}


@pytest.fixture
async def stage(bridge: Bridge, clock: SettableClock) -> Stage:
    return await found_center(bridge, clock)


@pytest.fixture
async def code(stage: Stage) -> str:
    """Return the code of a result that was not delivered, and then was."""
    dossier = await stage.add_dossier(returned_via=None)
    slip = await stage.register(
        stage.clerk, Leg.OUTBOUND, dossier_code=dossier, post_office=stage.post.office_code
    )
    code = str(slip["code"])
    await stage.recorded(stage.clerk, code, "give", to_office=stage.post.office_code)
    await stage.recorded(stage.post, code, "take", "go_out")
    await stage.recorded(stage.post, code, "fail", reason=Reason.ADDRESSEE_ABSENT, place=PLACE)
    await stage.recorded(stage.post, code, "go_out")
    await stage.recorded(stage.post, code, "deliver", recipient=RECIPIENT, place=PLACE)
    return code


async def opened(stage: Stage, viewer: Viewer, code: str) -> list[dict[str, object]]:
    bridge = stage.bridge
    return await open_deliveries(bridge.database, stage.clock, bridge.sealer, viewer, code)


async def noted(stage: Stage) -> list[tuple[str, dict[str, str]]]:
    changes, _ = await list_changes(stage.bridge.database, stage.admin, None, 50)
    return [(each.login, each.detail) for each in changes if each.what == "recipient_opened"]


async def test_the_centre_and_the_office_that_delivered_see_it_whole_and_that_is_noted(
    stage: Stage, code: str
) -> None:
    for viewer in (stage.post, stage.clerk, stage.admin):
        failed, delivered = await opened(stage, viewer, code)
        assert delivered["recipient"] == RECIPIENT
        assert (failed["place"], delivered["place"]) == (PLACE, PLACE)
        assert (failed["event"], failed["reason"]) == ("failed", "ADDRESSEE_ABSENT")
        assert (failed["recipient"], delivered["masked"]) == (None, False)
    detail = {"consignment": code}
    looked = sorted(viewer.login for viewer in (stage.post, stage.clerk, stage.admin))
    assert sorted(login for login, told in await noted(stage) if told == detail) == looked


async def test_a_department_recognises_them_and_learns_no_more_however_it_asks(
    stage: Stage, code: str
) -> None:
    _, delivered = await opened(stage, stage.department, code)
    assert delivered["recipient"] == {
        "kind": "authorised",
        "name": "T*** V*** V*** D",
        "id_kind": None,
        "id_last4": None,
        "authorisation": None,
    }
    assert (delivered["place"], delivered["login"], delivered["masked"]) == (None, None, True)
    assert await noted(stage) == []
    with pytest.raises(UnknownCode):
        await opened(stage, stage.post2, code)


async def test_a_list_is_masked_for_everybody_and_leaves_no_note(stage: Stage, code: str) -> None:
    bridge = stage.bridge
    for viewer in (stage.post, stage.clerk, stage.admin, stage.department):
        told = await list_deliveries(bridge.database, bridge.sealer, viewer, code)
        assert [each["masked"] for each in told] == [True, True]
        assert RECIPIENT["name"] not in str(told)
        assert str(PLACE["lat"]) not in str(told)
    assert await noted(stage) == []


async def test_what_was_taken_back_or_forgotten_is_not_shown(stage: Stage, code: str) -> None:
    wrong = await stage.value("select scan_id from scan where action = 'deliver'")
    await stage.recorded(stage.post, code, "correct", corrects=wrong)
    (failed,) = await opened(stage, stage.clerk, code)
    assert failed["event"] == "failed"
    await stage.recorded(stage.post, code, "deliver", recipient=RECIPIENT)
    async with stage.bridge.database.transaction() as connection:
        await connection.execute("update scan set recipient_sealed = null")
    _, delivered = await opened(stage, stage.clerk, code)
    assert delivered["recipient"] is None
