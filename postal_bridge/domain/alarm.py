"""What the service speaks up about by itself, and from which day on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from postal_bridge.domain.calendar import SPAN_MAX_DAYS, Calendar
from postal_bridge.domain.refusals import SpanTooLong

_ONE_DAY = timedelta(days=1)


class AlarmKind(StrEnum):
    """What is not as it should be, and is told among the differences of an office.

    Given and not taken; lying at a post office or out with a courier for too long; tried in vain
    and to be tried again, or invited for often enough and to be sent back (TT 17/2017/TT-BTTTT
    Đ5.2h).
    """

    NOT_TAKEN = "not_taken"
    LIES_TOO_LONG = "lies_too_long"
    INVITE_AGAIN = "invite_again"
    TO_SEND_BACK = "to_send_back"
    REMITTANCE_OVERDUE = "remittance_overdue"


#: What is told of things in custody.
ABOUT_THINGS = (
    AlarmKind.NOT_TAKEN,
    AlarmKind.LIES_TOO_LONG,
    AlarmKind.INVITE_AGAIN,
    AlarmKind.TO_SEND_BACK,
)


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something that has been so since a moment; nobody is told of it twice."""

    kind: AlarmKind
    code: str
    office_code: str
    since: str
    detail: Mapping[str, str | int]

    @property
    def identity(self) -> tuple[str, str, str]:
        """What makes it the same alarm, however often it is found."""
        return self.kind, self.code, self.since


def last_day_with_term(calendar: Calendar, working_days: int, today: date) -> date:
    """Return the last day from which a term in working days has ended by today.

    Raises:
        SpanTooLong: there is none within 10,000 days.

    """
    for back in range(SPAN_MAX_DAYS):
        day = today - back * _ONE_DAY
        if calendar.add_working_days(day, working_days) <= today:
            return day
    raise SpanTooLong(limit_days=SPAN_MAX_DAYS)
