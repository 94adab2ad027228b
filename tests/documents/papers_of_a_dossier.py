"""One example of each paper of a dossier, filled as an office would and hardly filled at all."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from postal_bridge.documents.dossier_register import (
    DossierRegister,
    RegisterLine,
    render_dossier_register,
)
from postal_bridge.documents.notices import (
    ApologyExtension,
    NoticeFacts,
    RefusalNotice,
    StopNotice,
    SupplementRequest,
    render_notice,
)
from postal_bridge.documents.paper_head import Applicant, PaperHead
from postal_bridge.documents.posting_slip import PostingSlip, SlipPaper, render_posting_slip
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
from postal_bridge.domain.papers import FORM_SETS, DossierPaper

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
CODE = "000.00.19.H53-260305-0001"
TRACKING_ADDRESS = f"https://buuchinh.example.vn/q?code={CODE}"
RECEIVED_AT = datetime(2026, 3, 5, 9, 32, tzinfo=ZONE)
PROCEDURE = "Cấp đổi giấy chứng nhận ví dụ về quyền sử dụng đất, quyền sở hữu nhà ở"
REASON = "Hồ sơ phải lấy thêm ý kiến của cơ quan ví dụ nên chưa đủ căn cứ giải quyết."
NEW_SET = FORM_SETS["03/2025/TT-VPCP"]

HEAD = PaperHead(
    agency="Trung tâm Phục vụ hành chính công tỉnh Ví Dụ",
    printed_at=datetime(2026, 3, 6, 8, 0, tzinfo=ZONE),
    day=date(2026, 3, 5),
    dossier_code=CODE,
    tracking_address=TRACKING_ADDRESS,
)
APPLICANT = Applicant(
    "Nguyễn Thị Hằng Mẫu", "12 ngõ Ví Dụ, phường Thử Nghiệm, tỉnh Ví Dụ", "0912 000 111", None
)
NOBODY = Applicant()


@dataclass(frozen=True, slots=True)
class Sheet:
    """A paper, its size in millimetres, and how it is printed for some citizen and some words."""

    width: int
    height: int
    render: Callable[[PaperHead, Applicant, str], bytes]
    has_code: bool = True


def _receipt(head: PaperHead, applicant: Applicant, words: str) -> bytes:
    receipt = ReceiptAppointment(
        head=replace(head, form=NEW_SET[DossierPaper.RECEIPT_APPOINTMENT], number_suffix="TNHS"),
        applicant=applicant,
        procedure_name=words,
        components=[
            Component("Đơn đề nghị theo mẫu ví dụ", originals=1),
            Component(words, certified_copies=2),
            Component("Giấy tờ tùy thân của người nộp", copies=1),
        ],
        term="05 ngày làm việc",
        received_at=RECEIVED_AT,
        due_on=date(2026, 3, 12),
        return_place="địa chỉ của người nộp, qua dịch vụ bưu chính công ích",
        fee="25.000 đồng (đã nộp 0 đồng)",
        receiver="Trần Văn Thử",
    )
    return render_receipt_appointment(receipt)


def _facts(head: PaperHead, applicant: Applicant, words: str, paper: DossierPaper) -> NoticeFacts:
    return NoticeFacts(replace(head, form=NEW_SET[paper]), applicant, words, "Trần Văn Thử")


def _supplement(head: PaperHead, applicant: Applicant, words: str) -> bytes:
    facts = _facts(head, applicant, words, DossierPaper.SUPPLEMENT_REQUEST)
    return render_notice(SupplementRequest(facts, [words, "Bản sao có chứng thực"]))


def _refusal(head: PaperHead, applicant: Applicant, words: str) -> bytes:
    return render_notice(
        RefusalNotice(_facts(head, applicant, words, DossierPaper.REFUSAL_NOTICE), words)
    )


def _apology(head: PaperHead, applicant: Applicant, words: str) -> bytes:
    apology = ApologyExtension(
        facts=_facts(head, applicant, words, DossierPaper.APOLOGY_EXTENSION),
        received_at=RECEIVED_AT,
        due_on=date(2026, 3, 12),
        late_office="Sở Ví dụ và Thử nghiệm",
        reason=words,
        new_due_on=date(2026, 3, 19),
        return_place="quầy trả kết quả của Trung tâm",
    )
    return render_notice(apology)


def _stop(head: PaperHead, applicant: Applicant, words: str) -> bytes:
    facts = _facts(head, applicant, words, DossierPaper.STOP_NOTICE)
    return render_notice(StopNotice(facts, RECEIVED_AT, date(2026, 3, 9), words))


def _control(head: PaperHead, applicant: Applicant, words: str) -> bytes:
    at = RECEIVED_AT
    sheet = ProcessControlSheet(
        head=replace(head, form=NEW_SET[DossierPaper.PROCESS_CONTROL_SHEET], tracking_address=None),
        procedure_name=words,
        lead_agency="Sở Ví dụ và Thử nghiệm",
        received_at=at,
        due_on=date(2026, 3, 12),
        rows=[
            ControlRow(
                "Bưu cục Hòa Mẫu",
                head.agency,
                at,
                at,
                applicant.name,
                "Trần Văn Thử",
                voucher="EV000000014VN",
            ),
            ControlRow(head.agency, "Sở Ví dụ", at, None, "Trần Văn Thử", note="chưa ký nhận"),
            ControlRow("Sở Ví dụ", head.agency, at, at, None, None, "Đúng hạn"),
        ],
    )
    return render_process_control_sheet(sheet)


def register_line(applicant: Applicant, words: str) -> RegisterLine:
    """Return a line of the register about somebody and a procedure."""
    return RegisterLine(
        number=118,
        dossier_code=CODE,
        procedure_name=words,
        owner=applicant.name,
        reached_at=applicant.address and f"{applicant.address}, {applicant.phone}",
        department_name="Sở Ví dụ và Thử nghiệm",
        received_on=date(2026, 3, 5),
        due_on=date(2026, 3, 12),
        returned_on=None,
        returned_via="qua bưu chính",
    )


def _register(head: PaperHead, applicant: Applicant, words: str) -> bytes:
    line = register_line(applicant, words)
    register = DossierRegister(
        head=replace(
            head,
            form=NEW_SET[DossierPaper.DOSSIER_REGISTER],
            dossier_code=None,
            tracking_address=None,
        ),
        first=date(2026, 1, 1),
        last=date(2026, 3, 31),
        lines=[line, replace(line, number=119, dossier_code="H53.14-260305-0002")],
    )
    return render_dossier_register(register)


def _slip(head: PaperHead, applicant: Applicant, words: str) -> bytes:
    slip = PostingSlip(
        head=head,
        tracking_code="EV000000014VN",
        sender=applicant,
        recipient=Applicant(head.agency),
        service="gửi hồ sơ và nhận kết quả, chiều từ công dân đến cơ quan",
        posted_at=RECEIVED_AT,
        post_office="Bưu cục Hòa Mẫu",
        norm_on=date(2026, 3, 9),
        procedure_name=words,
        papers=[
            SlipPaper("Đơn đề nghị theo mẫu ví dụ", "bản chính", 1),
            SlipPaper(words, "bản chứng thực", 2),
        ],
        lists_results=False,
        collect_dong=1_250_000,
    )
    return render_posting_slip(slip)


def _result(head: PaperHead, applicant: Applicant, words: str) -> bytes:
    receipt = ResultReceipt(
        head=head,
        applicant=applicant,
        procedure_name=words,
        returner="Trần Văn Thử",
        returner_office=head.agency,
        returned_on=date(2026, 3, 12),
        returned_via="tại quầy",
    )
    return render_result_receipt(receipt)


SHEETS = {
    "receipt-appointment": Sheet(148, 210, _receipt),
    "supplement-request": Sheet(148, 210, _supplement),
    "refusal-notice": Sheet(148, 210, _refusal),
    "apology-extension": Sheet(148, 210, _apology),
    "stop-notice": Sheet(148, 210, _stop),
    "process-control-sheet": Sheet(210, 148, _control, has_code=False),
    "dossier-register": Sheet(297, 210, _register, has_code=False),
    "posting-slip": Sheet(148, 210, _slip),
    "result-receipt": Sheet(148, 210, _result),
}
