"""Reads consignments: one with its papers and what may come next, its events, lists.

The centre sees everything that is its own, other offices what they have to do with. Citizens are
shown whole only to those who serve them, and never in lists.
"""

from dataclasses import asdict, dataclass, replace
from datetime import date, datetime

from postal_bridge.domain.access import Role, Viewer
from postal_bridge.domain.calendar import Calendar, Clock
from postal_bridge.domain.code_refusals import BadTrackingCode
from postal_bridge.domain.custody import Kind, Leg, Standing, State, Thing
from postal_bridge.domain.deciding import Scene, next_actions
from postal_bridge.domain.refusals import Refusal, UnknownCode
from postal_bridge.domain.tracking_code import OutsideCode, TrackingCode
from postal_bridge.domain.transit import TransitScope, norms_on, transit_of
from postal_bridge.sealing import Sealer
from postal_bridge.store import carrier_orders, collections, consignments, item_codes
from postal_bridge.store.consignments import Consignment, ConsignmentFilter, ToldEvent
from postal_bridge.store.database import Connection, Database
from postal_bridge.store.rules import load_scene
from postal_bridge.store.scopes import few_things
from postal_bridge.store.transit_norms import load_norms
from postal_bridge.usecases.citizen import citizen_document, open_citizen
from postal_bridge.usecases.order_document import order_document

Document = dict[str, object]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which consignments are looked for; None leaves a question open."""

    state: State | None = None
    leg: Leg | None = None
    holder: str | None = None
    dossier_code: str | None = None


def office_of(viewer: Viewer) -> str | None:
    """Return the office whose things alone a viewer sees; None for the whole centre."""
    return None if viewer.sees_whole_center else viewer.office_code


async def look_up_consignment(
    database: Database, clock: Clock, sealer: Sealer, viewer: Viewer, code: str
) -> Document:
    """Return one consignment as the viewer may see it.

    Raises:
        UnknownCode: there is none of this code among those the viewer may see.

    """
    async with database.snapshot() as connection:
        found = await find_visible(connection, viewer, code)
        today = _today(viewer, clock)
        scene, _ = await load_scene(connection, viewer.center_id, today)
        return await whole_document(connection, sealer, viewer, scene, found, today)


async def look_up_events(
    database: Database, viewer: Viewer, code: str, after: tuple[datetime, int], limit: int
) -> tuple[list[Document], tuple[datetime, int] | None]:
    """Return a page of what happened to a consignment, and where the next page starts.

    The order is that of the events themselves, not of recording; a corrected one stays, marked.

    Raises:
        UnknownCode: there is none of this code among those the viewer may see.

    """
    async with database.snapshot() as connection:
        consignment = await find_visible(connection, viewer, code)
        found = await consignments.events_of_consignment(
            connection, viewer.center_id, consignment.code, after, limit + 1
        )
    page = found[:limit]
    last = (page[-1].happened_at, page[-1].sequence) if len(found) > limit else None
    return [_event_document(viewer, event) for event in page], last


async def list_consignments(
    database: Database, sealer: Sealer, viewer: Viewer, wanted: Wanted, after: str, limit: int
) -> tuple[list[Document], str | None]:
    """Return a page of consignments in the order of their codes, and where the next one starts."""
    question = ConsignmentFilter(
        office=office_of(viewer),
        state=wanted.state,
        leg=wanted.leg,
        holder=wanted.holder,
        dossier_code=wanted.dossier_code,
    )
    async with database.snapshot() as connection:
        if viewer.role is Role.POST:
            codes = await few_things(connection, viewer.center_id, viewer.office_code)
            question = replace(question, codes=codes)
        found = await consignments.list_consignments(
            connection, viewer.center_id, question, after, limit + 1
        )
    page = found[:limit]
    documents = [_document(sealer, viewer, each, whole=False) for each in page]
    return documents, page[-1].code if len(found) > limit else None


async def find_visible(connection: Connection, viewer: Viewer, code: str) -> Consignment:
    """Return a consignment the viewer may see, by its code or by what a carrier calls it.

    Raises:
        UnknownCode: there is none, which is also said when it is not the viewer's to see.
        BadTrackingCode: it looks like an identifier of S10, and its check digit is wrong.

    """
    wrong: Refusal | None = None
    plain: str | None
    try:
        plain = str(TrackingCode.parse(code))
    except BadTrackingCode as refusal:
        plain, wrong = None, refusal if refusal.was_mistyped else None
    center_id, office = viewer.center_id, office_of(viewer)
    found = (
        await consignments.find_consignment(connection, center_id, plain, office) if plain else None
    )
    if found is None and (outside := OutsideCode.read(code)):
        own = await item_codes.things_of_items(connection, center_id, [str(outside)])
        for meant in own.values():
            found = await consignments.find_consignment(connection, center_id, meant, office)
    if found is None:
        raise wrong or UnknownCode
    return found


async def whole_document(
    connection: Connection,
    sealer: Sealer,
    viewer: Viewer,
    scene: Scene,
    found: Consignment,
    today: date,
) -> Document:
    """Return a consignment with its papers, the citizen and what the viewer may scan next."""
    center_id, code = viewer.center_id, found.code
    papers = (await consignments.papers_of(connection, center_id, [code]))[code]
    counts = await consignments.paper_counts_of(connection, center_id, code)
    document = _document(sealer, viewer, found, whole=serves_citizen(viewer, found))
    document["transit"] = None
    if found.posted_on and found.norm_on:
        way = found.posted_on, found.norm_on, found.reached_on
        transit = asdict(transit_of(*way, today, scene.rules.calendar))
        slip_on = await _slip_on(connection, viewer, found, scene.rules.calendar)
        document["transit"] = {**transit, "slip_on": slip_on and slip_on.isoformat()}
    carried = await consignments.carried_by(connection, center_id, code)
    document["dossiers"] = [
        {"code": each.dossier_code, "procedure_name": each.procedure_name} for each in carried
    ]
    document["collected_dong"] = 0
    if found.dossier_code and found.collect_dong:
        paid = found.dossier_code, code
        document["collected_dong"] = await collections.collected_with(connection, center_id, *paid)
    parts = found.part_of and await consignments.parts_with(connection, center_id, found.part_of)
    document["parts"] = [
        {"code": each.code, "state": each.state.value, "holder": each.holder}
        for each in parts or ()
    ]
    document["papers"] = [
        {
            "position": paper.position,
            "name": paper.name,
            "form": paper.form,
            "quantity": paper.quantity,
            "to_withdraw": paper.to_withdraw,
            "counts": [
                {
                    "office": count.office_code,
                    "fate": count.fate,
                    "counted": count.counted,
                    "counted_at": count.counted_at.isoformat(),
                }
                for count in counts
                if count.position == paper.position
            ],
        }
        for paper in papers
    ]
    thing = Thing(code, Kind.CONSIGNMENT, found.leg, found.origin, found.destination)
    document["carrier_orders"] = await _ordered(connection, viewer, code)
    document["carrier_codes"] = await item_codes.items_of_thing(connection, center_id, code)
    document["next_actions"] = actions_for(viewer, thing, _standing(found), scene)
    return document


async def _ordered(connection: Connection, viewer: Viewer, code: str) -> list[Document]:
    """Return what was ordered of carriers, which is of use to those who see the whole centre."""
    if not viewer.sees_whole_center:
        return []
    found = await carrier_orders.orders_of_consignment(connection, viewer.center_id, code)
    return [order_document(each) for each in found]


async def _slip_on(
    connection: Connection, viewer: Viewer, found: Consignment, calendar: Calendar
) -> date | None:
    """Return by when the norm wants the slip of appointment with whoever sent the papers."""
    if found.leg is not Leg.INBOUND or found.posted_on is None:
        return None
    norms = norms_on(found.posted_on, await load_norms(connection, viewer.center_id))
    return calendar.add_working_days(found.posted_on, norms.slip_days[TransitScope(found.scope)])


def actions_for(viewer: Viewer, thing: Thing, standing: Standing, scene: Scene) -> list[str]:
    """Return what a viewer may scan next, as it is answered."""
    who = (viewer.office_code, viewer.office_kind, viewer.role)
    return [action.value for action in next_actions(thing, standing, who, scene)]


def may_see_person(viewer: Viewer, office_code: str) -> bool:
    """Tell whether a viewer learns who of an office did something, or only which office."""
    return viewer.sees_whole_center or viewer.office_code == office_code


def serves_citizen(viewer: Viewer, found: Consignment) -> bool:
    """Tell whether the viewer has to reach the citizen: who delivers, and whose dossier it is."""
    if viewer.sees_whole_center:
        return True
    serving = {
        Role.POST: (found.holder, found.offered_to, found.post_office, found.created_office),
        Role.DEPARTMENT: (found.department_code, found.origin, found.destination),
    }
    return viewer.office_code in serving.get(viewer.role, ())


def _document(sealer: Sealer, viewer: Viewer, found: Consignment, *, whole: bool) -> Document:
    citizen = open_citizen(sealer, viewer.center.code, found.code, found.party_sealed)
    known = may_see_person(viewer, found.created_office)
    return {
        "code": found.code,
        "leg": found.leg.value,
        "dossier_code": found.dossier_code,
        "further_dossiers": list(found.further or ()),
        "procedure_code": found.procedure_code,
        "procedure_name": found.procedure_name,
        "origin": found.origin,
        "destination": found.destination,
        "post_office": found.post_office,
        "citizen": citizen_document(citizen, whole=whole),
        "state": found.state.value,
        "holder": found.holder,
        "offered_to": found.offered_to,
        "bag": found.bag,
        "damaged": found.damaged,
        "invitations": found.invitations,
        "collect_dong": found.collect_dong,
        "due_dong": found.due_dong,
        "scope": found.scope,
        "reference": found.reference,
        "part_of": found.part_of,
        "posted_on": found.posted_on.isoformat() if found.posted_on else None,
        "norm_on": found.norm_on.isoformat() if found.norm_on else None,
        "reached_on": found.reached_on.isoformat() if found.reached_on else None,
        "label_prints": found.label_prints,
        "happened_at": found.happened_at.isoformat(),
        "created_at": found.created_at.isoformat(),
        "created_office": found.created_office,
        "created_by": found.created_by if known else None,
    }


def _event_document(viewer: Viewer, event: ToldEvent) -> Document:
    return {
        "sequence": event.sequence,
        "event": event.event,
        "happened_at": event.happened_at.isoformat(),
        "recorded_at": event.recorded_at.isoformat(),
        "device_at": event.device_at and event.device_at.isoformat(),
        "office": event.office_code,
        "office_name": event.office_name,
        "login": event.login if may_see_person(viewer, event.office_code) else None,
        "state": event.state_after,
        "holder": event.holder_after,
        "to_office": event.detail.get("to_office"),
        "bag": event.detail.get("bag") or event.detail.get("carried_in"),
        "reason": event.detail.get("reason"),
        "one_time_code": event.detail.get("one_time_code"),
        "scan_id": str(event.scan_id) if event.scan_id else None,
        "corrects": event.corrects,
        "corrected": event.corrected,
        "hash": event.hash.hex(),
    }


def _standing(found: Consignment) -> Standing:
    return Standing(
        state=found.state,
        holder=found.holder,
        offered_to=found.offered_to,
        bag=found.bag,
        invitations=found.invitations,
        invited_on=found.invited_on,
        damaged=found.damaged,
    )


def _today(viewer: Viewer, clock: Clock) -> date:
    return clock().astimezone(viewer.center.zone).date()
