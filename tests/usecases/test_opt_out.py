"""Who wants no messages: said by the link in one, or to a clerk."""

import pytest

from postal_bridge.domain.message_refusals import UnknownLink
from postal_bridge.domain.refusals import InvalidInput
from postal_bridge.usecases.opt_out import (
    count_opted_out,
    follow_link,
    look_up_link,
    note_opt_out,
)
from postal_bridge.wiring import Bridge
from tests.conftest import SettableClock
from tests.journeys import Stage, found_center
from tests.usecases.reading_messages import sender, sms_alone
from tests.usecases.test_send_messages import dossier_of, states, tell


@pytest.fixture
async def stage(bridge: Bridge, clock: SettableClock) -> Stage:
    return await found_center(bridge, clock)


async def note(stage: Stage, address: str, *, wants_messages: bool) -> None:
    bridge = stage.bridge
    await note_opt_out(
        bridge.database,
        stage.clock,
        bridge.sealer,
        stage.admin,
        address,
        wants_messages=wants_messages,
    )


async def test_by_the_link_in_a_message_one_gets_no_more_until_one_wants_them_again(
    stage: Stage,
) -> None:
    tools = stage.bridge.database, stage.clock, stage.bridge.sealer
    code = await dossier_of(stage, 1, "0912345678")
    await tell(stage, code, "a")
    stand_in, messengers = sms_alone()
    await sender(stage, messengers).send_of(stage.center)
    token = (stand_in.handed_over[0].link or "").rpartition("/m/")[2]
    center, opted_out = await look_up_link(tools[0], tools[2], token)
    assert (center.code, opted_out) == ("H53", False)
    for _ in range(2):
        await follow_link(*tools, token, wants_messages=False)
    assert (await look_up_link(tools[0], tools[2], token))[1]
    await tell(stage, code, "b")
    await sender(stage, messengers).send_of(stage.center)
    assert await states(stage) == {"sent": 1, "withheld": 1}
    await follow_link(*tools, token, wants_messages=True)
    await tell(stage, code, "c")
    await sender(stage, messengers).send_of(stage.center)
    assert await states(stage) == {"sent": 2, "withheld": 1}


@pytest.mark.parametrize("token", ["", "A" * 16, "A" * 15, "ơ" * 16, "\udc80" * 16])
async def test_a_link_that_is_none_leads_nowhere(stage: Stage, token: str) -> None:
    await tell(stage, await dossier_of(stage, 1, "0912345678"), "a")
    with pytest.raises(UnknownLink):
        await look_up_link(stage.bridge.database, stage.bridge.sealer, token)


async def test_a_clerk_notes_an_address_however_it_is_written_and_it_is_not_kept(
    stage: Stage,
) -> None:
    await note(stage, "+84 912 345 678", wants_messages=False)
    await note(stage, "A@thu.example", wants_messages=False)
    assert await count_opted_out(stage.bridge.database, stage.admin) == 2
    await note(stage, "0912345678", wants_messages=True)
    await note(stage, "a@THU.example", wants_messages=True)
    assert await count_opted_out(stage.bridge.database, stage.admin) == 0
    noted = await stage.value("select string_agg(detail::text, ' ') from admin_change")
    assert "912345" not in noted
    assert "*******678" in noted


@pytest.mark.parametrize("address", ["abc", "a@", "@thu.example", "1"])
async def test_what_is_no_address_is_refused(stage: Stage, address: str) -> None:
    with pytest.raises(InvalidInput):
        await note(stage, address, wants_messages=False)


async def test_nobody_opts_in_who_never_opted_out(stage: Stage) -> None:
    with pytest.raises(InvalidInput):
        await note(stage, "0912345678", wants_messages=True)
