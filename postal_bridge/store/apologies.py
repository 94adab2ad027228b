"""Apologies: why the result of a dossier is late, and the new day."""

from dataclasses import dataclass
from datetime import date, datetime

from postal_bridge.store.database import Connection, load_queries

QUERIES = load_queries("apologies")


@dataclass(frozen=True, slots=True)
class Apology:
    """What was written, by whom; the due day of the dossier stays what it was."""

    reason: str
    new_due_on: date
    written_at: datetime
    login: str
    office_code: str


async def add_apology(
    connection: Connection, center_id: int, dossier_code: str, apology: Apology
) -> bool:
    """Keep an apology; return False when the dossier has one already."""
    added = await connection.fetchval(
        QUERIES["add_apology"],
        center_id,
        dossier_code,
        apology.reason,
        apology.new_due_on,
        apology.written_at,
        apology.login,
        apology.office_code,
    )
    return added is not None


async def find_apology(connection: Connection, center_id: int, dossier_code: str) -> Apology | None:
    """Return the apology of a dossier, None when there is none."""
    row = await connection.fetchrow(QUERIES["apology_of"], center_id, dossier_code)
    return Apology(**row) if row else None
