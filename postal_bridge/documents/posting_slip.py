"""The slip by which papers are entrusted to the post (Phiếu gửi hồ sơ).

The slip is the contract of carriage; TT 17/2017/TT-BTTTT Đ9 says what stands on it. Owns what it
says; `posting_slip.typ` owns its looks.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from postal_bridge.documents.money_words import grouped
from postal_bridge.documents.paper_head import Applicant, PaperHead, short_day
from postal_bridge.documents.typesetting import typeset


@dataclass(frozen=True, slots=True)
class SlipPaper:
    """One sort of papers inside; `form` is in words."""

    name: str
    form: str
    quantity: int


@dataclass(frozen=True, slots=True)
class PostingSlip:
    """Everything the slip says. Offices are applicants with a name alone.

    `service` says which of the three services it is (QĐ 45/2016/QĐ-TTg Đ5) and which leg; `norm_on`
    is the last day by which the norm wants it there. None of `collect_dong` is postage. `dossiers`
    are all that it carries, each with its procedure; `postage` are its lines in đồng, with names.
    """

    head: PaperHead
    tracking_code: str
    sender: Applicant
    recipient: Applicant
    service: str
    posted_at: datetime | None
    post_office: str | None
    norm_on: date | None
    procedure_name: str | None
    papers: Sequence[SlipPaper]
    lists_results: bool
    collect_dong: int
    dossiers: Sequence[tuple[str, str]] = ()
    postage: Sequence[tuple[str, int]] = ()


def render_posting_slip(slip: PostingSlip) -> bytes:
    """Return the slip as a PDF of A5 pages."""
    head = slip.head
    data = {
        "head": head.data(),
        "tracking": slip.tracking_code,
        "sender": slip.sender.data(),
        "recipient": slip.recipient.data(),
        "service": slip.service,
        "posted": head.moment(slip.posted_at),
        "office": slip.post_office,
        "norm": short_day(slip.norm_on),
        "procedure": slip.procedure_name,
        "postage": [f"{name} {grouped(amount)} đồng" for name, amount in slip.postage],
        "dossiers": [list(each) for each in slip.dossiers],
        "papers": [[paper.name, paper.form, paper.quantity] for paper in slip.papers],
        "lists_results": slip.lists_results,
        "collect": f"{grouped(slip.collect_dong)} đồng" if slip.collect_dong else None,
    }
    return typeset("posting_slip.typ", data, created_at=head.printed_at)
