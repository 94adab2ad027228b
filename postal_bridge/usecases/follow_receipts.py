"""Shows what was told of receipts and what was refused, and lets it be sent again."""

from dataclasses import dataclass
from uuid import UUID

from postal_bridge.domain.access import Viewer
from postal_bridge.domain.calendar import Clock
from postal_bridge.domain.money_refusals import UnknownReceipt
from postal_bridge.domain.receipt_notice import NoticeKind, NoticeState
from postal_bridge.store import receipt_notices
from postal_bridge.store.database import Database
from postal_bridge.store.receipt_notices import OpenNotice

LISTED = 100


@dataclass(frozen=True, slots=True)
class Told:
    """How many notices are in each state, and those that are not done with."""

    counts: dict[NoticeState, int]
    open: list[OpenNotice]


async def look_up_told(database: Database, viewer: Viewer) -> Told:
    """Return what was told of the receipts of the viewer's centre, and what is open."""
    async with database.snapshot() as connection:
        return Told(
            await receipt_notices.count_notices(connection, viewer.center_id),
            await receipt_notices.open_notices(connection, viewer.center_id, LISTED),
        )


async def count_told(database: Database, viewer: Viewer) -> dict[NoticeState, int]:
    """Return how many notices of the viewer's centre are in each state."""
    async with database.snapshot() as connection:
        return await receipt_notices.count_notices(connection, viewer.center_id)


async def send_again(
    database: Database, clock: Clock, viewer: Viewer, which: tuple[UUID, NoticeKind] | None
) -> None:
    """Let a notice that was refused be sent once more, or all of them.

    Raises:
        UnknownReceipt: this one was not refused.

    """
    async with database.transaction() as connection:
        found = await receipt_notices.send_again(connection, viewer.center_id, which, clock())
    if which is not None and not found:
        raise UnknownReceipt
