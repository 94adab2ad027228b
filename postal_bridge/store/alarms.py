"""What is found for the service to speak up about, and what of it is known already."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from postal_bridge.store.database import Connection, load_queries

QUERIES = load_queries("alarms")


@dataclass(frozen=True, slots=True)
class GivenThing:
    """Something that was given and nobody has taken."""

    code: str
    holder: str
    offered_to: str
    happened_at: datetime


@dataclass(frozen=True, slots=True)
class LyingThing:
    """Something that lies at a post office, or is out with one of its couriers."""

    code: str
    holder: str
    state: str
    happened_at: datetime


@dataclass(frozen=True, slots=True)
class InvitedFor:
    """A result that was tried in vain, with how often its citizen was invited."""

    code: str
    holder: str
    invitations: int
    invited_on: date
    dossier_code: str | None
    office_name: str
    further: Sequence[str] | None


@dataclass(frozen=True, slots=True)
class KnownAlarm:
    """An alarm that was told, and whether it is open."""

    difference_id: UUID
    kind: str
    code: str | None
    office_code: str
    since: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class DueOfDepartment:
    """How many dossiers of a department fall due and are overdue, and the first of them."""

    department_code: str
    due: int
    overdue: int
    codes: list[str]
    days: list[date]


async def not_taken(
    connection: Connection, center_id: int, before: datetime, limit: int
) -> list[GivenThing]:
    """Return what was given before a moment and nobody has taken."""
    rows = await connection.fetch(QUERIES["not_taken"], center_id, before, limit)
    return [GivenThing(**row) for row in rows]


async def lying(
    connection: Connection, center_id: int, before: tuple[datetime, datetime], limit: int
) -> list[LyingThing]:
    """Return what lies at post offices, or is out, since before two moments."""
    rows = await connection.fetch(QUERIES["lying"], center_id, *before, limit)
    return [LyingThing(**row) for row in rows]


async def invited(connection: Connection, center_id: int, by: date, limit: int) -> list[InvitedFor]:
    """Return results that were tried in vain and wait, whose last invitation was by a day."""
    rows = await connection.fetch(QUERIES["invited"], center_id, by, limit)
    return [InvitedFor(**row) for row in rows]


async def known_alarms(
    connection: Connection, center_id: int, kinds: Sequence[str], about: Sequence[str]
) -> list[KnownAlarm]:
    """Return alarms that are open, and those of some things or offices that were closed."""
    rows = await connection.fetch(QUERIES["known_alarms"], center_id, kinds, about)
    return [KnownAlarm(**row) for row in rows]


async def close_alarms(
    connection: Connection,
    center_id: int,
    alarms: Sequence[UUID],
    closing: tuple[datetime, str, str],
) -> None:
    """Close alarms that are over: when, by whom, and why."""
    await connection.execute(QUERIES["close_alarms"], center_id, alarms, *closing)


async def due_by_department(
    connection: Connection,
    center_id: int,
    days: tuple[date, date],
    standing: Sequence[int],
    named: int,
) -> list[DueOfDepartment]:
    """Return what departments have to hurry with: from today to a day, and what was due before."""
    rows = await connection.fetch(QUERIES["due_by_department"], center_id, *days, standing, named)
    return [DueOfDepartment(**row) for row in rows]
