"""Decides what credits of banks are where a run does not: accepts, rejects, and takes back.

A group that a person puts together is booked as one that a run finds. What was said not to belong
together is left alone by later runs. Each act is kept with its reason, in the turn of the centre's
runs; a day that is closed is changed by none.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from postal_bridge.domain.access import Viewer
from postal_bridge.domain.bank_credits import CreditRows, group_by_hand
from postal_bridge.domain.calendar import Clock
from postal_bridge.domain.credit_refusals import (
    CreditNotProposed,
    UnknownCreditGroup,
)
from postal_bridge.domain.difference_refusals import NothingToUndo, RowNotFree
from postal_bridge.domain.ledger import Entry
from postal_bridge.store import bank_credits, credit_decisions, matching
from postal_bridge.store.credit_decisions import CreditDecision
from postal_bridge.store.database import Connection, Database
from postal_bridge.usecases.book_credits import book_group, require_open_day, take_group_back
from postal_bridge.usecases.keep_books import book_entries
from postal_bridge.usecases.once import Answer, Asked
from postal_bridge.usecases.told import told

Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Accepted:
    """A group that a person put together, its rows, and the entries that book it."""

    group_id: UUID
    rows: CreditRows
    entries: list[Entry]


async def accept_credits(asked: Asked, chosen: CreditRows, reason: str) -> Answer:
    """Put batches and credits together, book them as a group, and answer the group.

    Raises:
        RowNotFree: a row is unknown, or belongs to something by now.
        CreditsOnSeveralAccounts, CreditSumsDiffer: as `group_by_hand`.
        CreditsOfClosedDays: the day on which it would be booked is closed.

    """

    async def act(connection: Connection) -> Answer:
        accepted = await _accept(connection, asked.viewer, asked.clock(), chosen)
        await _note(connection, asked, "accepted", reason, accepted.group_id, accepted.rows)
        return Answer(201, await _document(connection, asked.viewer, accepted.group_id))

    return await asked.once(act)


async def preview_credits(
    database: Database, clock: Clock, viewer: Viewer, chosen: CreditRows
) -> list[Entry]:
    """Return what would be booked of a group; nothing is kept. Refuses as `accept_credits`."""
    async with database.rehearsal() as connection:
        return (await _accept(connection, viewer, clock(), chosen)).entries


async def reject_credit(asked: Asked, line_id: int, remittance_id: UUID, reason: str) -> Answer:
    """Say that a credit is not the batch that is proposed for it; runs propose it no more.

    Raises:
        CreditNotProposed: it is not proposed, or no longer.

    """

    async def act(connection: Connection) -> Answer:
        center_id = asked.viewer.center_id
        await matching.take_turn(connection, center_id)
        if not await credit_decisions.forget_pair(connection, center_id, line_id, remittance_id):
            raise CreditNotProposed
        pair = CreditRows([line_id], [remittance_id])
        await _note(connection, asked, "rejected", reason, None, pair)
        return Answer(200, {"line_id": line_id, "remittance_id": str(remittance_id)})

    return await asked.once(act)


async def undo_group(asked: Asked, group_id: UUID, reason: str) -> Answer:
    """Take a group apart, whoever found it; its entries are reversed, and it stays on record.

    Raises:
        UnknownCreditGroup: there is none.
        NothingToUndo: it was taken apart before.
        CreditsOfClosedDays: the day on which it was booked is closed.

    """

    async def act(connection: Connection) -> Answer:
        viewer, now = asked.viewer, asked.clock()
        center_id = viewer.center_id
        await matching.take_turn(connection, center_id)
        if await credit_decisions.group_told(connection, center_id, group_id) is None:
            raise UnknownCreditGroup
        rows = await credit_decisions.take_apart(connection, center_id, group_id)
        if not rows.line_ids:
            raise NothingToUndo
        arrived = await credit_decisions.credits_told(connection, center_id, rows.line_ids)
        last_on = max(row["booked_on"] for row in arrived)
        await require_open_day(connection, center_id, last_on)
        await _note(connection, asked, "undone", reason, group_id, rows)
        entries = await take_group_back(connection, center_id, group_id, viewer.login, reason)
        await book_entries(connection, center_id, entries, now)
        return Answer(200, await _document(connection, viewer, group_id))

    return await asked.once(act)


async def _accept(
    connection: Connection, viewer: Viewer, now: datetime, chosen: CreditRows
) -> Accepted:
    center_id = viewer.center_id
    await matching.take_turn(connection, center_id)
    batches = await bank_credits.open_batches(connection, center_id, chosen.remittance_ids)
    unexplained = await bank_credits.open_credits(connection, center_id, chosen.line_ids)
    found = [each.credit for each in unexplained]
    # What undoes money, or is none, is no batch.
    sent = {each.remittance_id for each in batches if each.amount_dong > 0}
    _require_all("batch", chosen.remittance_ids, sent)
    _require_all("credit", chosen.line_ids, {each.line_id for each in found})
    group, group_id = group_by_hand(batches, found), uuid4()
    await require_open_day(connection, center_id, max(each.booked_on for each in found))
    rows = CreditRows(
        [each.line_id for each in group.credits], [each.remittance_id for each in group.batches]
    )
    await bank_credits.add_groups(connection, center_id, uuid4(), now, {group_id: group})
    await credit_decisions.forget_rows(connection, center_id, rows)
    entries = await book_group(
        connection, center_id, group_id, rows.remittance_ids, viewer.login, now
    )
    return Accepted(group_id, rows, entries)


def _require_all(name: str, asked: Iterable[object], free: Collection[object]) -> None:
    for each in asked:
        if each not in free:
            raise RowNotFree(row=f"{name} {each}")


async def _note(
    connection: Connection,
    asked: Asked,
    action: str,
    reason: str,
    group_id: UUID | None,
    rows: CreditRows,
) -> None:
    decision = CreditDecision(
        uuid4(), asked.clock(), asked.viewer.login, action, reason, group_id, rows
    )
    await credit_decisions.add_decision(connection, asked.viewer.center_id, decision)


async def _document(connection: Connection, viewer: Viewer, group_id: UUID) -> Document:
    group = await credit_decisions.group_told(connection, viewer.center_id, group_id)
    assert group is not None, "it was written a moment ago"
    return told(group)
