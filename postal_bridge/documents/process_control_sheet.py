"""The sheet that goes with a dossier from hand to hand.

Its name is Phiếu kiểm soát quá trình giải quyết hồ sơ.
Owns what the sheet says; `process_control_sheet.typ` owns its looks. Where the post carried the
dossier, times and hands are those on the post's voucher, which the row names.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from postal_bridge.documents.paper_head import PaperHead, short_day
from postal_bridge.documents.typesetting import typeset


@dataclass(frozen=True, slots=True)
class ControlRow:
    """One hand-over; a person is None where a hand has to sign, `taken_at` where nobody took it.

    `result` says whether what ended here was early, on time or late; `voucher` names the post's.
    """

    giver_office: str
    taker_office: str
    given_at: datetime | None
    taken_at: datetime | None
    giver: str | None = field(default=None, repr=False)
    taker: str | None = field(default=None, repr=False)
    result: str | None = None
    voucher: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class ProcessControlSheet:
    """Everything the sheet says."""

    head: PaperHead
    procedure_name: str
    lead_agency: str
    received_at: datetime | None
    due_on: date | None
    rows: Sequence[ControlRow]
    coordinating_agency: str | None = None


def render_process_control_sheet(sheet: ProcessControlSheet) -> bytes:
    """Return the sheet as a PDF of A5 pages, with room for three more hand-overs by hand."""
    head = sheet.head
    data = {
        "head": head.data(),
        "title": head.form.title if head.form else "",
        "procedure": sheet.procedure_name,
        "lead": sheet.lead_agency,
        "coordinating": sheet.coordinating_agency,
        "received": head.moment(sheet.received_at),
        "due": short_day(sheet.due_on),
        "rows": [_row(head, row) for row in sheet.rows],
    }
    return typeset("process_control_sheet.typ", data, created_at=head.printed_at)


def _row(head: PaperHead, row: ControlRow) -> dict[str, object]:
    def short(at: datetime | None) -> str | None:
        return f"{at.astimezone(head.printed_at.tzinfo):%H:%M, %d/%m/%Y}" if at else None

    return {
        "giver_office": row.giver_office,
        "taker_office": row.taker_office,
        "given": short(row.given_at),
        "taken": short(row.taken_at),
        "giver": row.giver,
        "taker": row.taker,
        "result": row.result,
        "voucher": row.voucher,
        "note": row.note,
    }
