"""Ratings by a link or on a counter's screen: one of a dossier, and nothing else is opened."""

import asyncio
from typing import Any
from uuid import uuid4

import pytest

from postal_bridge.domain.citizen_refusals import AlreadyRated, NotReturnedYet, RatingLinkEnded
from postal_bridge.domain.dossier import Satisfaction
from postal_bridge.domain.refusals import InvalidInput
from postal_bridge.domain.tracking_code import CodeRange
from postal_bridge.usecases import rate_by_link as rating
from postal_bridge.usecases.rate_service import Rating
from postal_bridge.usecases.summarise import summarise
from postal_bridge.wiring import Bridge
from tests.conftest import MORNING, SettableClock
from tests.journeys import Stage, found_center

TODAY = MORNING.date()
DONE: dict[str, Any] = {
    "received_at": MORNING,
    "received_on": TODAY,
    "resolved_on": TODAY,
    "status": 9,
}
RETURNED = {**DONE, "returned_on": TODAY, "status": 10}
SATISFIED = Rating(Satisfaction.SATISFIED, "Tốt")


@pytest.fixture
async def stage(bridge: Bridge, clock: SettableClock) -> Stage:
    return await found_center(bridge, clock)


async def link(stage: Stage, code: str) -> str:
    """Return the token of the link of a dossier."""
    bridge = stage.bridge
    path = await rating.print_link(bridge.database, stage.clock, bridge.sealer, stage.clerk, code)
    return path.removeprefix("/rate/")


async def rate(stage: Stage, token: str) -> None:
    bridge = stage.bridge
    await rating.rate_by_link(bridge.database, stage.clock, bridge.sealer, token, SATISFIED)


async def screen(stage: Stage) -> tuple[Any, str]:
    """Add a screen; return its identity and the token of its address."""
    bridge = stage.bridge
    await rating.add_screen(bridge.database, bridge.sealer, stage.clerk, "Quầy 1")
    ((found, path),) = await rating.list_screens(bridge.database, bridge.sealer, stage.clerk)
    return found.screen_id, path.removeprefix("/rate/screens/")


async def test_a_dossier_has_one_link_and_it_tells_nothing_of_it(stage: Stage) -> None:
    first, second = [await stage.add_dossier(number, **RETURNED) for number in (1, 2)]
    token = await link(stage, first)
    assert await link(stage, first) == token
    assert await link(stage, second) != token
    assert first not in token
    kept = await stage.value("select token_hash from rating_link where dossier_code = $1", first)
    assert token.encode() not in kept
    asked = await rating.look_at_link(stage.bridge.database, stage.clock, token)
    assert asked == rating.Asked(stage.center, first)


async def test_dossiers_of_one_code_at_two_centres_have_links_of_their_own(
    stage: Stage, bridge: Bridge
) -> None:
    other = await found_center(bridge, stage.clock, "H26", CodeRange("EV", 201, 300, "VN"))
    code = await stage.add_dossier(**RETURNED)
    await other.insert(
        "dossier",
        {
            "center_id": other.center.center_id,
            "code": code,
            "procedure_code": "1.000001",
            "department_code": other.department.office_code,
            "received_via": "direct",
            "announced_at": MORNING,
            "updated_at": MORNING,
            **RETURNED,
        },
    )
    tokens = [await link(each, code) for each in (stage, other)]
    asked = [await rating.look_at_link(bridge.database, stage.clock, token) for token in tokens]
    assert [each.center for each in asked] == [stage.center, other.center]


async def test_one_of_many_ratings_by_a_link_is_kept(stage: Stage) -> None:
    token = await link(stage, await stage.add_dossier(**RETURNED))
    outcomes = await asyncio.gather(*(rate(stage, token) for _ in range(5)), return_exceptions=True)
    assert sum(outcome is None for outcome in outcomes) == 1
    assert sum(isinstance(outcome, AlreadyRated) for outcome in outcomes) == 4
    assert await stage.value("select count(*) from rating_word") == 1
    counted = (await summarise(stage.bridge.database, stage.center, TODAY, TODAY)).satisfaction
    assert (counted.total, counted.satisfied) == (1, 1)


async def test_a_link_opens_with_the_return_of_the_result_and_ends(stage: Stage) -> None:
    token = await link(stage, code := await stage.add_dossier(**DONE))
    with pytest.raises(NotReturnedYet):
        await rate(stage, token)
    async with stage.bridge.database.transaction() as connection:
        query = "update dossier set status = 10, returned_on = $2 where code = $1"
        await connection.execute(query, code, TODAY)
    stage.clock.advance(rating.LINK_TERM)
    with pytest.raises(RatingLinkEnded):
        await rate(stage, token)
    # Told again, it is open again.
    await link(stage, code)
    await rate(stage, token)


@pytest.mark.parametrize("token", ["", "x" * 22, "\ud800", "H53.14-260313-0001"])
async def test_what_is_no_token_of_ours_opens_nothing(stage: Stage, token: str) -> None:
    await link(stage, await stage.add_dossier(**RETURNED))
    with pytest.raises(RatingLinkEnded):
        await rate(stage, token)


async def test_a_screen_asks_about_what_was_just_returned_and_turns_away(stage: Stage) -> None:
    bridge, (screen_id, token) = stage.bridge, await screen(stage)

    async def asked_about() -> str | None:
        return (await rating.look_at_screen(bridge.database, stage.clock, token)).dossier_code

    async def shown(code: str) -> None:
        await rating.show_on_screen(bridge.database, stage.clock, stage.clerk, screen_id, code)

    async def rated() -> None:
        await rating.rate_on_screen(bridge.database, stage.clock, bridge.sealer, token, SATISFIED)

    assert await asked_about() is None
    first, second = [await stage.add_dossier(number, **RETURNED) for number in (1, 2)]
    await shown(first)
    assert await asked_about() == first
    await rated()
    assert await asked_about() is None
    with pytest.raises(RatingLinkEnded):
        await rated()
    with pytest.raises(NotReturnedYet):
        await shown(first)
    await shown(second)
    stage.clock.advance(rating.SCREEN_TERM)
    assert await asked_about() is None
    with pytest.raises(RatingLinkEnded):
        await rated()


async def test_a_rating_by_link_turns_the_screen_that_asks_for_it(stage: Stage) -> None:
    bridge, (screen_id, token) = stage.bridge, await screen(stage)
    code = await stage.add_dossier(**RETURNED)
    await rating.show_on_screen(bridge.database, stage.clock, stage.clerk, screen_id, code)
    await rate(stage, await link(stage, code))
    found = await rating.look_at_screen(bridge.database, stage.clock, token)
    assert found.dossier_code is None


async def test_screens_are_told_apart_by_name_and_end_when_they_are_removed(stage: Stage) -> None:
    bridge, (screen_id, token) = stage.bridge, await screen(stage)
    with pytest.raises(InvalidInput):
        await rating.add_screen(bridge.database, bridge.sealer, stage.clerk, "Quầy 1")
    code = await stage.add_dossier(**RETURNED)
    with pytest.raises(NotReturnedYet):
        await rating.show_on_screen(bridge.database, stage.clock, stage.clerk, uuid4(), code)
    await rating.remove_screen(bridge.database, stage.clerk, screen_id)
    await rating.remove_screen(bridge.database, stage.clerk, screen_id)
    with pytest.raises(RatingLinkEnded):
        await rating.look_at_screen(bridge.database, stage.clock, token)


async def test_a_screen_shows_no_dossier_of_another_centre(stage: Stage, bridge: Bridge) -> None:
    other = await found_center(bridge, stage.clock, "H26", CodeRange("EV", 201, 300, "VN"))
    screen_id, _ = await screen(other)
    code = await stage.add_dossier(**RETURNED)
    for who in (stage.clerk, other.clerk):
        with pytest.raises(NotReturnedYet):
            await rating.show_on_screen(bridge.database, stage.clock, who, screen_id, code)
