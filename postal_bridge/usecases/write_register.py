"""Gathers the register of the dossiers of a year, or of some days of it.

Which numbers the dossiers have is decided when they are received (`enter_register`).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NoReturn

from postal_bridge.domain.access import Viewer
from postal_bridge.domain.calendar import Clock
from postal_bridge.domain.papers import DossierPaper, NumberedForm, RegisterNumber, form_on
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
    """A dossier of the register, with where its filer is reached."""

    dossier: RegisteredDossier
    address: str | None = field(repr=False)
    phone: str | None = field(repr=False)


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


async def register_number(database: Database, viewer: Viewer, code: str) -> RegisterNumber | None:
    """Return the number of a dossier, None before it was ever received."""
    async with database.snapshot() as connection:
        return await registers.number_of(connection, viewer.center_id, code)


def _refuse(path: str, code: str, detail: Said) -> NoReturn:
    raise InvalidInput(FieldProblem(path, code, detail))


def _entry(line: RegisteredDossier, sealer: Sealer, center_code: str) -> RegisterEntry:
    place = center_code, line.code
    return RegisterEntry(
        line,
        open_address(sealer, *place, line.filer_address_sealed),
        open_phone(sealer, *place, line.filer_phone_sealed),
    )
