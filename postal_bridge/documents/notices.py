"""What an agency writes to whoever filed a dossier: supplement, refusal, apology, stop.

Owns what each of the four says; `notices.typ` owns their looks.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeAlias

from postal_bridge.documents.paper_head import Applicant, PaperHead, day_in_words
from postal_bridge.documents.typesetting import typeset


@dataclass(frozen=True, slots=True)
class NoticeFacts:
    """What the four have in common; `signer` is who said so."""

    head: PaperHead
    applicant: Applicant
    procedure_name: str
    signer: str | None


@dataclass(frozen=True, slots=True)
class SupplementRequest:
    """What is to be completed, asked for once and whole (NĐ 61/2018/NĐ-CP Đ17)."""

    facts: NoticeFacts
    items: Sequence[str]
    reason: str | None = None
    contact: str | None = None


@dataclass(frozen=True, slots=True)
class RefusalNotice:
    """Why a dossier is not taken in."""

    facts: NoticeFacts
    reason: str | None
    contact: str | None = None


@dataclass(frozen=True, slots=True)
class ApologyExtension:
    """Why a result is late, and the new day; `late_office` is whose fault it is."""

    facts: NoticeFacts
    received_at: datetime | None
    due_on: date | None
    late_office: str
    reason: str | None
    new_due_on: date | None
    return_place: str | None


@dataclass(frozen=True, slots=True)
class StopNotice:
    """Why work on a dossier ended without a result."""

    facts: NoticeFacts
    received_at: datetime | None
    stopped_on: date | None
    reason: str | None


Notice: TypeAlias = SupplementRequest | RefusalNotice | ApologyExtension | StopNotice


def render_notice(notice: Notice) -> bytes:
    """Return a notice as a PDF of A5 pages."""
    facts = notice.facts
    head = facts.head
    data = {
        "head": head.data(),
        "title": head.form.title if head.form else "",
        "applicant": facts.applicant.data(),
        "procedure": facts.procedure_name,
        "signer": facts.signer,
        **_said(notice),
    }
    return typeset("notices.typ", data, created_at=head.printed_at)


def _said(notice: Notice) -> dict[str, object]:
    """Return what one of the four says that the others do not."""
    moment = notice.facts.head.moment
    match notice:
        case SupplementRequest(items=items, reason=reason, contact=contact):
            return {
                "kind": "supplement",
                "items": list(items),
                "reason": reason,
                "contact": contact,
            }
        case RefusalNotice(reason=reason, contact=contact):
            return {"kind": "refusal", "reason": reason, "contact": contact}
        case StopNotice():
            return {
                "kind": "stop",
                "received": moment(notice.received_at),
                "stopped": notice.stopped_on and day_in_words(notice.stopped_on),
                "reason": notice.reason,
            }
        case ApologyExtension():
            return {
                "kind": "apology",
                "received": moment(notice.received_at),
                "due": notice.due_on and day_in_words(notice.due_on),
                "office": notice.late_office,
                "reason": notice.reason,
                "new_due": notice.new_due_on and day_in_words(notice.new_due_on),
                "place": notice.return_place,
            }
