"""Dossiers: filed, read, looked for, taken a step further."""

from postal_bridge.domain.dossier import PortalStatus
from postal_bridge.domain.refusals import (
    AlreadyApologised,
    DossierKnown,
    NotForYourRole,
    PaperNotThere,
    StepNotAllowed,
    UnknownCode,
)
from postal_bridge.usecases import advance_dossier as advancing
from postal_bridge.usecases import look_up_dossier as looking_up
from postal_bridge.usecases import register_dossier as registering
from postal_bridge.usecases.apologise import apologise
from postal_bridge.usecases.once import Answer
from routes.paging import decode_cursor, encode_cursor
from routes.route import Call, Reply, operation
from schemas.dossiers import (
    ApologyShape,
    DossierQuery,
    DossierShape,
    ListedDossierShape,
    NewApology,
    NewDossierShape,
    StepWanted,
)
from schemas.shape import Page


@operation(takes=NewDossierShape, gives=DossierShape, status=201, refuses=(DossierKnown,))
async def register_dossier(call: Call[NewDossierShape, None]) -> Answer:
    """File a dossier, or announce one that the post has picked up.

    A posted dossier counts as filed from the moment its hand-over to the centre is signed for,
    which is a scan. Until then it has the status 1 and no due day. The post only announces.
    """
    body = call.body
    filing = registering.Filing(
        code=body.code,
        procedure_code=body.procedure_code,
        received_via=body.received_via,
        department_code=body.department_code,
        service_form=body.service_form,
        received_at=body.received_at,
        due_on=body.due_on,
        filer_name=body.filer.name,
        filer_phone=body.filer.phone,
        filer_address=body.filer.address,
        filer_email=body.filer.email,
        filer_language=body.filer.language,
        fee_dong=body.fee_dong,
        consignment_code=body.consignment_code,
    )
    bridge = call.bridge
    return await registering.register_dossier(
        bridge.database, bridge.clock, bridge.sealer, call.viewer, filing, call.request_key
    )


@operation(gives=DossierShape, refuses=(UnknownCode,))
async def look_up_dossier(call: Call[None, None]) -> Reply:
    """Read a dossier with its steps and consignments.

    A department reads its own, and with the filer masked those of others whose papers were sent to
    it to co-ordinate on; the post reads those whose papers pass through its hands.
    """
    bridge = call.bridge
    return Reply(
        await looking_up.look_up_dossier(
            bridge.database, bridge.clock, bridge.sealer, call.viewer, call.path["code"]
        )
    )


@operation(query=DossierQuery, gives=Page[ListedDossierShape])
async def list_dossiers(call: Call[None, DossierQuery]) -> Reply:
    """Look for dossiers, the latest received first; by name, in alphabetical order."""
    bridge, query = call.bridge, call.query
    place = decode_cursor(query.cursor, 2)
    search = looking_up.Search(
        words=query.q,
        status=query.status,
        department=query.department,
        received_from=query.received_from,
        received_to=query.received_to,
        overdue=query.overdue,
    )
    items, next_place = await looking_up.list_dossiers(
        bridge.database,
        bridge.clock,
        bridge.sealer,
        call.viewer,
        search,
        (place[0], place[1]) if place else None,
        query.limit,
    )
    next_cursor = encode_cursor(*next_place) if next_place else None
    return Reply({"items": items, "next_cursor": next_cursor})


@operation(
    takes=StepWanted, gives=DossierShape, refuses=(UnknownCode, NotForYourRole, StepNotAllowed)
)
async def advance_dossier(call: Call[StepWanted, None]) -> Answer:
    """Take a dossier a step further.

    Taking in and handing out is the centre's; a department says what happens to its own dossiers
    in between. `next_statuses` of a dossier tells what may come next.
    """
    body, bridge = call.body, call.bridge
    wanted = advancing.WantedStep(
        status=PortalStatus(body.status),
        happened_on=body.happened_on,
        note=body.note,
        returned_via=body.returned_via,
        reason=body.reason,
        contact=body.contact,
    )
    return await advancing.advance_dossier(
        bridge.database,
        bridge.clock,
        bridge.sealer,
        call.viewer,
        call.path["code"],
        wanted,
        call.request_key,
    )


@operation(
    takes=NewApology,
    gives=ApologyShape,
    status=201,
    refuses=(UnknownCode, PaperNotThere, AlreadyApologised),
)
async def apologise_for_dossier(call: Call[NewApology, None]) -> Answer:
    """Write down why the result of a dossier will be late, and the new day; once for a dossier.

    The due day stays the one that was promised first. The apology is then among the papers of the
    dossier.
    """
    return await apologise(call.asked, call.path["code"], call.body.reason, call.body.new_due_on)
