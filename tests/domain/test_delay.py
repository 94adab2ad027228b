"""A delay is split without rest, and the due day moves by the days the clock stood."""

from collections import Counter
from datetime import date, timedelta
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postal_bridge.domain.delay import (
    CLOCK_STANDS,
    WAITED_FOR,
    Carried,
    Delay,
    Holder,
    SaidStep,
    Turn,
    is_overdue,
    moved_due_day,
    split_delay,
    turns_of,
)
from postal_bridge.domain.dossier import ENDS_PROCESSING, NEXT_STATUSES, PortalStatus
from tests.domain.test_office_hours import CALENDAR

RECEIVED = date(2026, 1, 5)
STEPS = st.lists(st.tuples(st.integers(0, 12), st.sampled_from(Holder)), max_size=8)


def story(first: Holder, steps: list[tuple[int, Holder]]) -> list[Turn]:
    """Return turns that follow each other by so many days, from the day of receipt on."""
    days = accumulate((days for days, _ in steps), initial=0)
    holders = [first, *(holder for _, holder in steps)]
    return [
        Turn(RECEIVED + timedelta(days=day), holder)
        for day, holder in zip(days, holders, strict=True)
    ]


@pytest.mark.parametrize("status", PortalStatus)
def test_nobody_is_late_while_the_citizen_is_waited_for(status: PortalStatus) -> None:
    tomorrow = RECEIVED + timedelta(days=1)
    waited_for_citizen = status in {
        PortalStatus.SUPPLEMENT_ASKED,
        PortalStatus.PAYMENT_ASKED,
    }
    assert is_overdue(RECEIVED, None, status, tomorrow) is not waited_for_citizen
    assert not is_overdue(RECEIVED, None, status, RECEIVED)
    assert not is_overdue(RECEIVED, tomorrow, status, tomorrow)
    assert not is_overdue(None, None, status, tomorrow)


def shares(*turns: tuple[str, str], due: str, ended: str) -> dict[str, int]:
    told = [Turn(date.fromisoformat(f"2026-{day}"), Holder(holder)) for day, holder in turns]
    due_on, ended_on = (date.fromisoformat(f"2026-{day}") for day in (due, ended))
    delay = split_delay(told[0].day, due_on, ended_on, told, CALENDAR)
    return {holder.value: days for holder, days in delay.shares.items()}


def test_every_status_with_a_clock_has_somebody_who_is_waited_for() -> None:
    over = ENDS_PROCESSING | {PortalStatus.NOT_ACCEPTED, PortalStatus.RETURNED}
    assert set(WAITED_FOR) == set(NEXT_STATUSES) - over - {PortalStatus.REGISTERED}
    assert {status.name for status in CLOCK_STANDS} == {"SUPPLEMENT_ASKED", "PAYMENT_ASKED"}


def test_days_after_the_due_day_belong_to_whoever_had_it() -> None:
    taken = ("03-02", "center"), ("03-03", "post"), ("03-05", "department")
    assert shares(*taken, due="03-09", ended="03-09") == {}
    assert shares(*taken, due="03-09", ended="03-11") == {"department": 2}
    assert shares(*taken, due="03-04", ended="03-06") == {"post": 1, "department": 1}


def test_what_the_citizen_took_makes_nobody_late() -> None:
    waited = ("03-02", "department"), ("03-04", "citizen"), ("03-11", "department")
    # Five days due on the 9th; five working days passed meanwhile, so the 16th.
    assert shares(*waited, due="03-09", ended="03-16") == {"citizen": 5}
    assert shares(*waited, due="03-09", ended="03-18") == {"citizen": 5, "department": 2}
    assert shares(*waited, due="03-09", ended="03-12") == {"citizen": 3}
    assert moved_due_day(date(2026, 3, 9), date(2026, 3, 4), date(2026, 3, 11), CALENDAR) == date(
        2026, 3, 16
    )


def test_days_off_are_nobodys() -> None:
    over_tet = ("02-12", "department"), ("02-13", "citizen"), ("02-23", "department")
    assert shares(*over_tet, due="02-13", ended="02-24") == {"citizen": 1, "department": 1}


@given(st.sampled_from(Holder), STEPS, st.integers(0, 20), st.integers(0, 90))
def test_shares_sum_up_to_the_delay_and_agree_with_the_moved_due_day(
    first: Holder, steps: list[tuple[int, Holder]], term: int, lasts: int
) -> None:
    turns, ended = story(first, steps), RECEIVED + timedelta(days=lasts)
    due = CALENDAR.add_working_days(RECEIVED, term)
    delay = split_delay(RECEIVED, due, ended, turns, CALENDAR)
    assert sum(delay.shares.values()) == delay.days
    assert delay.days == CALENDAR.working_days_between(due, ended)
    moved = due
    ends = [turn.day for turn in turns[1:]] + [ended]
    for turn, until in zip(turns, ends, strict=True):
        if turn.holder is Holder.CITIZEN and turn.day < ended:
            moved = moved_due_day(moved, turn.day, min(until, ended), CALENDAR)
    assert delay.late_days == CALENDAR.working_days_between(moved, ended)


@given(st.sampled_from(Holder), STEPS, st.integers(0, 20), st.integers(0, 90))
def test_shares_agree_with_going_from_day_to_day(
    first: Holder, steps: list[tuple[int, Holder]], term: int, lasts: int
) -> None:
    turns, ended = story(first, steps), RECEIVED + timedelta(days=lasts)
    had = [
        [turn.holder for turn in turns if turn.day < day][-1]
        for day in (RECEIVED + timedelta(days=offset) for offset in range(1, lasts + 1))
        if CALENDAR.is_working_day(day)
    ]
    others: list[Holder] = [holder for holder in had if holder is not Holder.CITIZEN]
    expected: Counter[Holder] = Counter(others[term:])
    if citizen := min(len(had) - len(others), max(len(had) - term, 0)):
        expected[Holder.CITIZEN] = citizen
    due = CALENDAR.add_working_days(RECEIVED, term)
    assert split_delay(RECEIVED, due, ended, turns, CALENDAR) == Delay(
        max(len(had) - term, 0), dict(expected)
    )


def said(*steps: tuple[int, int]) -> list[SaidStep]:
    """Return steps by day of March and status; a negative status says one was a mistake."""
    statuses = [None, *(PortalStatus(abs(to)) for _, to in steps)]
    return [
        SaidStep(date(2026, 3, day), before, PortalStatus(abs(to)), to < 0)
        for before, (day, to) in zip(statuses, steps, strict=False)
    ]


def test_turns_follow_from_steps_and_from_what_the_post_carries() -> None:
    steps = said((2, 1), (3, 2), (5, 4), (9, 5), (12, 4), (16, 9))
    carried = [Carried(date(2026, 3, 4), True), Carried(date(2026, 3, 5), False)]
    turns = [(turn.day.day, turn.holder.value) for turn in turns_of(steps, carried)]
    assert turns == [
        (3, "center"),
        (4, "post"),
        (5, "department"),
        (9, "citizen"),
        (12, "department"),
    ]


def test_a_step_that_was_taken_back_stops_no_clock() -> None:
    steps = said((3, 2), (5, 4), (9, 5), (10, -4))
    assert [turn.holder for turn in turns_of(steps, [])] == [Holder.CENTER, Holder.DEPARTMENT]
    assert turns_of(said((3, 1)), []) == []


def test_a_hand_over_corrected_late_takes_back_no_other_step() -> None:
    supplement = said((3, 2), (5, 4), (9, 5), (12, 4), (13, -2))
    turns = [(turn.day.day, turn.holder.value) for turn in turns_of(supplement, [])]
    assert turns == [
        (3, "center"),
        (5, "department"),
        (9, "citizen"),
        (12, "department"),
        (13, "center"),
    ]


def test_what_is_told_of_an_earlier_day_overtakes_what_was_told_before() -> None:
    turns = turns_of(said((3, 2), (9, 5), (5, 4)), [])
    assert [(turn.day.day, turn.holder.value) for turn in turns] == [
        (3, "center"),
        (5, "department"),
    ]


def test_somebody_has_it_from_the_beginning() -> None:
    for turns in ([], [Turn(RECEIVED + timedelta(days=1), Holder.CENTER)]):
        with pytest.raises(ValueError, match="beginning"):
            split_delay(RECEIVED, RECEIVED, RECEIVED, turns, CALENDAR)
