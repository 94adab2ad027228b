"""The minutes that both sides sign at the end of a period (Biên bản đối soát).

Owns what they say and how; `reconciliation_minutes.typ` owns their looks. The figures are those of
a closed period and come from the caller; the seal in the footer tells which.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from postal_bridge.documents.money_words import CLASSES, KINDS, grouped
from postal_bridge.documents.typesetting import typeset

#: Of more items the minutes name the first and say how many there are; the sheet has all of them.
ITEMS_MAX = 200


@dataclass(frozen=True, slots=True)
class KindLine:
    """What was collected, sent on and credited of one kind of money, in whole đồng."""

    kind: str
    collected_dong: int
    remitted_dong: int
    credited_dong: int


@dataclass(frozen=True, slots=True)
class ClassLine:
    """Differences of one class: all of them, and those carried into the next period."""

    difference_class: str
    count: int
    amount_dong: int
    carried: int
    carried_dong: int


@dataclass(frozen=True, slots=True)
class CarriedItem:
    """A difference that is carried forward."""

    day: date
    dossier_code: str | None
    difference_class: str
    amount_dong: int


@dataclass(frozen=True, slots=True)
class Minutes:
    """Everything the minutes say; `closed_at` has the zone in which it is printed.

    `late_dong` is what counts in this period though it belongs to days closed before.
    """

    center_name: str
    agency_name: str
    post_name: str
    period_id: str
    first_on: date
    last_on: date
    closed_at: datetime
    seal: str
    kinds: Sequence[KindLine]
    classes: Sequence[ClassLine]
    carried: Sequence[CarriedItem]
    late_dong: int


def render_minutes(minutes: Minutes) -> bytes:
    """Return the minutes as a PDF of A4 pages."""
    total = KindLine(
        "",
        sum(line.collected_dong for line in minutes.kinds),
        sum(line.remitted_dong for line in minutes.kinds),
        sum(line.credited_dong for line in minutes.kinds),
    )
    year, month = minutes.period_id.split("-")
    data = {
        "center": minutes.center_name,
        "agency": minutes.agency_name,
        "post": minutes.post_name,
        "number": f"{month}/{year}",
        "first": f"{minutes.first_on:%d/%m/%Y}",
        "last": f"{minutes.last_on:%d/%m/%Y}",
        "closed": f"{minutes.closed_at:%H:%M ngày %d/%m/%Y}",
        "seal": minutes.seal,
        "kinds": [[KINDS[line.kind], *_amounts(line)] for line in minutes.kinds],
        "total": _amounts(total),
        "classes": [_class_cells(line) for line in minutes.classes],
        "carried_total": grouped(sum(line.carried_dong for line in minutes.classes)),
        "carried": [
            [
                f"{item.day:%d/%m/%Y}",
                item.dossier_code or "không rõ",
                CLASSES[item.difference_class],
                grouped(item.amount_dong),
            ]
            for item in minutes.carried[:ITEMS_MAX]
        ],
        "carried_more": max(0, len(minutes.carried) - ITEMS_MAX),
        "late": grouped(minutes.late_dong) if minutes.late_dong else None,
    }
    return typeset("reconciliation_minutes.typ", data, created_at=minutes.closed_at)


def _amounts(line: KindLine) -> list[str]:
    between_dong = line.collected_dong - line.remitted_dong
    amounts = (line.collected_dong, line.remitted_dong, line.credited_dong, between_dong)
    return [grouped(amount) for amount in amounts]


def _class_cells(line: ClassLine) -> list[str]:
    return [
        CLASSES[line.difference_class],
        grouped(line.count),
        grouped(line.amount_dong),
        grouped(line.carried),
        grouped(line.carried_dong),
    ]
