"""Receipts against a plain model: whatever is used, voided or allotted when, every gap is named."""

from typing import Any
from uuid import UUID, uuid4

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from postal_bridge.domain.access import Viewer
from postal_bridge.domain.money_refusals import ReceiptInUse, ReceiptVoided
from postal_bridge.domain.receipts import ReceiptBlock
from postal_bridge.store import payments
from postal_bridge.store import receipts as store
from postal_bridge.store.database import Connection
from postal_bridge.store.payments import Payment
from postal_bridge.usecases.note_receipts import (
    ToldReceipt,
    adopt_receipts,
    note_receipts,
    note_spoilt,
    void_receipts_taken_back,
)
from tests.journeys import Stage
from tests.usecases import test_note_receipts as noting
from tests.usecases.test_note_receipts import CODE

stage = noting.stage
FIRST, LAST = 1, 9
#: What may happen: a number is used, a form of it is spoilt, or what it was used for is taken back.
ACTS = st.lists(
    st.tuples(st.sampled_from(["use", "spoil", "take back"]), st.integers(FIRST, LAST)),
    max_size=10,
)


class Book:
    """One block through the use cases, and beside it what a person would note on paper."""

    def __init__(self, connection: Connection, stage: Stage) -> None:
        self.connection, self.center_id = connection, stage.center.center_id
        self.who: Viewer = stage.post
        self.now = stage.clock()
        self.block = ReceiptBlock(
            uuid4(), "02", "XX/26T", 2026, FIRST, LAST, self.who.office_code, None,
            self.now.date(), "an",
        )  # fmt: skip
        self.is_allotted = False
        self.told: set[int] = set()
        self.paid: dict[int, list[UUID]] = {}

    async def allot(self) -> None:
        """Note the block, whatever was told of its numbers before."""
        self.is_allotted = True
        await store.add_block(self.connection, self.center_id, self.block)
        await adopt_receipts(self.connection, self.center_id, self.block, self.who.login, self.now)

    async def act(self, what: str, number: int) -> None:
        """Let one thing happen to a number, if it can."""
        if what == "use":
            await self._use(number)
        elif what == "spoil" and self.is_allotted:
            try:
                spoiling = self.who.login, self.now, "Viết hỏng"
                await note_spoilt(self.connection, self.center_id, self.block, number, spoiling)
            except (ReceiptInUse, ReceiptVoided):
                assert number in self.told
            else:
                assert number not in self.told
            self.told.add(number)
        elif what == "take back" and self.paid.get(number):
            await self._take_back(self.paid[number].pop())

    async def _use(self, number: int) -> None:
        money = Payment(
            uuid4(), CODE, "counter", 7, "cash", None, self.now.date(),
            self.who.office_code, self.who.login, self.now,
        )  # fmt: skip
        await payments.add_payment(self.connection, self.center_id, money)
        receipt = ToldReceipt(
            money.collection_id,
            str(number),
            self.now.date(),
            self.who.office_code,
            self.who.login,
        )
        await note_receipts(self.connection, self.center_id, [receipt], self.now)
        self.told.add(number)
        self.paid.setdefault(number, []).append(money.collection_id)

    async def _take_back(self, payment: UUID) -> None:
        identity = uuid4()
        reversal = (identity, self.now.date(), self.who.login, self.now, "Ghi nhầm")
        assert await payments.take_payment_back(self.connection, self.center_id, payment, reversal)
        await void_receipts_taken_back(self.connection, self.center_id, [identity], self.now)


def gaps_on_paper(told: set[int]) -> list[int]:
    return [number for number in range(FIRST, max(told, default=0)) if number not in told]


async def named(book: Book) -> Any:
    """Return the gaps that the open differences of the block name, number by number."""
    rows = await book.connection.fetch(
        "select detail from difference where closed_at is null"
        " and detail->>'problem' = 'gap' and detail->>'block_id' = $1",
        str(book.block.block_id),
    )
    return [
        number
        for row in rows
        for first, last in row["detail"]["gaps"]
        for number in range(first, last + 1)
    ]


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(before=ACTS, after=ACTS)
async def test_every_gap_is_named_whatever_happened_in_which_order(
    stage: Stage, before: list[tuple[str, int]], after: list[tuple[str, int]]
) -> None:
    async with stage.bridge.database.transaction() as connection:
        undone = connection.transaction()
        await undone.start()
        book = Book(connection, stage)
        for act in before:
            await book.act(*act)
        await book.allot()
        for act in after:
            await book.act(*act)
            assert await named(book) == gaps_on_paper(book.told)
        listed = await store.find_block(connection, book.center_id, book.block.block_id, None)
        gaps = await named(book)
        lines = await store.receipts_of_block(
            connection, book.center_id, book.block.block_id, (LAST + 1, UUID(int=2**128 - 1)), 99
        )
        await undone.rollback()
    assert listed is not None
    count = listed.count
    assert gaps == gaps_on_paper(book.told)
    assert (count.missing, count.highest) == (len(gaps), max(book.told, default=0))
    # The highest that was told is where the next one goes on: numbers ascend within the block.
    assert count.told == len(book.told) == len({line.number for line in lines})
    assert [line.number for line in lines] == sorted((line.number for line in lines), reverse=True)
