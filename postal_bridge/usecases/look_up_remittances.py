"""Batches of the post with their due days and lateness, and credits of banks, page by page."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from postal_bridge.domain.access import Viewer
from postal_bridge.domain.calendar import Calendar, Clock
from postal_bridge.domain.remittance import RemittanceTerms, batch_due
from postal_bridge.store import bank_credits
from postal_bridge.store.database import Database
from postal_bridge.store.remittances import load_terms
from postal_bridge.store.rules import load_calendar
from postal_bridge.usecases.pages import cut

Document = dict[str, Any]


async def list_remittances(
    database: Database, clock: Clock, viewer: Viewer, before: tuple[date, UUID], limit: int
) -> tuple[list[Document], tuple[date, UUID] | None]:
    """Return a page of batches, the newest first, and where the next page starts."""
    today = clock().astimezone(viewer.center.zone).date()
    async with database.snapshot() as connection:
        found = await bank_credits.list_remittances(connection, viewer.center_id, before, limit + 1)
        terms = await load_terms(connection, viewer.center_id)
        calendar = await load_calendar(connection)
    page, last = cut(found, limit, lambda row: (row["sent_on"], row["remittance_id"]))
    return [_remittance(row, terms, calendar, today) for row in page], last


async def list_credits(
    database: Database, viewer: Viewer, before: tuple[date, int], limit: int, *, unknown: bool
) -> tuple[list[Document], tuple[date, int] | None]:
    """Return a page of credits, the newest first, and where the next page starts."""
    async with database.snapshot() as connection:
        found = await bank_credits.list_credits(
            connection, viewer.center_id, before, limit + 1, unknown=unknown
        )
    page, last = cut(found, limit, lambda row: (row["booked_on"], row["line_id"]))
    return [{**row, "booked_on": row["booked_on"].isoformat()} for row in page], last


def _remittance(
    row: Mapping[str, Any], terms: Sequence[RemittanceTerms], calendar: Calendar, today: date
) -> Document:
    oldest_on, sent_on, credited_on = row["oldest_on"], row["sent_on"], row["credited_on"]
    due = batch_due(oldest_on, sent_on, credited_on or today, terms, calendar)
    return {
        "remittance_id": str(row["remittance_id"]),
        "batch": row["batch"],
        "office": row["office_code"],
        "account": row["account"],
        "sent_on": sent_on.isoformat(),
        "due_on": due.due_on.isoformat(),
        "late_days": due.late_days,
        "expected_on": due.expected_on.isoformat(),
        "credit_late_days": due.credit_late_days,
        "declared_dong": row["declared_dong"],
        "lines": row["lines"],
        "lines_dong": row["lines_dong"],
        "credited_on": credited_on.isoformat() if credited_on else None,
        "credited_dong": row["credited_dong"],
        "on_the_way_days": calendar.working_days_between(sent_on, credited_on or today),
        "rule": row["rule"],
    }
