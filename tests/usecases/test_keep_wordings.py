"""A centre's own wordings: from a day on, never changed, and kept by the messages they made."""

from datetime import date, timedelta

import pytest

from postal_bridge.domain.message import Channel, Language, MessageKind
from postal_bridge.domain.message_wording import Wording
from postal_bridge.domain.refusals import InvalidInput
from postal_bridge.usecases.keep_wordings import Rewording, list_wordings, look_up_wording
from postal_bridge.usecases.once import Asked
from postal_bridge.wiring import Bridge
from tests.conftest import MORNING, SettableClock
from tests.journeys import Stage, found_center
from tests.usecases.reading_messages import sender, sms_alone
from tests.usecases.test_send_messages import dossier_of, tell

TODAY = date(2026, 3, 13)
OWN = Wording("Kết quả", "Đã có kết quả. {link}", "Co ket qua {dossier} {link}")
KIND, LANGUAGE = MessageKind.RESULT_READY, Language.VIETNAMESE


@pytest.fixture
async def stage(bridge: Bridge, clock: SettableClock) -> Stage:
    return await found_center(bridge, clock)


def rewording(stage: Stage) -> Rewording:
    bridge = stage.bridge
    return Rewording(
        Asked(bridge.database, stage.clock, bridge.sealer, stage.admin), KIND, LANGUAGE
    )


async def in_force(stage: Stage) -> int:
    found = await list_wordings(stage.bridge.database, stage.clock, stage.admin)
    return found[KIND, LANGUAGE].version


async def test_a_wording_holds_from_its_day_and_messages_keep_theirs(stage: Stage) -> None:
    code = await dossier_of(stage, 1, "0912345678")
    await rewording(stage).keep(TODAY + timedelta(days=1), OWN)
    await tell(stage, code, "before")
    assert await in_force(stage) == 0
    stage.clock.now = MORNING + timedelta(days=1)
    assert await in_force(stage) == 1
    await tell(stage, code, "after")
    stand_in, messengers = sms_alone()
    await sender(stage, messengers).send_of(stage.center)
    first, second = (each.text for each in stand_in.handed_over)
    assert first.startswith(f"Ho so {code} da co ket qua.")
    assert second.startswith(f"Co ket qua {code} https://")


async def test_versions_follow_each_other_and_one_to_come_may_be_withdrawn(stage: Stage) -> None:
    await rewording(stage).keep(TODAY, OWN)
    for day in (TODAY, TODAY - timedelta(days=1)):
        with pytest.raises(InvalidInput):
            await rewording(stage).keep(day, OWN)
    await rewording(stage).keep(TODAY + timedelta(days=7), OWN)
    await rewording(stage).withdraw(2)
    for version in (1, 2, 3):
        with pytest.raises(InvalidInput):
            await rewording(stage).withdraw(version)
    shown = await look_up_wording(stage.bridge.database, stage.clock, stage.admin, KIND, LANGUAGE)
    assert [each.version for each in shown.versions] == [1]
    assert shown.preview.sms.segments == 1


@pytest.mark.parametrize(
    "wrong",
    [
        Wording("", "không có liên kết", "{link}"),
        Wording("", "{link}", "{link} {phone}"),
        Wording("", "{link}", "{link}", "204861", ("dossier", "phone")),
    ],
)
async def test_a_wording_that_cannot_be_filled_is_refused(stage: Stage, wrong: Wording) -> None:
    with pytest.raises(InvalidInput):
        await rewording(stage).keep(TODAY, wrong)


async def test_a_template_of_zalo_opens_that_way(stage: Stage) -> None:
    zalo = Wording(OWN.subject, OWN.body, OWN.short, "204861", ("dossier", "due_on"))
    await rewording(stage).keep(TODAY, zalo)
    code = await dossier_of(stage, 1, "0912345678")
    await tell(stage, code, "a")
    stand_in, _ = sms_alone()
    await sender(stage, {Channel.ZALO: stand_in}).send_of(stage.center)
    (sent,) = stand_in.handed_over
    assert (sent.template, sent.data) == ("204861", {"dossier": code, "due_on": ""})
