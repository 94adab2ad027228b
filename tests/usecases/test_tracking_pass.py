"""The proof of having tracked: opens the same thing for a while, and tells nothing."""

from datetime import timedelta

import pytest

from postal_bridge.domain.citizen_refusals import TrackingEnded
from postal_bridge.domain.custody import Leg
from postal_bridge.usecases.citizen import Citizen
from postal_bridge.usecases.track import open_tracking
from postal_bridge.usecases.tracking_pass import LENGTH_MAX, TERM, issue_pass, track_by_pass
from postal_bridge.wiring import Bridge
from tests.conftest import SettableClock
from tests.journeys import Stage, found_center


@pytest.fixture
async def stage(bridge: Bridge, clock: SettableClock) -> Stage:
    return await found_center(bridge, clock)


async def issued(stage: Stage, code: str, digits: str = "5678") -> str:
    bridge = stage.bridge
    tracked = await open_tracking(
        bridge.database, stage.clock, bridge.sealer, code, digits, "192.0.2.1"
    )
    return issue_pass(bridge.sealer, stage.clock, tracked)


async def opens(stage: Stage, proof: str) -> dict[str, object]:
    bridge = stage.bridge
    tracked = await track_by_pass(bridge.database, stage.clock, bridge.sealer, proof)
    return tracked.document


async def test_a_pass_opens_what_it_was_issued_for_until_its_term_ends(stage: Stage) -> None:
    code = await stage.add_dossier()
    proof = await issued(stage, code)
    stage.clock.advance(TERM - timedelta(seconds=1))
    assert (await opens(stage, proof))["code"] == code
    stage.clock.advance(timedelta(seconds=1))
    with pytest.raises(TrackingEnded):
        await opens(stage, proof)


async def test_a_pass_shows_nothing_and_is_short(stage: Stage) -> None:
    code = await stage.add_dossier()
    proof = await issued(stage, code)
    assert code not in proof
    assert len(proof) < LENGTH_MAX
    assert proof != await issued(stage, code)


async def test_what_is_no_pass_opens_nothing(stage: Stage) -> None:
    proof = await issued(stage, await stage.add_dossier())
    middle = len(proof) // 2
    changed = proof[:middle] + ("A" if proof[middle] != "A" else "B") + proof[middle + 1 :]
    for other in ("", "x", "AQ", "đ", proof[:-4], proof + "AAAA", changed, "A" * 10_000):
        with pytest.raises(TrackingEnded):
            await opens(stage, other)


async def test_a_pass_of_the_sender_does_not_become_one_of_the_filer(stage: Stage) -> None:
    sender = Citizen("Trần Ví Dụ", "0911222333", "3 phố Mẫu")
    carried = (await stage.register(stage.post, Leg.INBOUND, citizen=sender))["code"]
    proof = await issued(stage, carried, "2333")
    code = await stage.add_dossier()
    async with stage.bridge.database.transaction() as connection:
        await connection.execute("update consignment set dossier_code = $1", code)
    filer = (await opens(stage, proof))["filer"]
    assert filer == {"name": "T*** V*** D", "phone": "*******333"}
    async with stage.bridge.database.transaction() as connection:
        await connection.execute("update consignment set party_sealed = null")
    with pytest.raises(TrackingEnded):
        await opens(stage, proof)
