"""The receipt of a dossier with the day of its result (Giấy tiếp nhận hồ sơ và hẹn trả kết quả).

Owns what the receipt says; `receipt_appointment.typ` owns its looks.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from postal_bridge.documents.paper_head import Applicant, PaperHead, day_in_words
from postal_bridge.documents.typesetting import typeset


@dataclass(frozen=True, slots=True)
class Component:
    """One of the papers handed in; None is a number that a hand fills in."""

    name: str
    originals: int | None = None
    certified_copies: int | None = None
    copies: int | None = None


@dataclass(frozen=True, slots=True)
class ReceiptAppointment:
    """Everything the receipt says. `fee` and `term` are in words, `sets` counts whole sets.

    `due_at` is the hour of the due day, where the term is in hours.
    """

    head: PaperHead
    applicant: Applicant
    procedure_name: str
    components: Sequence[Component]
    term: str | None
    received_at: datetime | None
    due_on: date | None
    return_place: str | None
    fee: str | None
    receiver: str | None
    sets: int | None = None
    due_at: datetime | None = None
    register_year: int | None = None
    register_number: int | None = None


def render_receipt_appointment(receipt: ReceiptAppointment) -> bytes:
    """Return the receipt as a PDF of A5 pages."""
    head = receipt.head
    due = receipt.due_on and day_in_words(receipt.due_on)
    data = {
        "head": head.data(),
        "title": head.form.title if head.form else "",
        "applicant": receipt.applicant.data(),
        "procedure": receipt.procedure_name,
        "components": [
            [part.name, part.originals, part.certified_copies, part.copies]
            for part in receipt.components
        ],
        "sets": receipt.sets,
        "term": receipt.term,
        "received": head.moment(receipt.received_at),
        "due": head.moment(receipt.due_at) or due,
        "place": receipt.return_place,
        "fee": receipt.fee,
        "receiver": receipt.receiver,
        "year": receipt.register_year,
        "number": receipt.register_number,
    }
    return typeset("receipt_appointment.typ", data, created_at=head.printed_at)
