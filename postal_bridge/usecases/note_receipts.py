"""Notes the receipts of money that was taken, and asks a person where a number does not fit.

Called in the transaction that keeps the money, before its books are locked. Nothing is refused:
the money was taken, perhaps far from any network and told late. What is known of a block is the
same in whatever order its numbers are told, and one open difference shows all of its gaps.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from uuid import UUID, uuid4

from postal_bridge.domain.money_refusals import ReceiptInUse, ReceiptVoided
from postal_bridge.domain.receipts import (
    ReceiptBlock,
    ReceiptNumber,
    ReceiptProblem,
    find_block,
    read_receipt_number,
)
from postal_bridge.store import differences, receipts
from postal_bridge.store.database import Connection
from postal_bridge.store.differences import Difference
from postal_bridge.store.receipt_notices import add_notices
from postal_bridge.store.receipts import KnownNumber, LockedBlock, Receipt

#: More gaps than these are not written into a difference; the page of the block shows all.
GAPS_TOLD = 20
_FILLED = "Các số còn thiếu đã được báo."
_PLACED = "Quyển biên lai đã được ghi nhận."
_CORRECTED = "Lượt quét đã được sửa."


@dataclass(frozen=True, slots=True)
class ToldReceipt:
    """What a collector told of the receipt given for some money."""

    collection_id: UUID
    text: str
    day: date
    office_code: str
    login: str
    code: str | None = None
    scan_id: UUID | None = None


@dataclass(slots=True)
class _Noting:
    """One batch of numbers being put into their blocks."""

    connection: Connection
    center_id: int
    now: datetime
    locked: dict[UUID, LockedBlock] = field(default_factory=dict)
    known: dict[tuple[UUID, int], KnownNumber] = field(default_factory=dict)
    fresh: defaultdict[UUID, set[int]] = field(default_factory=lambda: defaultdict(set))
    opened: list[Difference] = field(default_factory=list)

    async def lock(self, told: Iterable[Receipt]) -> None:
        """Lock the blocks of some receipts, and read what is known of their numbers."""
        await self.lock_numbers(
            [(each.block_id, each.number) for each in told if each.block_id and each.number]
        )

    async def lock_numbers(self, numbers: Sequence[tuple[UUID, int]]) -> None:
        """Lock the blocks of some numbers, and read what is known of these."""
        if numbers:
            blocks = {block_id for block_id, _ in numbers}
            self.locked = await receipts.lock_blocks(self.connection, self.center_id, blocks)
            self.known = await receipts.numbers_known(self.connection, self.center_id, numbers)

    def tell(self, receipt: Receipt, *, live: bool) -> ReceiptProblem | None:
        """Note that a number of a block was told, and return what is odd about it."""
        if receipt.block_id is None or receipt.number is None:
            return None
        key = receipt.block_id, receipt.number
        before = self.known.get(key)
        if before is None:
            self.fresh[receipt.block_id].add(receipt.number)
            before = KnownNumber(live=False, void=False)
        self.known[key] = replace(before, live=before.live or live)
        if before.live:
            return ReceiptProblem.USED
        return ReceiptProblem.VOID if before.void else None

    def open(
        self, receipt: Receipt, problem: ReceiptProblem, told: ToldReceipt | None = None
    ) -> UUID:
        """Ask a person about a receipt, and return under which identity."""
        detail: dict[str, object] = {
            "problem": problem.value,
            "collection_id": str(receipt.collection_id),
            "number": told.text if told else str(receipt.number),
            "login": receipt.login,
        }
        difference = Difference(
            uuid4(),
            "receipt",
            receipt.office_code,
            self.now,
            detail,
            code=told.code if told else None,
            scan_id=told.scan_id if told else None,
        )
        self.opened.append(difference)
        return difference.difference_id

    async def close(self, difference_id: UUID, login: str, resolution: str) -> None:
        """Close a difference that was cleared up by what was told later."""
        await differences.close_difference(
            self.connection, self.center_id, difference_id, None, (self.now, login, resolution)
        )

    async def count(self, blocks: Iterable[ReceiptBlock], login: str) -> None:
        """Keep what is known of the locked blocks now, and show or hide their gaps."""
        if self.locked:
            shown = [each.gap_difference_id for each in self.locked.values()]
            still_open = await differences.open_ones(
                self.connection, self.center_id, [each for each in shown if each]
            )
            for block in blocks:
                if block.block_id in self.locked:
                    await self._count(block, still_open, login)
            await receipts.count_blocks(self.connection, self.center_id, self.locked)
        if self.opened:
            await differences.open_differences(self.connection, self.center_id, self.opened)

    async def _count(self, block: ReceiptBlock, still_open: Collection[UUID], login: str) -> None:
        before = self.locked[block.block_id]
        count = before.count.with_numbers(self.fresh[block.block_id])
        gap = before.gap_difference_id if before.gap_difference_id in still_open else None
        if gap and not count.missing:
            await self.close(gap, login, _FILLED)
            gap = None
        # A gap that a person has closed is asked about again only when there is more of it.
        elif gap or count.missing > before.count.missing:
            gap = await self._show_gaps(block, gap)
        self.locked[block.block_id] = LockedBlock(count, gap)

    async def _show_gaps(self, block: ReceiptBlock, gap: UUID | None) -> UUID:
        found = await receipts.gaps_of(self.connection, self.center_id, block.block_id, GAPS_TOLD)
        detail: dict[str, object] = {
            "problem": ReceiptProblem.GAP.value,
            "block_id": str(block.block_id),
            "form_code": block.form_code,
            "symbol": block.symbol,
            "gaps": [list(each) for each in found],
        }
        if gap:
            await differences.tell_anew(self.connection, self.center_id, gap, detail)
            return gap
        difference = Difference(uuid4(), "receipt", block.office_code, self.now, detail)
        self.opened.append(difference)
        return difference.difference_id


async def note_receipts(
    connection: Connection, center_id: int, told: Sequence[ToldReceipt], now: datetime
) -> None:
    """Note receipts in the order in which they were told, and open what differences they show."""
    if not told:
        return
    offices, years = {each.office_code for each in told}, {each.day.year for each in told}
    blocks = await receipts.blocks_of_offices(connection, center_id, offices, years)
    kept = await receipts.years_kept(connection, center_id, years)
    gone = await receipts.taken_back(connection, center_id, [each.collection_id for each in told])
    noting = _Noting(connection, center_id, now)
    read = [(each, *_read(each, blocks, now)) for each in told]
    await noting.lock([receipt for _, receipt, _ in read])
    noted = []
    for each, receipt, misplaced in read:
        live = receipt.collection_id not in gone
        # A centre that allots no blocks in a year keeps its receipts elsewhere.
        problem = misplaced if receipt.year in kept else None
        problem = noting.tell(receipt, live=live) or problem
        difference_id = noting.open(receipt, problem, each) if problem and live else None
        noted.append(replace(receipt, difference_id=difference_id))
    await receipts.add_receipts(connection, center_id, noted)
    await add_notices(connection, center_id, [each.receipt_id for each in noted], now)
    await noting.count(blocks, told[-1].login)


async def void_receipts_taken_back(
    connection: Connection, center_id: int, reversals: Collection[UUID], now: datetime
) -> None:
    """Void the receipts of money that was taken back, with the reason."""
    if not reversals:
        return
    void = await receipts.void_taken_back(connection, center_id, reversals, _CORRECTED)
    await add_notices(connection, center_id, void, now)


async def adopt_receipts(
    connection: Connection, center_id: int, block: ReceiptBlock, login: str, now: datetime
) -> None:
    """Put receipts that were told before their block was noted into it.

    They are judged as if it had been there, and what was asked about them is closed.
    """
    waiting = [
        replace(each, block_id=block.block_id)
        for each in await receipts.unplaced_receipts(connection, center_id, block)
        if each.number is not None
        and block.takes(
            ReceiptNumber(each.number, each.symbol), each.year, each.office_code, each.login
        )
    ]
    if not waiting:
        return
    gone = await receipts.taken_back(
        connection, center_id, [each.collection_id for each in waiting]
    )
    noting = _Noting(connection, center_id, now)
    await noting.lock(waiting)
    adopted = []
    for receipt in waiting:
        live = receipt.collection_id not in gone
        problem = noting.tell(receipt, live=live)
        if receipt.difference_id:
            await noting.close(receipt.difference_id, login, _PLACED)
        difference_id = noting.open(receipt, problem) if problem and live else None
        adopted.append(replace(receipt, difference_id=difference_id))
    await receipts.place_receipts(connection, center_id, block.block_id, adopted)
    await add_notices(connection, center_id, [each.receipt_id for each in adopted], now)
    await noting.count([block], login)


async def note_spoilt(
    connection: Connection,
    center_id: int,
    block: ReceiptBlock,
    number: int,
    spoiling: tuple[str, datetime, str],
) -> None:
    """Note that a form was spoilt, so that its number is no gap: (login, time, reason).

    Raises:
        ReceiptInUse: money was taken with it.
        ReceiptVoided: it is void already.

    """
    login, now, reason = spoiling
    noting = _Noting(connection, center_id, now)
    await noting.lock_numbers([(block.block_id, number)])
    known = noting.known.get((block.block_id, number))
    if known:
        raise ReceiptInUse if known.live else ReceiptVoided
    noting.fresh[block.block_id].add(number)
    identity = uuid4()
    await receipts.add_spoilt(
        connection, center_id, block.block_id, number, (identity, login, now, reason)
    )
    await add_notices(connection, center_id, [identity], now)
    await noting.count([block], login)


def _read(
    told: ToldReceipt, blocks: Sequence[ReceiptBlock], now: datetime
) -> tuple[Receipt, ReceiptProblem | None]:
    """Return a receipt in the block it lies in, or why it lies in none."""
    number, year = read_receipt_number(told.text), told.day.year
    place: ReceiptBlock | ReceiptProblem = ReceiptProblem.UNREADABLE
    if number:
        place = find_block(blocks, number, year, told.office_code, told.login)
    receipt = Receipt(
        receipt_id=uuid4(),
        symbol=number.symbol if number else None,
        number=number.number if number else None,
        year=year,
        collection_id=told.collection_id,
        office_code=told.office_code,
        login=told.login,
        noted_at=now,
        block_id=place.block_id if isinstance(place, ReceiptBlock) else None,
    )
    return receipt, None if isinstance(place, ReceiptBlock) else place
