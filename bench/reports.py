"""Every report of a centre with a million dossiers, beside one bare count over the same rows.

With `large`, the figures reach back ten years as if there were ten million dossiers, and the
reports made of them are measured once more.
"""

import time
from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from pathlib import Path

import asyncpg

from bench.figures import table, told
from bench.province import CODE, DOSSIERS
from bench.scans import Say
from bench.town import tidy
from postal_bridge.clock import utc_now
from postal_bridge.domain.access import Center
from postal_bridge.domain.figures import Figure
from postal_bridge.domain.report import ReportName
from postal_bridge.domain.span import Span
from postal_bridge.store.database import Database, connect
from postal_bridge.usecases.choose_center import choose_center
from postal_bridge.usecases.look_up_dashboard import LATEST, list_figure, look_up_dashboard
from postal_bridge.usecases.make_report import make_report
from postal_bridge.usecases.summarise import summarise
from schemas.shape import PAGE_LIMIT

#: Made of the figures by day and month alone; the others read rows of their period as well.
OF_FIGURES = (
    ReportName.OVERVIEW,
    ReportName.DEPARTMENTS,
    ReportName.FIELDS,
    ReportName.CHANNELS,
)
#: How often three years are repeated to make some ten.
_EARLIER = 3
_BARE = (
    "select department_code, count(*), count(*) filter (where resolved_on <= due_on)"
    " from dossier where center_id = $1 group by 1"
)


async def measure_reports(url: str, rounds: int, say: Say, *, large: bool) -> str:
    """Measure every report over a quarter and over a year, and return what is to be told."""
    async with connect(url, pool_size=2) as database:
        center = await choose_center(database, CODE)
        said = [f"Reports over {DOSSIERS:,} dossiers: ms, median (least to most) of {rounds}."]
        spans = _spans(utc_now().astimezone(center.zone).date())
        say("measuring reports")
        said.append(await _measured(url, database, center, spans, rounds, tuple(ReportName)))
        said.append(await _size(url, center))
        if large:
            say("repeating figures for the years before")
            await _repeat(url, center)
            said.append("The same as if ten million dossiers had come within twelve years:")
            said.append(await _measured(url, database, center, spans, rounds, OF_FIGURES))
            said.append(await _size(url, center))
    return "\n\n".join(said)


def _spans(today: date) -> dict[str, Span]:
    """Return the month before this one, the quarter and the year that end with it, and part of it.

    The last is made of days at both ends, of which each is read by itself.
    """
    last_on = today.replace(day=1) - timedelta(days=1)
    year = Span(last_on.replace(year=last_on.year - 1) + timedelta(days=1), last_on)
    return {
        "month": Span.month_of(last_on),
        "year": year,
        "days": Span(year.first_on + timedelta(days=14), last_on - timedelta(days=14)),
    }


async def _measured(
    url: str,
    database: Database,
    center: Center,
    spans: dict[str, Span],
    rounds: int,
    names: tuple[ReportName, ...],
) -> str:
    bare = await asyncpg.connect(url, server_settings={"jit": "off"})
    rows = []
    try:
        works: dict[str, Callable[[Span], Awaitable[object]]] = {
            "one bare count by department": lambda _: bare.fetch(_BARE, center.center_id)
        }
        works |= _works(database, center, names)
        for name, work in works.items():
            times = []
            for span in spans.values():
                seconds = [await _timed(work, span) for _ in range(rounds)]
                times.append(told([1000 * each for each in seconds], 0))
            rows.append([name, *times])
    finally:
        await bare.close()
    return table(["", *spans], rows)


def _works(
    database: Database, center: Center, names: tuple[ReportName, ...]
) -> dict[str, Callable[[Span], Awaitable[object]]]:
    """Return what is measured, each over a period."""

    def report(name: ReportName) -> Callable[[Span], Awaitable[object]]:
        return lambda span: make_report(database, center, name, span)

    def listed(figure: Figure) -> Callable[[Span], Awaitable[object]]:
        return lambda span: list_figure(database, center, figure, span, None, LATEST, PAGE_LIMIT)

    works: dict[str, Callable[[Span], Awaitable[object]]] = {
        "summary": lambda span: summarise(database, center, span.first_on, span.last_on),
        "dashboard": lambda span: look_up_dashboard(database, center, span),
    }
    works |= {name.value: report(name) for name in names}
    if names == tuple(ReportName):
        for figure in (Figure.LATE, Figure.OVERDUE, Figure.DISSATISFIED):
            works[f"list of {figure.value}"] = listed(figure)
    return works


async def _timed(work: Callable[[Span], Awaitable[object]], span: Span) -> float:
    begun = time.perf_counter()
    await work(span)
    return time.perf_counter() - begun


async def _size(url: str, center: Center) -> str:
    connection = await asyncpg.connect(url)
    try:
        row = await connection.fetchrow(
            "select count(*) filter (where grain = 'day') as days,"
            " count(*) filter (where grain = 'month') as months,"
            " pg_total_relation_size('dossier_figures') as figures_bytes,"
            " pg_total_relation_size('dossier') as dossier_bytes"
            " from dossier_figures where center_id = $1",
            center.center_id,
        )
    finally:
        await connection.close()
    assert row is not None, "counting always gives a row"
    megabytes = [row[name] // 2**20 for name in ("figures_bytes", "dossier_bytes")]
    return (
        f"{row['days']:,} rows of days and {row['months']:,} of months take {megabytes[0]:,} MiB,"
        f" the dossiers {megabytes[1]:,} MiB."
    )


async def _repeat(url: str, center: Center) -> None:
    text = Path(__file__).with_name("sql").joinpath("repeat_figures.sql").read_text("utf-8")
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(text, center.center_id, _EARLIER)
    finally:
        await connection.close()
    await tidy(url)
