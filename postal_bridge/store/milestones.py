"""What custody does to a dossier: filed, handed on and returned when the paper changes hands."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID, uuid4

import asyncpg

from postal_bridge.domain.access import Center
from postal_bridge.domain.calendar import Calendar
from postal_bridge.domain.dossier import PortalStatus, ReceivedVia, ReturnedVia
from postal_bridge.domain.term import term_of
from postal_bridge.store.database import Connection, load_queries
from postal_bridge.store.office_hours import deadline_by_term

QUERIES = load_queries("milestones")


class MilestoneKind(StrEnum):
    """The three hand-overs that move a dossier on.

    A posted dossier is filed when both sides have signed for it, not when it was picked up
    (QĐ 45/2016/QĐ-TTg Đ7.4).
    """

    FILED = "filed"
    HANDED_ON = "handed_on"
    RETURNED = "returned"


@dataclass(frozen=True, slots=True)
class Milestone:
    """One such hand-over, or its correction when `undone`; `day` is the centre's local date.

    `cause` is the scan that told of it, `reached_office` where it was, which a correction by
    somebody elsewhere does not change.
    """

    dossier_code: str
    consignment_code: str
    kind: MilestoneKind
    undone: bool
    happened_at: datetime
    day: date
    recorded_at: datetime
    login: str
    office_code: str
    reached_office: str
    by_post: bool
    cause: UUID | None

    @property
    def files(self) -> bool:
        """Whether the dossier is received by it."""
        return self.kind is MilestoneKind.FILED and not self.undone


async def lock_dossier(connection: Connection, center_id: int, dossier_code: str) -> None:
    """Keep others from moving a dossier, or referring to it, to the end of the transaction."""
    await connection.execute(QUERIES["term_of_dossier"], center_id, dossier_code)


async def reach(
    connection: Connection, center: Center, milestone: Milestone, calendar: Calendar
) -> bool:
    """Move a dossier to `milestone`, or back, and tell whether that changed anything."""
    center_id, query = center.center_id, QUERIES["term_of_dossier"]
    dossier = await connection.fetchrow(query, center_id, milestone.dossier_code)
    assert dossier is not None, "a consignment's dossier exists by its foreign key"
    if dossier["in_parts"] and not milestone.undone:
        complete = await _with_the_last_part(connection, center, milestone)
        if complete is None:
            return False
        milestone = complete
    if milestone.kind is MilestoneKind.FILED:
        status = await _file(connection, center, milestone, dossier, calendar)
    elif milestone.kind is MilestoneKind.HANDED_ON:
        status = await _hand_on(connection, center_id, milestone, dossier)
    else:
        status = await _return(connection, center_id, milestone, dossier)
    if status is not None:
        await connection.execute(
            QUERIES["add_step"],
            center_id,
            milestone.dossier_code,
            uuid4(),
            dossier["status"],
            status,
            milestone.happened_at,
            milestone.recorded_at,
            milestone.login,
            milestone.office_code,
            f"{milestone.kind.value} undone" if milestone.undone else milestone.kind.value,
        )
    return status is not None


async def _with_the_last_part(
    connection: Connection, center: Center, milestone: Milestone
) -> Milestone | None:
    """Return a hand-over as of its last part; None while parts are still on their way.

    The dossier is locked: of parts that come at the same moment, the last to get here sees all.
    """
    query = QUERIES["parts_of"]
    parts = await connection.fetchrow(query, center.center_id, milestone.consignment_code)
    if parts is None or parts["last_at"] is None:
        return milestone
    if parts["coming"]:
        return None
    at = max(milestone.happened_at, parts["last_at"])
    return replace(milestone, happened_at=at, day=at.astimezone(center.zone).date())


async def _file(
    connection: Connection,
    center: Center,
    milestone: Milestone,
    dossier: asyncpg.Record,
    calendar: Calendar,
) -> PortalStatus | None:
    if dossier["received_via"] != ReceivedVia.POSTAL or dossier["resolved_on"]:
        return None
    before, status = PortalStatus.REGISTERED, PortalStatus.ACCEPTED
    if milestone.undone:
        before, status = status, before
    if dossier["status"] != before:
        return None
    term = term_of(
        dossier["processing_days"],
        dossier["processing_hours"],
        dossier["processing_calendar_days"],
        dossier["cutoff"],
    )
    at = milestone.happened_at
    due = await deadline_by_term(connection, center, term, at, calendar)
    await connection.execute(
        QUERIES["set_filed"],
        center.center_id,
        milestone.dossier_code,
        None if milestone.undone else milestone.happened_at,
        None if milestone.undone else milestone.day,
        None if milestone.undone or due is None else due.day,
        None if milestone.undone or due is None else due.at,
        status,
        milestone.recorded_at,
    )
    return status


async def _hand_on(
    connection: Connection, center_id: int, milestone: Milestone, dossier: asyncpg.Record
) -> PortalStatus | None:
    steps = (PortalStatus.ACCEPTED, PortalStatus.PROCESSING)
    before, status = reversed(steps) if milestone.undone else steps
    # What was sent to another department is to be co-ordinated on, and decided on by neither.
    is_decided_there = milestone.reached_office == dossier["department_code"]
    if dossier["status"] != before or not is_decided_there:
        return None
    query = QUERIES["set_status"]
    code = milestone.dossier_code
    await connection.execute(query, center_id, code, status, milestone.recorded_at)
    return status


async def _return(
    connection: Connection, center_id: int, milestone: Milestone, dossier: asyncpg.Record
) -> PortalStatus | None:
    if (dossier["returned_on"] is None) is milestone.undone or dossier["received_at"] is None:
        return None
    resolved_on = dossier["resolved_on"]
    returned_on, returned_via, status = None, None, PortalStatus.DONE
    if not milestone.undone:
        # A result in the citizen's hands is a result, whether or not anyone said so before.
        resolved_on = resolved_on or milestone.day
        returned_on, status = max(milestone.day, resolved_on), PortalStatus.RETURNED
        returned_via = ReturnedVia.POSTAL if milestone.by_post else ReturnedVia.COUNTER
    await connection.execute(
        QUERIES["set_returned"],
        center_id,
        milestone.dossier_code,
        resolved_on,
        returned_on,
        returned_via,
        status,
        milestone.recorded_at,
    )
    return status
