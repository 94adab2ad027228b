"""Fees that are not what the tariff asks: listed for accountants, until somebody says why.

They are opened where a fee is stated (`usecases/owe_fees.py`). What is wrong is mended by fee lines
(`usecases/work_fees.py`); here one says why the fee is what it is, or that it was mended.
"""

from collections.abc import Sequence
from uuid import UUID

from postal_bridge.domain.access import Viewer
from postal_bridge.domain.calendar import Clock
from postal_bridge.domain.refusals import DifferenceClosed, UnknownDifference
from postal_bridge.sealing import Sealer
from postal_bridge.store import differences
from postal_bridge.store.database import Connection, Database
from postal_bridge.store.differences import Difference, DifferenceFilter
from postal_bridge.usecases.once import Answer, RequestKey, once
from postal_bridge.usecases.owe_fees import FEE_OFF_TARIFF
from postal_bridge.usecases.pages import cut
from postal_bridge.usecases.work_differences import Place


async def list_unexplained(
    database: Database, viewer: Viewer, after: Place, limit: int
) -> tuple[Sequence[Difference], Place | None]:
    """Return a page of what nobody has explained, oldest first, and where the next page starts."""
    wanted = DifferenceFilter(None, open_only=True, kind=FEE_OFF_TARIFF)
    async with database.snapshot() as connection:
        found = await differences.list_differences(
            connection, viewer.center_id, wanted, after, limit + 1
        )
    return cut(found, limit, lambda each: (each.opened_at, each.difference_id))


async def explain_fee(
    database: Database,
    clock: Clock,
    sealer: Sealer,
    viewer: Viewer,
    request_key: RequestKey | None,
    difference_id: UUID,
    why: str,
) -> Answer:
    """Keep why a fee is not what the tariff asks.

    Raises:
        UnknownDifference: there is none of a fee.
        DifferenceClosed: somebody explained it before.

    """

    async def act(connection: Connection) -> Answer:
        center_id = viewer.center_id
        found = await differences.find_difference(connection, center_id, difference_id, None)
        if found is None or found.kind != FEE_OFF_TARIFF:
            raise UnknownDifference
        closing = clock(), viewer.login, why
        if not await differences.close_difference(
            connection, center_id, difference_id, None, closing
        ):
            raise DifferenceClosed
        return Answer(200, {"difference_id": str(difference_id)})

    return await once(database, clock, sealer, viewer, request_key, act)
