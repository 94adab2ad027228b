"""What did not fit and what was refused: lists to work through, and the closing of one."""

from uuid import UUID

from postal_bridge.domain.access import Role
from postal_bridge.domain.money_difference import Action, Wish
from postal_bridge.domain.refusals import (
    DifferenceClosed,
    FieldProblem,
    InvalidInput,
    NotForYourRole,
    SupervisorNeeded,
    UnknownDifference,
)
from postal_bridge.domain.said import Said
from postal_bridge.usecases import work_differences as working
from postal_bridge.usecases.decide_money_difference import resolve_money_difference
from postal_bridge.usecases.difference_steps import MONEY_ROLES, Looked
from postal_bridge.usecases.once import Answer
from routes.money_differences import DECISION_REFUSALS, STEP_REFUSALS, difference_named
from routes.places import BEGINNING, END, decode_uuid_place, encode_place
from routes.route import Call, Reply, operation
from schemas.differences import DifferenceShape, DifferencesQuery
from schemas.money_differences import Resolution, Resolved
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
    gives=Resolved,
    refuses=(SupervisorNeeded, DifferenceClosed, *STEP_REFUSALS, *DECISION_REFUSALS),
)
async def resolve_difference(call: Call[Resolution, None]) -> Answer:
    """Settle a difference, in custody or in money.

    One in custody is closed in the words of the person who looked into it: supervisors of the
    office do so, and administrators; everybody there where it has none. One in money is settled by
    an `action`, by accountants and administrators; above an amount it is only proposed, and
    another person approves.
    """
    difference_id = difference_named(call)
    if call.body.action is not None:
        return await _resolve_in_money(call, difference_id, call.body.action)
    if call.viewer.role is Role.ACCOUNTANT:
        raise UnknownDifference
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


async def _resolve_in_money(
    call: Call[Resolution, None], difference_id: UUID, action: Action
) -> Answer:
    body = call.body
    if call.viewer.role not in MONEY_ROLES:
        raise NotForYourRole
    if body.version is None:
        missing = Said("has to name the version that was looked at")
        raise InvalidInput(FieldProblem("version", "missing", missing))
    wish = Wish(
        action=action,
        reason=body.resolution,
        collection_ids=tuple(body.collection_ids),
        line_ids=tuple(map(int, body.line_ids)),
        refunded_by=body.refunded_by,
        department=body.department,
    )
    return await resolve_money_difference(call.asked, Looked(difference_id, body.version), wish)


@operation(query=RefusedScansQuery, gives=Page[RefusedScan])
async def list_refused_scans(call: Call[None, RefusedScansQuery]) -> Reply:
    """List scans that were refused, the newest first."""
    query = call.query
    items, last = await working.list_refused_scans(
        call.bridge.database, call.viewer, decode_uuid_place(query.cursor, END), query.limit
    )
    return Reply({"items": items, "next_cursor": encode_place(last)})
