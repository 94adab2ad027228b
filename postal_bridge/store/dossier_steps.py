"""The steps that dossiers take, as people say them, and what a step changes of a dossier.

What hand-overs of paper do to dossiers is `milestones`'.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from postal_bridge.domain.dossier import PortalStatus, ReturnedVia
from postal_bridge.store.database import Connection, load_queries

QUERIES = load_queries("dossier_steps")


@dataclass(frozen=True, slots=True)
class Step:
    """A step that a dossier takes, and who says so; `from_status` is None for the first.

    `reason` and `contact` are what a notice says beside `note`.
    """

    dossier_code: str
    from_status: PortalStatus | None
    status: PortalStatus
    happened_at: datetime
    recorded_at: datetime
    login: str
    office_code: str
    note: str | None = None
    reason: str | None = None
    contact: str | None = None
    due_moved_from: date | None = None
    step_id: UUID = field(default_factory=uuid4)


@dataclass(frozen=True, slots=True)
class LastStep:
    """The latest step of a dossier, and whether anything came of it since."""

    step_id: UUID
    from_status: PortalStatus | None
    status: PortalStatus
    login: str
    note: str | None
    due_moved_from: date | None
    has_consequence: bool


@dataclass(frozen=True, slots=True)
class StepDays:
    """The days and the way that come with a step; None leaves what is there."""

    received_at: datetime | None = None
    received_on: date | None = None
    due_on: date | None = None
    due_at: datetime | None = None
    resolved_on: date | None = None
    returned_on: date | None = None
    returned_via: ReturnedVia | None = None


@dataclass(frozen=True, slots=True)
class StepTaken:
    """A step as it is kept, with the name of the office that said so."""

    from_status: PortalStatus | None
    status: PortalStatus
    happened_at: datetime
    recorded_at: datetime
    login: str
    office_code: str
    office_name: str | None
    note: str | None
    reason: str | None
    contact: str | None
    due_moved_from: date | None


async def add_step(connection: Connection, center_id: int, step: Step) -> None:
    """Keep a step."""
    await connection.execute(
        QUERIES["add_step"],
        center_id,
        step.dossier_code,
        step.step_id,
        step.from_status,
        step.status,
        step.happened_at,
        step.recorded_at,
        step.login,
        step.office_code,
        step.note,
        step.due_moved_from,
        step.reason,
        step.contact,
    )


async def take_step(
    connection: Connection,
    center_id: int,
    code: str,
    status: PortalStatus,
    days: StepDays,
    now: datetime,
) -> None:
    """Give a locked dossier its new status and the days that come with it."""
    await connection.execute(
        QUERIES["take_step"],
        center_id,
        code,
        status,
        days.received_at,
        days.received_on,
        days.due_on,
        days.due_at,
        days.resolved_on,
        days.returned_on,
        days.returned_via,
        now,
    )


async def last_step(connection: Connection, center_id: int, code: str) -> LastStep | None:
    """Return the latest step of a dossier, None when none is kept."""
    row = await connection.fetchrow(QUERIES["last_step"], center_id, code)
    if row is None:
        return None
    return LastStep(**{**row, **_statuses(dict(row))})


async def take_back(
    connection: Connection,
    center_id: int,
    code: str,
    status: PortalStatus,
    now: datetime,
    *,
    is_resolved: bool,
    due_on: date | None,
) -> None:
    """Give a locked dossier the status it had before a step; it was returned to nobody then.

    A due day that the step moved is given, None where it moved none.
    """
    query = QUERIES["take_back"]
    await connection.execute(query, center_id, code, status, not is_resolved, now, due_on)


async def steps_of(connection: Connection, center_id: int, code: str) -> list[StepTaken]:
    """Return the steps a dossier took, in the order we were told of them."""
    rows = await connection.fetch(QUERIES["steps_of"], center_id, code)
    return [step_taken(dict(row)) for row in rows]


def step_taken(row: Mapping[str, Any]) -> StepTaken:
    """Return a step of a row that is named like its fields."""
    return StepTaken(**{**row, **_statuses(row)})


def _statuses(row: Mapping[str, Any]) -> dict[str, PortalStatus | None]:
    before = row["from_status"]
    return {
        "from_status": None if before is None else PortalStatus(before),
        "status": PortalStatus(row["status"]),
    }
