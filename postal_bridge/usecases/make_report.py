"""Makes the reports of a centre over a period, beside the period before it where they compare.

Figures of dossiers and of money come from what is kept by day and month; carriage, delays and work
are read from their rows. Every query of a report sees one moment.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from postal_bridge.domain import group_reports, work_reports
from postal_bridge.domain.access import Center
from postal_bridge.domain.delay import Delay, split_delay, turns_of
from postal_bridge.domain.figures import CountedGroup, Counts, total
from postal_bridge.domain.report import Report, ReportName, Table
from postal_bridge.domain.span import Span
from postal_bridge.domain.work_reports import Taken
from postal_bridge.store import report_rows as rows
from postal_bridge.store.collection_figures import BY_KIND, BY_OFFICE, collected
from postal_bridge.store.database import Connection, Database
from postal_bridge.store.dossier_figures import counted_groups
from postal_bridge.store.report_rows import Days
from postal_bridge.store.rules import load_calendar
from postal_bridge.usecases.tell_delay import said_steps

#: Delays are told apart for so many dossiers; of more it is said how many were looked at.
DELAYS_MAX = 2_000
#: Months of the trend: a year, and longer periods as a whole.
TREND_MONTHS = 12


@dataclass(frozen=True, slots=True)
class _Making:
    """One report on its way."""

    connection: Connection
    center: Center
    name: ReportName
    span: Span

    @property
    def days(self) -> Days:
        """The period, by days and by moments."""
        zone, span = self.center.zone, self.span
        return Days(
            self.center.center_id,
            span.first_on,
            span.last_on,
            datetime.combine(span.first_on, time.min, zone),
            datetime.combine(span.last_on + timedelta(days=1), time.min, zone),
        )

    async def groups(self, span: Span) -> list[CountedGroup]:
        """Return what dossiers count for in a period."""
        center_id = self.center.center_id
        return await counted_groups(self.connection, center_id, span.first_on, span.last_on)

    async def collected(self, figure: str) -> list[Taken]:
        """Return what was collected in the period, by what a figure tells apart."""
        center_id, span = self.center.center_id, self.span
        return await collected(self.connection, center_id, figure, span.first_on, span.last_on)

    def report(
        self,
        *tables: Table,
        compared: bool = False,
        not_recorded: tuple[str, ...] = (),
        noted: Mapping[str, int] | None = None,
    ) -> Report:
        """Return the report with its tables."""
        before = self.span.before() if compared else None
        code = self.center.code
        return Report(self.name, code, self.span, before, tables, not_recorded, noted or {})


async def make_report(database: Database, center: Center, name: ReportName, span: Span) -> Report:
    """Return a report of a centre over a period."""
    async with database.snapshot() as connection:
        return await _MAKERS[name](_Making(connection, center, name, span))


async def _overview(making: _Making) -> Report:
    now, before = await making.groups(making.span), await making.groups(making.span.before())
    months = await trend(making.connection, making.center, making.span)
    return making.report(
        group_reports.overview(now, before), group_reports.by_month(months), compared=True
    )


async def trend(connection: Connection, center: Center, span: Span) -> list[tuple[date, Counts]]:
    """Return the months of a period, or those of the year up to its end where it is shorter."""
    last = span.last_on.replace(day=1)
    year_before = (last - timedelta(days=30 * (TREND_MONTHS - 1))).replace(day=1)
    month = min(span.first_on.replace(day=1), year_before)
    found = await rows.received_and_resolved(connection, center.center_id, month, last)
    months = []
    while month <= last:
        months.append((month, found.get(month, Counts())))
        month = (month + timedelta(days=31)).replace(day=1)
    return months


async def _departments(making: _Making) -> Report:
    now, before = await making.groups(making.span), await making.groups(making.span.before())
    return making.report(group_reports.by_department(now, before), compared=True)


async def _fields(making: _Making) -> Report:
    now, before = await making.groups(making.span), await making.groups(making.span.before())
    return making.report(group_reports.by_field(now, before), compared=True)


async def _channels(making: _Making) -> Report:
    now, before = await making.groups(making.span), await making.groups(making.span.before())
    tables = group_reports.ways_in(now, before), group_reports.ways_out(now, before)
    return making.report(*tables, compared=True)


async def _form_ii_06a(making: _Making) -> Report:
    table = group_reports.form_ii_06a(
        await making.groups(making.span),
        await rows.stopped_late(making.connection, making.days),
    )
    return making.report(table)


async def _transit(making: _Making) -> Report:
    connection, days = making.connection, making.days
    calendar = await load_calendar(connection)
    ways = await rows.ways(connection, days)
    delays, noted = await _delays(making)
    return making.report(
        work_reports.transit_by_leg(ways, calendar),
        work_reports.transit_by_days(ways, calendar),
        work_reports.transit_by_office(await rows.ways_of_offices(connection, days)),
        work_reports.delays_by_holder(delays),
        noted=noted,
    )


async def _delays(making: _Making) -> tuple[list[Delay], dict[str, int]]:
    """Return whose the days of late dossiers are, and of how many of them that is known."""
    connection, center = making.connection, making.center
    late = await rows.late_dossiers(connection, making.days, DELAYS_MAX)
    codes = [dossier.code for dossier in late]
    steps = await rows.steps_of_dossiers(connection, center.center_id, codes)
    carried = await rows.carriage_of_dossiers(connection, center.center_id, codes, center.zone)
    calendar = await load_calendar(connection)
    delays = []
    for dossier in late:
        told = steps.get(dossier.code, [])
        turns = turns_of(said_steps(told, center.zone), carried.get(dossier.code, []))
        if not turns or turns[0].day > dossier.received_on:
            continue
        first_due_on = next((s.due_moved_from for s in told if s.due_moved_from), dossier.due_on)
        delays.append(
            split_delay(dossier.received_on, first_due_on, dossier.resolved_on, turns, calendar)
        )
    all_late = total(await making.groups(making.span)).late
    noted = {"late_dossiers": all_late, "looked_at": len(late), "told_apart": len(delays)}
    return delays, noted


async def _workload(making: _Making) -> Report:
    connection, days = making.connection, making.days
    events = await rows.events_done(connection, days)
    steps = await rows.steps_done(connection, days)
    taken = await making.collected(BY_OFFICE)
    names = await rows.post_office_names(connection, days.center_id)
    return making.report(
        work_reports.work_of_post(events, taken, names), work_reports.work_of_people(events, steps)
    )


async def _post(making: _Making) -> Report:
    connection, days = making.connection, making.days
    services = work_reports.post_services(
        await rows.carried(connection, days), await rows.mishaps(connection, days)
    )
    money = work_reports.post_money(await making.collected(BY_KIND))
    return making.report(services, money, not_recorded=work_reports.POST_NOT_RECORDED)


_MAKERS: Mapping[ReportName, Callable[[_Making], Awaitable[Report]]] = {
    ReportName.OVERVIEW: _overview,
    ReportName.DEPARTMENTS: _departments,
    ReportName.FIELDS: _fields,
    ReportName.CHANNELS: _channels,
    ReportName.TRANSIT: _transit,
    ReportName.WORKLOAD: _workload,
    ReportName.POST: _post,
    ReportName.II_06A: _form_ii_06a,
}
