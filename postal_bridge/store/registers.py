"""The register of the dossiers of a year: lines with their numbers."""

from dataclasses import dataclass, field
from datetime import date

from postal_bridge.domain.dossier import ReturnedVia
from postal_bridge.store.database import Connection, load_queries

QUERIES = load_queries("registers")


@dataclass(frozen=True, slots=True)
class RegisteredDossier:
    """A dossier as the register lists it; phone and address are sealed."""

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


async def register_lines(
    connection: Connection, center_id: int, first: date, last: date, limit: int
) -> list[RegisteredDossier]:
    """Return the dossiers received on some days of one year, numbered from its first on."""
    new_year = first.replace(month=1, day=1)
    rows = await connection.fetch(
        QUERIES["register_lines"], center_id, new_year, first, last, limit
    )
    return [
        RegisteredDossier(
            **{
                **row,
                "returned_via": ReturnedVia(row["returned_via"]) if row["returned_via"] else None,
            }
        )
        for row in rows
    ]
