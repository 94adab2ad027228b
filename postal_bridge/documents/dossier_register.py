"""The register of the dossiers of a year (Sổ theo dõi hồ sơ).

Owns what the register says; `dossier_register.typ` owns its looks. Which dossiers stand in it, and
under which numbers, is decided by the caller.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from postal_bridge.documents.paper_head import PaperHead, short_day
from postal_bridge.documents.typesetting import typeset


@dataclass(frozen=True, slots=True)
class RegisterLine:
    """One dossier; `number` runs through the whole year."""

    number: int
    dossier_code: str
    procedure_name: str
    owner: str | None = field(repr=False)
    reached_at: str | None = field(repr=False)
    department_name: str
    received_on: date
    due_on: date | None
    returned_on: date | None
    returned_via: str | None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class DossierRegister:
    """The lines of some days of one year."""

    head: PaperHead
    first: date
    last: date
    lines: Sequence[RegisterLine]


def render_dossier_register(register: DossierRegister) -> bytes:
    """Return the register as a PDF of A4 pages, the head of the table on each of them."""
    head = register.head
    data = {
        "head": head.data(),
        "title": head.form.title if head.form else "",
        "year": register.first.year,
        "first": short_day(register.first),
        "last": short_day(register.last),
        "lines": [_line(line) for line in register.lines],
    }
    return typeset("dossier_register.typ", data, created_at=head.printed_at)


def _line(line: RegisterLine) -> list[object]:
    return [
        line.number,
        line.dossier_code,
        line.procedure_name,
        line.owner,
        line.reached_at,
        line.department_name,
        short_day(line.received_on),
        short_day(line.due_on),
        short_day(line.returned_on),
        line.returned_via,
        line.note,
    ]
