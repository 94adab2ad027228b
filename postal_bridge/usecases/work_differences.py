"""What did not fit, and what was refused: looked through and closed by people of the office.

A difference that was closed by mistake is opened again, and how it was closed is kept.
"""

from datetime import datetime
from uuid import UUID

from postal_bridge.domain.access import Viewer
from postal_bridge.domain.calendar import Clock
from postal_bridge.domain.refusals import DifferenceClosed, DifferenceOpen, UnknownDifference
from postal_bridge.sealing import Sealer
from postal_bridge.store import differences, scans
from postal_bridge.store.database import Connection, Database
from postal_bridge.store.differences import Difference, DifferenceFilter
from postal_bridge.usecases.look_up_consignment import Document, office_of
from postal_bridge.usecases.once import Answer, RequestKey, once
from postal_bridge.usecases.pages import cut
from postal_bridge.usecases.supervise import require_self_or_supervisor, require_supervisor

Place = tuple[datetime, UUID]


async def list_differences(
    database: Database,
    viewer: Viewer,
    after: Place,
    limit: int,
    *,
    open_only: bool,
    manifest_code: str | None = None,
) -> tuple[list[Document], Place | None]:
    """Return a page of differences, oldest first, and where the next page starts."""
    wanted = DifferenceFilter(office_of(viewer), open_only, manifest_code)
    async with database.snapshot() as connection:
        found = await differences.list_differences(
            connection, viewer.center_id, wanted, after, limit + 1
        )
    page, last = cut(found, limit, lambda each: (each.opened_at, each.difference_id))
    return [_document(difference) for difference in page], last


async def resolve_difference(
    database: Database,
    clock: Clock,
    sealer: Sealer,
    viewer: Viewer,
    request_key: RequestKey | None,
    difference_id: UUID,
    resolution: str,
) -> Answer:
    """Close a difference in the words of who looked into it, and answer it.

    Raises:
        UnknownDifference: there is none among those the viewer may see.
        SupervisorNeeded: others do so at the viewer's office.
        DifferenceClosed: somebody closed it before.

    """

    async def act(connection: Connection) -> Answer:
        center_id, office = viewer.center_id, office_of(viewer)
        if not await differences.find_difference(connection, center_id, difference_id, office):
            raise UnknownDifference
        await require_supervisor(connection, viewer)
        closing = clock(), viewer.login, resolution
        closed = await differences.close_difference(
            connection, center_id, difference_id, office, closing
        )
        if closed is None:
            raise DifferenceClosed
        return Answer(200, _document(closed))

    return await once(database, clock, sealer, viewer, request_key, act)


async def reopen_difference(
    database: Database,
    clock: Clock,
    sealer: Sealer,
    viewer: Viewer,
    request_key: RequestKey | None,
    difference_id: UUID,
) -> Answer:
    """Open a difference again that was closed by mistake, and answer it.

    Raises:
        UnknownDifference: there is none among those the viewer may see.
        DifferenceOpen: it is open.
        SupervisorNeeded: somebody else closed it, and the viewer does not supervise the office.

    """

    async def act(connection: Connection) -> Answer:
        center_id, office = viewer.center_id, office_of(viewer)
        found = await differences.find_difference(connection, center_id, difference_id, office)
        if found is None:
            raise UnknownDifference
        if found.closed_by is None:
            raise DifferenceOpen
        await require_self_or_supervisor(connection, viewer, found.closed_by)
        reopening = clock(), viewer.login
        reopened = await differences.reopen_difference(
            connection, center_id, difference_id, reopening
        )
        if reopened is None:
            raise DifferenceOpen
        return Answer(200, _document(reopened))

    return await once(database, clock, sealer, viewer, request_key, act)


async def list_refused_scans(
    database: Database, viewer: Viewer, before: Place, limit: int
) -> tuple[list[Document], Place | None]:
    """Return a page of refused scans, newest first, and where the next page starts."""
    async with database.snapshot() as connection:
        found = await scans.refused_scans(
            connection, viewer.center_id, office_of(viewer), before, limit + 1
        )
    page, last = cut(found, limit, lambda row: (row["received_at"], row["scan_id"]))
    return [
        {
            "scan_id": str(row["scan_id"]),
            "code": row["code_given"],
            "thing": row["item_code"],
            "action": row["action"],
            "scanned_at": row["scanned_at"].isoformat(),
            "received_at": row["received_at"].isoformat(),
            "login": row["login"],
            "office": row["office_code"],
            "refusal": row["refusal"],
            "detail": row["answer"]["detail"],
        }
        for row in page
    ], last


def _document(difference: Difference) -> Document:
    return {
        "difference_id": str(difference.difference_id),
        "kind": difference.kind,
        "code": difference.code,
        "manifest_code": difference.manifest_code,
        "scan_id": str(difference.scan_id) if difference.scan_id else None,
        "office": difference.office_code,
        "detail": difference.detail,
        "opened_at": difference.opened_at.isoformat(),
        "closed_at": difference.closed_at.isoformat() if difference.closed_at else None,
        "closed_by": difference.closed_by,
        "resolution": difference.resolution,
    }
