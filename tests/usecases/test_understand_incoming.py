"""What came in is understood once, in the order of arrival, and shown to a person if it is not."""

import asyncio
from datetime import timedelta

import pytest

from postal_bridge.domain.incoming import PATIENCE, NotNow, NotUnderstood, Received, Understood, Way
from postal_bridge.usecases import understand_incoming
from postal_bridge.usecases.incoming_sources import Source
from postal_bridge.usecases.understand_incoming import LEASE, Understanding
from postal_bridge.wiring import Bridge
from tests.conftest import SettableClock
from tests.journeys import Stage, found_center
from tests.usecases.calling_in import NAME, Party

KINDS = "select string_agg(state, ' ' order by received_at) from incoming_call"


@pytest.fixture
async def stage(bridge: Bridge, clock: SettableClock) -> Stage:
    return await found_center(bridge, clock)


@pytest.fixture
async def party(stage: Stage) -> Party:
    return await Party(stage).agree()


async def come(party: Party, *bodies: bytes) -> None:
    for body in bodies:
        party.stage.clock.advance(timedelta(seconds=1))
        await party.calls(body)


async def test_calls_are_understood_once_and_in_the_order_in_which_they_came(party: Party) -> None:
    bodies = [b"%d" % number for number in range(45)]
    await come(party, *bodies)
    assert await party.is_understood() == 45
    assert await party.is_understood() == 0
    assert party.bodies == bodies


async def test_what_cannot_be_understood_yet_waits_and_holds_up_nothing(
    stage: Stage, party: Party
) -> None:
    party.fails[b"a"] = [NotNow("unknown_order"), NotNow("unknown_order")]
    await come(party, b"a", b"b")
    await party.is_understood()
    assert party.bodies == [b"b"]
    assert await party.is_understood() == 0
    for minutes in (2, 3):
        stage.clock.advance(timedelta(minutes=minutes))
        assert await party.is_understood() == 1
    assert party.bodies == [b"b", b"a"]
    assert await stage.value("select trouble from incoming_call where tries = 3") is None


async def test_what_waited_for_days_is_shown_to_a_person(
    stage: Stage, party: Party, capsys: pytest.CaptureFixture[str]
) -> None:
    party.fails[b"a"] = [NotNow("unknown_order") for _ in range(500)]
    await come(party, b"a")
    tries = 0
    while await stage.value(KINDS) == "waiting":
        tries += await party.is_understood()
        stage.clock.advance(timedelta(minutes=20))
    assert (
        await stage.value(
            "select now_at - waits_since from incoming_call, (select $1::timestamptz as now_at) t",
            stage.clock(),
        )
        >= PATIENCE
    )
    assert 60 < tries < 120
    assert await stage.value(KINDS) == "not_understood"
    assert "incoming_not_understood" in capsys.readouterr().out


async def test_what_nobody_understands_is_kept_and_told_loudly(
    stage: Stage, party: Party, capsys: pytest.CaptureFixture[str]
) -> None:
    party.fails[b"a"] = [NotUnderstood("unknown_status", "93")]
    await come(party, b"a", b"b")
    await party.is_understood()
    assert await stage.value(KINDS) == "not_understood understood"
    assert await stage.value("select said from incoming_call where trouble is not null") == "93"
    assert "unknown_status" in capsys.readouterr().out


async def test_an_error_of_ours_is_shown_to_a_person_and_stops_nothing(
    stage: Stage, party: Party, capsys: pytest.CaptureFixture[str]
) -> None:
    party.fails[b"a"] = [ValueError("ours")]
    await come(party, b"a", b"b")
    await party.is_understood()
    assert await stage.value(KINDS) == "not_understood understood"
    assert "incoming_error" in capsys.readouterr().out


async def test_what_is_kept_apart_is_left_to_a_person(stage: Stage, party: Party) -> None:
    await party.calls(b"a", "evt_1")
    await party.calls(b"b", "evt_1")
    await party.is_understood()
    assert party.bodies == [b"a"]
    assert await stage.value("select count(*) from incoming_call where state = 'apart'") == 1


class ProcessKilled(BaseException):
    """Nobody notes anything any more."""


async def test_what_a_killed_process_had_is_understood_when_its_lease_has_ended(
    stage: Stage, party: Party
) -> None:
    await come(party, b"a")

    async def dies(_received: Received) -> Understood:
        raise ProcessKilled

    bridge = stage.bridge
    dying = Understanding(bridge.database, stage.clock, bridge.sealer, {NAME: Source(dies)})
    with pytest.raises(BaseExceptionGroup):
        await dying.understand_due(stage.center)
    assert await party.is_understood() == 0
    stage.clock.advance(LEASE)
    assert await party.is_understood() == 1
    assert party.bodies == [b"a"]


async def test_a_party_that_hangs_holds_up_no_other(
    stage: Stage, party: Party, monkeypatch: pytest.MonkeyPatch
) -> None:
    for event_id in ("evt_slow", "evt_quick"):
        await party.calls(event_id=event_id)
    quick_is_done = asyncio.Event()
    async with stage.bridge.database.transaction() as connection:
        slow_one = "update incoming_call set source = 'slow' where event_id = 'evt_slow'"
        await connection.execute(slow_one)

    async def quick(_received: Received) -> Understood:
        quick_is_done.set()
        return Understood("noted")

    async def slow(_received: Received) -> Understood:
        await quick_is_done.wait()
        await asyncio.Event().wait()
        raise AssertionError("it never ends")

    monkeypatch.setattr(understand_incoming, "UNDERSTOOD_WITHIN_SECONDS", 0.2)
    bridge, sources = stage.bridge, {"slow": Source(slow), NAME: Source(quick)}
    doing = Understanding(bridge.database, stage.clock, bridge.sealer, sources)
    assert await doing.understand_due(stage.center) == 2
    found = "select trouble from incoming_call where source = $1"
    assert await stage.value(found, "slow") == "too_slow"
    assert await stage.value(found, NAME) is None


def test_a_way_of_ones_own_is_offered_where_there_is_one_and_only_there(stage: Stage) -> None:
    party = Party(stage)
    with pytest.raises(ValueError, match="of one's own"):
        Source(party.understand, ways=(Way.OWN,))
