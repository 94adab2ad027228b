"""When a centre is open: what it states, from when on, and what becomes due by it."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from postal_bridge.domain.dossier import PortalStatus, ReceivedVia
from postal_bridge.domain.office_hours import OfficeHours
from postal_bridge.domain.refusals import InvalidInput
from postal_bridge.domain.tracking_code import CodeRange
from postal_bridge.usecases.advance_dossier import WantedStep, advance_dossier
from postal_bridge.usecases.keep_from_day import KeepingFromDay, list_kept
from postal_bridge.usecases.keep_office_hours import OFFICE_HOURS
from postal_bridge.usecases.note_change import list_changes
from postal_bridge.usecases.once import Asked
from postal_bridge.usecases.register_dossier import Filing, register_dossier
from postal_bridge.wiring import Bridge
from tests.conftest import SettableClock
from tests.journeys import PROCEDURE, Stage, found_center

EARLY = OfficeHours(
    time(7, 30), time(16, 30), date(2025, 1, 1), time(12), time(13), "Thông báo ví dụ 08/TB"
)


@pytest.fixture
async def stage(bridge: Bridge, clock: SettableClock) -> Stage:
    return await found_center(bridge, clock)


def opening(stage: Stage) -> KeepingFromDay[OfficeHours]:
    bridge = stage.bridge
    asked = Asked(bridge.database, stage.clock, bridge.sealer, stage.admin)
    return KeepingFromDay(asked, OFFICE_HOURS)


def from_day(stage: Stage, days: int) -> OfficeHours:
    day = stage.clock().astimezone(stage.center.zone).date() + timedelta(days=days)
    return OfficeHours(time(8), time(16), day, source="Thông báo ví dụ 09/TB")


async def hours(stage: Stage) -> list[OfficeHours]:
    found, _ = await list_kept(stage.bridge.database, stage.admin, OFFICE_HOURS, date.max, 50)
    return list(found)


async def refused(act: KeepingFromDay[OfficeHours], stated: OfficeHours) -> str:
    with pytest.raises(InvalidInput) as refusal:
        await act.keep(stated)
    (problem,) = refusal.value.problems
    return f"{problem.path}: {problem.code}"


async def filed(
    stage: Stage, number: int, received: str, stated: date | None = None
) -> dict[str, Any]:
    """File a dossier at a moment of the centre and return its document."""
    received_at = datetime.fromisoformat(received).replace(tzinfo=stage.center.zone)
    filing = Filing(
        f"000.00.19.H53-260314-{number:04}",
        PROCEDURE,
        ReceivedVia.DIRECT,
        department_code=stage.department.office_code,
        received_at=received_at,
        due_on=stated,
    )
    bridge = stage.bridge
    answer = await register_dossier(
        bridge.database, stage.clock, bridge.sealer, stage.clerk, filing, None
    )
    assert answer.document is not None
    return answer.document


async def due_on(stage: Stage, number: int, received: str) -> str:
    """File a dossier at a moment of the centre and return its due day."""
    document = await filed(stage, number, received)
    assert document["term_due_on"] is None
    due: str = document["due_on"]
    return due


def reach(stage: Stage, moment: str) -> None:
    """Let it be a moment of the centre."""
    local = datetime.fromisoformat(moment).replace(tzinfo=stage.center.zone)
    stage.clock.now = local.astimezone(UTC)


async def has_term(stage: Stage, **term: Any) -> None:
    """Give the procedure a term in place of its own."""
    columns = {"processing_days": None, "processing_hours": None, **term}
    said = ", ".join(f"{name} = ${place}" for place, name in enumerate(columns, start=2))
    query = f"update procedure set {said} where code = $1"  # noqa: S608 - our own names
    async with stage.bridge.database.transaction() as connection:
        await connection.execute(query, PROCEDURE, *columns.values())


async def test_a_centre_keeps_the_usual_hours_until_it_has_set_its_own(
    stage: Stage, bridge: Bridge
) -> None:
    other = await found_center(bridge, stage.clock, "H26", CodeRange("EV", 201, 300, "VN"))
    (usual,) = await hours(stage)
    assert (usual.sessions, usual.source) == (
        ((time(7), time(11, 30)), (time(13, 30), time(17))),
        None,
    )
    await opening(stage).keep(EARLY)
    assert await hours(stage) == [EARLY, usual]
    assert await hours(other) == [usual]


async def test_hours_that_have_begun_are_followed_and_never_changed(stage: Stage) -> None:
    act = opening(stage)
    await act.keep(EARLY)
    assert await refused(act, EARLY) == "valid_from: already_in_force"
    assert await refused(act, from_day(stage, -1)) == "valid_from: already_in_force"
    today = from_day(stage, 0)
    await act.keep(today)
    assert await refused(act, today) == "valid_from: already_in_force"


async def test_hours_to_come_are_corrected_or_withdrawn_and_all_is_listed(stage: Stage) -> None:
    act = opening(stage)
    later = from_day(stage, 9)
    await act.keep(EARLY)
    await act.keep(later)
    await act.keep(later)
    await act.withdraw(later.valid_from)
    for day, code in ((later.valid_from, "unknown_hours"), (EARLY.valid_from, "already_in_force")):
        with pytest.raises(InvalidInput) as refusal:
            await act.withdraw(day)
        assert [problem.code for problem in refusal.value.problems] == [code]
    changes, _ = await list_changes(stage.bridge.database, stage.admin, None, 4)
    assert sorted(change.what for change in changes) == [
        "office_hours_corrected",
        "office_hours_kept",
        "office_hours_kept",
        "office_hours_withdrawn",
    ]
    assert {change.detail.get("lunch_from") for change in changes} == {"12:00", None}


async def test_what_comes_after_hours_is_due_a_day_later(stage: Stage) -> None:
    # Five working days; 2 March 2026 is a Monday.
    assert await due_on(stage, 1, "2026-03-02 16:45") == "2026-03-09"
    assert await due_on(stage, 2, "2026-03-02 17:15") == "2026-03-10"
    assert await due_on(stage, 3, "2026-03-01 10:00") == "2026-03-09"
    await opening(stage).keep(EARLY)
    assert await due_on(stage, 4, "2026-03-02 16:45") == "2026-03-10"


async def test_a_term_in_hours_has_a_due_day(stage: Stage) -> None:
    await has_term(stage, processing_hours=4)
    assert await due_on(stage, 1, "2026-03-06 10:00") == "2026-03-06"
    assert await due_on(stage, 2, "2026-03-06 15:00") == "2026-03-09"


async def test_days_of_the_calendar_run_through_and_roll_on_from_a_day_off(stage: Stage) -> None:
    await has_term(stage, processing_calendar_days=5)
    assert await due_on(stage, 1, "2026-03-02 09:00") == "2026-03-09"
    assert await due_on(stage, 2, "2026-03-04 09:00") == "2026-03-09"
    assert await due_on(stage, 3, "2026-03-05 09:00") == "2026-03-10"


async def test_what_comes_after_the_hour_of_its_procedure_counts_for_the_next_day(
    stage: Stage,
) -> None:
    await has_term(stage, processing_days=0, cutoff=time(10))
    assert await due_on(stage, 1, "2026-03-06 10:00") == "2026-03-06"
    assert await due_on(stage, 2, "2026-03-06 10:01") == "2026-03-09"
    await has_term(stage, processing_days=2, cutoff=time(14))
    assert await due_on(stage, 3, "2026-03-02 14:00") == "2026-03-04"
    assert await due_on(stage, 4, "2026-03-02 14:01") == "2026-03-05"


async def test_the_hour_at_which_a_term_ends_is_kept_and_moves_with_its_day(stage: Stage) -> None:
    await has_term(stage, processing_hours=12)
    reach(stage, "2026-03-02 10:00")
    document = await filed(stage, 1, "2026-03-02 10:00")
    # Eight of the hours are a day; four more reach over lunch.
    assert (document["due_on"], document["due_at"]) == (
        "2026-03-03",
        "2026-03-03T16:00:00+07:00",
    )
    other_day = await filed(stage, 2, "2026-03-02 10:00", date(2026, 3, 10))
    assert other_day["due_at"] is None
    bridge = stage.bridge
    for moment, status in (("2026-03-03 08:00", 5), ("2026-03-05 08:00", 4)):
        reach(stage, moment)
        answer = await advance_dossier(
            bridge.database,
            stage.clock,
            bridge.sealer,
            stage.clerk,
            document["code"],
            WantedStep(PortalStatus(status)),
            None,
        )
    assert answer.document is not None
    assert answer.document["due_at"] == "2026-03-05T16:00:00+07:00"


async def test_what_is_due_at_once_counts_for_the_next_day_after_three(stage: Stage) -> None:
    await has_term(stage, processing_days=0)
    assert await due_on(stage, 1, "2026-03-06 15:00") == "2026-03-06"
    assert await due_on(stage, 2, "2026-03-06 15:01") == "2026-03-09"


async def test_a_due_day_that_was_stated_is_kept_beside_that_of_the_term(stage: Stage) -> None:
    later = await filed(stage, 1, "2026-03-02 09:00", date(2026, 3, 20))
    assert (later["due_on"], later["term_due_on"]) == ("2026-03-20", "2026-03-09")
    same = await filed(stage, 2, "2026-03-02 09:00", date(2026, 3, 9))
    assert (same["due_on"], same["term_due_on"]) == ("2026-03-09", None)
