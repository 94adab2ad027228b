"""The cut-off hour says what leaves today; the next trip is one that has not left."""

from datetime import date, datetime, time, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from postal_bridge.domain.calendar import Calendar
from postal_bridge.domain.forwarding import Trip, cut_off_at, next_trip

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
HOUR = time(15)
#: Monday the 16th is a day off.
CALENDAR = Calendar(days_off=frozenset({date(2026, 3, 16)}))
TRIPS = [Trip(uuid4(), time(14), None), Trip(uuid4(), time(9, 30), "SNV")]


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("now", "late_until", "due_until", "left", "next_day"),
    [
        (at(13, 13, 40), at(12, 15), at(13, 15), timedelta(minutes=80), 17),
        (at(13, 15), at(12, 15), at(13, 15), timedelta(0), 17),
        (at(13, 15, 1), at(12, 15), at(13, 15), None, 17),
        (at(14, 9), at(13, 15), at(13, 15), None, 17),
        (at(17, 8), at(13, 15), at(17, 15), timedelta(hours=7), 18),
    ],
)
def test_what_comes_by_the_cut_off_leaves_on_the_same_working_day(
    now: datetime,
    late_until: datetime,
    due_until: datetime,
    left: timedelta | None,
    next_day: int,
) -> None:
    found = cut_off_at(now, HOUR, CALENDAR)
    assert (found.late_until, found.due_until, found.left) == (late_until, due_until, left)
    assert found.next_day == date(2026, 3, next_day)
    assert found.is_day_off == (now.day == 14)


@pytest.mark.parametrize(
    ("office", "now", "leaves"),
    [
        ("SNV", at(13, 9), at(13, 9, 30)),
        ("SNV", at(13, 9, 31), at(13, 14)),
        ("STP", at(13, 9), at(13, 14)),
        (None, at(13, 9), at(13, 9, 30)),
        ("SNV", at(13, 14, 1), at(17, 9, 30)),
        ("STP", at(15, 8), at(17, 14)),
    ],
)
def test_the_next_trip_leaves_on_a_working_day_and_has_not_left(
    office: str | None, now: datetime, leaves: datetime
) -> None:
    assert next_trip(TRIPS, office, now, CALENDAR) == leaves


def test_where_no_trip_goes_there_is_no_next_one() -> None:
    assert next_trip(TRIPS[1:], "STP", at(13, 9), CALENDAR) is None
