"""What it costs others when parties accept every call and answer none: nothing, it should be.

In each round scans are sent while nothing is due and while every silent party is being waited for,
so that a ratio is made within a round; meanwhile the centres whose parties answer have everything
told. Then some minutes pass in which the parties stay silent, and it is looked at which runs of
jobs kept their minute.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import asyncpg

from bench.coast import ANSWERED, PATHS, SILENT, Coast, coast
from bench.figures import Line, scan_rows, table
from bench.load import Whereabouts, send_scans
from bench.service import serving, working
from bench.town import Tally, found_town, tidy
from jobs.schedule import TIMETABLE
from postal_bridge.domain.timetable import EACH_MINUTE

THINGS, CONNECTIONS, WORKERS, MINUTES = 5_000, 32, 2, 3
_PATIENCE_SECONDS = 90
_GLANCE_SECONDS = 0.05
_MINUTE = timedelta(minutes=1)
#: Something happens so long before a minute.
_BEFORE = timedelta(seconds=5)
_EACH_MINUTE = [each.name for each in TIMETABLE if each.due == EACH_MINUTE]
_IN_USE = """
select count(*) as number, coalesce(max(clock_timestamp() - xact_start), interval '0') as longest
from pg_stat_activity
where application_name = 'postal_bridge' and xact_start is not null
"""
#: How long after its minute each run began, but for those that wait for somebody silent.
_BEGUN = """
select r.started_at - to_timestamp(r.period, 'YYYY-MM-DD"T"HH24:MI')::timestamp
    at time zone c.time_zone as late
from job_run r
join center c on c.center_id = r.center_id
where r.started_at >= $1 and r.period between $2 and $3 and r.job = any($4)
    and not (c.center_id = any($5) and r.job = any($6))
"""

Say = Callable[[str], None]


@dataclass(slots=True)
class _Connections:
    """The most connections in a transaction at once, of all glances, and how often that was all."""

    of: int
    most: int = 0
    glances: int = 0
    glances_with_all: int = 0
    longest: timedelta = field(default_factory=timedelta)

    async def watch(self, url: str, until: datetime) -> None:
        """Look again and again."""
        connection = await asyncpg.connect(url)
        try:
            while datetime.now(UTC) < until:
                row = await connection.fetchrow(_IN_USE)
                assert row is not None, "an aggregate without groups is always one row"
                self.glances += 1
                self.glances_with_all += row["number"] >= self.of
                self.most = max(self.most, row["number"])
                self.longest = max(self.longest, row["longest"])
                await asyncio.sleep(_GLANCE_SECONDS)
        finally:
            await connection.close()

    def __str__(self) -> str:
        longest = self.longest.total_seconds() * 1000
        return (
            f"The process that did them had at most {self.most} of its {self.of} connections in a"
            f" transaction at once, all of them at {self.glances_with_all} of {self.glances:,}"
            f" glances, the longest for {longest:.0f} ms; calls were waited for for 15 to 20 s."
        )


async def measure_shores(url: str, folder: Path, seconds: float, rounds: int, say: Say) -> str:
    """Measure in `rounds` rounds and for some minutes, and return what came of it.

    Raises:
        CountsDoNotAgreeError: a scan was lost or doubled.
        TimeoutError: those who answer were not told while others were silent.

    """
    say(f"founding {SILENT} centres whose parties are silent, and {ANSWERED} whose parties answer")
    town = await found_town(url, "H99", THINGS)
    tally, whereabouts = Tally(url, town.center.center_id), Whereabouts(town)
    await tally.open()
    async with coast(url, folder) as found:
        await tidy(url)
        with working(found.settings, folder / "work.log"):
            with serving(folder, WORKERS) as port:
                sending = _Sending(whereabouts, tally, port, seconds)
                scans = await _measure_scans(sending, found, rounds, say)
            return f"{scans}\n\n{await _measure_minutes(url, found, say)}"


@dataclass(frozen=True, slots=True)
class _Sending:
    """How scans are sent, and counted afterwards."""

    whereabouts: Whereabouts
    tally: Tally
    port: int
    seconds: float

    async def send(self, line: Line) -> None:
        """Send scans for a while, and note how fast that went."""
        load = await send_scans(self.whereabouts, self.port, CONNECTIONS, 1, self.seconds)
        await self.tally.add(load.scans)
        line.rates.append(load.rate)
        line.latencies_ms.append((load.percentile_ms(0.5), load.percentile_ms(0.99)))


async def _measure_scans(sending: _Sending, found: Coast, rounds: int, say: Say) -> str:
    without, beside, waited_for = Line("nobody"), Line("all of them"), 0
    await sending.send(Line("whatever is slow the first time"))
    for number in range(1, rounds + 1):
        say(f"shores, round {number} of {rounds}")
        await sending.send(without)
        await _let_all_be_silent(found)
        await sending.send(beside)
        await _until(found.is_all_told)
        waited_for = sum(found.silent.waiting.values())
        found.silent.let_go()
        await _until(found.is_quiet)
    heads = ["waited for meanwhile", "scans/s", "ratio", "p50 ms", "p99 ms (most)"]
    rows = table(heads, scan_rows([without, beside], without))
    return (
        f"Scans over {CONNECTIONS} connections, {WORKERS} processes, while nobody is waited for and"
        f" while the parties of {SILENT} centres are silent ({waited_for} calls at once):\n\n{rows}"
        f"\n\nMeanwhile those of {ANSWERED} other centres were told of all that happened:"
        f" {len(found.told)} webhooks, {len(found.carrier.orders)} orders,"
        f" {len(found.portal.taken)} steps at the portal."
    )


async def _let_all_be_silent(found: Coast) -> None:
    """Make everything due, and wait until each silent party is waited for by each centre."""
    found.silent.fall_silent()
    await found.happen()
    async with asyncio.timeout(_PATIENCE_SECONDS):
        await found.make_due()
        await found.ask()
        await found.silent.until_called(PATHS.values(), SILENT)


async def _until(holds: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(_PATIENCE_SECONDS):
        while not await holds():  # noqa: ASYNC110 - other processes set no event of ours
            await asyncio.sleep(_GLANCE_SECONDS)


async def _measure_minutes(url: str, found: Coast, say: Say) -> str:
    """Let minutes pass in which the parties are silent, and return which runs kept theirs."""
    say(f"shores, {MINUTES} minutes of silence")
    found.silent.fall_silent()
    began = datetime.now(UTC)
    first = began.replace(second=0, microsecond=0) + 2 * _MINUTE
    seen = _Connections(found.bridge.config.pool_size)
    minutes = [first + number * _MINUTE for number in range(MINUTES)]
    for minute in minutes:
        await _sleep_until(minute - _BEFORE)
        await found.happen()
        await found.make_due()
        await _sleep_until(minute)
        await seen.watch(url, minute + _MINUTE - 2 * _BEFORE)
    late = await _lateness(url, found, began, (first, minutes[-1]))
    centers, silent = len(found.shores) + 1, sum(each.is_silent for each in found.shores)
    expected = MINUTES * (len(_EACH_MINUTE) * centers - len(PATHS) * silent)
    return (
        f"In {MINUTES} minutes of silence {len(late)} of {expected} runs that waited for nobody"
        f" silent began, the latest {max(late, default=0):.1f} s after its minute. {seen}"
    )


async def _sleep_until(moment: datetime) -> None:
    await asyncio.sleep((moment - datetime.now(UTC)).total_seconds())


async def _lateness(
    url: str, found: Coast, began: datetime, minutes: tuple[datetime, datetime]
) -> list[float]:
    """Return how late the runs of some minutes began that waited for nobody who is silent."""
    zone = found.shores[0].center.zone
    periods = [each.astimezone(zone).strftime("%Y-%m-%dT%H:%M") for each in minutes]
    silent = [each.center.center_id for each in found.shores if each.is_silent]
    connection = await asyncpg.connect(url)
    try:
        rows = await connection.fetch(_BEGUN, began, *periods, _EACH_MINUTE, silent, [*PATHS])
    finally:
        await connection.close()
    return [row["late"].total_seconds() for row in rows]
