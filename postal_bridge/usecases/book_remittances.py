"""Books what the post says it sends, and what of it was found to be what it took.

A batch stands in suspense as it was told, until a run finds the collections it covers: then the
post owes that much less, kind by kind. What was sent to a wrong account stays in dispute.
"""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from uuid import UUID

from postal_bridge.domain.fees import Part
from postal_bridge.domain.ledger import Entry
from postal_bridge.domain.remittance_booking import covering, sent
from postal_bridge.store import remittances
from postal_bridge.store.database import Connection
from postal_bridge.store.matching import Refunded, Run
from postal_bridge.store.remittances import Covered
from postal_bridge.usecases.keep_books import book_entries

_batch_of = attrgetter("remittance_id")


async def book_batches(
    connection: Connection, center_id: int, file_id: UUID, login: str, now: datetime
) -> None:
    """Book the batches of a file that was just stored, as the post tells them."""
    entries = []
    for batch_sum in await remittances.sums_of_file(connection, center_id, file_id):
        batch = str(batch_sum.remittance_id)
        if batch_sum.amount_dong:
            entries.append(sent(batch, batch_sum.amount_dong, batch_sum.sent_on, login))
    await book_entries(connection, center_id, entries, now)


async def book_run(
    connection: Connection,
    center_id: int,
    run: Run,
    covered: Sequence[Covered],
    fallen: Sequence[Refunded],
    now: datetime,
) -> None:
    """Book what a run found covered, and take back what matches that fell had covered."""
    pairs = [(each.line_id, each.collection_id, each.covered_dong) for each in fallen]
    lost = await remittances.covered_by_lines(connection, center_id, pairs) if pairs else []
    entries = [
        _entry(batch, list(rows), f"{reason} {run.run_id}", run.login, sign)
        for reason, rows_of_all, sign in (("covers", covered, 1), ("falls", lost, -1))
        for batch, rows in groupby(remittances.summed(rows_of_all), key=_batch_of)
    ]
    await book_entries(connection, center_id, entries, now)


def _entry(
    remittance_id: UUID, covered: Sequence[Covered], reason: str, login: str, sign: int
) -> Entry:
    parts = [(row.office_code, Part(row.part.kind, row.part.amount * sign)) for row in covered]
    return covering(str(remittance_id), parts, reason, covered[0].sent_on, login)
