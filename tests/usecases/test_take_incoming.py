"""Who calls in proves who they are; what they say is kept once, sealed and as it came."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from postal_bridge.domain.incoming import IncomingCall, Way
from postal_bridge.domain.incoming_refusals import NotGenuine, OutOfTime
from postal_bridge.domain.refusals import TooManyRequests
from postal_bridge.domain.tracking_code import CodeRange
from postal_bridge.usecases.incoming_sources import Source
from postal_bridge.usecases.take_incoming import ADDRESS_LIMIT, IncomingDesk
from postal_bridge.wiring import Bridge
from tests.conftest import SettableClock
from tests.journeys import Stage, found_center
from tests.usecases.calling_in import ADDRESS, BODY, NAME, Party

#: Of a second centre.
CODES = CodeRange("EV", 300, 400, "VN")


@pytest.fixture
async def stage(bridge: Bridge, clock: SettableClock) -> Stage:
    return await found_center(bridge, clock)


@pytest.fixture
async def party(stage: Stage) -> Party:
    return await Party(stage).agree()


async def rows(stage: Stage) -> int:
    count: int = await stage.value("select count(*) from incoming_call")
    return count


async def test_the_same_call_is_kept_once_however_often_it_comes(
    stage: Stage, party: Party
) -> None:
    taken = [await party.calls(event_id="evt_1") for _ in range(3)]
    assert [each and each.repeated for each in taken] == [False, True, True]
    assert len({each and each.call_id for each in taken}) == 1
    assert await stage.value("select repeated from incoming_call") == 2


async def test_calls_that_come_at_the_same_moment_are_kept_once(stage: Stage, party: Party) -> None:
    taken = await asyncio.gather(*(party.calls(event_id="evt_1") for _ in range(6)))
    assert sum(each is not None and not each.repeated for each in taken) == 1
    assert await rows(stage) == 1


async def test_another_body_under_the_same_identity_is_kept_apart(
    stage: Stage, party: Party, capsys: pytest.CaptureFixture[str]
) -> None:
    first = await party.calls(b'{"a": 1}', "evt_1")
    for _ in range(2):
        other = await party.calls(b'{"a": 2}', "evt_1")
    assert first
    assert other
    assert first.call_id != other.call_id
    assert other.repeated
    assert await stage.value("select count(*) from incoming_call where state = 'apart'") == 1
    assert "incoming_differs" in capsys.readouterr().out
    again = await party.calls(b'{"a": 1}', "evt_1")
    assert again
    assert again.call_id == first.call_id


async def test_the_same_identity_from_somebody_else_or_elsewhere_is_another_call(
    stage: Stage, party: Party, bridge: Bridge, clock: SettableClock
) -> None:
    await party.calls(event_id="evt_1")
    other = await Party(await found_center(bridge, clock, "H26", CODES)).agree()
    taken = await other.calls(event_id="evt_1")
    assert taken
    assert not taken.repeated
    assert await rows(stage) == 2


async def test_what_is_not_signed_with_a_secret_of_the_centre_is_not_kept(
    stage: Stage, party: Party, bridge: Bridge, clock: SettableClock
) -> None:
    other = await Party(await found_center(bridge, clock, "H26", CODES)).agree()
    where = (stage.center.code, NAME)
    for call in (other.call(), replace(party.call(), body=b"{}"), IncomingCall({}, BODY)):
        with pytest.raises(NotGenuine):
            await party.desk.take(where, call, ADDRESS)
    assert await rows(stage) == 0


async def test_a_call_that_somebody_listened_to_is_of_no_use_later(
    stage: Stage, party: Party
) -> None:
    call, where = party.call(), (stage.center.code, NAME)
    assert await party.desk.take(where, call, ADDRESS)
    stage.clock.advance(timedelta(seconds=301))
    with pytest.raises(OutOfTime):
        await party.desk.take(where, call, ADDRESS)
    await party.keeping().choose_way(Way.SIGNED, tolerance_seconds=3600)
    taken = await party.desk.take(where, call, ADDRESS)
    assert taken
    assert taken.repeated


async def test_a_key_is_looked_for_in_the_header_that_was_agreed_upon(stage: Stage) -> None:
    party = await Party(stage).agree(Way.KEY, header_name="X-Api-Key")
    where = (stage.center.code, NAME)
    for given in (party.secret, f"Bearer {party.secret}"):
        assert await party.desk.take(where, IncomingCall({"x-api-key": given}, BODY), ADDRESS)
    for headers in ({}, {"x-api-key": "sai"}, {"authorization": party.secret}, {"x-api-key": ""}):
        with pytest.raises(NotGenuine):
            await party.desk.take(where, IncomingCall(headers, BODY), ADDRESS)
    # Without an identity of the sender's the body is the identity.
    assert await rows(stage) == 1


async def test_a_party_may_prove_its_calls_in_a_way_of_its_own(stage: Stage) -> None:
    party = Party(stage)

    def proves(call: IncomingCall, secrets: Sequence[str], _now: datetime) -> bool:
        return any(each.encode() in call.body for each in secrets)

    own = Source(party.understand, own_proof=proves, ways=(Way.OWN,), event_id=lambda _: "7")
    sources = {NAME: own}
    await party.keeping(sources).choose_way(Way.OWN)
    await party.keeping(sources).add_secret("khoa-cua-buu-dien")
    bridge = stage.bridge
    desk = IncomingDesk(bridge.database, stage.clock, bridge.sealer, sources)
    where = (stage.center.code, NAME)
    assert await desk.take(where, IncomingCall({}, b"khoa-cua-buu-dien"), ADDRESS)
    with pytest.raises(NotGenuine):
        await desk.take(where, IncomingCall({}, b"khoa"), ADDRESS)
    assert await stage.value("select event_id from incoming_call") == "7"


async def test_nobody_learns_which_centres_and_parties_there_are(
    stage: Stage, party: Party, bridge: Bridge, clock: SettableClock
) -> None:
    await found_center(bridge, clock, "H26", CODES)
    for where in (("H99", NAME), (stage.center.code, "none"), ("H26", NAME)):
        assert await party.desk.take(where, party.call(), ADDRESS) is None


async def test_rubbish_from_one_address_is_slowed_down_and_what_is_genuine_is_not(
    stage: Stage, party: Party
) -> None:
    where = (stage.center.code, NAME)
    for _ in range(ADDRESS_LIMIT.most):
        with pytest.raises(NotGenuine):
            await party.desk.take(where, IncomingCall({}, BODY), ADDRESS)
    with pytest.raises(TooManyRequests):
        await party.desk.take(where, IncomingCall({}, BODY), ADDRESS)
    with pytest.raises(NotGenuine):
        await party.desk.take(where, IncomingCall({}, BODY), "192.0.2.8")
    assert await party.calls()


async def test_nothing_that_came_can_be_read_in_the_database(stage: Stage, party: Party) -> None:
    await party.calls(b'{"ReceiverMobile": "0912345678"}')
    row = await stage.value("select to_jsonb(c)::text from incoming_call c")
    secret = await stage.value("select to_jsonb(s)::text from incoming_secret s")
    assert b"0912345678".hex() not in row
    assert party.secret.encode().hex() not in secret + row


@pytest.mark.parametrize("event_id", ["", "x" * 201, "a\nb"])
async def test_an_identity_that_is_none_is_made_of_the_body(stage: Stage, event_id: str) -> None:
    party = await Party(stage).agree(Way.KEY, header_name="x-key")
    headers = {"x-key": party.secret, "webhook-id": event_id}
    for _ in range(2):
        await party.desk.take((stage.center.code, NAME), IncomingCall(headers, BODY), ADDRESS)
    assert await stage.value("select repeated from incoming_call") == 1
