"""The register of the dossiers of a year: numbers that are given once, and lines with them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from postal_bridge.domain.dossier import ReturnedVia
from postal_bridge.domain.papers import RegisterNumber
from postal_bridge.store.database import Connection, load_queries

QUERIES = load_queries("registers")


@dataclass(frozen=True, slots=True)
class RegisteredDossier:
    """A dossier as the register lists it; phone and address are sealed.

    `is_taken_back` marks one whose receipt was a mistake: it keeps its number.
    """

    number: int
    code: str
    procedure_name: str
    filer_name: str | None = field(repr=False)
    filer_phone_sealed: bytes | None = field(repr=False)
    filer_address_sealed: bytes | None = field(repr=False)
    department_name: str
    received_on: date
    due_on: date | None
    returned_on: date | None
    returned_via: ReturnedVia | None
    is_taken_back: bool


async def is_to_enter(connection: Connection, center_id: int, codes: Sequence[str]) -> bool:
    """Tell whether any of the dossiers is received and has no number."""
    return bool(await connection.fetchval(QUERIES["is_to_enter"], center_id, codes))


async def enter_dossiers(
    connection: Connection, center_id: int, codes: Sequence[str], now: datetime
) -> None:
    """Give those of the dossiers that are received and have no number yet the next ones.

    Whoever does so at the same moment waits for the end of this transaction, so that the numbers
    follow each other without a gap.
    """
    await connection.execute(QUERIES["lock_register"], center_id)
    await connection.execute(QUERIES["enter_dossiers"], center_id, codes, now)


async def number_of(connection: Connection, center_id: int, code: str) -> RegisterNumber | None:
    """Return the number of a dossier, None where it has none."""
    row = await connection.fetchrow(QUERIES["number_of"], center_id, code)
    return RegisterNumber(**row) if row else None


async def register_lines(
    connection: Connection, center_id: int, first: date, last: date, limit: int
) -> list[RegisteredDossier]:
    """Return the dossiers that were received on some days, by their numbers."""
    rows = await connection.fetch(QUERIES["register_lines"], center_id, first, last, limit)
    return [
        RegisteredDossier(
            **{
                **row,
                "returned_via": ReturnedVia(row["returned_via"]) if row["returned_via"] else None,
            }
        )
        for row in rows
    ]
