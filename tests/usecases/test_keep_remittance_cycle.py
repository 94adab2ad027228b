"""What a centre agrees with its post: what is late by it, and that days gone by stay judged."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from postal_bridge.domain.refusals import InvalidInput
from postal_bridge.domain.remittance import Cycle, RemittanceTerms
from postal_bridge.domain.tracking_code import CodeRange
from postal_bridge.usecases.keep_from_day import KeepingFromDay, list_kept
from postal_bridge.usecases.keep_remittance_cycle import REMITTANCE_CYCLES
from postal_bridge.usecases.look_up_money import OfficeStanding, look_up_money
from postal_bridge.usecases.note_change import list_changes
from postal_bridge.usecases.once import Asked
from postal_bridge.wiring import Bridge
from tests.conftest import SettableClock
from tests.journeys import Stage, found_center
from tests.usecases.test_close_period import close
from tests.usecases.test_reconcile import DAY, Desk, sent

NEXT_DAY = DAY + timedelta(days=1)
DAILY = RemittanceTerms(Cycle.DAILY, 1, DAY, None, "Hợp đồng ví dụ 07/HĐ")


@pytest.fixture
async def desk(bridge: Bridge, clock: SettableClock) -> Desk:
    return Desk(await found_center(bridge, clock))


def agreeing(stage: Stage) -> KeepingFromDay[RemittanceTerms]:
    bridge = stage.bridge
    asked = Asked(bridge.database, stage.clock, bridge.sealer, stage.admin)
    return KeepingFromDay(asked, REMITTANCE_CYCLES)


def today(stage: Stage) -> date:
    return stage.clock().astimezone(stage.center.zone).date()


async def cycles(stage: Stage) -> list[RemittanceTerms]:
    found, _ = await list_kept(stage.bridge.database, stage.admin, REMITTANCE_CYCLES, date.max, 50)
    return list(found)


async def refused(stage: Stage, terms: RemittanceTerms) -> tuple[str, str]:
    with pytest.raises(InvalidInput) as refusal:
        await agreeing(stage).keep(terms)
    (problem,) = refusal.value.problems
    return problem.path, problem.code


async def offices(stage: Stage) -> tuple[OfficeStanding, ...]:
    board = await look_up_money(stage.bridge.database, stage.clock, stage.accountant, None)
    return board.offices


async def test_until_a_centre_has_agreed_the_rule_of_the_installation_holds(
    desk: Desk, bridge: Bridge
) -> None:
    stage = desk.stage
    other = await found_center(bridge, stage.clock, "H26", CodeRange("EV", 201, 300, "VN"))
    (rule,) = await cycles(stage)
    assert (rule.cycle, rule.working_days, rule.source) == (Cycle.WEEKLY, 5, None)
    await agreeing(stage).keep(DAILY)
    assert await cycles(stage) == [DAILY, rule]
    assert await cycles(other) == [rule]


async def test_lines_are_late_by_the_centres_own_agreement(desk: Desk) -> None:
    first, second = await desk.dossier(), await desk.dossier()
    for dossier in (first, second):
        await desk.collect(dossier, 50_000)
    late_on = DAY + timedelta(days=2)
    await desk.hand_in(
        sent(1, first, 50_000, value_on=NEXT_DAY), sent(2, second, 50_000, value_on=late_on)
    )
    await agreeing(desk.stage).keep(DAILY)
    await desk.run()
    assert await desk.classes() == {1: "matched", 2: "late"}


@pytest.mark.parametrize(
    ("cutoff", "alone", "expected"),
    [
        (time(15), True, "matched"),
        (time(16), True, "late"),
        (None, True, "late"),
        (time(15), False, "matched"),
        (time(16), False, "late"),
    ],
)
async def test_what_is_taken_after_the_agreed_hour_counts_for_the_next_day(
    desk: Desk, cutoff: time | None, alone: bool, expected: str
) -> None:
    stage, dossier = desk.stage, await desk.dossier()
    # 15:30 at the centre.
    at = datetime(DAY.year, DAY.month, DAY.day, 8, 30, tzinfo=UTC)
    scan_id = await stage.value("select gen_random_uuid()")
    scan = {
        "center_id": stage.center.center_id,
        "scan_id": scan_id,
        "content_hash": b"",
        "code_given": "EV000000014VN",
        "action": "deliver",
        "scanned_at": at,
        "happened_at": at,
        "received_at": at,
        "login": "post.h53",
        "office_code": "H53.BC",
        "outcome": "recorded",
        "content": {},
        "answer": {},
    }
    await stage.insert("scan", scan)
    await desk.collect(dossier, 50_000, scan_id=scan_id, source="scan", receipt_number="7")
    more = {"value_on": DAY + timedelta(days=2), "receipt_number": "7"}
    lines = [sent(1, dossier, 50_000, **more)]
    if not alone:
        # Two alike are told apart one dossier at a time.
        await desk.collect(dossier, 50_000, receipt_number="8")
        lines.append(sent(2, dossier, 50_000, receipt_number="8"))
    await desk.hand_in(*lines)
    await agreeing(stage).keep(replace(DAILY, cutoff=cutoff))
    await desk.run()
    assert (await desk.classes())[1] == expected


async def test_what_the_post_keeps_is_told_by_how_late_it_is(
    desk: Desk, clock: SettableClock
) -> None:
    stage = desk.stage
    clock.now = datetime(2026, 3, 12, 3, tzinfo=UTC)
    for on in (date(2026, 3, 2), date(2026, 3, 10), date(2026, 3, 11)):
        await desk.collect(await desk.dossier(), 50_000, on=on)
    (by_rule,) = await offices(stage)
    assert (by_rule.by_lateness_dong, by_rule.late_days) == ((150_000, 0, 0, 0), 0)
    await agreeing(stage).keep(DAILY)
    (by_contract,) = await offices(stage)
    # Of the second it was due on the third, seven working days ago; of the tenth yesterday.
    assert by_contract.by_lateness_dong == (50_000, 50_000, 50_000, 0)
    assert by_contract.late_days == 7


async def test_days_gone_by_stay_judged_by_what_held_then(desk: Desk, clock: SettableClock) -> None:
    stage = desk.stage
    await agreeing(stage).keep(DAILY)
    clock.now += timedelta(days=10)
    now = today(stage)
    earlier = replace(DAILY, valid_from=now - timedelta(days=1))
    assert await refused(stage, earlier) == ("valid_from", "already_in_force")
    await agreeing(stage).keep(replace(DAILY, valid_from=now))
    assert await refused(stage, replace(DAILY, valid_from=now)) == (
        "valid_from",
        "already_in_force",
    )
    await agreeing(stage).keep(replace(DAILY, valid_from=now + timedelta(days=1)))
    assert [each.valid_from for each in await cycles(stage)][:3] == [
        now + timedelta(days=1),
        now,
        DAY,
    ]


async def test_the_first_agreement_leaves_closed_periods_alone(
    desk: Desk, clock: SettableClock
) -> None:
    stage = desk.stage
    clock.now = datetime(2026, 4, 2, 3, tzinfo=UTC)
    await close(desk)
    last = replace(DAILY, valid_from=date(2026, 3, 31))
    assert await refused(stage, last) == ("valid_from", "already_in_force")
    await agreeing(stage).keep(replace(DAILY, valid_from=date(2026, 4, 1)))


async def test_what_is_yet_to_begin_may_be_stated_anew_or_withdrawn(desk: Desk) -> None:
    stage = desk.stage
    ahead = replace(DAILY, valid_from=today(stage) + timedelta(days=5))
    await agreeing(stage).keep(ahead)
    stage.clock.advance(timedelta(seconds=1))
    await agreeing(stage).keep(replace(ahead, working_days=3))
    assert (await cycles(stage))[0].working_days == 3
    stage.clock.advance(timedelta(seconds=1))
    await agreeing(stage).withdraw(ahead.valid_from)
    assert [each.source for each in await cycles(stage)] == [None]
    changes, _ = await list_changes(stage.bridge.database, stage.admin, None, 3)
    assert [change.what.value.removeprefix("remittance_cycle_") for change in changes] == [
        "withdrawn",
        "corrected",
        "agreed",
    ]
    assert changes[0].detail["source"] == DAILY.source


async def test_what_has_begun_is_not_withdrawn(desk: Desk) -> None:
    await agreeing(desk.stage).keep(DAILY)
    for day, code in ((DAY, "already_in_force"), (date(2027, 1, 1), "unknown_cycle")):
        with pytest.raises(InvalidInput) as refusal:
            await agreeing(desk.stage).withdraw(day)
        assert [each.code for each in refusal.value.problems] == [code]
