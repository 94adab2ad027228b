"""Looks up files that were handed in: what they held, and what of it was set aside."""

from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from postal_bridge.domain.access import Viewer
from postal_bridge.domain.accounting_refusals import UnknownStatementFile
from postal_bridge.domain.calendar import Clock
from postal_bridge.domain.dossier import LineProblem
from postal_bridge.domain.remittance import batch_due
from postal_bridge.store import statement_files
from postal_bridge.store.database import Database
from postal_bridge.store.remittances import load_terms
from postal_bridge.store.rules import load_calendar
from postal_bridge.usecases.hand_in_statement import office_seen

#: Of more statements or batches of one file the first are shown.
PARTS_MAX = 500

Place = tuple[datetime, UUID]


async def list_statements(
    database: Database, viewer: Viewer, before: Place, limit: int
) -> tuple[list[dict[str, Any]], Place | None]:
    """Return a page of files, the newest first, and where the next page starts."""
    async with database.snapshot() as connection:
        found = await statement_files.list_files(
            connection, viewer.center_id, office_seen(viewer), before, limit + 1
        )
    page = found[:limit]
    last = (page[-1]["stored_at"], page[-1]["file_id"]) if len(found) > limit else None
    return [_document(each) for each in page], last


async def look_up_statement(
    database: Database, clock: Clock, viewer: Viewer, file_id: UUID
) -> dict[str, Any]:
    """Return a file with its statements, its batches and the lines that were set aside.

    Raises:
        UnknownStatementFile: there is none among those the viewer may see.

    """
    center_id = viewer.center_id
    today = clock().astimezone(viewer.center.zone).date()
    async with database.snapshot() as connection:
        found = await statement_files.find_file(connection, center_id, file_id, office_seen(viewer))
        if found is None:
            raise UnknownStatementFile
        statements = await statement_files.statements_of_file(
            connection, center_id, file_id, PARTS_MAX
        )
        batches = await statement_files.remittances_of_file(
            connection, center_id, file_id, PARTS_MAX
        )
        terms = await load_terms(connection, center_id)
        calendar = await load_calendar(connection)
    for each in batches:
        oldest_on, credited_on = each.pop("oldest_on"), each["credited_on"]
        due = batch_due(oldest_on, each["sent_on"], credited_on or today, terms, calendar)
        each.update(asdict(due))
    problems = [LineProblem.of_kept(kept).to_document() for kept in found.pop("set_aside")]
    return {
        **_document(found),
        "problem_lines": problems,
        "statements": statements,
        "batches": batches,
    }


def _document(row: dict[str, Any]) -> dict[str, Any]:
    renamed = {**row, "office": row["office_code"]}
    del renamed["office_code"]
    return renamed
