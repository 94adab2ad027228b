"""Who is waited for while a dossier is processed, when its clock stands, and whose a delay is.

A working day belongs to whoever had the dossier when it began. While the citizen is waited for
the clock stands: these days move the due day and make nobody late. Of the other working days as
many are free as the first due day allowed; each one beyond them is late, and belongs to whoever
had the dossier. So a delay is split without anything left over.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise
from types import MappingProxyType

from postal_bridge.domain.calendar import Calendar
from postal_bridge.domain.dossier import PortalStatus


class Holder(StrEnum):
    """Whoever may be waited for."""

    CITIZEN = "citizen"
    CENTER = "center"
    DEPARTMENT = "department"
    POST = "post"


#: Who is waited for in each status that has a clock, by its number. While papers are with the post
#: on their way to or from a department, it is the post that the office is waiting for.
WAITED_FOR: Mapping[PortalStatus, Holder] = MappingProxyType(
    {
        PortalStatus(status): holder
        for status, holder in {
            2: Holder.CENTER,
            4: Holder.DEPARTMENT,
            5: Holder.CITIZEN,
            6: Holder.CITIZEN,
            7: Holder.DEPARTMENT,
        }.items()
    }
)

#: Statuses in which the clock stands: the citizen has to bring or to pay something.
CLOCK_STANDS = frozenset(
    status for status, holder in WAITED_FOR.items() if holder is Holder.CITIZEN
)


def is_overdue(
    due_on: date | None, resolved_on: date | None, status: PortalStatus, day: date
) -> bool:
    """Tell whether a result is late on a day: not while the clock stands, whatever was promised.

    Queries ask the same with `clock_stands`, the function of the database for `CLOCK_STANDS`.
    """
    if due_on is None or resolved_on is not None or status in CLOCK_STANDS:
        return False
    return due_on < day


@dataclass(frozen=True, slots=True)
class Turn:
    """From the day after this one on, somebody else has the dossier."""

    day: date
    holder: Holder


@dataclass(frozen=True, slots=True)
class Delay:
    """Working days after the first due day, and whose they are; `late_days` are not the citizen's.

    `shares` has those who have a share, and sums up to `days`.
    """

    days: int
    shares: Mapping[Holder, int]

    @property
    def late_days(self) -> int:
        """How many days late it is by the due day as it was moved."""
        return self.days - self.shares.get(Holder.CITIZEN, 0)


def moved_due_day(due_on: date, waited_from: date, waited_to: date, calendar: Calendar) -> date:
    """Return the due day after the clock stood; both are the days on which that began and ended."""
    waited_days = calendar.working_days_between(waited_from, waited_to)
    return calendar.add_working_days(due_on, waited_days) if waited_days else due_on


def split_delay(
    received_on: date,
    first_due_on: date,
    ended_on: date,
    turns: Sequence[Turn],
    calendar: Calendar,
) -> Delay:
    """Return whose the working days after the first due day are.

    `ended_on` is the day of the result, or today; `turns` are in the order of their days, the first
    no later than the day of receipt.

    Raises:
        ValueError: when nobody is known to have it at the beginning.

    """
    if not turns or turns[0].day > received_on:
        raise ValueError("somebody has a dossier from the beginning")
    left = calendar.working_days_between(received_on, first_due_on)
    beyond = calendar.working_days_between(first_due_on, ended_on)
    late: Counter[Holder] = Counter()
    stood = 0
    day, place = received_on, 0
    while day < ended_on:
        day += timedelta(days=1)
        while place + 1 < len(turns) and turns[place + 1].day < day:
            place += 1
        if not calendar.is_working_day(day):
            continue
        if turns[place].holder is Holder.CITIZEN:
            stood += 1
        elif left:
            left -= 1
        else:
            late[turns[place].holder] += 1
    # Who was quick after a stop has made up for days the citizen took.
    late[Holder.CITIZEN] = min(stood, beyond)
    return Delay(beyond, {holder: days for holder in Holder if (days := late[holder])})


@dataclass(frozen=True, slots=True)
class SaidStep:
    """A step of a dossier on its day, from one status to another.

    `undoes` marks the word that a step, or a hand-over that made one, was a mistake.
    """

    day: date
    before: PortalStatus | None
    status: PortalStatus
    undoes: bool = False

    def takes_back(self, earlier: "SaidStep") -> bool:
        """Tell whether it is the word that the step right before it was a mistake.

        A hand-over may be corrected after other steps were taken. Such a word takes none of them
        back; it moves the dossier, as any step does.
        """
        return self.undoes and (self.before, self.status) == (earlier.status, earlier.before)


@dataclass(frozen=True, slots=True)
class Carried:
    """Papers on their way to or from a department reached the post, or left it again."""

    day: date
    with_post: bool


def that_stand(steps: Sequence[SaidStep]) -> list[SaidStep]:
    """Return the steps that hold from their day on, of those that were told in this order.

    Neither those that were taken back do, nor those after which something was told of their day or
    of one before. `days_stood`, a function of the database, judges the same.
    """
    if not steps:
        return []
    words = [step.takes_back(earlier) for earlier, step in pairwise(steps)]
    standing: list[SaidStep] = []
    for step, is_word, is_taken_back in reversed(
        list(zip(steps, [False, *words], [*words, False], strict=True))
    ):
        if not is_word and not is_taken_back and (not standing or step.day < standing[-1].day):
            standing.append(step)
    return standing[::-1]


def turns_of(steps: Sequence[SaidStep], carried: Sequence[Carried]) -> list[Turn]:
    """Return who had a dossier from when on, as far as steps and scans tell; none if they do not.

    Both are in the order in which they were told.
    """
    told: list[SaidStep | Carried] = sorted(
        [*that_stand(steps), *carried], key=lambda each: each.day
    )
    turns: list[Turn] = []
    status, with_post = PortalStatus.REGISTERED, False
    for each in told:
        if isinstance(each, Carried):
            with_post = each.with_post
        else:
            status = each.status
        holder = WAITED_FOR.get(status)
        if holder is not None:
            at_post = with_post and status not in CLOCK_STANDS
            if turns and turns[-1].day == each.day:
                turns.pop()
            turns.append(Turn(each.day, Holder.POST if at_post else holder))
    return turns
