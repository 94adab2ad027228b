"""Ranges of tracking codes that the post granted to the centre."""

from postal_bridge.domain.code_refusals import RangesOverlap
from postal_bridge.usecases import grant_code_range as granting
from postal_bridge.usecases.once import Answer
from routes.paging import decode_cursor, encode_cursor
from routes.route import Call, Reply, operation
from schemas.code_ranges import CodeRangeShape, NewCodeRange
from schemas.shape import Page, PageQuery


@operation(query=PageQuery, gives=Page[CodeRangeShape])
async def list_code_ranges(call: Call[None, PageQuery]) -> Reply:
    """List the granted ranges in the order of their first codes."""
    (after,) = decode_cursor(call.query.cursor, 1) or ("",)
    items, last = await granting.list_code_ranges(
        call.bridge.database, call.viewer, after, call.query.limit
    )
    return Reply({"items": items, "next_cursor": encode_cursor(last) if last else None})


@operation(takes=NewCodeRange, gives=CodeRangeShape, status=201, refuses=(RangesOverlap,))
async def grant_code_range(call: Call[NewCodeRange, None]) -> Answer:
    """Note a range of codes that the post granted to the centre.

    Numbers are minted from the range granted first until it is used up. No number is granted
    twice, to this centre or another.
    """
    body, bridge = call.body, call.bridge
    grant = granting.Grant(
        first=body.first,
        last=body.last,
        document=body.document,
        granted_on=body.granted_on,
        service=body.service,
        country=body.country,
    )
    return await granting.grant_code_range_for(
        bridge.database, bridge.clock, bridge.sealer, call.viewer, call.request_key, grant
    )
