"""Gathers what the record of a hand-over says: both sides, the things, what each side counted.

The record is the Biên bản giao nhận of QĐ 45/2016/QĐ-TTg Đ7.2 to Đ7.4. How it is worded and
printed is for the rim and the documents.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from postal_bridge.domain.access import Role, Viewer
from postal_bridge.domain.custody import Event, Kind, Leg
from postal_bridge.domain.custody_log import LoggedEvent
from postal_bridge.domain.handover import Handover, handovers, standing_events
from postal_bridge.domain.refusals import NotHandedOver
from postal_bridge.store import consignments, custody, manifests
from postal_bridge.store import handovers as handover_store
from postal_bridge.store.database import Connection, Database
from postal_bridge.store.manifests import Manifest, ManifestLine
from postal_bridge.usecases.look_up_consignment import find_visible
from postal_bridge.usecases.look_up_manifest import find_visible_bag


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two sides; person, role and times are None until it has confirmed."""

    office_name: str
    person: str | None
    role: Role | None
    device_at: datetime | None
    server_at: datetime | None


@dataclass(frozen=True, slots=True)
class RecordLine:
    """One thing handed over; papers are None where a side did not count them."""

    code: str
    kind: Kind
    dossier_codes: Sequence[str]
    procedure_name: str | None
    giver_papers: int | None
    taker_papers: int | None
    missing: bool = False
    extra: bool = False


@dataclass(frozen=True, slots=True)
class RecordFacts:
    """Everything a hand-over record says; `number` counts the hand-overs of one thing from 1.

    `seal_intact` is None where nobody compared the seals. `sets_filing_moment`: dossiers of
    citizens reach the agency they are for.
    """

    code: str
    number: int
    is_bag: bool
    seal_number: str | None
    seal_intact: bool | None
    handed_over_at: datetime
    giver: Side
    taker: Side
    lines: Sequence[RecordLine]
    sets_filing_moment: bool


async def record_of_manifest(
    database: Database, viewer: Viewer, code: str, number: int | None
) -> RecordFacts:
    """Return the facts of a hand-over of a bag: the `number`th, or the last one.

    Raises:
        UnknownCode: the viewer may see no bag of this code.
        NotHandedOver: there is no such hand-over.

    """
    async with database.snapshot() as connection:
        bag = await find_visible_bag(connection, viewer, code)
        history = await _history(connection, viewer, bag.code)
        place, handover = _choose(bag.code, history, number)
        opening = _opening_after(history, handover)
        lines = await manifests.manifest_lines(connection, viewer.center_id, bag.code)
        giver, taker = await _sides(connection, viewer, handover)
        offices = handover.given.office, handover.taker_office
        record_lines = await _lines_of_bag(
            connection, viewer, lines, offices, opened=opening is not None
        )
        seal_intact = await _seal_intact(connection, viewer, bag, opening)
    return RecordFacts(
        code=bag.code,
        number=place,
        is_bag=True,
        seal_number=bag.seal_number,
        seal_intact=seal_intact,
        handed_over_at=_moment(handover),
        giver=giver,
        taker=taker,
        lines=record_lines,
        sets_filing_moment=any(
            _files(line.leg, line.destination, handover) for line in lines if line.packed_at
        ),
    )


async def record_of_consignment(
    database: Database, viewer: Viewer, code: str, number: int | None
) -> RecordFacts:
    """Return the facts of a hand-over of a consignment without a bag; raises as the one above."""
    async with database.snapshot() as connection:
        found = await find_visible(connection, viewer, code)
        history = await _history(connection, viewer, found.code)
        place, handover = _choose(found.code, history, number)
        giver, taker = await _sides(connection, viewer, handover)
        offices = handover.given.office, handover.taker_office
        papers = await consignments.papers_of(connection, viewer.center_id, [found.code])
        carried = await consignments.carried_by(connection, viewer.center_id, found.code)
        counted = await handover_store.papers_counted(
            connection, viewer.center_id, [found.code], offices
        )
    listed = sum(paper.quantity for paper in papers[found.code])
    line = RecordLine(
        code=found.code,
        kind=Kind.CONSIGNMENT,
        dossier_codes=[each.dossier_code for each in carried],
        procedure_name=found.procedure_name,
        giver_papers=counted.get((found.code, offices[0]), listed),
        taker_papers=counted.get((found.code, offices[1])),
    )
    return RecordFacts(
        code=found.code,
        number=place,
        is_bag=False,
        seal_number=None,
        seal_intact=None,
        handed_over_at=_moment(handover),
        giver=giver,
        taker=taker,
        lines=[line],
        sets_filing_moment=_files(found.leg, found.destination, handover),
    )


async def _history(connection: Connection, viewer: Viewer, code: str) -> list[LoggedEvent]:
    return (await custody.load_histories(connection, viewer.center_id, [code]))[code]


def _choose(code: str, history: Sequence[LoggedEvent], number: int | None) -> tuple[int, Handover]:
    found = handovers(history)
    place = len(found) if number is None else number
    if not 1 <= place <= len(found):
        raise NotHandedOver(code=code)
    return place, found[place - 1]


def _opening_after(history: Sequence[LoggedEvent], handover: Handover) -> LoggedEvent | None:
    """Return the opening of a bag by whoever took it, before it went on to somebody else."""
    if handover.taken is None:
        return None
    for event in standing_events(history):
        if (event.happened_at, event.sequence) > (
            handover.taken.happened_at,
            handover.taken.sequence,
        ):
            if event.event is Event.OPENED:
                return event
            if event.event is Event.GIVEN:
                return None
    return None


def _moment(handover: Handover) -> datetime:
    """Return when the hand-over took place: when both had signed, or so far the giver."""
    return (handover.taken or handover.given).happened_at


def _files(leg: Leg | str | None, destination: str | None, handover: Handover) -> bool:
    return leg == Leg.INBOUND and destination == handover.taker_office


async def _sides(connection: Connection, viewer: Viewer, handover: Handover) -> tuple[Side, Side]:
    events = (handover.given, handover.taken)
    scan_ids = [event.scan_id for event in events if event and event.scan_id]
    center_id = viewer.center_id
    signatures = await handover_store.signatures_of(connection, center_id, scan_ids)
    offices = handover.given.office, handover.taker_office
    names = await handover_store.office_names(connection, center_id, offices)

    def side(office: str, event: LoggedEvent | None) -> Side:
        signature = signatures.get(event.scan_id) if event and event.scan_id else None
        name = names.get(office, office)
        if event is None or signature is None:
            return Side(name, None, None, None, None)
        return Side(
            office_name=name,
            person=signature.full_name,
            role=signature.role,
            device_at=signature.scanned_at,
            server_at=event.recorded_at,
        )

    return side(offices[0], handover.given), side(offices[1], handover.taken)


async def _seal_intact(
    connection: Connection, viewer: Viewer, bag: Manifest, opening: LoggedEvent | None
) -> bool | None:
    """Tell whether the seal read on opening was the one put on; None when it was not read."""
    if opening is None or opening.scan_id is None or bag.seal_number is None:
        return None
    signatures = await handover_store.signatures_of(connection, viewer.center_id, [opening.scan_id])
    read = signatures[opening.scan_id].seal_number
    return None if read is None else read == bag.seal_number


async def _lines_of_bag(
    connection: Connection,
    viewer: Viewer,
    lines: Sequence[ManifestLine],
    offices: tuple[str, str],
    *,
    opened: bool,
) -> list[RecordLine]:
    """Return a line for each thing packed, and once the taker has opened, each one found."""
    handed = [line for line in lines if line.packed_at or (opened and line.found_at)]
    counted = await handover_store.papers_counted(
        connection, viewer.center_id, [line.item_code for line in handed], offices
    )
    found = []
    for line in handed:
        is_bag, extra = line.kind == Kind.BAG, line.packed_at is None
        listed = None if is_bag or extra else line.papers
        found.append(
            RecordLine(
                code=line.item_code,
                kind=Kind.BAG if is_bag else Kind.CONSIGNMENT,
                dossier_codes=line.dossier_codes,
                procedure_name=line.procedure_name,
                giver_papers=counted.get((line.item_code, offices[0]), listed),
                taker_papers=counted.get((line.item_code, offices[1])),
                missing=opened and line.found_at is None,
                extra=extra,
            )
        )
    return found
