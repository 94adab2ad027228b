"""What did not fit and what was refused: lists to work through, and the closing of one."""

from uuid import UUID

from postal_bridge.domain.refusals import DifferenceClosed, SupervisorNeeded, UnknownDifference
from postal_bridge.usecases import work_differences as working
from postal_bridge.usecases.once import Answer
from routes.places import BEGINNING, END, decode_uuid_place, encode_place
from routes.route import Call, Reply, operation
from schemas.differences import DifferenceShape, DifferencesQuery, Resolution
from schemas.scans import RefusedScan, RefusedScansQuery
from schemas.shape import Page


@operation(query=DifferencesQuery, gives=Page[DifferenceShape])
async def list_differences(call: Call[None, DifferencesQuery]) -> Reply:
    """List what did not fit, the oldest first.

    The centre sees everything, other offices what is theirs to look into.
    """
    query = call.query
    items, last = await working.list_differences(
        call.bridge.database,
        call.viewer,
        decode_uuid_place(query.cursor, BEGINNING),
        query.limit,
        open_only=query.open,
        manifest_code=query.manifest,
    )
    return Reply({"items": items, "next_cursor": encode_place(last)})


@operation(
    takes=Resolution,
    gives=DifferenceShape,
    refuses=(UnknownDifference, SupervisorNeeded, DifferenceClosed),
)
async def resolve_difference(call: Call[Resolution, None]) -> Answer:
    """Close a difference in the words of the person who looked into it.

    Supervisors of the office do so, and administrators; everybody there where it has none.
    """
    try:
        difference_id = UUID(call.path["difference_id"])
    except ValueError:
        raise UnknownDifference from None
    bridge = call.bridge
    return await working.resolve_difference(
        bridge.database,
        bridge.clock,
        bridge.sealer,
        call.viewer,
        call.request_key,
        difference_id,
        call.body.resolution,
    )


@operation(query=RefusedScansQuery, gives=Page[RefusedScan])
async def list_refused_scans(call: Call[None, RefusedScansQuery]) -> Reply:
    """List scans that were refused, the newest first."""
    query = call.query
    items, last = await working.list_refused_scans(
        call.bridge.database, call.viewer, decode_uuid_place(query.cursor, END), query.limit
    )
    return Reply({"items": items, "next_cursor": encode_place(last)})
