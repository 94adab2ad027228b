"""Gathers the register of the dossiers of a year, or of some days of it.

Numbers run through the year in the order of receipt. A dossier that is loaded later with an earlier
day moves those after it on: the register is what was received, not a log of what was entered.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NoReturn

from postal_bridge.domain.access import Viewer
from postal_bridge.domain.calendar import Clock
from postal_bridge.domain.dossier import ReturnedVia
from postal_bridge.domain.papers import DossierPaper, NumberedForm, form_on
from postal_bridge.domain.refusals import FieldProblem, InvalidInput
from postal_bridge.domain.said import Said
from postal_bridge.sealing import Sealer
from postal_bridge.store import registers
from postal_bridge.store.database import Database
from postal_bridge.store.registers import RegisteredDossier
from postal_bridge.store.rules import load_form_sets
from postal_bridge.usecases.filer import open_address, open_phone

#: About two hundred pages; more is printed month by month.
LINES_MAX = 3_000


@dataclass(frozen=True, slots=True)
class RegisterEntry:
    """One dossier of the register; `number` runs through the year."""

    number: int
    dossier_code: str
    procedure_name: str
    owner: str | None = field(repr=False)
    address: str | None = field(repr=False)
    phone: str | None = field(repr=False)
    department_name: str
    received_on: date
    due_on: date | None
    returned_on: date | None
    returned_via: ReturnedVia | None


@dataclass(frozen=True, slots=True)
class RegisterFacts:
    """The register of some days, and the form in force on the last of them."""

    form: NumberedForm
    day: date
    printed_at: datetime
    entries: Sequence[RegisterEntry]


async def write_register(
    database: Database, clock: Clock, sealer: Sealer, viewer: Viewer, first: date, last: date
) -> RegisterFacts:
    """Return what the register says of the days from `first` to `last`.

    Raises:
        InvalidInput: the days are out of order, of two years, before there was a form, or stand
            for too many dossiers.

    """
    if last < first:
        _refuse("to", "too_early", Said("is before the first day"))
    if last.year != first.year:
        _refuse("to", "another_year", Said("is in another year: a register is of one year"))
    async with database.snapshot() as connection:
        form = form_on(last, await load_form_sets(connection), DossierPaper.DOSSIER_REGISTER)
        if form is None:
            _refuse("to", "no_form", Said("no form of a register was in force on that day"))
        lines = await registers.register_lines(
            connection, viewer.center_id, first, last, LINES_MAX + 1
        )
    if len(lines) > LINES_MAX:
        detail = Said("stands for more than {most} dossiers: ask for fewer days", most=LINES_MAX)
        _refuse("to", "too_many", detail)
    now = clock().astimezone(viewer.center.zone)
    entries = [_entry(line, sealer, viewer.center.code) for line in lines]
    return RegisterFacts(form, min(last, now.date()), now, entries)


def _refuse(path: str, code: str, detail: Said) -> NoReturn:
    raise InvalidInput(FieldProblem(path, code, detail))


def _entry(line: RegisteredDossier, sealer: Sealer, center_code: str) -> RegisterEntry:
    return RegisterEntry(
        number=line.number,
        dossier_code=line.code,
        procedure_name=line.procedure_name,
        owner=line.filer_name,
        address=open_address(sealer, center_code, line.code, line.filer_address_sealed),
        phone=open_phone(sealer, center_code, line.code, line.filer_phone_sealed),
        department_name=line.department_name,
        received_on=line.received_on,
        due_on=line.due_on,
        returned_on=line.returned_on,
        returned_via=line.returned_via,
    )
