"""Hand-over records as PDF: of a bag, and of a consignment that travels without one.

Owns how the facts of a hand-over are worded for people; its looks are the document's.
"""

from functools import partial

from postal_bridge.documents.handover_record import (
    HandoverConfirmation,
    HandoverLine,
    HandoverRecord,
    HandoverSide,
    Presence,
    render_handover_record,
)
from postal_bridge.domain.access import Center, Role
from postal_bridge.domain.code_refusals import BadTrackingCode
from postal_bridge.domain.custody import Kind
from postal_bridge.domain.refusals import NotHandedOver, UnknownCode
from postal_bridge.usecases import write_handover_record as writing
from postal_bridge.usecases.write_handover_record import RecordFacts, RecordLine, Side
from routes.printing import PDF, print_aside
from routes.route import Call, Reply, operation
from schemas.consignments import RecordQuery

_POSITIONS = {
    Role.POST: "Nhân viên bưu chính",
    Role.CENTER: "Cán bộ Trung tâm",
    Role.DEPARTMENT: "Cán bộ cơ quan chuyên môn",
    Role.ACCOUNTANT: "Kế toán",
    Role.ADMIN: "Quản trị viên",
}
#: Room for a name to be written by hand, where nobody has confirmed yet.
_UNSIGNED = "…………………………"


@operation(query=RecordQuery, gives=PDF, refuses=(UnknownCode, NotHandedOver))
async def print_manifest_record(call: Call[None, RecordQuery]) -> Reply:
    """Print the record of a hand-over of a bag (Biên bản giao nhận hồ sơ).

    Both sides as they scanned, what was packed and, once the taker has opened the bag, what was
    found of it.
    """
    facts = await writing.record_of_manifest(
        call.bridge.database, call.viewer, call.path["code"], call.query.number
    )
    return await _printed(call, facts)


@operation(query=RecordQuery, gives=PDF, refuses=(UnknownCode, BadTrackingCode, NotHandedOver))
async def print_consignment_record(call: Call[None, RecordQuery]) -> Reply:
    """Print the record of a hand-over of a consignment without a bag.

    What was handed over in a bag stands on the record of the bag.
    """
    facts = await writing.record_of_consignment(
        call.bridge.database, call.viewer, call.path["code"], call.query.number
    )
    return await _printed(call, facts)


async def _printed(call: Call[None, RecordQuery], facts: RecordFacts) -> Reply:
    record = handover_record(facts, call.viewer.center)
    pdf = await print_aside(partial(render_handover_record, record))
    name = f"handover-record-{facts.code}-{facts.number}.pdf"
    return Reply(pdf, headers={"Content-Disposition": f'inline; filename="{name}"'})


def handover_record(facts: RecordFacts, center: Center) -> HandoverRecord:
    """Return a hand-over as the document tells it, in the time of the centre."""
    return HandoverRecord(
        superior_name=None,
        center_name=center.name,
        record_number=f"{facts.code}/{facts.number}",
        manifest_code=facts.code,
        place=facts.taker.office_name,
        handed_over_at=facts.handed_over_at.astimezone(center.zone),
        giver=_side(facts.giver),
        taker=_side(facts.taker),
        bag_code=facts.code if facts.is_bag else None,
        seal_number=facts.seal_number,
        seal_intact=facts.seal_intact,
        lines=[_line(line) for line in facts.lines],
        sets_filing_moment=facts.sets_filing_moment,
    )


def _side(side: Side) -> HandoverSide:
    confirmation = None
    if side.device_at and side.server_at:
        confirmation = HandoverConfirmation(side.device_at, side.server_at)
    position = _POSITIONS[side.role] if side.role else None
    return HandoverSide(side.office_name, side.person or _UNSIGNED, position, confirmation)


def _line(line: RecordLine) -> HandoverLine:
    presence = Presence.PRESENT
    if line.missing:
        presence = Presence.MISSING
    elif line.extra:
        presence = Presence.EXTRA
    return HandoverLine(
        dossier_code=", ".join(line.dossier_codes) or None,
        tracking_code=line.code,
        procedure_name=line.procedure_name,
        giver_papers=line.giver_papers,
        taker_papers=line.taker_papers,
        presence=presence,
        note="túi trong túi" if line.kind is Kind.BAG else "",
    )
