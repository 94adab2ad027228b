"""Figures of money by month, kept as it is collected, and read without going through all of it.

Every collection leaves a row (a trigger writes it); `fold_collections` brings such rows into the
figures, and whoever reads adds those that are not there yet. Of how many dossiers a sum came
cannot be added up by month; but nearly every dossier is paid for once, and such dossiers can.
"""

from datetime import date
from typing import NamedTuple

from postal_bridge.domain.figures import WholeMonths
from postal_bridge.domain.work_reports import Taken
from postal_bridge.store.database import Connection, load_queries

QUERIES = load_queries("collection_figures")

#: Payments by the office that took them, whoever it is for.
BY_OFFICE = "office"
#: What the post took, by kind of money.
BY_KIND = "kind"
_BY_POST = "post"


class UnlikeMonth(NamedTuple):
    """A figure of a month that is not what the collections say: by how much it is too low."""

    figure: str
    starts_on: date
    subject: str
    payments: int
    amount_dong: int


async def collected(
    connection: Connection, center_id: int, figure: str, first_on: date, last_on: date
) -> list[Taken]:
    """Return what was collected in a period, both days included, by what a figure tells apart."""
    period = _period(first_on, last_on)
    rows = await connection.fetch(QUERIES["collected"], center_id, *period, figure)
    return [Taken(*row) for row in rows]


async def collected_by_post(
    connection: Connection, center_id: int, first_on: date, last_on: date
) -> tuple[int, int]:
    """Return on how many dossiers the post collected in a period, and how much (đồng).

    What was taken back in the period comes off, and what was paid elsewhere does not count.
    """
    period = _period(first_on, last_on)
    dossiers = await connection.fetchval(QUERIES["collected_dossiers"], center_id, *period)
    taken = await collected(connection, center_id, _BY_POST, first_on, last_on)
    return dossiers, sum(each.amount_dong for each in taken)


async def fold_collections(connection: Connection, center_id: int, limit: int) -> int:
    """Bring at most `limit` collections and parts into the figures; return how many there were."""
    await connection.execute(QUERIES["lock_figures"], center_id)
    folded: int = await connection.fetchval(QUERIES["fold_collections"], center_id, limit)
    return folded


async def unlike_collections(
    connection: Connection, center_id: int, limit: int
) -> list[UnlikeMonth]:
    """Return figures that are not what the collections say."""
    rows = await connection.fetch(QUERIES["unlike_collections"], center_id, limit)
    return [UnlikeMonth(*row) for row in rows]


def _period(first_on: date, last_on: date) -> tuple[date, date, date, date]:
    whole = WholeMonths.within(first_on, last_on)
    return first_on, last_on, whole.first, whole.until
