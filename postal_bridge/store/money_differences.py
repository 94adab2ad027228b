"""Differences in money: opened by runs, settled by later lines or by people."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from postal_bridge.store.database import Connection, load_queries
from postal_bridge.store.matching import OpenLines, Run, planned_for

QUERIES = load_queries("money_differences")


@dataclass(frozen=True, slots=True)
class Fallen:
    """A decision that fell with its ground, and whether it had moved money by itself."""

    difference_id: UUID
    version: int
    is_moved: bool


async def open_differences(
    connection: Connection, center_id: int, run: Run, lines: OpenLines, given_back: Iterable[UUID]
) -> None:
    """Open what a run found and nobody has written down.

    `given_back` are collections whose matches fell, of whatever days.
    """
    told = center_id, run.started_at, run.run_id
    await connection.execute(QUERIES["open_differences_of_lines"], *told)
    query, days = QUERIES["open_differences_of_collections"], (run.period_from, run.period_to)
    async with planned_for(connection, lines):
        await connection.execute(query, *told, *days, list(given_back))


async def let_fall(connection: Connection, center_id: int) -> list[Fallen]:
    """Let decisions fall whose match or collection is none any more."""
    return [Fallen(**row) for row in await connection.fetch(QUERIES["let_fall"], center_id)]


async def follow_matches(connection: Connection, center_id: int, at: datetime, login: str) -> None:
    """Close differences that are none any more, and open those that are back."""
    vanished = await connection.fetch(QUERIES["let_vanish"], center_id)
    returned = await connection.fetch(QUERIES["open_again"], center_id)
    again = [row["difference_id"] for row in returned]
    await connection.execute(QUERIES["tell_anew"], center_id, again)
    for action, rows in (("vanished", vanished), ("returned", returned)):
        await add_steps(
            connection,
            center_id,
            at,
            login,
            action,
            [(row["difference_id"], row["version"]) for row in rows],
        )


async def add_steps(
    connection: Connection,
    center_id: int,
    at: datetime,
    login: str,
    action: str,
    changed: Sequence[tuple[UUID, int]],
) -> None:
    """Write down what happened to (difference, version that it made) of which nobody decided."""
    if changed:
        await connection.execute(
            QUERIES["add_steps"],
            center_id,
            at,
            login,
            action,
            [difference_id for difference_id, _ in changed],
            [version for _, version in changed],
        )
