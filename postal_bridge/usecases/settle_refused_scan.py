"""Refused scans of an office: looked through, and settled with a remark by whoever did so.

A refused scan changed nothing; settling it says why it was made and what was done instead. A
settlement by mistake is withdrawn, and both are kept.
"""

from datetime import datetime
from uuid import UUID

from postal_bridge.domain.access import Viewer
from postal_bridge.domain.calendar import Clock
from postal_bridge.domain.refusals import (
    RefusedScanSettled,
    RefusedScanUnsettled,
    UnknownRefusedScan,
)
from postal_bridge.store import settlements
from postal_bridge.store.database import Database
from postal_bridge.store.settlements import RefusedScan
from postal_bridge.usecases.look_up_consignment import office_of
from postal_bridge.usecases.look_up_post_office import refused_since
from postal_bridge.usecases.supervise import require_self_or_supervisor, require_supervisor

Place = tuple[datetime, UUID]


async def list_refused_scans(
    database: Database,
    clock: Clock,
    viewer: Viewer,
    office: str | None,
    before: Place,
    limit: int,
    *,
    settled: bool,
) -> tuple[list[RefusedScan], Place | None]:
    """Return a page of refused scans of an office, newest first, and where the next one starts.

    Whoever does not see the whole centre sees their own office, whichever they name.
    """
    shown = office_of(viewer) or office or viewer.office_code
    async with database.snapshot() as connection:
        found = await settlements.refused_to_settle(
            connection,
            viewer.center_id,
            shown,
            (refused_since(clock), *before),
            limit + 1,
            settled=settled,
        )
    page = found[:limit]
    last = (page[-1].received_at, page[-1].scan_id) if len(found) > limit else None
    return page, last


async def settle_refused_scan(
    database: Database, clock: Clock, viewer: Viewer, scan_id: UUID, remark: str
) -> None:
    """Note that the viewer looked into a refused scan.

    Raises:
        UnknownRefusedScan: none of this identity was refused at an office the viewer may see.
        SupervisorNeeded: others do so at the viewer's office.
        RefusedScanSettled: somebody did so before.

    """
    async with database.transaction() as connection:
        center_id = viewer.center_id
        if not await settlements.is_refused(connection, center_id, scan_id, office_of(viewer)):
            raise UnknownRefusedScan
        await require_supervisor(connection, viewer)
        settling = (clock(), viewer.login, remark)
        if not await settlements.settle_refused_scan(connection, center_id, scan_id, settling):
            raise RefusedScanSettled


async def withdraw_settlement(
    database: Database, clock: Clock, viewer: Viewer, scan_id: UUID
) -> None:
    """Let a refused scan wait again that was settled by mistake.

    Raises:
        UnknownRefusedScan: none of this identity was refused at an office the viewer may see.
        RefusedScanUnsettled: nobody settled it, or that was withdrawn before.
        SupervisorNeeded: somebody else settled it, and the viewer does not supervise the office.

    """
    async with database.transaction() as connection:
        center_id = viewer.center_id
        if not await settlements.is_refused(connection, center_id, scan_id, office_of(viewer)):
            raise UnknownRefusedScan
        settler = await settlements.settler_of(connection, center_id, scan_id)
        if settler is None:
            raise RefusedScanUnsettled
        await require_self_or_supervisor(connection, viewer, settler)
        withdrawing = clock(), viewer.login
        if not await settlements.withdraw_settlement(connection, center_id, scan_id, withdrawing):
            raise RefusedScanUnsettled
