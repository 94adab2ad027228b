"""Lets a year pass: days by the use cases that people use, nights by the workers alone."""

import asyncio
import os
import time as real_time
from collections.abc import Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import partial
from pathlib import Path
from random import Random
from uuid import UUID

from bench.town import tidy
from bench.year.checks import faults_of
from bench.year.clock import SharedMoment, ToldClock
from bench.year.crew import Crew, working
from bench.year.provider import Provider, serving
from postal_bridge.cli.demonstration.days import Days
from postal_bridge.cli.demonstration.hands import Hands
from postal_bridge.cli.demonstration.incidents import Incidents
from postal_bridge.cli.demonstration.loading import found_center
from postal_bridge.cli.demonstration.place import ZONE, usual_procedures
from postal_bridge.cli.demonstration.plans import COUNTS, make_plans
from postal_bridge.config import Config, read_config
from postal_bridge.domain.access import Viewer
from postal_bridge.domain.calendar import Calendar
from postal_bridge.domain.scan import Collected, PaymentMethod, Scan
from postal_bridge.store.rules import load_calendar
from postal_bridge.usecases.grant_code_range import Grant, grant_code_range
from postal_bridge.usecases.scan_answers import ScanAnswer, ScanRules
from postal_bridge.usecases.scenes import Scenes
from postal_bridge.wiring import Bridge, open_bridge

FIRST_DAY = date(2026, 1, 2)
#: When workers are looked after between two working days.
_NIGHT = (time(2), time(7, 10), time(19, 30))
#: After the last day so much time passes for what waits to be sent.
_ENDING = timedelta(days=7)
#: The run of somebody who was killed is taken again after so long, at most.
_LEASES_END, _LAST_LOOKS = timedelta(hours=2), 3
_WORKERS = 2
#: It is workers that are killed here and not the server, so nothing has to wait for the disk.
_HASTE = "&synchronous_commit=off"
_PEOPLE_SEED = 53
_SECRET = "53" * 32
_MORE_CODES = ("54000001", "54499999")
#: Days on which something goes wrong by plan are part of the demonstration alone.
_NEVER = -1
#: So many people are at work side by side, each with dossiers of their own.
_AT_ONCE = 8
#: The provider is down for a day now and then.
_DAYS_BETWEEN_OUTAGES = 20
_DAYS_BETWEEN_WORDS = 20
#: The server looks at its tables once a minute, in which a centre here grows by days.
_DAYS_TIDIED_AFTER = frozenset({1, 2, 4, 8, 16})


@dataclass(frozen=True, slots=True)
class Year:
    """What passed, and what does not hold of it."""

    days: int
    dossiers: int
    scans: int
    kills: int
    said_by_provider: str
    seconds: float
    faults: list[str]


@dataclass(slots=True)
class _YearHands(Hands):
    """Hands that remember their scans, and give no receipts: blocks are for some days."""

    acknowledged: list[UUID] = field(default_factory=list)

    def collected(self, who: Viewer, amount_dong: int) -> Collected | None:  # noqa: ARG002 - whoever collects
        """Return what is taken for an amount owed."""
        method = self.random.choice((PaymentMethod.CASH, PaymentMethod.TRANSFER))
        return Collected(amount_dong, method) if amount_dong else None

    async def tell(self, who: Viewer, scans: Iterable[Scan]) -> list[ScanAnswer]:
        """Send scans and return their answers."""
        answers = await Hands.tell(self, who, scans)
        self.acknowledged += [answer.scan_id for answer in answers]
        return answers


async def live_a_year(
    url: str,
    folder: Path,
    size: tuple[int, int],
    say: Callable[[str], None],
    *,
    kill_every_seconds: float | None,
) -> Year:
    """Let (dossiers, working days) pass in an empty database, then look at everything."""
    url += _HASTE
    began = real_time.monotonic()
    random = Random(_PEOPLE_SEED)  # noqa: S311 - the same every time is what is wanted
    provider = Provider(random)
    async with serving(provider) as address:
        environment = {
            **os.environ,
            "POSTAL_BRIDGE_DATA_DIR": str(folder),
            "POSTAL_BRIDGE_DATABASE_URL": url,
            "POSTAL_BRIDGE_SECRET": _SECRET,
            "POSTAL_BRIDGE_SMS_URL": address,
        }
        config = read_config(environment)
        start = datetime.combine(FIRST_DAY, time(6), ZONE) - timedelta(days=1)
        clock = ToldClock(start, SharedMoment(folder / "clock"))
        crew = Crew(folder, environment, random)
        async with open_bridge(config, url, clock=clock) as bridge:
            life = await _Life.begin(bridge, config, clock, size, random)
            async with working(crew, _WORKERS, kill_every_seconds):
                await life.live(crew, provider, partial(tidy, url), say)
            faults = await faults_of(bridge, life.hands.center, provider, life.hands.acknowledged)
    return Year(
        days=len(life.days),
        dossiers=life.dossiers,
        scans=len(life.hands.acknowledged),
        kills=crew.kills,
        said_by_provider=", ".join(f"{n:,} {said}" for said, n in sorted(provider.said.items())),
        seconds=real_time.monotonic() - began,
        faults=faults,
    )


@dataclass(slots=True)
class _Life:
    """A centre with everything that is to happen to it."""

    hands: _YearHands
    clock: ToldClock
    days: list[date]
    parts: list[Days]

    @classmethod
    async def begin(
        cls,
        bridge: Bridge,
        config: Config,
        clock: ToldClock,
        size: tuple[int, int],
        random: Random,
    ) -> "_Life":
        dossiers, count = size
        async with bridge.database.snapshot() as connection:
            days = _working_days(await load_calendar(connection), count)
        center, viewers = await found_center(bridge, days[0])
        # A year needs more codes than a demonstration has.
        more = Grant(*_MORE_CODES, "Văn bản 54/BĐTN-NV (thử nghiệm)", FIRST_DAY, "EW")
        await grant_code_range(bridge.database, clock, center, more)
        rules = ScanRules(clock, bridge.sealer, config.label_keys, Scenes())
        hands = _YearHands(bridge, rules, clock, center, viewers, random)
        share = dossiers / sum(COUNTS.values())
        counts = {channel: round(each * share) for channel, each in COUNTS.items()}
        plans = make_plans(usual_procedures(), days, counts)
        parts = [
            Days(hands, plans[part::_AT_ONCE], days, Incidents(hands), last=_NEVER)
            for part in range(_AT_ONCE)
        ]
        return cls(hands, clock, days, parts)

    @property
    def dossiers(self) -> int:
        """How many dossiers there are in all."""
        return sum(len(part.plans) for part in self.parts)

    async def live(
        self,
        crew: Crew,
        provider: Provider,
        tidied: Callable[[], Awaitable[None]],
        say: Callable[[str], None],
    ) -> None:
        """Let all days pass, each with the night after it."""
        days, began = self.days, real_time.monotonic()
        await crew.catch_up(self.clock())
        for today, day in enumerate(days):
            provider.is_down = today % _DAYS_BETWEEN_OUTAGES == _DAYS_BETWEEN_OUTAGES - 1
            await asyncio.gather(*(part.live(today) for part in self.parts))
            until = days[today + 1] if today + 1 < len(days) else day + _ENDING
            for moment in _nights(day, until):
                provider.is_down = provider.is_down and moment.date() == day
                self.clock.reach(moment)
                await crew.catch_up(moment)
            if today + 1 in _DAYS_TIDIED_AFTER:
                await tidied()
            if (today + 1) % _DAYS_BETWEEN_WORDS == 0:
                so_far = f"{len(self.hands.acknowledged):,} scans, {crew.kills} workers killed"
                say(f"{day}: {so_far}, {real_time.monotonic() - began:.0f} s")
        await self._end(crew)

    async def _end(self, crew: Crew) -> None:
        """Let the runs of those who were killed last be done by others."""
        crew.is_spared = True
        for _ in range(_LAST_LOOKS):
            self.clock.reach(self.clock() + _LEASES_END)
            await crew.catch_up(self.clock())


def _working_days(calendar: Calendar, count: int) -> list[date]:
    days: list[date] = []
    day = FIRST_DAY
    while len(days) < count:
        if calendar.is_working_day(day):
            days.append(day)
        day += timedelta(days=1)
    return days


def _nights(day: date, until: date) -> Iterator[datetime]:
    """Yield the moments between two working days at which workers are waited for."""
    moment = datetime.combine(day, time(17), ZONE)
    morning = datetime.combine(until, time(7, 30), ZONE)
    while day <= until:
        for hour in _NIGHT:
            at = datetime.combine(day, hour, ZONE)
            if moment < at < morning:
                yield at
        day += timedelta(days=1)
