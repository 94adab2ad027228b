"""Decides many differences in money at once, as a sheet that was filled in says.

A preview carries everything out and keeps nothing, so it tells exactly what would happen. Each row
is decided by itself in the name of who hands the sheet in: one that is refused, or that somebody
changed meanwhile, is listed and the others go on, all in one transaction.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from postal_bridge.domain.access import Viewer
from postal_bridge.domain.calendar import Clock
from postal_bridge.domain.difference_sheet import SHEET_ROWS_MAX, RowDecision, RowProblem
from postal_bridge.domain.ledger import Entry
from postal_bridge.domain.money_difference import ACTIVE
from postal_bridge.domain.refusals import Refusal
from postal_bridge.sealing import Sealer
from postal_bridge.store import difference_desk, matching
from postal_bridge.store.database import Connection, Database
from postal_bridge.store.difference_desk import DifferenceFilter
from postal_bridge.usecases.decide_money_difference import decide
from postal_bridge.usecases.difference_steps import (
    Document,
    Looked,
    begin_step,
    difference_document,
)
from postal_bridge.usecases.keep_books import book_entries
from postal_bridge.usecases.once import Answer, RequestKey, once
from postal_bridge.usecases.settle_difference import Settling
from postal_bridge.usecases.work_money_differences import (
    OLDEST_FIRST,
    Assignment,
    assign,
    staff_of,
)

Rows = Sequence[RowDecision | RowProblem]


async def open_differences(
    database: Database, viewer: Viewer, difference_class: str | None
) -> tuple[list[Document], list[str]]:
    """Return the oldest differences that nobody has settled, and who may be given some.

    There are as many of them as a sheet holds, of one class or of all.
    """
    wanted = DifferenceFilter(tuple(sorted(ACTIVE)), difference_class)
    async with database.snapshot() as connection:
        found = await difference_desk.list_oldest(
            connection, viewer.center_id, wanted, OLDEST_FIRST, SHEET_ROWS_MAX
        )
        logins = await staff_of(connection, viewer)
    return [difference_document(each) for each in found], logins


async def preview_sheet(database: Database, clock: Clock, viewer: Viewer, rows: Rows) -> Document:
    """Return what a sheet would do, row by row; nothing is kept."""
    async with database.rehearsal() as connection:
        return await _carry_out(connection, viewer, clock(), rows, applied=False)


async def apply_sheet(
    database: Database,
    clock: Clock,
    sealer: Sealer,
    viewer: Viewer,
    request_key: RequestKey | None,
    rows: Rows,
) -> Answer:
    """Carry out what a sheet says, and answer what came of it row by row."""

    async def act(connection: Connection) -> Answer:
        document = await _carry_out(connection, viewer, clock(), rows, applied=True)
        return Answer(200, document)

    return await once(database, clock, sealer, viewer, request_key, act)


async def _carry_out(
    connection: Connection, viewer: Viewer, now: datetime, rows: Rows, *, applied: bool
) -> Document:
    decisions = [row for row in rows if isinstance(row, RowDecision)]
    await matching.take_turn(connection, viewer.center_id)
    # All in one order, before anything else is locked: others lock one and then the journal.
    await difference_desk.lock_differences(
        connection, viewer.center_id, [row.difference_id for row in decisions]
    )
    entries: list[Entry] = []
    told: list[Document] = []
    for row in rows:
        if isinstance(row, RowProblem):
            told.append(_told(row.line, "unreadable", detail=f"{row.column}: {row.reason}"))
        else:
            told.append(await _decide_row(Settling(connection, viewer, now), row, entries))
    if applied:
        await book_entries(connection, viewer.center_id, entries, now)
    outcomes = Counter(each["outcome"] for each in told)
    return {"applied": applied, "outcomes": dict(sorted(outcomes.items())), "rows": told}


async def _decide_row(settling: Settling, row: RowDecision, entries: list[Entry]) -> Document:
    """Decide one row, whole or not at all."""
    connection, viewer = settling.connection, settling.viewer
    looked = Looked(row.difference_id, row.version)
    try:
        async with connection.transaction():
            difference = await begin_step(connection, viewer, looked)
            outcome = "assigned"
            if row.assignee or row.due_on:
                assignment = Assignment(row.assignee, row.due_on, rest_stays=True)
                difference = await assign(connection, viewer, settling.now, difference, assignment)
            if row.wish:
                decided = await decide(settling, difference, row.wish)
                entries += decided.entries
                outcome = str(decided.difference.state)
    except Refusal as refusal:
        return _told(row.line, "refused", row, str(refusal.detail), refusal.code())
    return _told(row.line, outcome, row)


def _told(
    line: int,
    outcome: str,
    row: RowDecision | None = None,
    detail: str | None = None,
    code: str | None = None,
) -> Document:
    return {
        "line": line,
        "difference_id": str(row.difference_id) if row else None,
        "outcome": outcome,
        "code": code,
        "detail": detail,
    }
