"""Tells the whole story of a difference in money: its rows, the four sides, what was done.

The sides of a dossier are what was owed, what was collected, what the post sent, and what banks
credited. What accountants say and propose among themselves is shown to them alone.
"""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from postal_bridge.domain.access import Role, Viewer
from postal_bridge.domain.money_difference import MoneyDifference
from postal_bridge.domain.reconciliation import MISSING
from postal_bridge.domain.refusals import UnknownDifference
from postal_bridge.sealing import Sealer
from postal_bridge.store import difference_desk, difference_story
from postal_bridge.store.database import Connection, Database
from postal_bridge.usecases.difference_evidence import list_evidence
from postal_bridge.usecases.difference_steps import MONEY_ROLES, Document, difference_document
from postal_bridge.usecases.told import as_told

#: Identities that JavaScript would round if they were numbers.
_LONG = frozenset({"line_id"})


async def look_up_money_difference(
    database: Database, sealer: Sealer, viewer: Viewer, difference_id: UUID
) -> Document:
    """Return a difference with everything that stands behind it.

    Raises:
        UnknownDifference: there is none among those the viewer may see.

    """
    async with database.snapshot() as connection:
        difference = await _visible(connection, viewer, difference_id)
        document = difference_document(difference)
        proposals = await _proposals(connection, viewer, difference)
        line_ids, collection_ids = await _rows(connection, viewer, difference)
        for proposal in proposals:
            line_ids += map(int, proposal["line_ids"])
            collection_ids += map(UUID, proposal["collection_ids"])
        lines = await difference_story.lines_told(connection, viewer.center_id, line_ids)
        collections = await difference_story.collections_told(
            connection, viewer.center_id, collection_ids
        )
        own = [row for row in lines if row["dossier_code"] == difference.dossier_code]
        own += [row for row in lines if row["line_id"] == difference.line_id and row not in own]
        batches = {row["remittance_id"] for row in own}
        document["rows"] = {
            "lines": _told(lines),
            "collections": _told(collections),
            "remittances": _told(
                await difference_story.remittances_told(connection, viewer.center_id, batches)
            ),
            "obligations": await _obligations(connection, viewer, difference),
            "credits": _told(
                await difference_story.credits_told(
                    connection, viewer.center_id, batches, difference.dossier_code
                )
            ),
        }
        document["proposals"] = proposals
        document["steps"] = await _steps(connection, viewer, difference)
        document["evidence"] = (
            await list_evidence(connection, sealer, viewer, difference_id)
            if viewer.role in MONEY_ROLES
            else []
        )
    return document


async def _visible(connection: Connection, viewer: Viewer, difference_id: UUID) -> MoneyDifference:
    found = await difference_desk.find_difference(connection, viewer.center_id, difference_id)
    own = viewer.office_code
    if (
        found is None
        or (viewer.role is Role.POST and found.office_code != own)
        or (viewer.role is Role.DEPARTMENT and found.department_code != own)
    ):
        raise UnknownDifference
    return found


async def _rows(
    connection: Connection, viewer: Viewer, difference: MoneyDifference
) -> tuple[list[int], list[UUID]]:
    """Return the lines and collections of a difference and of its dossier."""
    line_ids: list[int] = []
    collection_ids: list[UUID] = []
    if difference.dossier_code:
        line_ids, collection_ids = await difference_story.rows_of_dossier(
            connection, viewer.center_id, difference.dossier_code
        )
    if difference.line_id is not None:
        line_ids.append(difference.line_id)
    if difference.collection_id is not None:
        collection_ids.append(difference.collection_id)
    return line_ids, collection_ids


async def _obligations(
    connection: Connection, viewer: Viewer, difference: MoneyDifference
) -> list[Document]:
    if difference.dossier_code is None:
        return []
    return _told(
        await difference_story.obligations_told(
            connection, viewer.center_id, difference.dossier_code
        )
    )


async def _proposals(
    connection: Connection, viewer: Viewer, difference: MoneyDifference
) -> list[Document]:
    if viewer.role not in MONEY_ROLES:
        return []
    missing = difference.collection_id if difference.difference_class == MISSING else None
    found = await difference_story.proposals_of(
        connection, viewer.center_id, difference.line_id, missing
    )
    return [
        {
            "proposal_id": str(row["proposal_id"]),
            "rule": row["rule"],
            "score": row["score"],
            "line_ids": [str(each) for each in row["line_ids"]],
            "collection_ids": [str(each) for each in row["collection_ids"]],
        }
        for row in found
    ]


async def _steps(
    connection: Connection, viewer: Viewer, difference: MoneyDifference
) -> list[Document]:
    if viewer.role not in MONEY_ROLES:
        return []
    steps = await difference_desk.steps_of(connection, viewer.center_id, difference.difference_id)
    return [
        {
            "step": each.step,
            "at": each.at.isoformat(),
            "login": each.login,
            "action": each.action,
            "detail": each.detail,
        }
        for each in steps
    ]


def _told(rows: Iterable[Mapping[str, Any]]) -> list[Document]:
    return [{name: _value(name, value) for name, value in row.items()} for row in rows]


def _value(name: str, value: Any) -> Any:
    return str(value) if name in _LONG and value is not None else as_told(value)
