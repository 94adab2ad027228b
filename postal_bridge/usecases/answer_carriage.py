"""Let a post office see what citizens ask it to carry, and accept or decline each request.

Open requests are shown to every post office of the centre; whoever answers one keeps it, unless an
answer is taken back before anything came of it. Names and
numbers are masked in the list and whole for whoever opens one, because they have to call.
"""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from postal_bridge.domain.access import Viewer
from postal_bridge.domain.calendar import Clock
from postal_bridge.domain.carriage import CarriageKind, RequestState, form_with, form_without
from postal_bridge.domain.citizen_refusals import CarriageRequestClosed, UnknownCarriageRequest
from postal_bridge.domain.custody import Leg
from postal_bridge.domain.masking import mask_name, mask_phone
from postal_bridge.domain.refusals import FieldProblem, InvalidInput
from postal_bridge.domain.said import Said
from postal_bridge.sealing import Sealer
from postal_bridge.store import carriage_requests
from postal_bridge.store.carriage_requests import CarriageRequest, Closing
from postal_bridge.store.database import Connection, Database
from postal_bridge.usecases.ask_for_carriage import contact_place
from postal_bridge.usecases.citizen import Citizen
from postal_bridge.usecases.look_up_consignment import office_of
from postal_bridge.usecases.once import Answer, RequestKey, once
from postal_bridge.usecases.register_consignment import ConsignmentOrder, write_consignment

Place = tuple[datetime, UUID]


@dataclass(frozen=True, slots=True)
class ToldRequest:
    """A request with whom to call and where to go; masked, and without an address, in lists."""

    request_id: UUID
    kind: CarriageKind
    code: str
    state: RequestState
    made_at: datetime
    closed_at: datetime | None
    closed_by: str | None
    closed_office_name: str | None
    reason: str | None
    dossier_code: str | None
    #: The consignment it became.
    carried_by: str | None
    #: Whether the answer may be taken back: nothing came of it since.
    may_reopen: bool
    name: str = field(repr=False)
    phone: str = field(repr=False)
    address: str = field(repr=False)
    note: str = field(repr=False)

    @property
    def waits_for_consignment(self) -> bool:
        """Whether the post is to register what it picks up; results the centre sends itself."""
        is_pickup = self.kind is CarriageKind.PICKUP
        return is_pickup and self.state is RequestState.ACCEPTED and self.carried_by is None


async def list_requests(
    database: Database,
    sealer: Sealer,
    viewer: Viewer,
    state: RequestState,
    place: Place,
    limit: int,
) -> tuple[list[ToldRequest], Place | None]:
    """Return a page of requests, and where the next page starts.

    Open ones come oldest first, because they wait; answered ones newest first.
    """
    async with database.snapshot() as connection:
        found = await carriage_requests.list_requests(
            connection, viewer.center_id, state, office_of(viewer), place, limit + 1
        )
    page = found[:limit]
    last = (page[-1].made_at, page[-1].request_id) if len(found) > limit else None
    return [_told(sealer, viewer, request, whole=False) for request in page], last


async def look_up_request(
    database: Database, sealer: Sealer, viewer: Viewer, request_id: UUID
) -> ToldRequest:
    """Return one request whole.

    Raises:
        UnknownCarriageRequest: there is none among those the viewer may see.

    """
    async with database.snapshot() as connection:
        found = await carriage_requests.find_request(
            connection, viewer.center_id, request_id, office_of(viewer)
        )
    if found is None:
        raise UnknownCarriageRequest
    return _told(sealer, viewer, found, whole=True)


async def accept_carriage(
    database: Database, clock: Clock, viewer: Viewer, request_id: UUID
) -> None:
    """Take a request on: from now on the dossier says that the post is to carry it.

    Raises:
        UnknownCarriageRequest: there is none among those the viewer may see.
        CarriageRequestClosed: it was answered before.

    """
    now = clock()
    closing = Closing(RequestState.ACCEPTED, now, viewer.login, viewer.office_code, None)
    async with database.transaction() as connection:
        kind, dossier_code = await _close(connection, viewer, request_id, closing)
        if dossier_code is not None:
            center_id = viewer.center_id
            before = await carriage_requests.lock_service_form(connection, center_id, dossier_code)
            form = form_with(before, kind)
            if form != before:
                await carriage_requests.note_form_changed(connection, center_id, request_id)
            await carriage_requests.set_service_form(connection, center_id, dossier_code, form, now)


async def carry_request(
    database: Database,
    clock: Clock,
    sealer: Sealer,
    viewer: Viewer,
    request_key: RequestKey,
    request_id: UUID,
    citizen: Citizen,
) -> None:
    """Register the consignment by which the post fetches what it was asked to, once.

    Raises:
        UnknownCarriageRequest: there is none among those the viewer may see.
        CarriageRequestClosed: it is no accepted pickup.
        Refusal: as `register_consignment`.

    """

    async def act(connection: Connection) -> Answer:
        center_id, office = viewer.center_id, office_of(viewer)
        # Colleagues who send the form at the same moment wait here for each other.
        await carriage_requests.lock_request(connection, center_id, request_id)
        found = await carriage_requests.find_request(connection, center_id, request_id, office)
        if found is None:
            raise UnknownCarriageRequest
        request = _told(sealer, viewer, found, whole=True)
        if request.carried_by is not None:
            return Answer(200, {"code": request.carried_by})
        if not request.waits_for_consignment:
            raise CarriageRequestClosed
        order = ConsignmentOrder(Leg.INBOUND, dossier_code=request.dossier_code, citizen=citizen)
        document = await write_consignment(connection, clock, sealer, viewer, order)
        code = str(document["code"])
        await carriage_requests.note_carried(connection, center_id, request_id, code)
        return Answer(201, {"code": code})

    await once(database, clock, sealer, viewer, request_key, act)


async def take_back_answer(
    database: Database, clock: Clock, viewer: Viewer, request_id: UUID
) -> None:
    """Let a request that was answered by mistake wait again, with the dossier as it was before.

    Raises:
        UnknownCarriageRequest: there is none among those the viewer may see.
        CarriageRequestClosed: it waits, a consignment was registered for it since, or the citizen
            asked for the same again.

    """
    center_id, now = viewer.center_id, clock()
    async with database.transaction() as connection:
        await carriage_requests.lock_request(connection, center_id, request_id)
        office = office_of(viewer)
        if await carriage_requests.find_request(connection, center_id, request_id, office) is None:
            raise UnknownCarriageRequest
        reopened = await carriage_requests.reopen_request(connection, center_id, request_id)
        if reopened is None:
            raise CarriageRequestClosed
        kind, dossier_code, changed_form = reopened
        if dossier_code is not None and changed_form:
            form = await carriage_requests.lock_service_form(connection, center_id, dossier_code)
            form = form_without(form, kind)
            await carriage_requests.set_service_form(connection, center_id, dossier_code, form, now)


async def decline_carriage(
    database: Database, clock: Clock, viewer: Viewer, request_id: UUID, reason: str | None
) -> None:
    """Decline a request, for a reason that the citizen reads when they track.

    Raises:
        UnknownCarriageRequest: there is none among those the viewer may see.
        CarriageRequestClosed: it was answered before.
        InvalidInput: there is no reason.

    """
    if not reason:
        raise InvalidInput(FieldProblem("reason", "missing", Said("must be given")))
    closing = Closing(RequestState.DECLINED, clock(), viewer.login, viewer.office_code, reason)
    async with database.transaction() as connection:
        await _close(connection, viewer, request_id, closing)


async def _close(
    connection: Connection, viewer: Viewer, request_id: UUID, closing: Closing
) -> tuple[CarriageKind, str | None]:
    center_id = viewer.center_id
    closed = await carriage_requests.close_request(connection, center_id, request_id, closing)
    if closed is not None:
        return closed
    office = office_of(viewer)
    if await carriage_requests.find_request(connection, center_id, request_id, office) is None:
        raise UnknownCarriageRequest
    raise CarriageRequestClosed


def _told(sealer: Sealer, viewer: Viewer, request: CarriageRequest, *, whole: bool) -> ToldRequest:
    place = contact_place(viewer.center.code, request.request_id)
    contact = sealer.open_json(request.contact_sealed, place)
    name, phone = contact.get("name", ""), contact.get("phone", "")
    return ToldRequest(
        request_id=request.request_id,
        kind=request.kind,
        code=request.dossier_code or request.consignment_code or "",
        state=request.state,
        made_at=request.made_at,
        closed_at=request.closed_at,
        closed_by=request.closed_by,
        closed_office_name=request.closed_office_name,
        reason=request.reason,
        dossier_code=request.dossier_code,
        carried_by=request.carried_by,
        may_reopen=request.may_reopen,
        name=name if whole else mask_name(name),
        phone=phone if whole else mask_phone(phone),
        address=contact.get("address", "") if whole else "",
        note=contact.get("note", "") if whole else "",
    )
