"""What is to be told of receipts, what was told, and what was refused."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from postal_bridge.domain.receipt_content import ReceiptFacts
from postal_bridge.domain.receipt_notice import NoticeKind, NoticeState
from postal_bridge.store.database import Connection, load_queries
from postal_bridge.store.receipts import facts_from, kinds_of_collection

QUERIES = load_queries("receipt_notices")


@dataclass(frozen=True, slots=True)
class TakenNotice:
    """A notice as whoever sends it has it; `tries` is the number of this try."""

    receipt_id: UUID
    kind: NoticeKind
    tries: int
    failures: int


@dataclass(frozen=True, slots=True)
class OpenNotice:
    """A notice that waits or was refused, with the receipt it is about."""

    receipt_id: UUID
    kind: NoticeKind
    state: NoticeState
    noted_at: datetime
    next_try_at: datetime
    tries: int
    trouble: str | None
    said: str | None
    block_id: UUID
    symbol: str
    number: int
    office_code: str


async def add_notices(
    connection: Connection, center_id: int, receipt_ids: Iterable[UUID], now: datetime
) -> None:
    """Note that receipts are to be told as they are now; those in no block are left out."""
    await connection.execute(QUERIES["add_notices"], center_id, list(receipt_ids), now)


async def drop_needless(connection: Connection, center_id: int) -> None:
    """Give up what nobody was told and nobody has to be."""
    await connection.execute(QUERIES["drop_needless"], center_id)


async def take_notice(
    connection: Connection, center_id: int, now: datetime, lease_until: datetime
) -> TakenNotice | None:
    """Take the notice that is due first, or None."""
    row = await connection.fetchrow(QUERIES["take_notice"], center_id, now, lease_until)
    if row is None:
        return None
    return TakenNotice(row["receipt_id"], NoticeKind(row["kind"]), row["tries"], row["failures"])


async def facts_of_receipt(
    connection: Connection, center_id: int, receipt_id: UUID
) -> ReceiptFacts | None:
    """Return what a receipt states, or None when it lies in no block."""
    row = await connection.fetchrow(QUERIES["facts_of_receipt"], center_id, receipt_id)
    if row is None:
        return None
    kinds = await kinds_of_collection(connection, center_id, row["collection_id"])
    return facts_from(row, kinds)


async def note_sent(
    connection: Connection,
    center_id: int,
    notice: TakenNotice,
    now: datetime,
    reference: str | None,
) -> None:
    """Note that a notice was taken."""
    await connection.execute(
        QUERIES["note_sent"],
        center_id,
        notice.receipt_id,
        notice.kind,
        notice.tries,
        now,
        reference,
    )


async def note_failed(
    connection: Connection,
    center_id: int,
    notice: TakenNotice,
    why: tuple[str, str | None],
    next_try: datetime | None,
) -> None:
    """Note why a notice was not taken: (trouble, their words); without a next try it is refused."""
    await connection.execute(
        QUERIES["note_failed"],
        center_id,
        notice.receipt_id,
        notice.kind,
        notice.tries,
        NoticeState.WAITING if next_try else NoticeState.REFUSED,
        *why,
        next_try,
    )


async def count_notices(connection: Connection, center_id: int) -> dict[NoticeState, int]:
    """Return how many notices of a centre there are in each state."""
    rows = await connection.fetch(QUERIES["count_notices"], center_id)
    found = {row["state"]: row["notices"] for row in rows}
    return {state: found.get(state, 0) for state in NoticeState}


async def open_notices(connection: Connection, center_id: int, limit: int) -> list[OpenNotice]:
    """Return what waits or was refused, refused ones first."""
    rows = await connection.fetch(QUERIES["open_notices"], center_id, limit)
    return [
        OpenNotice(**{**row, "kind": NoticeKind(row["kind"]), "state": NoticeState(row["state"])})
        for row in rows
    ]


async def send_again(
    connection: Connection,
    center_id: int,
    which: tuple[UUID, NoticeKind] | None,
    now: datetime,
) -> int:
    """Let one refused notice wait once more, or all; return how many there were."""
    receipt_id, kind = which or (None, None)
    status = await connection.execute(QUERIES["send_again"], center_id, receipt_id, kind, now)
    return int(status.rpartition(" ")[2])
