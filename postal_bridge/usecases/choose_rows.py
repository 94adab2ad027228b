"""Looks for the other side of a difference in money: rows that a person may match it with.

What was chosen goes on being shown while more is looked for, with what both sides come to.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from postal_bridge.domain.access import Viewer
from postal_bridge.domain.money_difference import Action, MoneyDifference
from postal_bridge.domain.reconciliation import MISSING
from postal_bridge.domain.refusals import UnknownDifference
from postal_bridge.store import difference_desk, difference_story, open_rows
from postal_bridge.store.database import Connection, Database
from postal_bridge.store.open_rows import WantedRows
from postal_bridge.usecases.look_up_credits import FOUND_MAX, amount_in

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class ChosenRows:
    """Rows beside that of the difference itself."""

    line_ids: Sequence[int] = ()
    collection_ids: Sequence[UUID] = ()


@dataclass(frozen=True, slots=True)
class Candidates:
    """Rows that may be chosen, and what both sides come to with those that are; in đồng."""

    lines: list[Row]
    collections: list[Row]
    lines_dong: int
    collections_dong: int


async def look_for_rows(
    database: Database, viewer: Viewer, difference_id: UUID, wanted: str, chosen: ChosenRows
) -> Candidates | None:
    """Return what a difference may be matched with; None where nothing may match it now.

    That is what a run proposes, what was `chosen` before, and what is `wanted`: a code of a dossier
    or of an item, the number of a receipt, or an amount.

    Raises:
        UnknownDifference: there is none.

    """
    center_id = viewer.center_id
    async with database.snapshot() as connection:
        difference = await difference_desk.find_difference(connection, center_id, difference_id)
        if difference is None:
            raise UnknownDifference
        if Action.MATCH not in difference.actions:
            return None
        line_ids, collection_ids = set(chosen.line_ids), set(chosen.collection_ids)
        proposed = await _proposed(connection, center_id, difference)
        line_ids |= set(proposed.line_ids)
        collection_ids |= set(proposed.collection_ids)
        if wanted:
            # As it was typed, and as codes are written.
            codes = wanted, wanted.upper()
            asked = WantedRows(codes, amount_in(wanted), FOUND_MAX)
            line_ids |= set(await open_rows.find_lines(connection, center_id, asked))
            collection_ids |= set(await open_rows.find_collections(connection, center_id, asked))
        own_line, own_collection = _own(difference)
        lines = await open_rows.lines_told(connection, center_id, line_ids | own_line)
        collections = await open_rows.collections_told(
            connection, center_id, collection_ids | own_collection
        )
    taken_lines = own_line | set(chosen.line_ids)
    taken_collections = own_collection | set(chosen.collection_ids)
    if difference.difference_class == MISSING:
        # One collection is missing; further ones are other differences.
        collections = [row for row in collections if row["collection_id"] in own_collection]
    return Candidates(
        lines=[row for row in lines if row["line_id"] not in own_line],
        collections=[row for row in collections if row["collection_id"] not in own_collection],
        lines_dong=sum(row["amount_dong"] for row in lines if row["line_id"] in taken_lines),
        collections_dong=sum(
            row["amount_dong"] for row in collections if row["collection_id"] in taken_collections
        ),
    )


def _own(difference: MoneyDifference) -> tuple[set[int], set[UUID]]:
    """Return the row that a difference stands for, on its side."""
    if difference.line_id is not None:
        return {difference.line_id}, set()
    return set(), {difference.collection_id} if difference.collection_id else set()


async def _proposed(
    connection: Connection, center_id: int, difference: MoneyDifference
) -> ChosenRows:
    missing = difference.collection_id if difference.difference_class == MISSING else None
    found = await difference_story.proposals_of(connection, center_id, difference.line_id, missing)
    return ChosenRows(
        [line_id for row in found for line_id in row["line_ids"]],
        [collection_id for row in found for collection_id in row["collection_ids"]],
    )
