"""The record that two sides sign when dossiers change hands (Biên bản giao nhận hồ sơ).

Owns what QĐ 45/2016/QĐ-TTg, Đ7.2 to Đ7.4 ask the record to say, and how counts, results and
times are worded; `handover_record.typ` owns its looks. Deciding what was expected and what was
found is left to the caller.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from postal_bridge.documents.paper_head import day_in_words
from postal_bridge.documents.qr_picture import qr_picture
from postal_bridge.documents.typesetting import typeset


class Presence(StrEnum):
    """Whether a dossier that was announced was there, or one that was there was announced."""

    PRESENT = "present"
    MISSING = "missing"
    EXTRA = "extra"


@dataclass(frozen=True, slots=True)
class HandoverLine:
    """One dossier of the record, counted by both sides; `None` where a side did not count."""

    dossier_code: str | None
    tracking_code: str
    procedure_name: str | None
    giver_papers: int | None
    taker_papers: int | None
    presence: Presence
    note: str = ""


@dataclass(frozen=True, slots=True)
class HandoverConfirmation:
    """An electronic confirmation: when the device says it happened, when the server heard it."""

    device_at: datetime
    server_at: datetime


@dataclass(frozen=True, slots=True)
class HandoverSide:
    """One of the two who sign: the office, the person and what that person is there."""

    office: str
    person: str
    position: str | None
    confirmation: HandoverConfirmation | None


@dataclass(frozen=True, slots=True)
class HandoverRecord:
    """Everything the record says. Times need their zone and are printed in that of the record.

    `superior_name` stands above the name of the centre, as on every paper of an agency.
    `manifest_code` is what the QR code holds. `seal_intact` is `None` where the state of the
    seal was not looked at. `sets_filing_moment` is true where citizens' dossiers reach the
    agency, so that signing is the legal moment of filing (QĐ 45/2016/QĐ-TTg, Đ7.4); results on
    their way back and transfers between offices file nothing.
    """

    superior_name: str | None
    center_name: str
    record_number: str
    manifest_code: str
    place: str
    handed_over_at: datetime
    giver: HandoverSide
    taker: HandoverSide
    bag_code: str | None
    seal_number: str | None
    seal_intact: bool | None
    lines: Sequence[HandoverLine]
    sets_filing_moment: bool


def render_handover_record(record: HandoverRecord) -> bytes:
    """Return the record as a PDF of A4 pages, the head of the table on each of them."""
    data = {
        "superior": record.superior_name,
        "center": record.center_name,
        "number": record.record_number,
        "manifest": record.manifest_code,
        "qr": qr_picture(record.manifest_code),
        "time": f"{record.handed_over_at:%H} giờ {record.handed_over_at:%M} phút",
        "day": day_in_words(record.handed_over_at),
        "place": record.place,
        "giver": _side_data(record.giver, record.handed_over_at),
        "taker": _side_data(record.taker, record.handed_over_at),
        "bag": record.bag_code,
        "seal": record.seal_number,
        "seal_intact": record.seal_intact,
        "lines": [_line_data(line) for line in record.lines],
        "totals": _totals(record.lines),
        "sets_filing_moment": record.sets_filing_moment,
    }
    return typeset("handover_record.typ", data, created_at=record.handed_over_at)


def result_in_words(line: HandoverLine) -> str | None:
    """Say in Vietnamese how a line differs from what was announced; `None` when it does not."""
    match line.presence:
        case Presence.MISSING:
            return "Thiếu hồ sơ"
        case Presence.EXTRA:
            return "Thừa hồ sơ"
        case Presence.PRESENT:
            difference = (line.taker_papers or 0) - (line.giver_papers or 0)
            if difference == 0 or line.giver_papers is None or line.taker_papers is None:
                return None
            return f"{'Thừa' if difference > 0 else 'Thiếu'} {abs(difference)} giấy tờ"


def _line_data(line: HandoverLine) -> dict[str, object]:
    return {
        "dossier": line.dossier_code,
        "tracking": line.tracking_code,
        "procedure": line.procedure_name,
        "giver_papers": line.giver_papers,
        "taker_papers": line.taker_papers,
        "difference": result_in_words(line),
        "note": line.note,
    }


def _totals(lines: Sequence[HandoverLine]) -> dict[str, int]:
    return {
        "given": sum(line.presence is not Presence.EXTRA for line in lines),
        "taken": sum(line.presence is not Presence.MISSING for line in lines),
        "missing": sum(line.presence is Presence.MISSING for line in lines),
        "extra": sum(line.presence is Presence.EXTRA for line in lines),
        "giver_papers": sum(line.giver_papers or 0 for line in lines),
        "taker_papers": sum(line.taker_papers or 0 for line in lines),
    }


def _side_data(side: HandoverSide, record_at: datetime) -> dict[str, object]:
    confirmation = None
    if side.confirmation is not None:
        confirmation = {
            "device": _second_in_zone(side.confirmation.device_at, record_at),
            "server": _second_in_zone(side.confirmation.server_at, record_at),
        }
    return {
        "office": side.office,
        "person": side.person,
        "position": side.position,
        "confirmation": confirmation,
    }


def _second_in_zone(moment: datetime, record_at: datetime) -> str:
    if moment.tzinfo is None:
        raise ValueError("a confirmation needs a time zone")
    return f"{moment.astimezone(record_at.tzinfo):%d/%m/%Y %H:%M:%S}"
