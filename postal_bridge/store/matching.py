"""Lines of the post's lists on their way to the collections they are: the rounds of a run."""

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg

from postal_bridge.domain.agency_account import AccountSpan
from postal_bridge.domain.fees import MoneyKind, Part
from postal_bridge.domain.money import Money
from postal_bridge.domain.reconciliation import (
    Collected,
    Decision,
    Line,
    PeriodFigures,
    Standing,
)
from postal_bridge.store.database import Connection, load_queries
from postal_bridge.store.remittances import Covered, covered_of

QUERIES = load_queries("matching")

#: From so many lines on, plans made for many are better than those made for few.
MANY_LINES = 5_000
PREFETCH_LINES = 5_000


@dataclass(frozen=True, slots=True)
class Run:
    """A run over a period: who began it and when."""

    run_id: UUID
    period_from: date
    period_to: date
    started_at: datetime
    login: str


@dataclass(frozen=True, slots=True)
class Refunded:
    """A match that fell because its collection was taken back."""

    line_id: int
    collection_id: UUID
    covered_dong: int


@dataclass(frozen=True, slots=True)
class OpenLines:
    """Which lines have no class: all after `last_judged`, and those `given_back`.

    `last_line` was the last when the run began; what is stored while it goes on comes after.
    """

    last_judged: int
    last_line: int
    given_back: tuple[int, ...]
    count: int


async def take_turn(connection: Connection, center_id: int) -> None:
    """Wait until no run of the centre goes on, and let none begin until the transaction ends."""
    await connection.execute(QUERIES["take_turn"], center_id)


async def begin(connection: Connection, center_id: int) -> tuple[OpenLines, list[Refunded]]:
    """Wait for the centre's turn and give back what may be judged anew.

    Returns the open lines, and the matches that fell because their money was given back.
    """
    await connection.execute(QUERIES["take_time"])
    await connection.execute(QUERIES["sort_in_memory"])
    await take_turn(connection, center_id)
    last_judged = await connection.fetchval(QUERIES["last_line_judged"], center_id)
    undecided = await connection.fetch(QUERIES["give_back_undecided"], center_id)
    fallen = await connection.fetch(QUERIES["give_back_refunded"], center_id)
    refunded = [Refunded(**row) for row in fallen]
    fallen_lines = dict.fromkeys(each.line_id for each in refunded)
    given_back = [row["line_id"] for row in undecided] + list(fallen_lines)
    fresh = await connection.fetchrow(QUERIES["count_open_lines"], center_id, last_judged)
    assert fresh is not None
    open_lines = OpenLines(
        last_judged, fresh["last_line"], tuple(given_back), fresh["lines"] + len(given_back)
    )
    return open_lines, refunded


@asynccontextmanager
async def planned_for(connection: Connection, lines: OpenLines) -> AsyncIterator[None]:
    """Let statements go through tables as a whole where a run has many lines."""
    if lines.count >= MANY_LINES:
        await connection.execute(QUERIES["plan_for_many"])
    yield
    await connection.execute(QUERIES["plan_as_usual"])


async def days_collected(connection: Connection, center_id: int) -> tuple[date, date] | None:
    """Return the first and the last day on which money was collected, if ever."""
    row = await connection.fetchrow(QUERIES["days_collected"], center_id)
    return (row["first_on"], row["last_on"]) if row and row["first_on"] else None


async def match_alone(
    connection: Connection,
    center_id: int,
    run_id: UUID,
    lines: OpenLines,
    due_on: Mapping[date, date],
    accounts: Sequence[str],
) -> tuple[int, list[Covered]]:
    """Match what is alone on either side, in one statement.

    Returns how many lines that were, and what batches cover thereby.
    `due_on` tells when money is due, for all days of collections and the day after the last.
    """
    async with planned_for(connection, lines):
        rows = await connection.fetch(
            QUERIES["match_alone"],
            center_id,
            lines.last_judged,
            lines.given_back,
            run_id,
            list(due_on),
            list(due_on.values()),
            accounts,
            [due_on.get(day + timedelta(days=1)) for day in due_on],
        )
    if lines.count >= MANY_LINES:
        await connection.execute(QUERIES["refresh_statistics"])
    covered = [
        covered_of(row, Part(MoneyKind(row["kind"]), Money(row["amount_dong"])))
        for row in rows
        if row["amount_dong"]
    ]
    return max((row["lines"] for row in rows), default=0), covered


async def lines_left(
    connection: Connection, center_id: int, lines: OpenLines
) -> AsyncIterator[tuple[str | None, Line]]:
    """Yield (dossier, line) of the lines that have no class yet, dossier by dossier."""
    cursor = connection.cursor(
        QUERIES["lines_left"],
        center_id,
        lines.last_judged,
        lines.given_back,
        prefetch=PREFETCH_LINES,
    )
    async for row in cursor:
        yield row["dossier_code"], _line(row)


async def collections_of(
    connection: Connection,
    center_id: int,
    dossier_codes: Iterable[str],
    due_on: Mapping[date, date],
) -> dict[str, list[Collected]]:
    """Return the collections of each dossier that came through the post.

    `due_on` tells when money is due, for all days of collections and the day after the last.
    """
    query = QUERIES["collections_of"]
    rows = await connection.fetch(query, center_id, sorted(dossier_codes))
    found: dict[str, list[Collected]] = {}
    for row in rows:
        collected = Collected(
            collection_id=row["collection_id"],
            amount_dong=row["amount_dong"],
            collected_on=row["collected_on"],
            due_on=due_on[row["collected_on"] + timedelta(days=row["after_cutoff"])],
            item_code=row["item_code"],
            receipt_number=row["receipt_number"],
            kinds=frozenset(row["kinds"]),
            standing=Standing(row["standing"]),
        )
        found.setdefault(row["dossier_code"], []).append(collected)
    return found


async def accounts_of(
    connection: Connection, center_id: int, dossier_codes: Iterable[str]
) -> dict[str, list[AccountSpan]]:
    """Return the accounts of the agency of each dossier that has any."""
    rows = await connection.fetch(QUERIES["accounts_of"], center_id, sorted(dossier_codes))
    found: dict[str, list[AccountSpan]] = {}
    for row in rows:
        span = AccountSpan(row["account"], row["valid_from"], row["valid_to"])
        found.setdefault(row["dossier_code"], []).append(span)
    return found


async def keep_decisions(
    connection: Connection, center_id: int, run_id: UUID, decisions: Sequence[Decision]
) -> None:
    """Keep the classes of lines."""
    await connection.execute(
        QUERIES["keep_decisions"],
        center_id,
        run_id,
        [each.line_id for each in decisions],
        [each.line_class for each in decisions],
        [each.rule for each in decisions],
        [each.collection_id for each in decisions],
        [each.covered_dong for each in decisions],
        [each.part for each in decisions],
        [each.about for each in decisions],
    )


async def figures_of(
    connection: Connection, center_id: int, period: tuple[date, date], last_line: int
) -> PeriodFigures:
    """Count the rows of a period on either side, as they are after a run.

    Lines after `last_line` that the run did not see are for the next one to judge and to count.
    """
    first, last = period
    judged = await connection.fetchval(QUERIES["last_line_judged"], center_id)
    rows = await connection.fetch(
        QUERIES["classes_of_period"], center_id, first, last, max(last_line, judged)
    )
    collected = await connection.fetchrow(QUERIES["collected_in_period"], center_id, first, last)
    assert collected is not None
    return PeriodFigures(
        lines={row["class"]: row["lines"] for row in rows},
        lines_dong={row["class"]: row["lines_dong"] for row in rows},
        covered_dong={row["class"]: row["covered_dong"] for row in rows},
        short_dong=await connection.fetchval(QUERIES["short_in_period"], center_id, first, last),
        collections=collected["collections"],
        collected_dong=collected["collected_dong"],
        missing=collected["missing"],
        missing_dong=collected["missing_dong"],
        settled=collected["settled"],
        settled_dong=collected["settled_dong"],
        short_settled=collected["short_settled"],
        short_settled_dong=collected["short_settled_dong"],
        collections_covered_dong=collected["covered_dong"],
        collections_short_dong=collected["short_dong"],
        overcovered=await connection.fetchval(QUERIES["overcovered"], center_id),
    )


async def add_reconciliation(
    connection: Connection,
    center_id: int,
    run: Run,
    finished_at: datetime,
    figures: dict[str, Any],
) -> None:
    """Keep a run and its figures."""
    await connection.execute(
        QUERIES["add_reconciliation"],
        center_id,
        run.run_id,
        run.period_from,
        run.period_to,
        run.started_at,
        run.login,
        finished_at,
        figures,
    )


def _line(row: asyncpg.Record) -> Line:
    return Line(
        line_id=row["line_id"],
        key=row["line_key"],
        remittance_id=row["remittance_id"],
        sent_on=row["sent_on"],
        amount_dong=row["amount_dong"],
        item_code=row["item_code"],
        receipt_number=row["receipt_number"],
        kind=row["kind"],
        account=row["account"],
        found_by=row["found_by"],
    )
