"""Consignments: registered, read, bound to their dossier; what happened to them."""

import re

from postal_bridge.domain.code_refusals import BadTrackingCode, CodeTaken, NoCodeRange
from postal_bridge.domain.refusals import (
    AlreadyUnderWay,
    DossierBound,
    NotInYourHands,
    NotPostalEligible,
    NotToBeCancelled,
    ReferenceTaken,
    UnknownCode,
)
from postal_bridge.usecases import bind_dossier as binding
from postal_bridge.usecases import cancel_consignment as cancelling
from postal_bridge.usecases import look_up_consignment as looking_up
from postal_bridge.usecases import register_consignment as registering
from postal_bridge.usecases.citizen import Citizen
from postal_bridge.usecases.once import Answer
from routes.paging import bad_cursor, decode_cursor, encode_cursor
from routes.places import BEGINNING, decode_place, encode_place
from routes.route import Call, Reply, operation
from schemas.cancelling import CancelledConsignment
from schemas.consignment_events import EventShape
from schemas.consignments import (
    BoundDossier,
    ConsignmentShape,
    ConsignmentsQuery,
    ListedConsignment,
    NewConsignment,
)
from schemas.shape import Page, PageQuery

_SEQUENCE = re.compile(r"[0-9]{1,9}")


@operation(
    takes=NewConsignment,
    gives=ConsignmentShape,
    status=201,
    refuses=(AlreadyUnderWay, CodeTaken, ReferenceTaken, NoCodeRange, NotPostalEligible),
)
async def register_consignment(call: Call[NewConsignment, None]) -> Answer:
    """Register a consignment: one sealed thing on one leg.

    The post registers what it collects from citizens, a department what it sends back or out for
    its dossiers, the centre everything. It then stands with its sender until it is scanned.
    """
    bridge = call.bridge
    return await registering.register_consignment(
        bridge.database,
        bridge.clock,
        bridge.sealer,
        call.viewer,
        call.request_key,
        _order(call.body),
    )


@operation(gives=ConsignmentShape, refuses=(UnknownCode, BadTrackingCode))
async def look_up_consignment(call: Call[None, None]) -> Reply:
    """Read a consignment.

    The centre reads all of them, other offices those they have to do with; whoever has to reach
    the citizen sees who it is.
    """
    bridge = call.bridge
    return Reply(
        await looking_up.look_up_consignment(
            bridge.database, bridge.clock, bridge.sealer, call.viewer, call.path["code"]
        )
    )


@operation(query=ConsignmentsQuery, gives=Page[ListedConsignment])
async def list_consignments(call: Call[None, ConsignmentsQuery]) -> Reply:
    """List consignments in the order of their codes."""
    bridge, query = call.bridge, call.query
    (after,) = decode_cursor(query.cursor, 1) or ("",)
    wanted = looking_up.Wanted(query.state, query.leg, query.holder, query.dossier_code)
    items, last = await looking_up.list_consignments(
        bridge.database, bridge.sealer, call.viewer, wanted, after, query.limit
    )
    return Reply({"items": items, "next_cursor": encode_cursor(last) if last else None})


@operation(query=PageQuery, gives=Page[EventShape], refuses=(UnknownCode, BadTrackingCode))
async def list_consignment_events(call: Call[None, PageQuery]) -> Reply:
    """List what happened to a consignment, in the order it happened.

    Events that were corrected stay and are marked. The hashes chain them in the order of
    `sequence`, which is that of recording.
    """
    moment, text = decode_place(call.query.cursor, BEGINNING)
    if text and not _SEQUENCE.fullmatch(text):
        raise bad_cursor()
    items, last = await looking_up.look_up_events(
        call.bridge.database,
        call.viewer,
        call.path["code"],
        (moment, int(text or 0)),
        call.query.limit,
    )
    return Reply({"items": items, "next_cursor": encode_place(last)})


@operation(
    takes=BoundDossier, gives=ConsignmentShape, refuses=(UnknownCode, BadTrackingCode, DossierBound)
)
async def bind_dossier(call: Call[BoundDossier, None]) -> Answer:
    """Say which dossier a consignment carries.

    What happened to the consignment before counts for the dossier: one that was handed over to
    the centre before it had a code was filed at that moment (QĐ 45/2016/QĐ-TTg Đ7.4).
    """
    bridge = call.bridge
    return await binding.bind_dossier(
        bridge.database,
        bridge.clock,
        bridge.sealer,
        call.viewer,
        call.request_key,
        call.path["code"],
        call.body.dossier_code,
        beside=call.body.beside,
    )


@operation(
    takes=CancelledConsignment,
    gives=ConsignmentShape,
    refuses=(UnknownCode, NotToBeCancelled, NotInYourHands),
)
async def cancel_consignment(call: Call[CancelledConsignment, None]) -> Answer:
    """Cancel a consignment between offices that was registered by mistake and has not left.

    Its sender says why. It ends as one that is back with its sender, and what it was to carry may
    be sent by another.
    """
    return await cancelling.cancel_consignment(call.asked, call.path["code"], call.body.reason)


def _order(shape: NewConsignment) -> registering.ConsignmentOrder:
    citizen, papers = shape.citizen, shape.papers
    return registering.ConsignmentOrder(
        leg=shape.leg,
        dossier_code=shape.dossier_code,
        further=shape.further_dossiers,
        part_of=shape.part_of,
        procedure_code=shape.procedure_code,
        code=shape.code,
        origin=shape.origin,
        destination=shape.destination,
        citizen=Citizen(citizen.name, citizen.phone, citizen.address) if citizen else None,
        papers=None
        if papers is None
        else [
            registering.PaperOrder(paper.name, paper.form, paper.quantity, paper.to_withdraw)
            for paper in papers
        ],
        collect_dong=shape.collect_dong,
        scope=shape.scope,
        reference=shape.reference,
        post_office=shape.post_office,
    )
