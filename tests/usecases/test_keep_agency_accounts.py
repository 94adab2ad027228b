"""Accounts of agencies: from a day to a day, and what was sent by then stays judged."""

import asyncio
from collections.abc import Awaitable
from datetime import UTC, date, datetime, timedelta

import pytest

from postal_bridge.domain.agency_account import AccountSpan, AgencyAccount
from postal_bridge.domain.refusals import InvalidInput
from postal_bridge.domain.tracking_code import CodeRange
from postal_bridge.usecases.keep_agency_accounts import FIRST, Keeping, list_accounts
from postal_bridge.usecases.note_change import list_changes
from postal_bridge.usecases.once import Answer, Asked
from postal_bridge.wiring import Bridge
from tests.conftest import SettableClock
from tests.journeys import Stage, found_center
from tests.usecases.test_close_period import close
from tests.usecases.test_reconcile import DAY, Desk, sent

OLD = "3713000001"
NEW = "3713000002"
LONG_AGO = date(2025, 1, 1)


@pytest.fixture
async def desk(bridge: Bridge, clock: SettableClock) -> Desk:
    return Desk(await found_center(bridge, clock))


def keeping(stage: Stage) -> Keeping:
    bridge = stage.bridge
    return Keeping(Asked(bridge.database, stage.clock, bridge.sealer, stage.admin))


def account(number: str = OLD, valid_from: date = LONG_AGO, office: str = "SNV") -> AgencyAccount:
    return AgencyAccount(office, AccountSpan(number, valid_from), "SO NOI VU", False, "CV 1")


def day(stage: Stage, days: int = 0) -> date:
    return stage.clock().astimezone(stage.center.zone).date() + timedelta(days=days)


async def kept(stage: Stage) -> list[AccountSpan]:
    found, _ = await list_accounts(stage.bridge.database, stage.admin, FIRST, 50)
    return [each.span for each in found]


async def refused(acting: Awaitable[Answer]) -> tuple[str, str]:
    with pytest.raises(InvalidInput) as refusal:
        await acting
    (problem,) = refusal.value.problems
    return problem.path, problem.code


async def test_money_goes_right_to_an_account_while_it_holds(
    desk: Desk, clock: SettableClock
) -> None:
    clock.now = datetime(2026, 3, 4, 3, tzinfo=UTC)
    stage, first_new = desk.stage, date(2026, 3, 5)
    await keeping(stage).name(account())
    await keeping(stage).end("SNV", AccountSpan(OLD, LONG_AGO, date(2026, 3, 4)))
    await keeping(stage).name(account(NEW, first_new))
    cases = [(OLD, DAY), (OLD, first_new), (NEW, DAY), (NEW, first_new)]
    lines = []
    for place, (number, sent_on) in enumerate(cases, start=1):
        dossier = await desk.dossier()
        await desk.collect(dossier, 50_000)
        lines.append(sent(place, dossier, 50_000, beneficiary_account=number, value_on=sent_on))
    # A pair that is alike is judged one dossier at a time, by the same days.
    twin = await desk.dossier()
    for place, (number, sent_on) in enumerate(cases[:2], start=5):
        receipt = str(place)
        await desk.collect(twin, 50_000, receipt_number=receipt)
        more = {"beneficiary_account": number, "value_on": sent_on, "receipt_number": receipt}
        lines.append(sent(place, twin, 50_000, **more))
    await desk.hand_in(*lines)
    await desk.run()
    right, wrong = "matched", "wrong_beneficiary"
    assert await desk.classes() == {1: right, 2: wrong, 3: wrong, 4: right, 5: right, 6: wrong}


async def test_only_the_first_account_of_a_department_begins_in_the_past(desk: Desk) -> None:
    stage = desk.stage
    await keeping(stage).name(account())
    past = account(NEW, day(stage, -1))
    assert await refused(keeping(stage).name(past)) == ("valid_from", "already_in_force")
    await keeping(stage).name(account(NEW, day(stage)))
    await keeping(stage).name(account(NEW, LONG_AGO, "STP"))
    spans = AccountSpan(OLD, LONG_AGO), AccountSpan(NEW, day(stage)), AccountSpan(NEW, LONG_AGO)
    assert await kept(stage) == list(spans)


async def test_a_closed_period_is_left_alone(desk: Desk, clock: SettableClock) -> None:
    clock.now = datetime(2026, 4, 2, 3, tzinfo=UTC)
    await close(desk)
    in_march = account(valid_from=date(2026, 3, 31))
    assert await refused(keeping(desk.stage).name(in_march)) == ("valid_from", "already_in_force")
    await keeping(desk.stage).name(account(valid_from=date(2026, 4, 1)))


async def test_an_account_is_ended_from_today_on_and_the_end_may_be_taken_back(
    desk: Desk,
) -> None:
    stage = desk.stage
    await keeping(stage).name(account())
    ended = AccountSpan(OLD, LONG_AGO, day(stage, -1))
    assert await refused(keeping(stage).end("SNV", ended)) == ("valid_to", "already_in_force")
    for last in (day(stage), day(stage, 3), None):
        stage.clock.advance(timedelta(seconds=1))
        span = AccountSpan(OLD, LONG_AGO, last)
        await keeping(stage).end("SNV", span)
        assert await kept(stage) == [span]
    changes, _ = await list_changes(stage.bridge.database, stage.admin, None, 2)
    assert [each.detail["valid_to"] for each in changes] == ["", str(day(stage, 3))]
    assert changes[0].detail["valid_to_before"] == str(day(stage, 3))


async def test_what_has_ended_stays_ended_and_may_be_named_again(desk: Desk) -> None:
    stage = desk.stage
    await keeping(stage).name(account())
    span = AccountSpan(OLD, LONG_AGO, day(stage))
    await keeping(stage).end("SNV", span)
    again = account(valid_from=day(stage))
    assert await refused(keeping(stage).name(again)) == ("account", "known")
    stage.clock.advance(timedelta(days=1))
    gone = AccountSpan(OLD, LONG_AGO)
    assert await refused(keeping(stage).end("SNV", gone)) == ("account", "ended")
    await keeping(stage).name(account(valid_from=day(stage)))
    assert await kept(stage) == [span, AccountSpan(OLD, day(stage))]


async def test_an_end_is_not_put_off_into_days_on_which_it_was_named_again(desk: Desk) -> None:
    stage = desk.stage
    await keeping(stage).name(account())
    await keeping(stage).end("SNV", AccountSpan(OLD, LONG_AGO, day(stage, 3)))
    await keeping(stage).name(account(valid_from=day(stage, 10)))
    for last in (day(stage, 10), None):
        later = AccountSpan(OLD, LONG_AGO, last)
        assert await refused(keeping(stage).end("SNV", later)) == ("account", "known")


async def test_what_is_yet_to_begin_may_be_named_anew_or_withdrawn(desk: Desk) -> None:
    stage = desk.stage
    ahead = AccountSpan(OLD, day(stage, 5))
    for holder in ("SO NOI VU", "SO NOI VU TINH"):
        stage.clock.advance(timedelta(seconds=1))
        await keeping(stage).name(AgencyAccount("SNV", ahead, holder, True, "CV 1"))
    (named,), _ = await list_accounts(stage.bridge.database, stage.admin, FIRST, 50)
    assert (named.holder, named.is_treasury) == ("SO NOI VU TINH", True)
    stage.clock.advance(timedelta(seconds=1))
    await keeping(stage).withdraw("SNV", ahead)
    assert await kept(stage) == []
    changes, _ = await list_changes(stage.bridge.database, stage.admin, None, 3)
    assert [each.what.value.removeprefix("agency_account_") for each in changes] == [
        "withdrawn",
        "corrected",
        "named",
    ]


async def test_what_holds_is_neither_named_anew_nor_withdrawn(desk: Desk) -> None:
    stage = desk.stage
    await keeping(stage).name(account())
    assert await refused(keeping(stage).name(account())) == ("account", "known")
    span = AccountSpan(OLD, LONG_AGO)
    assert await refused(keeping(stage).withdraw("SNV", span)) == (
        "valid_from",
        "already_in_force",
    )
    unknown = AccountSpan(NEW, LONG_AGO)
    assert await refused(keeping(stage).withdraw("SNV", unknown)) == ("account", "unknown_account")


@pytest.mark.parametrize("office", ["H53", "H53.BC", "KHONG"])
async def test_only_departments_of_the_centre_have_accounts_here(
    desk: Desk, bridge: Bridge, office: str
) -> None:
    await found_center(bridge, desk.stage.clock, "H26", CodeRange("EV", 201, 300, "VN"))
    named = account(office=office)
    assert await refused(keeping(desk.stage).name(named)) == ("department", "unknown_office")


async def test_of_two_who_name_one_account_at_once_one_is_told(desk: Desk) -> None:
    stage = desk.stage
    acts = [keeping(stage).name(account(valid_from=day(stage, -days))) for days in (0, 1)]
    answers = await asyncio.gather(*acts, return_exceptions=True)
    assert [type(each) for each in answers].count(Answer) == 1
    assert len(await kept(stage)) == 1
