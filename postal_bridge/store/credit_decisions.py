"""What people decide about credits of banks, and the rows that they look at for it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from postal_bridge.domain.bank_credits import CreditRows, TurnedDown
from postal_bridge.store.database import Connection, load_queries

QUERIES = load_queries("credit_decisions")


@dataclass(frozen=True, slots=True)
class CreditDecision:
    """What a person decided, why, and about which rows; what was only rejected has no group."""

    decision_id: UUID
    at: datetime
    login: str
    action: str
    reason: str
    group_id: UUID | None
    rows: CreditRows


async def add_decision(connection: Connection, center_id: int, decision: CreditDecision) -> None:
    """Write down what a person decided."""
    await connection.execute(
        QUERIES["add_decision"],
        center_id,
        decision.decision_id,
        decision.at,
        decision.login,
        decision.action,
        decision.reason,
        decision.group_id,
        decision.rows.line_ids,
        decision.rows.remittance_ids,
    )


async def turned_down(connection: Connection, center_id: int) -> TurnedDown:
    """Return the pairs of which a person said that they do not belong together."""
    rows = await connection.fetch(QUERIES["turned_down"], center_id)
    return frozenset((row["remittance_id"], row["line_id"]) for row in rows)


async def decisions_of_line(
    connection: Connection, center_id: int, line_id: int, limit: int
) -> list[dict[str, Any]]:
    """Return what people decided about a credit, in order."""
    rows = await connection.fetch(QUERIES["decisions_of_line"], center_id, line_id, limit)
    return [dict(row) for row in rows]


async def forget_rows(connection: Connection, center_id: int, rows: CreditRows) -> None:
    """Propose nothing more for rows that belong together now."""
    query = QUERIES["forget_rows"]
    await connection.execute(query, center_id, rows.line_ids, rows.remittance_ids)


async def forget_pair(
    connection: Connection, center_id: int, line_id: int, remittance_id: UUID
) -> bool:
    """Propose a batch no more for a credit; tell whether it was proposed."""
    status = await connection.execute(QUERIES["forget_pair"], center_id, line_id, remittance_id)
    return status != "DELETE 0"


async def take_apart(connection: Connection, center_id: int, group_id: UUID) -> CreditRows:
    """Take everything out of a group; return what it was, nothing if it was undone before."""
    lines = await connection.fetch(QUERIES["take_lines_out"], center_id, group_id)
    batches = await connection.fetch(QUERIES["take_remittances_out"], center_id, group_id)
    return CreditRows(
        sorted(row["line_id"] for row in lines), sorted(row["remittance_id"] for row in batches)
    )


async def credit_told(
    connection: Connection, center_id: int, line_id: int
) -> dict[str, Any] | None:
    """Return a credit with what explains it."""
    row = await connection.fetchrow(QUERIES["credit_told"], center_id, line_id)
    return dict(row) if row else None


async def group_told(
    connection: Connection, center_id: int, group_id: UUID
) -> dict[str, Any] | None:
    """Return a group without its rows."""
    row = await connection.fetchrow(QUERIES["group_told"], center_id, group_id)
    return dict(row) if row else None


async def rows_beside(
    connection: Connection, center_id: int, line_id: int, group_id: UUID | None
) -> tuple[set[UUID], set[int]]:
    """Return the batches and credits of the group of a credit, or of what is proposed for it."""
    about = center_id, line_id, group_id
    batches = await connection.fetch(QUERIES["batches_beside"], *about)
    lines = await connection.fetch(QUERIES["credits_beside"], *about)
    return {row["remittance_id"] for row in batches}, {row["line_id"] for row in lines}


async def batches_told(
    connection: Connection, center_id: int, remittance_ids: Iterable[UUID], line_id: int
) -> list[dict[str, Any]]:
    """Return batches, each with what proposes it for a credit, the likeliest first."""
    query = QUERIES["batches_told"]
    rows = await connection.fetch(query, center_id, list(remittance_ids), line_id)
    return [dict(row) for row in rows]


async def credits_told(
    connection: Connection, center_id: int, line_ids: Iterable[int]
) -> list[dict[str, Any]]:
    """Return credits, the oldest first."""
    rows = await connection.fetch(QUERIES["credits_told"], center_id, list(line_ids))
    return [dict(row) for row in rows]


async def find_rows(
    connection: Connection, center_id: int, text: str, amount_dong: int | None, limit: int
) -> tuple[list[UUID], list[int]]:
    """Return open batches and credits by a part of their names, or by their amount."""
    asked = center_id, text, amount_dong, limit
    batches = await connection.fetch(QUERIES["find_batches"], *asked)
    lines = await connection.fetch(QUERIES["find_credits"], *asked)
    return [row["remittance_id"] for row in batches], [row["line_id"] for row in lines]


async def undone_among(
    connection: Connection, center_id: int, group_ids: Iterable[UUID]
) -> set[UUID]:
    """Return which of these groups were undone."""
    rows = await connection.fetch(QUERIES["undone_among"], center_id, list(group_ids))
    return {row["group_id"] for row in rows}
