"""Figures of dossiers by day and month, kept as dossiers change, and read without counting anew.

Every change of a dossier leaves a row (a trigger writes it); `fold_changes` brings such rows into
the figures, and whoever reads adds those that are not there yet. So figures are right at once, and
writers wait for nobody. What is counted on which day is said once, by the SQL function
`days_of_dossier`.
"""

from datetime import date
from typing import NamedTuple

import asyncpg

from postal_bridge.domain.figures import CountedGroup, Counts, WholeMonths
from postal_bridge.store.database import Connection, load_queries

QUERIES = load_queries("dossier_figures")


class UnlikeFigure(NamedTuple):
    """A figure that is not what the dossiers say: by how many it is too low."""

    grain: str
    starts_on: date
    procedure_code: str
    received_via: str
    figure: str
    missing: int


async def counted_groups(
    connection: Connection, center_id: int, period_from: date, period_to: date
) -> list[CountedGroup]:
    """Return what a period counts, both days included, in the order of departments and fields."""
    whole = WholeMonths.within(period_from, period_to)
    rows = await connection.fetch(
        QUERIES["figures_of_period"],
        center_id,
        period_from,
        period_to,
        whole.opening,
        whole.first,
        whole.until,
    )
    return [_group(row) for row in rows]


async def fold_changes(connection: Connection, center_id: int, limit: int) -> int:
    """Bring at most `limit` changes into the figures; return how many there were."""
    folded: int = await connection.fetchval(QUERIES["fold_changes"], center_id, limit)
    return folded


async def unlike_figures(
    connection: Connection, center_id: int, department: str, limit: int
) -> list[UnlikeFigure]:
    """Return figures of a department that are not what its dossiers say."""
    rows = await connection.fetch(QUERIES["unlike_figures"], center_id, department, limit)
    return [UnlikeFigure(*row) for row in rows]


def _group(row: asyncpg.Record) -> CountedGroup:
    def number(name: str) -> int:
        # A sum of nothing is null in SQL and 0 here.
        return row[name] or 0

    received_via = row["received_via"]
    return CountedGroup(
        department_code=row["department_code"],
        department_name=row["department_name"],
        field=row["field_name"],
        received_via=received_via,
        counts=Counts(
            carried_over=number("carried_over"),
            direct=number("received") if received_via == "direct" else 0,
            online=number("received") if received_via == "online" else 0,
            postal=number("received") if received_via == "postal" else 0,
            early=number("early"),
            on_time=number("on_time"),
            late=number("late"),
            overdue=number("overdue"),
            returned_counter=number("returned_counter"),
            returned_postal=number("returned_postal"),
            returned_online=number("returned_online"),
            very_satisfied=number("very_satisfied"),
            satisfied=number("satisfied"),
            dissatisfied=number("dissatisfied"),
        ),
    )
