"""Reads what reports tell beyond the figures of dossiers and money: carriage, delays, work done.

Days are local days of the centre; moments, from one to before another, are given where rows have
moments.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import NamedTuple

import asyncpg

from postal_bridge.domain.custody import Event, Leg
from postal_bridge.domain.delay import Carried
from postal_bridge.domain.dossier import PortalStatus
from postal_bridge.domain.figures import Counts
from postal_bridge.domain.work_reports import Done, OfficeWays, Way
from postal_bridge.store.database import Connection, load_queries
from postal_bridge.store.dossier_steps import StepTaken, step_taken

QUERIES = load_queries("report_rows")


class LateDossier(NamedTuple):
    """A dossier that was resolved after the day it was due."""

    code: str
    received_on: date
    due_on: date
    resolved_on: date


@dataclass(frozen=True, slots=True)
class Days:
    """A period of one centre, by days and by moments."""

    center_id: int
    first_on: date
    last_on: date
    begins_at: datetime
    ends_at: datetime


async def received_and_resolved(
    connection: Connection, center_id: int, first_month: date, last_month: date
) -> dict[date, Counts]:
    """Return what was received (whatever the way) and resolved in months, by their first days."""
    rows = await connection.fetch(QUERIES["months"], center_id, first_month, last_month)
    return {
        row["starts_on"]: Counts(
            direct=row["received"], early=row["early"], on_time=row["on_time"], late=row["late"]
        )
        for row in rows
    }


async def stopped_late(connection: Connection, days: Days) -> dict[str | None, int]:
    """Return by field how many of those resolved late in a period were stopped."""
    rows = await connection.fetch(
        QUERIES["stopped_late"], days.center_id, days.first_on, days.last_on
    )
    return {row["field_name"]: row["dossiers"] for row in rows}


async def ways(connection: Connection, days: Days) -> list[Way]:
    """Return the ways that ended in a period, alike ones together."""
    rows = await connection.fetch(QUERIES["ways"], days.center_id, days.first_on, days.last_on)
    return [
        Way(
            Leg(row["leg"]),
            row["posted_on"],
            row["norm_on"],
            row["reached_on"],
            row["consignments"],
        )
        for row in rows
    ]


async def ways_of_offices(connection: Connection, days: Days) -> list[OfficeWays]:
    """Return the ways that ended in a period by post office."""
    rows = await connection.fetch(
        QUERIES["ways_of_offices"], days.center_id, days.first_on, days.last_on
    )
    return [OfficeWays(*row) for row in rows]


async def late_dossiers(connection: Connection, days: Days, limit: int) -> list[LateDossier]:
    """Return the first dossiers that were resolved late in a period."""
    rows = await connection.fetch(
        QUERIES["late_dossiers"], days.center_id, days.first_on, days.last_on, limit
    )
    return [LateDossier(*row) for row in rows]


async def steps_of_dossiers(
    connection: Connection, center_id: int, codes: Sequence[str]
) -> dict[str, list[StepTaken]]:
    """Return the steps of dossiers; the offices that said so are not named."""
    steps: dict[str, list[StepTaken]] = defaultdict(list)
    for row in await connection.fetch(QUERIES["steps_of_dossiers"], center_id, codes):
        told = dict(row)
        steps[told.pop("dossier_code")].append(step_taken(told))
    return steps


async def carriage_of_dossiers(
    connection: Connection, center_id: int, codes: Sequence[str], zone: tzinfo
) -> dict[str, list[Carried]]:
    """Return on which days papers of dossiers came to the post and left it, between offices."""
    carried: dict[str, list[Carried]] = defaultdict(list)
    for row in await connection.fetch(QUERIES["carriage_of_dossiers"], center_id, codes):
        day = row["happened_at"].astimezone(zone).date()
        carried[row["dossier_code"]].append(Carried(day, row["with_post"]))
    return carried


async def events_done(connection: Connection, days: Days) -> list[Done]:
    """Return what people did with papers in a period."""
    rows = await connection.fetch(
        QUERIES["events_done"], days.center_id, days.begins_at, days.ends_at
    )
    return [_done(row, Event(row["event"])) for row in rows]


async def steps_done(connection: Connection, days: Days) -> list[Done]:
    """Return which steps people said dossiers took in a period."""
    rows = await connection.fetch(
        QUERIES["steps_done"], days.center_id, days.begins_at, days.ends_at
    )
    return [_done(row, PortalStatus(row["status"])) for row in rows]


async def post_office_names(connection: Connection, center_id: int) -> dict[str, str]:
    """Return the names of the post offices of a centre by their codes, in order."""
    rows = await connection.fetch(QUERIES["post_offices"], center_id)
    return {row["code"]: row["name"] for row in rows}


async def carried(connection: Connection, days: Days) -> dict[Leg, dict[str, int]]:
    """Return by leg what the post was given, what reached its end, and how it kept its norm."""
    rows = await connection.fetch(QUERIES["carried"], days.center_id, days.first_on, days.last_on)
    names = ("posted", "reached", "within_norm", "late")
    return {Leg(row["leg"]): {name: row[name] for name in names} for row in rows}


async def mishaps(connection: Connection, days: Days) -> dict[Leg, dict[str, int]]:
    """Return by leg what was lost, damaged or sent back."""
    rows = await connection.fetch(QUERIES["mishaps"], days.center_id, days.begins_at, days.ends_at)
    names = ("lost", "damaged", "sent_back")
    return {Leg(row["leg"]): {name: row[name] for name in names} for row in rows}


def _done(row: asyncpg.Record, event: Event | PortalStatus) -> Done:
    return Done(
        row["office_code"], row["office_name"], row["login"], row["person_name"], event, row["done"]
    )
