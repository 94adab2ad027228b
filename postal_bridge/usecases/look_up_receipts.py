"""Looks up what became of the numbers of a block of receipts."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from postal_bridge.domain.access import Viewer
from postal_bridge.store import receipts
from postal_bridge.store.database import Database
from postal_bridge.usecases.allot_receipts import block_document, block_seen, require_keeper
from postal_bridge.usecases.look_up_consignment import Document

#: More gaps than these are a mistake of typing, and only the first ones are shown.
GAPS_SHOWN = 200

Place = tuple[int, UUID]


@dataclass(frozen=True, slots=True)
class ToldNumber:
    """One number that was told: with which money, by whom, and why it is void if it is."""

    number: int
    dossier_code: str | None
    amount_dong: int | None
    collected_on: date | None
    login: str
    noted_at: datetime
    voided_at: datetime | None
    voided_by: str | None
    void_reason: str | None


@dataclass(frozen=True, slots=True)
class BlockInFull:
    """A block with its gaps, and one page of the numbers that were told."""

    block: Document
    gaps: list[tuple[int, int]]
    numbers: list[ToldNumber]
    last: Place | None


async def look_up_block(
    database: Database, viewer: Viewer, block_id: UUID, before: Place, limit: int
) -> BlockInFull:
    """Return a block, and what became of its numbers, the highest first.

    Raises:
        SupervisorNeeded: others look after receipts at the viewer's office.
        UnknownReceiptBlock: there is none that the viewer may see.

    """
    async with database.snapshot() as connection:
        await require_keeper(connection, viewer)
        found = await block_seen(connection, viewer, block_id)
        center_id = viewer.center_id
        gaps = await receipts.gaps_of(connection, center_id, block_id, GAPS_SHOWN)
        told = await receipts.receipts_of_block(connection, center_id, block_id, before, limit + 1)
    page = told[:limit]
    last = (page[-1].number, page[-1].receipt_id) if len(told) > limit else None
    numbers = [
        ToldNumber(
            number=each.number,
            dossier_code=each.dossier_code,
            amount_dong=each.amount_dong,
            collected_on=each.collected_on,
            login=each.login,
            noted_at=each.noted_at,
            voided_at=each.voided_at,
            voided_by=each.voided_by,
            void_reason=each.void_reason,
        )
        for each in page
    ]
    return BlockInFull(block_document(found), gaps, numbers, last)
