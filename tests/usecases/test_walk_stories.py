"""At a sandbox centre stories carry what is registered, by the scans that people would make."""

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from itertools import product
from typing import Any

import pytest

from postal_bridge.domain.custody import Leg
from postal_bridge.domain.refusals import UnknownCode
from postal_bridge.domain.story import Story, beats_of, scan_id_of
from postal_bridge.domain.story_refusals import NoSandbox, StoryEnded
from postal_bridge.domain.tracking_code import CodeRange
from postal_bridge.usecases.audit import audit
from postal_bridge.usecases.look_up_consignment import look_up_consignment
from postal_bridge.usecases.look_up_dossier import look_up_dossier
from postal_bridge.usecases.once import RequestKey
from postal_bridge.usecases.walk_stories import Storyteller
from postal_bridge.wiring import Bridge
from tests.conftest import SettableClock
from tests.journeys import Stage, found_center

PACE = timedelta(minutes=1)
FEE = 50_000
CODES_OF_H26 = CodeRange("EV", 300, 400, "VN")

#: How each story leaves what it carried, by leg; what is absent ends as the first.
ENDS: Mapping[Leg, Mapping[Story, tuple[str, str]]] = {
    Leg.INBOUND: {
        Story.DELIVERED: ("delivered", "H53"),
        Story.REFUSED: ("returned", "citizen"),
        Story.WRONG_ADDRESS: ("returned", "citizen"),
        Story.LOST: ("lost", "H53.BC"),
        Story.NEVER_TAKEN: ("offered", "H53.BC"),
    },
    Leg.TRANSFER_OUT: {
        Story.DELIVERED: ("delivered", "SNV"),
        Story.REFUSED: ("returned", "H53"),
        Story.WRONG_ADDRESS: ("returned", "H53"),
        Story.LOST: ("lost", "H53.BC"),
        Story.NEVER_TAKEN: ("offered", "H53.BC"),
    },
    Leg.TRANSFER_BACK: {
        Story.DELIVERED: ("delivered", "H53"),
        Story.REFUSED: ("returned", "SNV"),
        Story.WRONG_ADDRESS: ("returned", "SNV"),
        Story.LOST: ("lost", "H53.BC"),
        Story.NEVER_TAKEN: ("offered", "H53.BC"),
    },
    Leg.OUTBOUND: {
        Story.DELIVERED: ("delivered", "citizen"),
        Story.REFUSED: ("returned", "H53"),
        Story.WRONG_ADDRESS: ("returned", "H53"),
        Story.LOST: ("lost", "H53.BC"),
        Story.NEVER_TAKEN: ("offered", "H53"),
    },
}


@pytest.fixture
async def stage(bridge: Bridge, clock: SettableClock) -> Stage:
    return await found_center(bridge, clock, sandbox=True)


@pytest.fixture
def teller(stage: Stage) -> Storyteller:
    return Storyteller(stage.bridge.database, stage.rules, PACE)


async def registered(stage: Stage, leg: Leg, number: int, **more: Any) -> str:
    """Register a consignment of a dossier of its own; return its code."""
    dossier = await stage.add_dossier(number, **more.pop("columns", {}))
    document = await stage.register(stage.clerk, leg, dossier_code=dossier, **more)
    return str(document["code"])


async def told_to_the_end(stage: Stage, teller: Storyteller) -> None:
    """Let minutes pass until nothing more happens."""
    for _ in range(12):
        stage.clock.advance(PACE)
        await teller.go_on(stage.center)


async def standing(stage: Stage, code: str) -> dict[str, Any]:
    bridge = stage.bridge
    return await look_up_consignment(
        bridge.database, bridge.clock, bridge.sealer, stage.clerk, code
    )


async def counts(stage: Stage) -> tuple[int, int, int]:
    """Count events, payments and steps."""
    return (
        await stage.value("select count(*) from custody_event"),
        await stage.value("select count(*) from collection"),
        await stage.value("select count(*) from dossier_step"),
    )


async def test_every_story_comes_to_its_end_on_every_leg(stage: Stage, teller: Storyteller) -> None:
    received = {"status": 2, "received_at": stage.clock(), "received_on": stage.clock().date()}
    carried = {
        (leg, story): await registered(
            stage,
            leg,
            number,
            reference=f"{story}/{leg}",
            columns=received if leg is Leg.TRANSFER_OUT else {},
        )
        for number, (leg, story) in enumerate(product(Leg, Story), start=1)
    }
    await told_to_the_end(stage, teller)
    for (leg, story), code in carried.items():
        told = await teller.look_up(stage.clerk, code)
        beats = [str(beat) for beat in beats_of(story, leg)]
        assert told["beats"] == beats
        assert (told["stopped_by"], told["beats_done"]) == (None, len(beats)), (leg, story)
        found = await standing(stage, code)
        end = ENDS[leg].get(story, ENDS[leg][Story.DELIVERED])
        assert (found["state"], found["holder"]) == end, (leg, story)
        assert found["damaged"] == (story is Story.DAMAGED)
    report = await audit(stage.bridge.database, stage.center, lambda *_: None)
    assert report.holds, report


async def test_a_beat_happens_each_minute_and_shows_to_the_citizen(
    stage: Stage, teller: Storyteller
) -> None:
    code = await registered(stage, Leg.OUTBOUND, 1)
    story = "absent"
    assert (await teller.look_up(stage.clerk, code))["story"] == story
    assert await teller.go_on(stage.center) == {"begun": 1, "beats": 0}
    states = []
    for _ in range(6):
        stage.clock.advance(PACE)
        assert await teller.go_on(stage.center) == {"begun": 0, "beats": 1}
        states.append((await standing(stage, code))["state"])
        stage.clock.advance(PACE / 2)
        assert await teller.go_on(stage.center) == {"begun": 0, "beats": 0}
    assert states == ["offered", "held", "out", "attempted", "out", "delivered"]
    assert (await teller.look_up(stage.clerk, code))["next_at"] is None


@pytest.mark.parametrize(("story", "paid"), [(Story.HELD, FEE), (Story.FEE_SHORT, FEE // 2)])
async def test_what_is_due_is_paid_or_half_of_it(
    stage: Stage, teller: Storyteller, story: Story, paid: int
) -> None:
    code = await registered(stage, Leg.OUTBOUND, 1, reference=story.value, collect_dong=FEE)
    await told_to_the_end(stage, teller)
    assert await stage.value("select sum(amount_dong) from collection") == paid
    assert (await standing(stage, code))["due_dong"] == FEE - paid


async def test_the_clock_of_a_dossier_has_stood_since_its_receipt(
    stage: Stage, teller: Storyteller
) -> None:
    received = {
        "received_via": "direct",
        "received_at": stage.clock() - timedelta(days=10),
        "received_on": (stage.clock() - timedelta(days=10)).date(),
        "due_on": (stage.clock() - timedelta(days=3)).date(),
        "status": 2,
    }
    await registered(stage, Leg.TRANSFER_OUT, 8, columns=received)
    await told_to_the_end(stage, teller)
    bridge = stage.bridge
    found = await look_up_dossier(
        bridge.database, bridge.clock, bridge.sealer, stage.clerk, "H53.14-260313-0008"
    )
    assert [step["status"] for step in found["steps"]][-2:] == [5, 4]
    assert found["clock"]["shares"]["citizen"] > 0
    assert found["due_on"] > found["clock"]["first_due_on"]


@pytest.mark.parametrize("story", [Story.FEE_SHORT, Story.LATE])
async def test_a_beat_that_was_done_by_somebody_who_was_killed_is_not_done_twice(
    stage: Stage, teller: Storyteller, story: Story
) -> None:
    code = await registered(stage, Leg.INBOUND, 1, reference=story.value, collect_dong=FEE)
    await teller.go_on(stage.center)
    for done in range(len(beats_of(story, Leg.INBOUND))):
        stage.clock.advance(PACE)
        before = await stage.value("select next_at from story_walk")
        await teller.go_on(stage.center)
        counted = await counts(stage)
        # Whoever is killed has done the beat and not noted it.
        async with stage.bridge.database.transaction() as connection:
            await connection.execute(
                "update story_walk set beats_done = $1, next_at = $2", done, before
            )
        stage.clock.advance(timedelta(seconds=7))
        await teller.go_on(stage.center)
        assert await counts(stage) == counted
        told = await teller.look_up(stage.clerk, code)
        assert (told["beats_done"], told["stopped_by"]) == (done + 1, None)


async def test_two_who_tell_at_the_same_moment_tell_once(stage: Stage, teller: Storyteller) -> None:
    codes = [await registered(stage, Leg.OUTBOUND, 10 * number) for number in range(1, 6)]
    for _ in range(8):
        stage.clock.advance(PACE)
        await asyncio.gather(*(teller.go_on(stage.center) for _ in range(3)))
    assert {(await standing(stage, code))["state"] for code in codes} == {"delivered"}
    assert (await counts(stage))[0] == 5 * (1 + len(beats_of(Story.DELIVERED, Leg.OUTBOUND)))


async def test_the_next_beat_comes_when_it_is_called_and_once_for_a_key(
    stage: Stage, teller: Storyteller
) -> None:
    code = await registered(stage, Leg.OUTBOUND, 1, reference="never_taken")
    key = RequestKey("one", b"1" * 32)
    told = await teller.call_next(stage.clerk, key, code)
    assert told.status == 202
    again = await teller.call_next(stage.clerk, key, code)
    assert (again.document, again.repeated) == (told.document, True)
    assert (await standing(stage, code))["state"] == "offered"
    with pytest.raises(StoryEnded):
        await teller.call_next(stage.clerk, None, code)


async def test_a_call_that_was_written_down_and_not_done_is_done_by_the_next(
    stage: Stage, teller: Storyteller
) -> None:
    code = await registered(stage, Leg.OUTBOUND, 1)
    await teller.call_next(stage.clerk, RequestKey("one", b"1" * 32), code)
    async with stage.bridge.database.transaction() as connection:
        await connection.execute(
            "update story_walk set beats_done = 1, next_at = $1", stage.clock()
        )
    await teller.call_next(stage.clerk, RequestKey("one", b"1" * 32), code)
    assert (await teller.look_up(stage.clerk, code))["beats_done"] == 1
    await teller.go_on(stage.center)
    assert (await teller.look_up(stage.clerk, code))["beats_done"] == 2


async def test_a_story_that_others_broke_into_ends_and_says_why(
    stage: Stage, teller: Storyteller
) -> None:
    code = await registered(stage, Leg.OUTBOUND, 10)
    await teller.go_on(stage.center)
    await stage.recorded(stage.clerk, code, "deliver")
    stage.clock.advance(PACE)
    await teller.go_on(stage.center)
    told = await teller.look_up(stage.clerk, code)
    assert (told["stopped_by"], told["next_at"]) == ("already_final", None)


async def test_a_hand_over_by_ones_own_staff_is_no_break(stage: Stage, teller: Storyteller) -> None:
    code = await registered(stage, Leg.OUTBOUND, 10)
    await stage.recorded(stage.clerk, code, "give", to_office="H53.BC")
    await told_to_the_end(stage, teller)
    assert (await standing(stage, code))["state"] == "delivered"


async def test_made_up_staff_sign_in_nowhere(stage: Stage, teller: Storyteller) -> None:
    code = await registered(stage, Leg.TRANSFER_OUT, 10)
    await told_to_the_end(stage, teller)
    made_up = "select count(*) from person where login like 'sandbox.%' and"
    assert await stage.value(f"{made_up} not active and password_hash is null") == 3
    assert await stage.value(f"{made_up} (active or password_hash is not null)") == 0
    scans = "select count(*) from custody_event where code = $1 and login like 'sandbox.h53.%'"
    assert await stage.value(scans, code) == 4
    assert await stage.value(
        "select count(*) from scan where scan_id = $1", scan_id_of("H53", code, 0)
    )


async def test_elsewhere_nothing_is_told(bridge: Bridge, clock: SettableClock) -> None:
    stage = await found_center(bridge, clock)
    teller = Storyteller(bridge.database, stage.rules, PACE)
    code = await registered(stage, Leg.OUTBOUND, 10)
    stage.clock.advance(PACE)
    assert await teller.go_on(stage.center) == {}
    assert (await standing(stage, code))["state"] == "registered"
    with pytest.raises(NoSandbox):
        await teller.look_up(stage.clerk, code)
    with pytest.raises(NoSandbox):
        await teller.call_next(stage.clerk, None, code)


async def test_a_sandbox_beside_another_tells_its_own_alone(
    stage: Stage, bridge: Bridge, clock: SettableClock, teller: Storyteller
) -> None:
    real = await found_center(bridge, clock, "H26", CODES_OF_H26)
    code = await registered(real, Leg.OUTBOUND, 10)
    assert await teller.go_on(stage.center) == {"begun": 0, "beats": 0}
    with pytest.raises(UnknownCode):
        await teller.look_up(stage.clerk, code)
