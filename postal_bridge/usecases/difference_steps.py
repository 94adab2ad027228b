"""One step in the story of a difference in money: who may take it, in which version, and its row.

Whoever takes a step names the version they looked at, so that two people do not overwrite each
other. What a step does is left to its use case.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from postal_bridge.domain.access import Role, Viewer
from postal_bridge.domain.difference_refusals import DifferenceChanged
from postal_bridge.domain.money_difference import MoneyDifference
from postal_bridge.domain.refusals import UnknownDifference
from postal_bridge.store import difference_desk
from postal_bridge.store.database import Connection
from postal_bridge.store.difference_desk import Step

Document = dict[str, Any]

#: Who decides about money; others may look at what is theirs.
MONEY_ROLES = frozenset({Role.ACCOUNTANT, Role.ADMIN})


@dataclass(frozen=True, slots=True)
class Looked:
    """A difference as somebody looked at it."""

    difference_id: UUID
    version: int


async def begin_step(connection: Connection, viewer: Viewer, looked: Looked) -> MoneyDifference:
    """Lock a difference that is as somebody looked at it.

    Raises:
        UnknownDifference: there is none.
        DifferenceChanged: it has another version by now.

    """
    found = await difference_desk.lock_differences(
        connection, viewer.center_id, [looked.difference_id]
    )
    return require_version(found.get(looked.difference_id), looked.version)


def require_version(found: MoneyDifference | None, version: int) -> MoneyDifference:
    """Return a difference that was found in this version; refuses as `begin_step` does."""
    if found is None:
        raise UnknownDifference
    if found.version != version:
        raise DifferenceChanged(version=found.version)
    return found


async def take_step(
    connection: Connection,
    viewer: Viewer,
    now: datetime,
    changed: MoneyDifference,
    action: str,
    detail: Document,
) -> MoneyDifference:
    """Keep how a difference stands after a step; return it with its new version."""
    after = replace(changed, version=changed.version + 1)
    step = Step(after.version, now, viewer.login, action, detail)
    await difference_desk.take_step(connection, viewer.center_id, after, step)
    return after


def about(difference: MoneyDifference) -> Document:
    """Return what a step keeps of a difference that may turn out to be about something else."""
    collection_id = difference.collection_id
    return {
        "about": {
            "collection_id": str(collection_id) if collection_id else None,
            "department": difference.department_code,
        }
    }


def today(viewer: Viewer, now: datetime) -> date:
    """Return the day on which something is decided, as the centre's calendar has it."""
    return now.astimezone(viewer.center.zone).date()


def difference_document(difference: MoneyDifference) -> Document:
    """Return a difference as it is shown."""
    line_id = difference.line_id
    return {
        "difference_id": str(difference.difference_id),
        "class": str(difference.difference_class),
        "state": str(difference.state),
        "version": difference.version,
        "amount_dong": difference.amount_dong,
        "day": difference.day.isoformat(),
        "opened_at": difference.opened_at.isoformat(),
        "dossier": difference.dossier_code,
        "department": difference.department_code,
        "office": difference.office_code,
        "line_id": None if line_id is None else str(line_id),
        "collection_id": str(difference.collection_id) if difference.collection_id else None,
        "assignee": difference.assignee,
        "due_on": difference.due_on.isoformat() if difference.due_on else None,
        "actions": [str(action) for action in difference.actions],
    }
