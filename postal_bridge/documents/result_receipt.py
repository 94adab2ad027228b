"""The receipt that whoever gets a result signs (Giấy biên nhận trả kết quả).

Owns what it says; `result_receipt.typ` owns its looks. No circular numbers this paper.
"""

from dataclasses import dataclass
from datetime import date

from postal_bridge.documents.paper_head import Applicant, PaperHead, day_in_words
from postal_bridge.documents.qr_picture import qr_picture
from postal_bridge.documents.typesetting import typeset


@dataclass(frozen=True, slots=True)
class ResultReceipt:
    """Everything the receipt says; what the result is, a hand writes."""

    head: PaperHead
    applicant: Applicant
    procedure_name: str
    returner: str | None
    returner_office: str
    returned_on: date | None
    returned_via: str | None
    rating_address: str | None = None


def render_result_receipt(receipt: ResultReceipt) -> bytes:
    """Return the receipt as a PDF of A5 pages."""
    head = receipt.head
    data = {
        "head": head.data(),
        "applicant": receipt.applicant.data(),
        "procedure": receipt.procedure_name,
        "returner": receipt.returner,
        "office": receipt.returner_office,
        "returned": receipt.returned_on and day_in_words(receipt.returned_on),
        "way": receipt.returned_via,
        "rating": receipt.rating_address and qr_picture(receipt.rating_address),
    }
    return typeset("result_receipt.typ", data, created_at=head.printed_at)
