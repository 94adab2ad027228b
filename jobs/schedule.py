"""The timetable: what is done without anybody asking, at which hour of a centre's day and night.

Owns which jobs there are, when each is due in the centre's own time zone, of which period a run
is, and how far runs that were missed are caught up. Any number of processes follow it side by side;
each run is done once (`usecases/run_once.py`). Besides, whatever long work on money is asked for on
a page is done within seconds (`jobs/money_work.py`).
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from jobs.captures import read_captures
from jobs.carriers import carrier_orders, carrier_tracking
from jobs.daily import (
    close_month,
    forget_people,
    prepare_apologies,
    raise_alarms,
    reconcile,
    remind_of_remittances,
    tell_due_soon,
)
from jobs.figures import fold_figures
from jobs.incoming import understand_incoming
from jobs.messages import send_messages
from jobs.portal import sync_portal
from jobs.receipts import send_receipts
from jobs.stories import go_on_with_stories
from jobs.tidy import tidy
from jobs.webhooks import tell_webhooks
from postal_bridge.domain.access import Center
from postal_bridge.domain.timetable import (
    EACH_MINUTE,
    Plan,
    daily,
    day_before,
    day_of,
    hour_of,
    hourly,
    minute_of,
    month_before,
    monthly,
)
from postal_bridge.wiring import Bridge

Run = Callable[[Bridge, Center, str], Awaitable[Mapping[str, int]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry(Plan):
    """A job with its place in the timetable; `run` returns counts that are kept with the run.

    A run whose worker was killed is begun again, so what was done before is to be left as it is.
    A process does it at one centre after the other, or at `centers_at_once` of them.
    """

    run: Run
    centers_at_once: int = 1


HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(days=7)
#: As long as any.
MONTH = timedelta(days=31)
#: What is for people to begin a day with is of no use in the evening.
HOURS_OF_WORK = timedelta(hours=9)
#: The deadline of what is due each minute: when its process is killed, it rests for little longer.
SOON = timedelta(minutes=3)
#: That of what reads a whole month or year.
LONG = timedelta(minutes=30)
#: What asks other parties waits for them more than it works: a centre whose party hangs is waited
#: for beside all others. There are fewer provinces than this.
SIDE_BY_SIDE = 64


def _each_minute(name: str, run: Run, centers_at_once: int = 1) -> Entry:
    return Entry(
        name=name,
        due=EACH_MINUTE,
        period=minute_of,
        look_back=HOUR,
        newest_only=True,
        deadline=SOON,
        run=run,
        centers_at_once=centers_at_once,
    )


def _each_morning(name: str, hour: str, run: Run, look_back: timedelta = DAY) -> Entry:
    return Entry(
        name=name,
        due=daily(hour),
        period=day_of,
        look_back=look_back,
        newest_only=True,
        run=run,
    )


TIMETABLE = (
    # Each minute and each hour.
    _each_minute("incoming", understand_incoming, SIDE_BY_SIDE),
    _each_minute("messages", send_messages, SIDE_BY_SIDE),
    _each_minute("webhooks", tell_webhooks, SIDE_BY_SIDE),
    _each_minute("figures", fold_figures),
    _each_minute("receipts", send_receipts, SIDE_BY_SIDE),
    _each_minute("stories", go_on_with_stories),
    _each_minute("carrier_orders", carrier_orders, SIDE_BY_SIDE),
    _each_minute("carrier_tracking", carrier_tracking, SIDE_BY_SIDE),
    _each_minute("portal", sync_portal, SIDE_BY_SIDE),
    _each_minute("captures", read_captures),
    Entry(
        name="tidy",
        due=hourly(40),
        period=hour_of,
        look_back=DAY,
        newest_only=True,
        run=tidy,
    ),
    # By night.
    Entry(
        name="reconcile",
        due=daily("01:30"),
        period=day_before,
        look_back=WEEK,
        deadline=LONG,
        run=reconcile,
    ),
    Entry(
        name="forget",
        due=daily("03:00"),
        period=day_of,
        look_back=DAY,
        newest_only=True,
        deadline=LONG,
        run=forget_people,
    ),
    Entry(
        name="close_month",
        due=monthly(1, "04:00"),
        period=month_before,
        look_back=3 * MONTH,
        deadline=LONG,
        run=close_month,
    ),
    # Before work begins.
    _each_morning("alarms", "06:00", raise_alarms),
    _each_morning("apologies", "06:30", prepare_apologies),
    _each_morning("due_soon", "07:00", tell_due_soon, HOURS_OF_WORK),
    _each_morning("remittances", "08:00", remind_of_remittances, HOURS_OF_WORK),
)
