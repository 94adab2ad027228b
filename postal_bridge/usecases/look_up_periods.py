"""Periods as people look at them: how each stands, what it came to, what is not explained."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from postal_bridge.domain.access import Viewer
from postal_bridge.domain.calendar import Clock
from postal_bridge.domain.period import Period, Standing, days_to_explain
from postal_bridge.domain.period_refusals import PeriodNotClosed
from postal_bridge.store import periods
from postal_bridge.store.database import Database
from postal_bridge.usecases.close_period import counted_by

Document = dict[str, Any]
#: A sheet holds no more rows than this beside its heading.
JOURNAL_MAX = 1_000_000
#: Nobody closes a month of so long ago.
MONTHS_MAX = 120


@dataclass(frozen=True, slots=True)
class ClosedPeriod:
    """A closed period: its figures as they were sealed, the seal, and when it was closed."""

    period: Period
    figures: Document
    seal: bytes
    closed_at: datetime


async def list_periods(database: Database, viewer: Viewer) -> list[Document]:
    """Return every period that was ever closed, the newest first."""
    async with database.snapshot() as connection:
        rows = await periods.rows_of_standings(connection, viewer.center_id)
    return [_standing(row) for row in reversed(rows)]


async def list_months(database: Database, clock: Clock, viewer: Viewer) -> list[Document]:
    """Return every month from the first with money to the one that goes on, the newest first."""
    today = clock().astimezone(viewer.center.zone).date()
    async with database.snapshot() as connection:
        rows = await periods.rows_of_standings(connection, viewer.center_id)
        if rows:
            first_on: date | None = rows[0]["first_on"]
        else:
            first_on = await periods.first_day_of_money(connection, viewer.center_id)
    standings = {row["period_id"]: _standing(row) for row in rows}
    found: list[Document] = []
    month = Period.around(today)
    while len(found) < MONTHS_MAX:
        found.append(standings.get(month.period_id) or _never_closed(month))
        month = Period.around(month.first_on - timedelta(days=1))
        if first_on is None or month.last_on < first_on:
            break
    return found


async def look_up_period(database: Database, viewer: Viewer, period_id: str) -> Document:
    """Return how a period stands, with its frozen figures, or what is not explained of it yet.

    Raises:
        UnknownPeriod: nothing is called so.

    """
    period = Period.of(period_id)
    center_id = viewer.center_id
    async with database.snapshot() as connection:
        rows = await periods.rows_of_standings(connection, center_id)
        row = next((each for each in rows if each["period_id"] == period_id), None)
        acts = await periods.acts_of(connection, center_id, period_id)
        frozen = await periods.frozen_figures(connection, center_id, period_id)
        days = days_to_explain(period, await periods.load_standings(connection, center_id))
        is_closed = row is not None and row["is_closed"]
        found = [] if is_closed else await periods.unexplained(connection, center_id, *days)
    standing = _standing(row) if row else _never_closed(period)
    return {
        **standing,
        "figures": json.loads(frozen.figures) if frozen and standing["seal"] else None,
        "unexplained": found,
        "acts": [_act(act) for act in acts],
    }


async def closed_period(database: Database, viewer: Viewer, period_id: str) -> ClosedPeriod:
    """Return a closed period.

    Raises:
        UnknownPeriod: nothing is called so.
        PeriodNotClosed: its figures are not final.

    """
    period = Period.of(period_id)
    async with database.snapshot() as connection:
        standings = await periods.load_standings(connection, viewer.center_id)
        _standing_of(standings, period)
        frozen = await periods.frozen_figures(connection, viewer.center_id, period_id)
        assert frozen is not None
    return ClosedPeriod(period, json.loads(frozen.figures), frozen.seal, frozen.at)


async def journal_of_period(database: Database, viewer: Viewer, period_id: str) -> list[Document]:
    """Return the postings that a closed period counts; refuses as `closed_period` does."""
    period = Period.of(period_id)
    async with database.snapshot() as connection:
        standings = await periods.load_standings(connection, viewer.center_id)
        standing = _standing_of(standings, period)
        place = standings.index(standing)
        previous = standings[place - 1] if place else None
        counted = counted_by(period, standing.last_entry, previous)
        return await periods.journal_of(connection, viewer.center_id, counted, JOURNAL_MAX)


def _standing_of(standings: list[Standing], period: Period) -> Standing:
    found = next((each for each in standings if each.period == period), None)
    if found is None or not found.is_closed:
        raise PeriodNotClosed
    return found


def _standing(row: Mapping[str, Any]) -> Document:
    state = row["action"] if row["action"] == "reopening_proposed" else "closed"
    closed = row["is_closed"]
    return {
        "period": row["period_id"],
        "from": row["first_on"].isoformat(),
        "to": row["last_on"].isoformat(),
        "state": state if closed else "open",
        "closed_at": row["closed_at"].isoformat() if closed else None,
        "closed_by": row["closed_by"] if closed else None,
        "seal": row["seal"].hex() if closed else None,
    }


def _never_closed(period: Period) -> Document:
    return {
        "period": period.period_id,
        "from": period.first_on.isoformat(),
        "to": period.last_on.isoformat(),
        "state": "open",
        "closed_at": None,
        "closed_by": None,
        "seal": None,
    }


def _act(act: Mapping[str, Any]) -> Document:
    return {
        "at": act["at"].isoformat(),
        "login": act["login"],
        "action": act["action"],
        "reason": act["reason"],
        "seal": act["seal"].hex() if act["seal"] else None,
    }
