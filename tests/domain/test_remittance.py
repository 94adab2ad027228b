"""By when money is due: at the turn of spans and of agreements, and how late batches are."""

from datetime import date

import pytest

from postal_bridge.domain.calendar import Calendar
from postal_bridge.domain.remittance import Cycle, RemittanceTerms, batch_due, due_days

#: Monday 9 March 2026 is a day off.
CALENDAR = Calendar(days_off=frozenset({date(2026, 3, 9)}), working_days=frozenset())
WEEKLY = RemittanceTerms(Cycle.WEEKLY, 2, date(2026, 1, 1))
DAILY = RemittanceTerms(Cycle.DAILY, 1, date(2026, 3, 5))


@pytest.mark.parametrize(
    ("terms", "day", "due_on"),
    [
        (WEEKLY, date(2026, 3, 2), date(2026, 3, 11)),
        (WEEKLY, date(2026, 3, 8), date(2026, 3, 11)),
        (DAILY, date(2026, 3, 5), date(2026, 3, 6)),
        (DAILY, date(2026, 3, 6), date(2026, 3, 10)),
        (RemittanceTerms(Cycle.MONTHLY, 0, DAILY.valid_from), DAILY.valid_from, date(2026, 3, 31)),
    ],
)
def test_money_is_due_so_many_working_days_after_its_span(
    terms: RemittanceTerms, day: date, due_on: date
) -> None:
    assert due_days(day, day, [terms], CALENDAR) == {day: due_on}


def test_each_day_goes_by_the_agreement_of_that_day() -> None:
    due = due_days(date(2026, 3, 4), date(2026, 3, 5), [WEEKLY, DAILY], CALENDAR)
    assert list(due.values()) == [date(2026, 3, 11), date(2026, 3, 6)]


def test_a_day_before_all_agreements_goes_by_the_oldest() -> None:
    day = date(2025, 12, 1)
    assert due_days(day, day, [DAILY, WEEKLY], CALENDAR) == {day: date(2025, 12, 9)}


@pytest.mark.parametrize(
    ("sent_on", "seen_on", "expected_on", "late", "credit_late"),
    [
        # Due on Friday 6 March: sent and credited in time.
        (date(2026, 3, 6), date(2026, 3, 6), date(2026, 3, 6), 0, 0),
        # Sent in time and not seen until after the long weekend.
        (date(2026, 3, 6), date(2026, 3, 11), date(2026, 3, 6), 0, 2),
        # Sent on the day off: expected on the first working day after it.
        (date(2026, 3, 9), date(2026, 3, 10), date(2026, 3, 10), 0, 1),
        (date(2026, 3, 12), date(2026, 3, 12), date(2026, 3, 12), 3, 3),
    ],
)
def test_a_batch_is_late_in_working_days_after_its_due_day(
    sent_on: date, seen_on: date, expected_on: date, late: int, credit_late: int
) -> None:
    due = batch_due(date(2026, 3, 5), sent_on, seen_on, [DAILY], CALENDAR)
    assert due.due_on == date(2026, 3, 6)
    assert (due.expected_on, due.late_days, due.credit_late_days) == (
        expected_on,
        late,
        credit_late,
    )
