"""The post's days against its norm, over days off and make-up days."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postal_bridge.domain.transit import (
    USUAL_SCOPE,
    Transit,
    TransitNorms,
    TransitScope,
    norms_on,
    scope_between,
    transit_of,
)
from tests.domain.test_office_hours import CALENDAR

DAYS = st.dates(date(2025, 1, 1), date(2026, 11, 1))


@pytest.mark.parametrize(
    ("posted", "norm", "until", "expected"),
    [
        ("2026-03-02", 2, "2026-03-04", Transit(2, 2, 0)),
        ("2026-03-02", 2, "2026-03-03", Transit(2, 1, 0)),
        ("2026-03-02", 2, "2026-03-05", Transit(2, 3, 1)),
        # Over Tết, and over a Saturday that was worked for a Monday.
        ("2026-02-13", 1, "2026-02-23", Transit(1, 1, 0)),
        ("2026-08-21", 2, "2026-08-25", Transit(2, 3, 1)),
        ("2026-11-23", 1, "2026-11-26", Transit(1, 2, 1)),
    ],
)
def test_working_days_count_from_the_day_after_posting(
    posted: str, norm: int, until: str, expected: Transit
) -> None:
    posted_on, end = date.fromisoformat(posted), date.fromisoformat(until)
    norm_on = CALENDAR.add_working_days(posted_on, norm)
    long_after = date(2026, 12, 31)
    assert transit_of(posted_on, norm_on, end, long_after, CALENDAR) == expected
    assert transit_of(posted_on, norm_on, None, end, CALENDAR) == expected


@given(DAYS, st.integers(0, 8), st.integers(0, 40))
def test_what_is_late_is_what_was_used_beyond_the_norm(
    posted_on: date, norm_days: int, lasts: int
) -> None:
    norm_on = CALENDAR.add_working_days(posted_on, norm_days)
    until = posted_on + timedelta(days=lasts)
    transit = transit_of(posted_on, norm_on, until, until, CALENDAR)
    if norm_days:
        assert transit.norm_days == norm_days
        assert transit.late_days == max(transit.used_days - norm_days, 0)


DAY = date(2026, 3, 13)


def norms(day: date, days: int) -> TransitNorms:
    return TransitNorms(
        dict.fromkeys(TransitScope, days), dict.fromkeys(TransitScope, 2 * days), day
    )


def test_the_newest_norms_that_have_begun_hold() -> None:
    kept = [norms(DAY + timedelta(days=5), 3), norms(DAY, 2), norms(DAY - timedelta(days=5), 1)]
    for ahead, days in ((-9, 1), (-5, 1), (-1, 1), (0, 2), (4, 2), (5, 3)):
        found = norms_on(DAY + timedelta(days=ahead), kept)
        assert found.carry_days[TransitScope.WITHIN_DISTRICT] == days


def test_a_slip_is_not_back_before_the_papers_are_there() -> None:
    two, one = dict.fromkeys(TransitScope, 2), dict.fromkeys(TransitScope, 1)
    with pytest.raises(ValueError, match="slip"):
        TransitNorms(two, one, DAY)


@pytest.mark.parametrize(
    ("one", "other", "scope"),
    [
        ("A", "B", TransitScope.WITHIN_DISTRICT),
        ("A", "C", TransitScope.BETWEEN_DISTRICTS),
        ("A", "D", USUAL_SCOPE),
        (None, "A", USUAL_SCOPE),
        (None, None, USUAL_SCOPE),
    ],
)
def test_zones_tell_how_far_it_is(one: str | None, other: str | None, scope: TransitScope) -> None:
    zones = {"A": "Trung tâm", "B": "Trung tâm", "C": "Miền núi"}
    assert scope_between(zones, one, other) is scope
    assert scope_between(zones, other, one) is scope
