"""Ratings by citizens: once, after the result was returned, counted in the summary."""

import asyncio
from datetime import date

import pytest

from postal_bridge.domain.citizen_refusals import AlreadyRated, NotReturnedYet
from postal_bridge.domain.dossier import Satisfaction
from postal_bridge.usecases.rate_service import Rating, may_rate, rate_service, read_words
from postal_bridge.usecases.summarise import summarise
from postal_bridge.usecases.track import Tracked, open_tracking
from postal_bridge.wiring import Bridge
from routes.places import END
from tests.conftest import MORNING, SettableClock
from tests.journeys import Stage, found_center

TODAY = MORNING.date()
SATISFIED = Rating(Satisfaction.SATISFIED)


@pytest.fixture
async def stage(bridge: Bridge, clock: SettableClock) -> Stage:
    return await found_center(bridge, clock)


async def opened(stage: Stage, code: str) -> Tracked:
    bridge = stage.bridge
    return await open_tracking(
        bridge.database, stage.clock, bridge.sealer, code, "5678", "192.0.2.1"
    )


async def returned(stage: Stage, number: int = 1) -> str:
    return await stage.add_dossier(
        number,
        received_at=MORNING,
        received_on=TODAY,
        resolved_on=TODAY,
        returned_on=TODAY,
        status=10,
    )


async def rate(stage: Stage, tracked: Tracked, rating: Rating = SATISFIED) -> None:
    bridge = stage.bridge
    await rate_service(bridge.database, stage.clock, bridge.sealer, tracked, rating)


async def test_a_rating_counts_in_the_summary_of_its_day(stage: Stage) -> None:
    ratings = [Satisfaction.VERY_SATISFIED, Satisfaction.SATISFIED, Satisfaction.DISSATISFIED]
    for number, satisfaction in enumerate([*ratings, Satisfaction.SATISFIED], start=1):
        await rate(stage, await opened(stage, await returned(stage, number)), Rating(satisfaction))
    counted = (await summarise(stage.bridge.database, stage.center, TODAY, TODAY)).satisfaction
    assert counted.total == 4
    assert (counted.very_satisfied, counted.satisfied, counted.dissatisfied) == (1, 2, 1)
    tomorrow = date(2026, 3, 14)
    later = await summarise(stage.bridge.database, stage.center, tomorrow, tomorrow)
    assert later.satisfaction.total == 0


async def test_a_dossier_is_rated_once_however_often_it_is_sent(stage: Stage) -> None:
    code = await returned(stage)
    tracked = await opened(stage, code)
    assert may_rate(tracked)
    outcomes = await asyncio.gather(
        *(rate(stage, tracked, Rating(Satisfaction.SATISFIED, "Tốt")) for _ in range(4)),
        return_exceptions=True,
    )
    assert sum(outcome is None for outcome in outcomes) == 1
    assert sum(isinstance(outcome, AlreadyRated) for outcome in outcomes) == 3
    assert not may_rate(await opened(stage, code))
    assert await stage.value("select count(*) from rating_word") == 1


async def test_before_the_result_is_returned_nothing_is_rated(stage: Stage) -> None:
    code = await stage.add_dossier(
        received_at=MORNING, received_on=TODAY, resolved_on=TODAY, status=9
    )
    tracked = await opened(stage, code)
    assert not may_rate(tracked)
    with pytest.raises(NotReturnedYet):
        await rate(stage, tracked)
    assert await stage.value("select satisfaction from dossier where code = $1", code) is None


async def test_words_are_sealed_and_read_by_the_centre_alone(stage: Stage) -> None:
    word = "Cán bộ hướng dẫn tận tình"
    for number in (1, 2, 3):
        tracked = await opened(stage, await returned(stage, number))
        await rate(stage, tracked, Rating(Satisfaction.VERY_SATISFIED, f"{word} {number}"))
    sealed = await stage.value("select string_agg(word_sealed, '') from rating_word")
    assert "tận tình".encode() not in sealed
    bridge, place = stage.bridge, (END, "")
    first, last = await read_words(bridge.database, bridge.sealer, stage.clerk, place, 2)
    assert last is not None
    second, end = await read_words(bridge.database, bridge.sealer, stage.clerk, last, 2)
    assert [each.word[-1] for each in (*first, *second)] == ["3", "2", "1"]
    assert end is None
    assert {each.department_name for each in first} == {"Sở Nội vụ"}
