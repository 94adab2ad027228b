"""Registers a consignment: its way, its code, its posting slip and the papers inside.

The code is minted from a granted range, or is that of a pre-printed label bound at pickup. From
then on the thing is in custody and moves by scans alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from postal_bridge.domain.access import Role, Viewer
from postal_bridge.domain.calendar import Clock
from postal_bridge.domain.code_refusals import CodeTaken
from postal_bridge.domain.consignment import CITIZEN_LEGS, Way, Wish, refuse_leg, settle_way
from postal_bridge.domain.custody import CITIZEN, Kind, Leg, Thing
from postal_bridge.domain.custody_log import CustodyLog, Recorder
from postal_bridge.domain.masking import normalise_phone
from postal_bridge.domain.refusals import (
    AlreadyUnderWay,
    FieldProblem,
    InvalidInput,
    NotPostalEligible,
    ReferenceTaken,
    Refusal,
)
from postal_bridge.domain.said import Said
from postal_bridge.domain.tracking_code import TrackingCode
from postal_bridge.domain.transit import USUAL_SCOPE, TransitScope, scope_between
from postal_bridge.sealing import Sealer
from postal_bridge.store import code_ranges, consignments, dossiers
from postal_bridge.store.consignments import Consignment, Paper, Slip, SlipDossier, SlipProcedure
from postal_bridge.store.database import Connection, Database
from postal_bridge.store.rules import load_scene
from postal_bridge.store.transit_norms import zones_of
from postal_bridge.usecases.carry_together import (
    JoinedParts,
    find_dossier,
    find_further,
    join_parts,
    refuse_strangers,
)
from postal_bridge.usecases.citizen import Citizen, filer_of, open_citizen, seal_citizen
from postal_bridge.usecases.filer import phone_index
from postal_bridge.usecases.look_up_consignment import whole_document
from postal_bridge.usecases.mint_code import mint_code
from postal_bridge.usecases.once import Answer, RequestKey, once
from postal_bridge.usecases.want_carriage import want_carriage

#: A number can be bound by hand between our look and our write; so often in a row it is no chance.
MINT_ATTEMPTS_MAX = 10


@dataclass(frozen=True, slots=True)
class PaperOrder:
    """One paper of the list; `to_withdraw`: the agency wants it back on delivery."""

    name: str
    form: str
    quantity: int = 1
    to_withdraw: bool = False


@dataclass(frozen=True, slots=True)
class ConsignmentOrder:
    """What is to be registered; None is left to us, see `register_consignment`."""

    leg: Leg
    dossier_code: str | None = None
    procedure_code: str | None = None
    code: str | None = None
    origin: str | None = None
    destination: str | None = None
    citizen: Citizen | None = field(default=None, repr=False)
    papers: Sequence[PaperOrder] | None = None
    collect_dong: int = 0
    scope: str | None = None
    reference: str | None = None
    post_office: str | None = None
    further: Sequence[str] = ()
    part_of: str | None = None


@dataclass(frozen=True, slots=True)
class _Subject:
    """What a consignment is about, as far as it is known.

    `further` are the dossiers it carries beside `dossier`, `first` is the part before it.
    """

    dossier: SlipDossier | None
    procedure: SlipProcedure | None
    further: Sequence[SlipDossier] = ()
    first: Consignment | None = None

    @property
    def procedures(self) -> list[str]:
        """The procedures of all it carries, in their order."""
        first = [self.procedure.code] if self.procedure else []
        return first + [each.procedure_code for each in self.further]


async def register_consignment(
    database: Database,
    clock: Clock,
    sealer: Sealer,
    viewer: Viewer,
    request_key: RequestKey | None,
    order: ConsignmentOrder,
) -> Answer:
    """Register a consignment and answer it with what the viewer may scan next.

    What the order leaves open comes from the dossier and its procedure: the citizen, the
    department, and for an inbound leg the checklist of papers. Of several dossiers the first is
    the one it is named by, and the one for which money is taken. A further part (`part_of`) carries
    what the first part carries.

    Raises:
        NotForYourRole: the viewer's role sends nothing on this leg.
        InvalidInput: a part of the order is unknown here or does not fit.
        NotPostalEligible: the procedure needs people to come in person.
        AlreadyUnderWay: another carries the dossier this way, and this is no part of it.
        CodeTaken, ReferenceTaken: another consignment has that code or reference.
        NoCodeRange: no code was given and no granted number is left.

    """

    async def act(connection: Connection) -> Answer:
        document = await write_consignment(connection, clock, sealer, viewer, order)
        return Answer(201, document)

    return await once(database, clock, sealer, viewer, request_key, act)


async def write_consignment(
    connection: Connection, clock: Clock, sealer: Sealer, viewer: Viewer, order: ConsignmentOrder
) -> dict[str, Any]:
    """Register a consignment as a part of what else is written; see `register_consignment`."""
    now = clock()
    today = now.astimezone(viewer.center.zone).date()
    _refuse_misfits(viewer, order)
    scene, _ = await load_scene(connection, viewer.center_id, today)
    joined = await join_parts(connection, viewer, order.leg, order.part_of)
    if joined:
        order = _as_a_part(order, joined)
    subject = await _subject_of(connection, viewer, order, joined)
    department = subject.dossier.department_code if subject.dossier else None
    wish = Wish(order.leg, order.origin, order.destination, order.post_office)
    way = settle_way(viewer, wish, department, scene.offices)
    if order.leg in CITIZEN_LEGS:
        await _refuse_in_person(connection, viewer, subject)
    if subject.first is None:
        await _refuse_twice(connection, viewer, subject, way)
    code = await _put_into_custody(connection, viewer, order, way, now)
    order = replace(order, scope=order.scope or await _scope(connection, viewer, way))
    slip = _slip(sealer, viewer, order, subject, way, code, now)
    if not await consignments.add_consignment(connection, viewer.center_id, slip):
        raise ReferenceTaken
    carried = [each.code for each in subject.further]
    await consignments.carry_further(connection, viewer.center_id, code, way.leg, carried)
    papers = await _papers(connection, viewer, order, subject)
    if papers:
        await consignments.add_papers(connection, viewer.center_id, code, papers)
    await want_carriage(connection, viewer, code, way.leg, slip.dossier_code, now)
    found = await consignments.find_consignment(connection, viewer.center_id, code, None)
    assert found is not None, "it was written just now"
    return await whole_document(connection, sealer, viewer, scene, found, today)


def _refuse_misfits(viewer: Viewer, order: ConsignmentOrder) -> None:
    """Refuse what does not fit whatever the dossier says."""
    refuse_leg(viewer.role, order.leg)
    problems = []
    if viewer.role is Role.DEPARTMENT and order.dossier_code is None:
        problems.append(
            FieldProblem("dossier_code", "missing", Said("say which dossier it carries"))
        )
    if order.scope is not None and order.scope not in set(TransitScope):
        detail = Said("must be one of {known}", known=tuple(sorted(TransitScope)))
        problems.append(FieldProblem("scope", "unknown_scope", detail))
    if order.citizen and order.leg not in CITIZEN_LEGS:
        detail = Said("no citizen is at an end of this leg")
        problems.append(FieldProblem("citizen", "not_on_this_leg", detail))
    elif order.citizen and order.citizen.phone and not normalise_phone(order.citizen.phone):
        detail = Said("is no phone number of Việt Nam")
        problems.append(FieldProblem("citizen.phone", "bad_phone", detail))
    if problems:
        raise InvalidInput(*problems)


def _as_a_part(order: ConsignmentOrder, joined: JoinedParts) -> ConsignmentOrder:
    """Return the order of a further part, which carries what the first part carries."""
    if order.dossier_code or order.further:
        detail = Said("a part carries what the first part carries")
        raise InvalidInput(FieldProblem("dossier_code", "told_by_part", detail))
    first = joined.first
    return replace(
        order,
        part_of=joined.named,
        dossier_code=joined.dossier_codes[0],
        further=joined.dossier_codes[1:],
        papers=order.papers or (),
        origin=order.origin or first.origin,
        destination=order.destination or first.destination,
        post_office=order.post_office or first.post_office,
        scope=order.scope or first.scope,
    )


async def _subject_of(
    connection: Connection, viewer: Viewer, order: ConsignmentOrder, joined: JoinedParts | None
) -> _Subject:
    first = joined.first if joined else None
    dossier, further = (
        None,
        await find_further(connection, viewer, order.dossier_code, order.further),
    )
    if order.dossier_code is not None:
        dossier = await find_dossier(connection, viewer, order.dossier_code)
        refuse_strangers(order.leg, dossier, further)
        codes = [dossier.code, *(each.code for each in further)]
        await dossiers.hold_dossiers(connection, viewer.center_id, codes)
    code = order.procedure_code or (dossier.procedure_code if dossier else None)
    if code is None:
        return _Subject(dossier, None, further, first)
    if dossier and code != dossier.procedure_code:
        detail = Said("is not the procedure of the dossier")
        raise InvalidInput(FieldProblem("procedure_code", "not_of_dossier", detail))
    procedure = await consignments.procedure_for_slip(connection, viewer.center_id, code)
    if procedure is None:
        detail = Said("is no procedure of this centre")
        raise InvalidInput(FieldProblem("procedure_code", "unknown_procedure", detail))
    return _Subject(dossier, procedure, further, first)


async def _refuse_in_person(connection: Connection, viewer: Viewer, subject: _Subject) -> None:
    """Refuse to carry what needs people to come in person."""
    for code in subject.procedures:
        procedure = await consignments.procedure_for_slip(connection, viewer.center_id, code)
        if procedure and not procedure.postal_eligible:
            raise NotPostalEligible(procedure=code)


async def _refuse_twice(
    connection: Connection, viewer: Viewer, subject: _Subject, way: Way
) -> None:
    """Refuse a second consignment of a dossier that is under way; the dossiers are held."""
    dossiers_inside = (subject.dossier, *subject.further)
    codes = [each.code for each in dossiers_inside if each]
    ends = (way.origin, way.destination)
    found = await dossiers.carried_already(connection, viewer.center_id, codes, way.leg, ends)
    if found is not None:
        raise AlreadyUnderWay(code=found)


async def _put_into_custody(
    connection: Connection, viewer: Viewer, order: ConsignmentOrder, way: Way, now: datetime
) -> str:
    """Begin the log of the thing under the code given, or under the next one minted."""
    center_id, recorder = viewer.center_id, Recorder(viewer.login, viewer.office_code, now)

    async def put(code: TrackingCode) -> bool:
        thing = Thing(str(code), Kind.CONSIGNMENT, way.leg, way.origin, way.destination)
        log = CustodyLog.begin(thing, recorder)
        return await consignments.put_into_custody(connection, center_id, log)

    if order.code is not None:
        given = _given_code(order.code)
        owner = await code_ranges.granted_to(connection, given)
        if owner not in (None, center_id) or not await put(given):
            raise CodeTaken(code=given)
        return str(given)
    for _ in range(MINT_ATTEMPTS_MAX):
        minted = await mint_code(connection, center_id)
        if await put(minted):
            return str(minted)
    raise CodeTaken(code=minted)


def _given_code(text: str) -> TrackingCode:
    try:
        return TrackingCode.parse(text)
    except Refusal as refusal:
        raise InvalidInput(FieldProblem("code", refusal.code(), refusal.detail)) from refusal


async def _scope(connection: Connection, viewer: Viewer, way: Way) -> TransitScope:
    """Return how far a consignment goes: between its ends, a citizen's being their post office."""
    zones = {
        each.code: each.zone for each in await zones_of(connection, viewer.center_id) if each.zone
    }
    origin, destination = (
        way.post_office if end == CITIZEN else end for end in (way.origin, way.destination)
    )
    return scope_between(zones, origin, destination)


def _slip(
    sealer: Sealer,
    viewer: Viewer,
    order: ConsignmentOrder,
    subject: _Subject,
    way: Way,
    code: str,
    now: datetime,
) -> Slip:
    center_code, citizen = viewer.center.code, order.citizen
    if citizen is None and subject.first:
        sealed = subject.first.party_sealed
        citizen = open_citizen(sealer, center_code, subject.first.code, sealed)
    if citizen is None and subject.dossier and way.leg in CITIZEN_LEGS:
        citizen = filer_of(sealer, center_code, subject.dossier)
    phone = citizen.phone if citizen else None
    return Slip(
        code=code,
        leg=way.leg,
        dossier_code=subject.dossier.code if subject.dossier else None,
        procedure_code=subject.procedure.code if subject.procedure else None,
        post_office=way.post_office,
        party_sealed=seal_citizen(sealer, center_code, code, citizen) if citizen else None,
        phone_index=phone_index(sealer, phone) if phone else None,
        collect_dong=order.collect_dong,
        scope=order.scope or USUAL_SCOPE,
        reference=order.reference,
        created_at=now,
        created_by=viewer.login,
        created_office=viewer.office_code,
        part_of=order.part_of,
    )


async def _papers(
    connection: Connection, viewer: Viewer, order: ConsignmentOrder, subject: _Subject
) -> list[Paper]:
    """Return the papers as ordered; what comes in without a list is listed by the checklist."""
    if order.papers is not None:
        return [
            Paper(position, paper.name, paper.form, paper.quantity, paper.to_withdraw)
            for position, paper in enumerate(order.papers, start=1)
        ]
    if order.leg is not Leg.INBOUND:
        return []
    listed: list[Paper] = []
    for code in subject.procedures:
        papers = await consignments.components_of_procedure(connection, viewer.center_id, code)
        listed += [
            replace(paper, position=position)
            for position, paper in enumerate(papers, start=len(listed) + 1)
        ]
    return listed
