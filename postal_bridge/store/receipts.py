"""Blocks of receipts, and what became of each number."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import asyncpg

from postal_bridge.domain.fees import MoneyKind
from postal_bridge.domain.receipt_content import Party, ReceiptFacts
from postal_bridge.domain.receipts import BlockCount, ReceiptBlock
from postal_bridge.store.database import Connection, load_queries

QUERIES = load_queries("receipts")


@dataclass(frozen=True, slots=True)
class Receipt:
    """A number that was told with money; without a number it was nothing to read."""

    receipt_id: UUID
    symbol: str | None
    number: int | None
    year: int
    collection_id: UUID
    office_code: str
    login: str
    noted_at: datetime
    difference_id: UUID | None = None
    block_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class LockedBlock:
    """How much is known of a block that nobody else changes now."""

    count: BlockCount
    gap_difference_id: UUID | None


@dataclass(frozen=True, slots=True)
class KnownNumber:
    """A number of a block that was told before: whether in use, and whether void for good."""

    live: bool
    void: bool


@dataclass(frozen=True, slots=True)
class ListedBlock:
    """A block and how much of it is known."""

    block: ReceiptBlock
    count: BlockCount


@dataclass(frozen=True, slots=True)
class ListedReceipt:
    """What became of a number, with the money it was used for if it was."""

    receipt_id: UUID
    number: int
    collection_id: UUID | None
    login: str
    noted_at: datetime
    voided_at: datetime | None
    voided_by: str | None
    void_reason: str | None
    dossier_code: str | None
    amount_dong: int | None
    collected_on: date | None


async def add_block(connection: Connection, center_id: int, block: ReceiptBlock) -> bool:
    """Note a block; False when some of its numbers were allotted before."""
    try:
        async with connection.transaction():
            await connection.execute(
                QUERIES["add_block"],
                center_id,
                block.block_id,
                block.form_code,
                block.symbol,
                block.year,
                block.first,
                block.last,
                block.office_code,
                block.login,
                block.allotted_on,
                block.allotted_by,
            )
    except asyncpg.ExclusionViolationError:
        return False
    return True


async def blocks_of_offices(
    connection: Connection, center_id: int, offices: Iterable[str], years: Iterable[int]
) -> list[ReceiptBlock]:
    """Return the blocks of some offices in some years."""
    query = QUERIES["blocks_of_offices"]
    rows = await connection.fetch(query, center_id, list(offices), list(years))
    return [_block(row) for row in rows]


async def years_kept(connection: Connection, center_id: int, years: Iterable[int]) -> set[int]:
    """Return those of some years for which the centre allotted any block."""
    rows = await connection.fetch(QUERIES["years_kept"], center_id, list(years))
    return {row["year"] for row in rows}


async def lock_blocks(
    connection: Connection, center_id: int, block_ids: Iterable[UUID]
) -> dict[UUID, LockedBlock]:
    """Lock blocks in one order and return how much is known of each."""
    rows = await connection.fetch(QUERIES["lock_blocks"], center_id, list(block_ids))
    return {
        row["block_id"]: LockedBlock(
            BlockCount(row["first_number"], row["told"], row["highest"]), row["gap_difference_id"]
        )
        for row in rows
    }


async def numbers_known(
    connection: Connection, center_id: int, numbers: Sequence[tuple[UUID, int]]
) -> dict[tuple[UUID, int], KnownNumber]:
    """Return those of some (block, number) that were told before."""
    blocks, plain = [block for block, _ in numbers], [number for _, number in numbers]
    rows = await connection.fetch(QUERIES["numbers_known"], center_id, blocks, plain)
    return {(row["block_id"], row["number"]): KnownNumber(row["live"], row["void"]) for row in rows}


async def add_receipts(connection: Connection, center_id: int, receipts: Sequence[Receipt]) -> None:
    """Note the receipts of money that was taken."""
    await connection.execute(
        QUERIES["add_receipts"],
        center_id,
        [each.receipt_id for each in receipts],
        [each.block_id for each in receipts],
        [each.symbol for each in receipts],
        [each.number for each in receipts],
        [each.year for each in receipts],
        [each.collection_id for each in receipts],
        [each.office_code for each in receipts],
        [each.login for each in receipts],
        [each.noted_at for each in receipts],
        [each.difference_id for each in receipts],
    )


async def add_spoilt(
    connection: Connection,
    center_id: int,
    block_id: UUID,
    number: int,
    spoiling: tuple[UUID, str, datetime, str],
) -> None:
    """Note a form that was spoilt: (identity, login, time, reason)."""
    identity, login, at, reason = spoiling
    await connection.execute(
        QUERIES["add_spoilt"], center_id, identity, block_id, number, login, at, reason
    )


async def unplaced_receipts(
    connection: Connection, center_id: int, block: ReceiptBlock
) -> list[Receipt]:
    """Return receipts in no block whose numbers a new block has, as they came."""
    rows = await connection.fetch(
        QUERIES["unplaced_receipts"],
        center_id,
        block.office_code,
        block.year,
        block.first,
        block.last,
    )
    return [Receipt(**row) for row in rows]


async def place_receipts(
    connection: Connection, center_id: int, block_id: UUID, receipts: Sequence[Receipt]
) -> None:
    """Put receipts into a block that was noted after them."""
    await connection.execute(
        QUERIES["place_receipts"],
        center_id,
        block_id,
        [each.receipt_id for each in receipts],
        [each.difference_id for each in receipts],
    )


async def count_blocks(
    connection: Connection, center_id: int, counted: Mapping[UUID, LockedBlock]
) -> None:
    """Keep how much is known of locked blocks."""
    await connection.execute(
        QUERIES["count_blocks"],
        center_id,
        list(counted),
        [each.count.told for each in counted.values()],
        [each.count.highest for each in counted.values()],
        [each.gap_difference_id for each in counted.values()],
    )


async def gaps_of(
    connection: Connection, center_id: int, block_id: UUID, limit: int
) -> list[tuple[int, int]]:
    """Return the first and last of each range of numbers that nothing is known of."""
    rows = await connection.fetch(QUERIES["gaps_of"], center_id, block_id, limit)
    return [(row["first_number"], row["last_number"]) for row in rows]


async def void_taken_back(
    connection: Connection, center_id: int, reversals: Iterable[UUID], otherwise: str
) -> list[UUID]:
    """Void the receipts of money that reversals took back, and return which they are.

    `otherwise` is the reason where a reversal says none.
    """
    query = QUERIES["void_taken_back"]
    rows = await connection.fetch(query, center_id, list(reversals), otherwise)
    return [row["receipt_id"] for row in rows]


async def taken_back(
    connection: Connection, center_id: int, collection_ids: Iterable[UUID]
) -> set[UUID]:
    """Return those of some collections that were taken back."""
    rows = await connection.fetch(QUERIES["taken_back"], center_id, list(collection_ids))
    return {row["reverses"] for row in rows}


async def list_blocks(
    connection: Connection,
    center_id: int,
    office_code: str | None,
    before: tuple[date, UUID],
    limit: int,
) -> list[ListedBlock]:
    """Return blocks of a centre or an office, newest first."""
    query = QUERIES["list_blocks"]
    rows = await connection.fetch(query, center_id, office_code, *before, limit)
    return [_listed(row) for row in rows]


async def find_block(
    connection: Connection, center_id: int, block_id: UUID, office_code: str | None
) -> ListedBlock | None:
    """Return a block of an office, or of any when `office_code` is None."""
    row = await connection.fetchrow(QUERIES["find_block"], center_id, block_id, office_code)
    return _listed(row) if row else None


async def receipts_of_block(
    connection: Connection,
    center_id: int,
    block_id: UUID,
    before: tuple[int, UUID],
    limit: int,
) -> list[ListedReceipt]:
    """Return what became of the numbers of a block, the highest first."""
    query = QUERIES["receipts_of_block"]
    rows = await connection.fetch(query, center_id, block_id, *before, limit)
    return [ListedReceipt(**row) for row in rows]


def _listed(row: asyncpg.Record) -> ListedBlock:
    count = BlockCount(row["first_number"], row["told"], row["highest"])
    return ListedBlock(_block(row), count)


def _block(row: asyncpg.Record) -> ReceiptBlock:
    return ReceiptBlock(
        block_id=row["block_id"],
        form_code=row["form_code"],
        symbol=row["symbol"],
        year=row["year"],
        first=row["first_number"],
        last=row["last_number"],
        office_code=row["office_code"],
        login=row["login"],
        allotted_on=row["allotted_on"],
        allotted_by=row["allotted_by"],
    )


async def receipt_of_collection(
    connection: Connection, center_id: int, collection_id: UUID, office_code: str | None
) -> ReceiptFacts | None:
    """Return what a receipt states, as an office may see it, or None when there is none."""
    row = await connection.fetchrow(
        QUERIES["receipt_of_collection"], center_id, collection_id, office_code
    )
    if row is None:
        return None
    return facts_from(row, await kinds_of_collection(connection, center_id, collection_id))


async def kinds_of_collection(
    connection: Connection, center_id: int, collection_id: UUID | None
) -> list[tuple[MoneyKind, int]]:
    """Return how much of some money is of which kind; without money there is nothing."""
    rows = await connection.fetch(QUERIES["kinds_of_collection"], center_id, collection_id)
    return [(MoneyKind(row["kind"]), row["amount_dong"]) for row in rows]


def facts_from(row: asyncpg.Record, kinds: Sequence[tuple[MoneyKind, int]]) -> ReceiptFacts:
    """Return what a receipt states; a form that was spoilt is of the day on which that was told."""
    agency = None
    if row["agency_name"] is not None:
        agency = Party(row["agency_name"], row["agency_tax_code"], row["agency_address"])
    return ReceiptFacts(
        number=row["number"],
        symbol=row["symbol"],
        form_code=row["form_code"],
        dossier_code=row["dossier_code"],
        day=row["day"],
        amount_dong=row["amount_dong"],
        kinds=tuple(kinds),
        agency=agency,
        delegate=Party(row["delegate_name"], row["delegate_tax_code"], row["delegate_address"]),
        void_reason=row["void_reason"],
    )


async def particulars_of(
    connection: Connection, center_id: int, office_code: str
) -> tuple[str | None, str | None]:
    """Return the tax code and the address of an office, so far as anybody named them."""
    row = await connection.fetchrow(QUERIES["particulars_of"], center_id, office_code)
    return (row["tax_code"], row["address"]) if row else (None, None)


async def keep_particulars(
    connection: Connection, center_id: int, office_code: str, particulars: tuple[str, str]
) -> bool:
    """Keep the tax code and the address of an office; False when there is no such office."""
    query = QUERIES["keep_particulars"]
    return await connection.fetchval(query, center_id, office_code, *particulars) is not None
