"""The papers of a dossier as PDF, each by the form that was in force on its day.

Owns how facts are worded for people; the looks are the documents'.
"""

from dataclasses import dataclass
from functools import partial

from postal_bridge.documents.money_words import grouped
from postal_bridge.documents.notices import (
    ApologyExtension,
    Notice,
    NoticeFacts,
    RefusalNotice,
    StopNotice,
    SupplementRequest,
    render_notice,
)
from postal_bridge.documents.paper_head import Applicant, PaperHead
from postal_bridge.documents.process_control_sheet import (
    ControlRow,
    ProcessControlSheet,
    render_process_control_sheet,
)
from postal_bridge.documents.receipt_appointment import (
    Component,
    ReceiptAppointment,
    render_receipt_appointment,
)
from postal_bridge.documents.result_receipt import ResultReceipt, render_result_receipt
from postal_bridge.domain.access import Center
from postal_bridge.domain.catalogue import ComponentForm
from postal_bridge.domain.dossier import PortalStatus, ReturnedVia, ServiceForm
from postal_bridge.domain.papers import DossierPaper, RegisterNumber
from postal_bridge.domain.refusals import PaperNotThere, UnknownCode
from postal_bridge.domain.term import TermUnit
from postal_bridge.usecases.rate_by_link import print_link
from postal_bridge.usecases.write_papers import ListedPaper, Move, PaperFacts, write_paper
from postal_bridge.usecases.write_register import register_number
from routes.printing import PDF, print_aside
from routes.route import Call, Reply, operation

WAYS = {
    ReturnedVia.COUNTER: "tại quầy",
    ReturnedVia.POSTAL: "qua dịch vụ bưu chính công ích",
    ReturnedVia.ONLINE: "trực tuyến",
}
_BY_POST = frozenset({ServiceForm.RETURN, ServiceForm.BOTH})
_FILER = "Người nộp hồ sơ"
_UNITS = {
    TermUnit.WORKING_DAYS: "ngày làm việc",
    TermUnit.CALENDAR_DAYS: "ngày",
    TermUnit.WORKING_HOURS: "giờ làm việc",
}
_STEPS = {
    PortalStatus.ACCEPTED: "tiếp nhận hồ sơ",
    PortalStatus.PROCESSING: "bắt đầu giải quyết",
    PortalStatus.STOPPED: "dừng giải quyết",
    PortalStatus.DONE: "có kết quả",
    PortalStatus.RETURNED: "trả kết quả",
}


@operation(gives=PDF, refuses=(UnknownCode, PaperNotThere))
async def print_paper(call: Call[None, None]) -> Reply:
    """Print a paper of a dossier, by the form in force on the day of the paper.

    `paper` is one of receipt-appointment, supplement-request, refusal-notice, stop-notice,
    apology-extension, process-control-sheet and result-receipt. What is not known is a dotted line
    for a hand.
    """
    bridge, center, path = call.bridge, call.viewer.center, call.path
    facts = await write_paper(
        bridge.database, bridge.clock, bridge.sealer, call.viewer, path["code"], path["paper"]
    )
    base, rating = bridge.config.base_url, None
    if facts.paper is DossierPaper.RESULT_RECEIPT:
        rating = base + await print_link(
            bridge.database, bridge.clock, bridge.sealer, call.viewer, facts.dossier_code
        )
    number = None
    if facts.paper is DossierPaper.RECEIPT_APPOINTMENT:
        number = await register_number(bridge.database, call.viewer, facts.dossier_code)
    beside = Beside(f"{base}/q?code={facts.dossier_code}", rating, number)
    pdf = await print_aside(partial(rendered, facts, center, beside))
    name = f"{facts.paper}-{facts.dossier_code}.pdf"
    return Reply(pdf, headers={"Content-Disposition": f'inline; filename="{name}"'})


@dataclass(frozen=True, slots=True)
class Beside:
    """What a paper bears beside its facts: codes that lead on, and its place in the register."""

    tracking_address: str
    rating_address: str | None = None
    number: RegisterNumber | None = None


def rendered(facts: PaperFacts, center: Center, beside: Beside) -> bytes:
    """Return a paper as PDF."""
    head = PaperHead(
        agency=center.name,
        printed_at=facts.printed_at,
        form=facts.form,
        day=facts.day,
        dossier_code=facts.dossier_code,
        tracking_address=beside.tracking_address,
    )
    filer = facts.filer
    applicant = Applicant(filer["name"], filer["address"], filer["phone"])
    notice = _notice(facts, NoticeFacts(head, applicant, facts.procedure_name, facts.signer))
    if notice is not None:
        return render_notice(notice)
    match facts.paper:
        case DossierPaper.PROCESS_CONTROL_SHEET:
            return render_process_control_sheet(_control_sheet(facts, head))
        case DossierPaper.RESULT_RECEIPT:
            handed = _result_receipt(facts, head, applicant, beside.rating_address)
            return render_result_receipt(handed)
        case _:
            receipt = _receipt(facts, head, applicant, beside.number)
            return render_receipt_appointment(receipt)


def _notice(facts: PaperFacts, common: NoticeFacts) -> Notice | None:
    """Return what the agency writes to the filer; None where the paper is no notice."""
    match facts.paper:
        case DossierPaper.SUPPLEMENT_REQUEST:
            items = [line for line in (facts.said or "").splitlines() if line.strip()]
            return SupplementRequest(common, items, facts.said_reason, facts.contact)
        case DossierPaper.REFUSAL_NOTICE:
            return RefusalNotice(common, facts.said, facts.contact)
        case DossierPaper.STOP_NOTICE:
            return StopNotice(common, facts.received_at, facts.day, facts.said)
        case DossierPaper.APOLOGY_EXTENSION:
            return _apology(facts, common)
        case _:
            return None


def _apology(facts: PaperFacts, notice: NoticeFacts) -> ApologyExtension:
    return ApologyExtension(
        facts=notice,
        received_at=facts.received_at,
        due_on=facts.due_on,
        late_office=facts.department_name,
        reason=facts.late_because,
        new_due_on=facts.new_due_on,
        return_place=_return_place(facts, notice.head.agency),
    )


def _receipt(
    facts: PaperFacts, head: PaperHead, applicant: Applicant, number: RegisterNumber | None
) -> ReceiptAppointment:
    return ReceiptAppointment(
        head=head,
        applicant=applicant,
        procedure_name=facts.procedure_name,
        components=[_component(paper) for paper in facts.papers],
        term=_term(facts),
        received_at=facts.received_at,
        due_on=facts.due_on,
        due_at=facts.due_at,
        return_place=_return_place(facts, head.agency),
        fee=_fee(facts),
        receiver=facts.signer,
        register_year=number.year if number else None,
        register_number=number.number if number else None,
    )


def _component(paper: ListedPaper) -> Component:
    match paper.form:
        case ComponentForm.ORIGINAL:
            return Component(paper.name, originals=paper.quantity)
        case ComponentForm.CERTIFIED_COPY:
            return Component(paper.name, certified_copies=paper.quantity)
        case _:
            return Component(paper.name, copies=paper.quantity)


def _term(facts: PaperFacts) -> str | None:
    term = facts.term
    return f"{term.count:02} {_UNITS[term.unit]}" if term else None


def _return_place(facts: PaperFacts, agency: str) -> str | None:
    """Say where the result is to be had, as far as the filer has said it."""
    if facts.service_form in _BY_POST:
        return "địa chỉ đã đăng ký, qua dịch vụ bưu chính công ích"
    return agency if facts.service_form is ServiceForm.SEND else None


def _fee(facts: PaperFacts) -> str | None:
    if facts.fee_dong is None:
        return None
    told = f"{grouped(facts.fee_dong)} đồng"
    if facts.open_dong is None:
        return told
    return f"{told} (còn phải nộp {grouped(facts.open_dong)} đồng)"


def _result_receipt(
    facts: PaperFacts, head: PaperHead, applicant: Applicant, rating_address: str | None
) -> ResultReceipt:
    return ResultReceipt(
        head=head,
        applicant=applicant,
        procedure_name=facts.procedure_name,
        returner=None,
        returner_office=head.agency,
        returned_on=facts.returned_on,
        returned_via=facts.returned_via and WAYS[facts.returned_via],
        rating_address=rating_address,
    )


def _control_sheet(facts: PaperFacts, head: PaperHead) -> ProcessControlSheet:
    return ProcessControlSheet(
        head=head,
        procedure_name=facts.procedure_name,
        lead_agency=facts.department_name,
        received_at=facts.received_at,
        due_on=facts.due_on,
        rows=[_control_row(move, facts) for move in facts.moves],
    )


def _control_row(move: Move, facts: PaperFacts) -> ControlRow:
    ends = move.status in (PortalStatus.DONE, PortalStatus.STOPPED)
    from_citizen = move.status is None or move.status is PortalStatus.ACCEPTED
    to_citizen = move.status is None or move.status is PortalStatus.RETURNED
    return ControlRow(
        giver_office=move.from_office or (_FILER if from_citizen else ""),
        taker_office=move.to_office or (_FILER if to_citizen else ""),
        given_at=move.given_at,
        taken_at=move.taken_at,
        giver=move.giver,
        taker=move.taker,
        result=_punctuality(facts) if ends else None,
        voucher=move.voucher,
        note=_STEPS[move.status] if move.status else None,
    )


def _punctuality(facts: PaperFacts) -> str | None:
    """Compare days: what is resolved on the day it was due is on time."""
    if facts.resolved_on is None or facts.due_on is None:
        return None
    if facts.resolved_on == facts.due_on:
        return "Đúng hạn"
    return "Trước hạn" if facts.resolved_on < facts.due_on else "Quá hạn"
