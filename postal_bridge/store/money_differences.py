"""Differences in money: opened by runs, settled by later lines or by people."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from postal_bridge.store.database import Connection, load_queries

QUERIES = load_queries("money_differences")


async def open_differences(
    connection: Connection, center_id: int, period: tuple[date, date], at: datetime, run_id: UUID
) -> None:
    """Open what a run found and nobody has written down."""
    await connection.execute(QUERIES["open_differences_of_lines"], center_id, at, run_id)
    await connection.execute(
        QUERIES["open_differences_of_collections"], center_id, at, run_id, *period
    )


async def follow_matches(connection: Connection, center_id: int, at: datetime, login: str) -> None:
    """Close differences that are none any more, and open those that are back."""
    vanished = await connection.fetch(QUERIES["let_vanish"], center_id)
    returned = await connection.fetch(QUERIES["open_again"], center_id)
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
