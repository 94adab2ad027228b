"""Labels that are stuck on sealed envelopes, as sheets of eight or one by one.

Owns what a label says and how its values are written for Vietnamese readers; `labels.typ` owns
its words and its looks. Minting and signing the code are left to the caller, and so is choosing
the lines of the two addresses. A label travels in the open, so it carries neither identity
numbers nor the name of the procedure (QĐ 45/2016/QĐ-TTg, Đ16.5a).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from postal_bridge.documents.qr_picture import qr_picture
from postal_bridge.documents.typesetting import typeset
from postal_bridge.domain.custody import Leg
from postal_bridge.domain.named_together import named_together


class LabelSize(StrEnum):
    """The papers that labels are printed on."""

    A4 = "a4"
    ROLL_100X150 = "100x150"


@dataclass(frozen=True, slots=True)
class Label:
    """One label: where an envelope goes and how to look it up.

    `qr_text` is the signed address that the QR code opens; `leg` decides the big word and the
    shape at the top. The first line of `sender_lines` and
    `recipient_lines` is a name. `further_dossiers` counts those inside beside `dossier_code`.
    `collect_dong` is what the courier collects on delivery, 0 for nothing. `papers` counts the
    sheets inside. `print_number` is 1 for the first print. `printed_at` needs its time zone and is
    printed in it.
    """

    tracking_code: str
    qr_text: str
    leg: Leg
    sender_lines: tuple[str, ...]
    recipient_lines: tuple[str, ...]
    center_name: str
    dossier_code: str | None
    further_dossiers: int
    service_name: str
    collect_dong: int
    papers: int
    print_number: int
    printed_at: datetime


def render_labels(labels: Sequence[Label], size: LabelSize) -> bytes:
    """Return a PDF of labels, at least one, in the order given.

    A4 holds two columns of four labels of 99.1 x 67.7 mm, the common sheet of eight; the other
    size is one label a page. Raises `ValueError` when there is no label.
    """
    if not labels:
        raise ValueError("a sheet needs at least one label")
    data = {"size": size, "labels": [_label_data(label) for label in labels]}
    return typeset("labels.typ", data, created_at=max(label.printed_at for label in labels))


def _label_data(label: Label) -> dict[str, object]:
    return {
        "code": _grouped_code(label.tracking_code),
        "qr": qr_picture(label.qr_text),
        "leg": label.leg,
        "sender": label.sender_lines,
        "recipient": label.recipient_lines,
        "center": label.center_name,
        "dossier": _dossiers(label),
        "service": label.service_name,
        "collect": _dong_in_words(label.collect_dong) if label.collect_dong else None,
        "papers": label.papers,
        "reprint": label.print_number - 1,
        "printed": label.printed_at.strftime("%d/%m/%Y %H:%M"),
    }


def _grouped_code(tracking_code: str) -> str:
    """Set an S10 identifier in groups that a person can read aloud and type."""
    parts = re.fullmatch(r"([A-Z]{2})(\d{3})(\d{3})(\d{3})([A-Z]{2})", tracking_code)
    return " ".join(parts.groups()) if parts else tracking_code


def _dossiers(label: Label) -> str | None:
    """Name the first dossier and count the others: a label has no room for more."""
    code = label.dossier_code
    return named_together(code, label.further_dossiers) if code else None


def _dong_in_words(amount_dong: int) -> str:
    return f"{amount_dong:,} đ".replace(",", ".")
