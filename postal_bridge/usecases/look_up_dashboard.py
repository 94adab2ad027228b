"""The few figures a director looks at, and the dossiers behind each of them."""

from dataclasses import dataclass
from datetime import date

from postal_bridge.domain.access import Center, OfficeKind
from postal_bridge.domain.figures import CountedGroup, Counts, Figure, total
from postal_bridge.domain.group_reports import by_department
from postal_bridge.domain.refusals import UnknownOffice
from postal_bridge.domain.report import Table
from postal_bridge.domain.span import Span
from postal_bridge.store.catalogue import office_kinds
from postal_bridge.store.database import Connection, Database
from postal_bridge.store.dossier_figures import counted_groups
from postal_bridge.store.figure_lists import CountedDossier, dossiers_of_figure
from postal_bridge.store.handovers import office_names
from postal_bridge.usecases.make_report import trend

#: Before every place in a list of dossiers.
LATEST = (date.max, "")


@dataclass(frozen=True, slots=True)
class Dashboard:
    """Counts of a period and of the one before, months of a year, and the departments."""

    span: Span
    now: Counts
    before: Counts
    months: list[tuple[date, Counts]]
    departments: Table


@dataclass(frozen=True, slots=True)
class FigureList:
    """The dossiers behind a figure: how many there are in all, some of them, and where to go on."""

    count: int
    dossiers: list[CountedDossier]
    next_place: tuple[date, str] | None
    department_name: str | None


async def look_up_dashboard(database: Database, center: Center, span: Span) -> Dashboard:
    """Return the figures of a period."""
    async with database.snapshot() as connection:
        now = await _groups(connection, center, span)
        before = await _groups(connection, center, span.before())
        return Dashboard(
            span,
            total(now),
            total(before),
            await trend(connection, center, span),
            by_department(now, before),
        )


async def list_figure(
    database: Database,
    center: Center,
    figure: Figure,
    span: Span,
    department: str | None,
    before: tuple[date, str],
    limit: int,
) -> FigureList:
    """Return the dossiers that a figure counts, of one department or of all.

    Raises:
        UnknownOffice: the centre has no department of this code.

    """
    async with database.snapshot() as connection:
        name = await _department_name(connection, center, department)
        found = await dossiers_of_figure(
            connection, center.center_id, figure, span, department, before, limit + 1
        )
        groups = await _groups(connection, center, span)
    counted = total(
        each for each in groups if department is None or each.department_code == department
    )
    shown = found[:limit]
    last = shown[-1] if len(found) > limit else None
    place = (last.received_on, last.code) if last else None
    return FigureList(figure.of(counted), shown, place, name)


async def _department_name(
    connection: Connection, center: Center, department: str | None
) -> str | None:
    if department is None:
        return None
    kinds = await office_kinds(connection, center.center_id)
    if kinds.get(department) is not OfficeKind.DEPARTMENT:
        raise UnknownOffice(office=department)
    return (await office_names(connection, center.center_id, [department]))[department]


async def _groups(connection: Connection, center: Center, span: Span) -> list[CountedGroup]:
    return await counted_groups(connection, center.center_id, span.first_on, span.last_on)
