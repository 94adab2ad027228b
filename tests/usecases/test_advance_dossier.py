"""Steps of a dossier as people say them: the table, the roles, the days that come with a step."""

import asyncio
from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest

from postal_bridge.domain.access import Role, Viewer
from postal_bridge.domain.dossier import (
    NEXT_STATUSES,
    STATUSES_OF_ROLE,
    PortalStatus,
    ReceivedVia,
    ReturnedVia,
)
from postal_bridge.domain.refusals import (
    InvalidInput,
    NotForYourRole,
    StepNotAllowed,
    UnknownCode,
)
from postal_bridge.usecases.advance_dossier import WantedStep, advance_dossier
from postal_bridge.usecases.register_dossier import Filing, register_dossier
from postal_bridge.usecases.take_back_step import take_back_step
from postal_bridge.wiring import Bridge
from tests.conftest import MORNING, SettableClock
from tests.journeys import PROCEDURE, Stage, found_center

TODAY = date(2026, 3, 13)
RECEIVED: dict[str, Any] = {"received_at": MORNING, "received_on": TODAY, "status": 2}


@pytest.fixture
async def stage(bridge: Bridge, clock: SettableClock) -> Stage:
    return await found_center(bridge, clock)


async def step(stage: Stage, who: Viewer, code: str, status: int, **more: Any) -> dict[str, Any]:
    bridge = stage.bridge
    stage.clock.advance(timedelta(seconds=1))
    wanted = WantedStep(PortalStatus(status), **more)
    answer = await advance_dossier(
        bridge.database, stage.clock, bridge.sealer, who, code, wanted, None
    )
    assert answer.document is not None
    return answer.document


def test_every_status_can_end_and_none_leads_back_to_the_announcement() -> None:
    ends = {PortalStatus.NOT_ACCEPTED, PortalStatus.RETURNED}
    assert set(NEXT_STATUSES) == set(PortalStatus)
    assert {status for status, following in NEXT_STATUSES.items() if not following} == ends
    for status in PortalStatus:
        reached, frontier = {status}, [status]
        while frontier:
            fresh = NEXT_STATUSES[frontier.pop()] - reached
            reached |= fresh
            frontier += fresh
        assert reached & ends
        assert status is PortalStatus.REGISTERED or PortalStatus.REGISTERED not in reached


async def test_exactly_the_steps_of_the_table_are_taken(stage: Stage) -> None:
    for number, (before, after) in enumerate(product(PortalStatus, PortalStatus), start=1):
        columns: dict[str, Any] = {"status": int(before)}
        if before is not PortalStatus.REGISTERED:
            columns |= {"received_at": MORNING, "received_on": TODAY}
        if before in (PortalStatus.STOPPED, PortalStatus.DONE, PortalStatus.RETURNED):
            columns["resolved_on"] = TODAY
        code = await stage.add_dossier(number, **columns)
        more = {"returned_via": ReturnedVia.COUNTER} if after is PortalStatus.RETURNED else {}
        if after in NEXT_STATUSES[before]:
            assert (await step(stage, stage.clerk, code, after, **more))["status"] == after
        else:
            with pytest.raises(StepNotAllowed):
                await step(stage, stage.clerk, code, after, **more)


async def test_a_dossier_goes_all_the_way(stage: Stage) -> None:
    code = await stage.add_dossier()
    accepted = await step(stage, stage.clerk, code, 2)
    assert (accepted["received_at"], accepted["due_on"]) == (
        "2026-03-13T09:30:01+07:00",
        "2026-03-20",
    )
    await step(stage, stage.department, code, 4)
    await step(stage, stage.department, code, 5, note="Thiếu bản sao ví dụ")
    await step(stage, stage.department, code, 4)
    done = await step(stage, stage.department, code, 9)
    assert (done["resolved_on"], done["next_statuses"]) == ("2026-03-13", [])
    returned = await step(stage, stage.clerk, code, 10, returned_via=ReturnedVia.COUNTER)
    assert (returned["returned_on"], returned["returned_via"]) == ("2026-03-13", "counter")
    assert [(s["status"], s["office_code"], s["note"]) for s in returned["steps"]] == [
        (2, "H53", None),
        (4, "SNV", None),
        (5, "SNV", "Thiếu bản sao ví dụ"),
        (4, "SNV", None),
        (9, "SNV", None),
        (10, "H53", None),
    ]


async def test_the_due_day_moves_by_the_working_days_a_supplement_is_awaited(
    stage: Stage,
) -> None:
    code = await stage.add_dossier(**RECEIVED, due_on=date(2026, 3, 20))
    await step(stage, stage.department, code, 5)
    # Friday to Wednesday: three working days, and the weekend is nobody's.
    stage.clock.advance(timedelta(days=5))
    document = await step(stage, stage.department, code, 4)
    assert document["due_on"] == "2026-03-25"


async def test_what_was_said_by_mistake_moves_no_due_day(stage: Stage) -> None:
    bridge = stage.bridge
    code = await stage.add_dossier(**RECEIVED, due_on=date(2026, 3, 20))

    async def taken_back(wanted: WantedStep) -> Any:
        answer = await take_back_step(
            bridge.database,
            stage.clock,
            bridge.sealer,
            stage.department,
            None,
            code,
            wanted.step_id,
        )
        assert answer.document is not None
        return answer.document["due_on"]

    for status in (5, 7):
        stage.clock.advance(timedelta(days=3))
        wanted = WantedStep(PortalStatus(status))
        await advance_dossier(
            bridge.database, stage.clock, bridge.sealer, stage.department, code, wanted, None
        )
    stage.clock.advance(timedelta(days=1))
    assert await taken_back(wanted) == "2026-03-20"
    # It was asked for on Monday the 16th and came on Friday the 20th.
    assert (await step(stage, stage.department, code, 4))["due_on"] == "2026-03-26"


async def test_the_clock_tells_who_is_waited_for_and_whose_the_delay_is(stage: Stage) -> None:
    bridge, zone = stage.bridge, stage.center.zone
    filing = Filing(
        "000.00.19.H53-260313-0001",
        PROCEDURE,
        ReceivedVia.DIRECT,
        department_code=stage.department.office_code,
        due_on=date(2026, 3, 16),
    )
    answer = await register_dossier(
        bridge.database, stage.clock, bridge.sealer, stage.clerk, filing, None
    )
    assert answer.document is not None
    code, clock = answer.document["code"], answer.document["clock"]
    assert (clock["waited_for"], clock["stands_since"]) == ("center", None)
    document = await step(stage, stage.department, code, 4)
    assert document["clock"]["waited_for"] == "department"
    stage.clock.advance(timedelta(days=4))
    document = await step(stage, stage.department, code, 5)
    stands = stage.clock().astimezone(zone).date()
    assert document["clock"]["stands_since"] == stands.isoformat()
    stage.clock.advance(timedelta(days=2))
    await step(stage, stage.department, code, 4)
    stage.clock.advance(timedelta(days=1))
    document = await step(stage, stage.department, code, 9)
    assert document["due_on"] == "2026-03-18"
    assert document["clock"] == {
        "first_due_on": "2026-03-16",
        "waited_for": None,
        "stands_since": None,
        "delay_days": 4,
        "late_days": 2,
        "shares": {"citizen": 2, "center": 0, "department": 2, "post": 0},
    }


async def test_a_stop_ends_processing_on_its_day(stage: Stage) -> None:
    code = await stage.add_dossier(**RECEIVED)
    assert (await step(stage, stage.clerk, code, 8))["resolved_on"] == "2026-03-13"


@pytest.mark.parametrize("status", [2, 3, 10])
async def test_departments_neither_take_in_nor_hand_out(stage: Stage, status: int) -> None:
    code = await stage.add_dossier()
    with pytest.raises(NotForYourRole):
        await step(stage, stage.department, code, status)


async def test_post_and_accountants_take_no_steps() -> None:
    assert not STATUSES_OF_ROLE[Role.POST] | STATUSES_OF_ROLE[Role.ACCOUNTANT]


async def test_another_departments_dossier_is_unknown(stage: Stage) -> None:
    code = await stage.add_dossier(**RECEIVED)
    with pytest.raises(UnknownCode):
        await step(stage, stage.department2, code, 4)
    with pytest.raises(UnknownCode):
        await step(stage, stage.department, "H53.14-260313-9999", 4)
    with pytest.raises(UnknownCode):
        await step(stage, stage.department, "no code at all", 4)


async def test_another_centres_dossier_is_unknown(
    stage: Stage, bridge: Bridge, clock: SettableClock
) -> None:
    code = await stage.add_dossier(**RECEIVED)
    other = await found_center(bridge, clock, "H26")
    with pytest.raises(UnknownCode):
        await step(stage, other.admin, code, 4)


async def test_a_step_of_an_earlier_day_is_dated_to_it(stage: Stage) -> None:
    earlier = date(2026, 3, 11)
    code = await stage.add_dossier(received_at=MORNING, received_on=date(2026, 3, 10), status=4)
    document = await step(stage, stage.clerk, code, 9, happened_on=earlier)
    assert document["resolved_on"] == "2026-03-11"
    assert document["steps"][-1]["happened_at"] == "2026-03-11T00:00:00+07:00"
    assert document["steps"][-1]["recorded_at"] == "2026-03-13T09:30:01+07:00"


@pytest.mark.parametrize(
    ("status", "more", "expected"),
    [
        (9, {"happened_on": date(2026, 3, 14)}, ("happened_on", "in_the_future")),
        (9, {"happened_on": date(2026, 3, 12)}, ("happened_on", "too_early")),
        (9, {"returned_via": ReturnedVia.COUNTER}, ("returned_via", "out_of_place")),
    ],
)
async def test_what_cannot_be_right_is_told_with_its_field(
    stage: Stage, status: int, more: dict[str, Any], expected: tuple[str, str]
) -> None:
    code = await stage.add_dossier(**RECEIVED)
    with pytest.raises(InvalidInput) as refused:
        await step(stage, stage.clerk, code, status, **more)
    assert [(problem.path, problem.code) for problem in refused.value.problems] == [expected]


async def test_a_return_says_its_way_and_comes_after_the_result(stage: Stage) -> None:
    code = await stage.add_dossier(
        received_at=MORNING, received_on=date(2026, 3, 10), resolved_on=TODAY, status=9
    )
    with pytest.raises(InvalidInput) as refused:
        await step(stage, stage.clerk, code, 10, happened_on=date(2026, 3, 12))
    assert [(problem.path, problem.code) for problem in refused.value.problems] == [
        ("happened_on", "too_early"),
        ("returned_via", "required"),
    ]


async def test_of_two_steps_at_once_one_is_taken(stage: Stage) -> None:
    code = await stage.add_dossier(**RECEIVED)
    outcomes = await asyncio.gather(
        *(step(stage, stage.clerk, code, 8) for _ in range(5)), return_exceptions=True
    )
    assert sum(isinstance(outcome, dict) for outcome in outcomes) == 1
    assert sum(isinstance(outcome, StepNotAllowed) for outcome in outcomes) == 4
    assert await stage.value("select count(*) from dossier_step") == 1
