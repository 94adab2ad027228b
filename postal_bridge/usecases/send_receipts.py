"""Sends what is to be told of receipts: each notice once, by one sender at a time.

A notice is taken for the time of a lease, told while no connection is held, and noted. Whoever is
killed in between has told it perhaps: it is told again under the same key, and taken there once.
"""

from dataclasses import dataclass
from datetime import timedelta

from postal_bridge.domain.access import Center
from postal_bridge.domain.calendar import Clock
from postal_bridge.domain.receipt_notice import ReceiptNotice, next_try
from postal_bridge.ports import OutsideError, Permanent, Receipts, Retryable
from postal_bridge.store import receipt_notices
from postal_bridge.store.database import Database
from postal_bridge.store.receipt_notices import TakenNotice

#: Much longer than another party is waited for.
LEASE = timedelta(minutes=2)
#: After so many failures in one run the other party is left in peace until the next.
FAILURES_IN_A_RUN = 3
TOLD_IN_A_RUN = 2000


@dataclass(frozen=True, slots=True)
class Sender:
    """What receipts are told with."""

    database: Database
    clock: Clock
    receipts: Receipts

    async def send_due(self, center: Center) -> int:
        """Send what is due at a centre; return how much was taken."""
        sent = failures = 0
        async with self.database.transaction() as connection:
            await receipt_notices.drop_needless(connection, center.center_id)
        for _ in range(TOLD_IN_A_RUN):
            taken = await self._take(center)
            if taken is None:
                break
            try:
                await self._tell(center, *taken)
            except Permanent:
                continue
            except Retryable:
                failures += 1
                if failures == FAILURES_IN_A_RUN:
                    break
            else:
                sent += 1
        return sent

    async def _take(self, center: Center) -> tuple[TakenNotice, ReceiptNotice] | None:
        now, center_id = self.clock(), center.center_id
        async with self.database.transaction() as connection:
            taken = await receipt_notices.take_notice(connection, center_id, now, now + LEASE)
            if taken is None:
                return None
            facts = await receipt_notices.facts_of_receipt(connection, center_id, taken.receipt_id)
        assert facts is not None
        return taken, ReceiptNotice(taken.receipt_id, taken.kind, facts)

    async def _tell(self, center: Center, taken: TakenNotice, notice: ReceiptNotice) -> None:
        """Tell a notice, and note what became of it; raises what `Receipts.tell` does."""
        try:
            reference = await self.receipts.tell(notice)
        except OutsideError as error:
            now = self.clock()
            again = next_try(taken.failures + 1, now) if isinstance(error, Retryable) else None
            why = error.trouble, error.said
            async with self.database.transaction() as connection:
                await receipt_notices.note_failed(connection, center.center_id, taken, why, again)
            raise
        async with self.database.transaction() as connection:
            await receipt_notices.note_sent(
                connection, center.center_id, taken, self.clock(), reference
            )
