"""Does what is due by the clock of a bridge, at every centre, by way of the use case for one run.

When to look is not decided here: `jobs/scheduler.py` says so, and whoever lets time run fast calls
`do_all_due` whenever their clock has moved.
"""

from collections.abc import Iterable
from zoneinfo import ZoneInfo

from jobs.schedule import TIMETABLE, Entry
from postal_bridge.usecases.choose_center import all_centers
from postal_bridge.usecases.run_once import Runner, jobs_to_look_at
from postal_bridge.wiring import Bridge


def runner_of(bridge: Bridge, entry: Entry) -> Runner:
    """Return who does the runs of a job over a bridge."""
    return Runner(
        bridge.database,
        bridge.clock,
        entry,
        lambda center, period: entry.run(bridge, center, period),
    )


async def do_due(bridge: Bridge, entry: Entry, zone: ZoneInfo | None = None) -> int:
    """Do the runs of a job that are due, at all centres or those of a zone; return how many."""
    centers = [
        center for center in await all_centers(bridge.database) if zone in (None, center.zone)
    ]
    runner = runner_of(bridge, entry)
    return sum([await runner.do_due(center) for center in centers])


async def do_all_due(bridge: Bridge, timetable: Iterable[Entry] = TIMETABLE) -> int:
    """Do all that is due, one job after the other; return how many runs were taken."""
    return sum([await do_due(bridge, entry) for entry in timetable])


async def names_to_look_at(bridge: Bridge) -> set[str]:
    """Return the jobs that somebody asked for, that are tried again, or whose worker was lost."""
    centers = await all_centers(bridge.database)
    found = [await jobs_to_look_at(bridge.database, bridge.clock, center) for center in centers]
    return {name for names in found for name in names}
