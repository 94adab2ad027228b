"""Reads the dossiers behind a figure of a report.

Which they are follows from the same days that the figure counts; a test holds both together.
"""

from dataclasses import dataclass
from datetime import date

from postal_bridge.domain.figures import Figure
from postal_bridge.domain.span import Span
from postal_bridge.store.database import Connection, load_queries, plan_anew

QUERIES = load_queries("figure_lists")


@dataclass(frozen=True, slots=True)
class CountedDossier:
    """A dossier in the list behind a figure."""

    code: str
    procedure_name: str
    department_name: str
    received_on: date
    due_on: date | None
    resolved_on: date | None
    returned_on: date | None


async def dossiers_of_figure(
    connection: Connection,
    center_id: int,
    figure: Figure,
    span: Span,
    department: str | None,
    before: tuple[date, str],
    limit: int,
) -> list[CountedDossier]:
    """Return dossiers that a figure counts, before a place; of one department or of all."""
    await plan_anew(connection)
    rows = await connection.fetch(
        QUERIES["dossiers_of_figure"],
        center_id,
        span.first_on,
        span.last_on,
        figure.value,
        department,
        *before,
        limit,
    )
    return [CountedDossier(**row) for row in rows]
