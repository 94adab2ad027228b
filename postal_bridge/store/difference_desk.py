"""Differences in money as people work on them: lists, one, its steps and the papers about it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import asyncpg

from postal_bridge.domain.money_difference import MoneyDifference, State
from postal_bridge.store.database import Connection, load_queries

QUERIES = load_queries("difference_desk")


@dataclass(frozen=True, slots=True)
class DifferenceFilter:
    """Which differences are wanted; None leaves a question open. Amounts in whole đồng."""

    states: tuple[State, ...]
    difference_class: str | None = None
    office_code: str | None = None
    department_code: str | None = None
    assignee: str | None = None
    last_day: date | None = None
    least_dong: int | None = None
    most_dong: int | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that was said or done; its number is the version that it made."""

    step: int
    at: datetime
    login: str
    action: str
    detail: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Evidence:
    """A paper to be kept about a difference."""

    evidence_id: UUID
    difference_id: UUID
    name_sealed: bytes
    media_type: str
    size_bytes: int
    sha256: bytes
    content_sealed: bytes


async def list_oldest(
    connection: Connection,
    center_id: int,
    wanted: DifferenceFilter,
    after: tuple[date, UUID],
    limit: int,
) -> list[MoneyDifference]:
    """Return differences after a place, the oldest first."""
    query = QUERIES["list_oldest"]
    rows = await connection.fetch(query, center_id, *_asked(wanted, after), limit)
    return [_difference(row) for row in rows]


async def list_largest(
    connection: Connection,
    center_id: int,
    wanted: DifferenceFilter,
    before: tuple[int, UUID],
    limit: int,
) -> list[MoneyDifference]:
    """Return differences after a place, the largest first."""
    query = QUERIES["list_largest"]
    rows = await connection.fetch(query, center_id, *_asked(wanted, before), limit)
    return [_difference(row) for row in rows]


async def find_difference(
    connection: Connection, center_id: int, difference_id: UUID
) -> MoneyDifference | None:
    """Return one difference."""
    row = await connection.fetchrow(QUERIES["difference_by_id"], center_id, difference_id)
    return _difference(row) if row else None


async def find_differences(
    connection: Connection, center_id: int, difference_ids: Sequence[UUID]
) -> dict[str, MoneyDifference]:
    """Return those differences that there are, by the names that the books have for them."""
    rows = await connection.fetch(QUERIES["differences_by_id"], center_id, difference_ids)
    return {str(row["difference_id"]): _difference(row) for row in rows}


async def lock_differences(
    connection: Connection, center_id: int, difference_ids: Iterable[UUID]
) -> dict[UUID, MoneyDifference]:
    """Lock those differences that there are, until the transaction ends."""
    query = QUERIES["lock_differences"]
    rows = await connection.fetch(query, center_id, sorted(set(difference_ids)))
    return {row["difference_id"]: _difference(row) for row in rows}


async def take_step(
    connection: Connection, center_id: int, changed: MoneyDifference, step: Step
) -> None:
    """Keep how a locked difference stands after a step, and the step."""
    await connection.execute(
        QUERIES["change_difference"],
        center_id,
        changed.difference_id,
        step.step - 1,
        changed.state,
        changed.assignee,
        changed.due_on,
    )
    await connection.execute(
        QUERIES["add_step"],
        center_id,
        changed.difference_id,
        step.step,
        step.at,
        step.login,
        step.action,
        step.detail,
    )


async def steps_of(connection: Connection, center_id: int, difference_id: UUID) -> list[Step]:
    """Return everything that was said and done, in order."""
    rows = await connection.fetch(QUERIES["steps_of"], center_id, difference_id)
    return [Step(**row) for row in rows]


async def last_step(
    connection: Connection, center_id: int, difference_id: UUID, actions: Sequence[str]
) -> Step | None:
    """Return the newest step of these sorts."""
    query = QUERIES["last_step"]
    row = await connection.fetchrow(query, center_id, difference_id, list(actions))
    return Step(**row) if row else None


async def vanish_beside(
    connection: Connection,
    center_id: int,
    difference_id: UUID,
    line_ids: Sequence[int],
    collection_ids: Sequence[UUID],
) -> list[tuple[UUID, int]]:
    """Let other differences about these rows vanish; return (identity, version) of each."""
    query = QUERIES["vanish_beside"]
    rows = await connection.fetch(query, center_id, difference_id, line_ids, collection_ids)
    return [(row["difference_id"], row["version"]) for row in rows]


async def return_beside(
    connection: Connection, center_id: int, difference_ids: Sequence[UUID]
) -> list[tuple[UUID, int]]:
    """Open differences again that vanished; return (identity, version) of each."""
    rows = await connection.fetch(QUERIES["return_beside"], center_id, difference_ids)
    return [(row["difference_id"], row["version"]) for row in rows]


async def keep_evidence(
    connection: Connection, center_id: int, evidence: Evidence, at: datetime, login: str
) -> None:
    """Keep a paper."""
    await connection.execute(
        QUERIES["keep_evidence"],
        center_id,
        evidence.evidence_id,
        evidence.difference_id,
        evidence.name_sealed,
        evidence.media_type,
        evidence.size_bytes,
        evidence.sha256,
        evidence.content_sealed,
        at,
        login,
    )


async def evidence_of(
    connection: Connection, center_id: int, difference_id: UUID
) -> list[asyncpg.Record]:
    """Return the papers about a difference, without what stands in them."""
    return list(await connection.fetch(QUERIES["evidence_of"], center_id, difference_id))


async def find_evidence(
    connection: Connection, center_id: int, difference_id: UUID, evidence_id: UUID
) -> asyncpg.Record | None:
    """Return one paper about a difference."""
    query = QUERIES["find_evidence"]
    return await connection.fetchrow(query, center_id, difference_id, evidence_id)


def _asked(wanted: DifferenceFilter, place: tuple[Any, UUID]) -> tuple[object, ...]:
    return (
        [str(state) for state in wanted.states],
        *place,
        wanted.difference_class,
        wanted.office_code,
        wanted.department_code,
        wanted.assignee,
        wanted.last_day,
        wanted.least_dong,
        wanted.most_dong,
    )


def _difference(row: asyncpg.Record) -> MoneyDifference:
    values = dict(row)
    values["state"] = State(row["state"])
    return MoneyDifference(**values)
