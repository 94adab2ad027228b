"""Apologies: why the result of a dossier is late, and the new day; written, and prepared."""

from collections.abc import Sequence
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


@dataclass(frozen=True, slots=True)
class LateSoon:
    """A dossier whose day is about to be missed, or was missed, without an apology."""

    code: str
    due_on: date
    department_code: str
    department_name: str


@dataclass(frozen=True, slots=True)
class Draft:
    """An apology that is prepared and that nobody has signed."""

    dossier_code: str
    reason: str
    new_due_on: date


@dataclass(frozen=True, slots=True)
class DraftToSign:
    """A prepared apology as whoever has to sign it sees it."""

    dossier_code: str
    department_code: str
    reason: str
    due_on: date
    new_due_on: date
    prepared_at: datetime


async def to_apologise_for(
    connection: Connection,
    center_id: int,
    days: tuple[date, date],
    left_out: Sequence[int],
    limit: int,
) -> list[LateSoon]:
    """Return dossiers due by the first of two days that no apology after the other is for."""
    due_by, today = days
    rows = await connection.fetch(
        QUERIES["to_apologise_for"], center_id, due_by, left_out, today, limit
    )
    return [LateSoon(**row) for row in rows]


async def prepare_apologies(
    connection: Connection, center_id: int, drafts: Sequence[Draft], now: datetime
) -> None:
    """Keep prepared apologies."""
    await connection.execute(
        QUERIES["prepare_apologies"],
        center_id,
        [draft.dossier_code for draft in drafts],
        [draft.reason for draft in drafts],
        [draft.new_due_on for draft in drafts],
        now,
    )


async def drop_needless(
    connection: Connection, center_id: int, left_out: Sequence[int], due_by: date
) -> None:
    """Forget prepared apologies that nobody has to sign any more."""
    await connection.execute(QUERIES["drop_needless"], center_id, left_out, due_by)


async def drop_draft(connection: Connection, center_id: int, dossier_code: str) -> None:
    """Forget the prepared apology of a dossier."""
    await connection.execute(QUERIES["drop_draft"], center_id, dossier_code)


async def find_draft(connection: Connection, center_id: int, dossier_code: str) -> Draft | None:
    """Return the apology that is prepared for a dossier, None when there is none."""
    row = await connection.fetchrow(QUERIES["draft_of"], center_id, dossier_code)
    return Draft(**row) if row else None


async def drafts_to_sign(
    connection: Connection,
    center_id: int,
    wanted: tuple[str | None, str | None],
    after: tuple[date, str],
    limit: int,
) -> list[DraftToSign]:
    """Return the apologies to be signed; `wanted` is a department and a dossier, None for any."""
    rows = await connection.fetch(QUERIES["drafts_to_sign"], center_id, *wanted, *after, limit)
    return [DraftToSign(**row) for row in rows]


@dataclass(frozen=True, slots=True)
class LateDossier:
    """A dossier that is late, and for which nobody apologised."""

    code: str
    procedure_name: str
    department_name: str
    due_on: date


async def late_without_apology(
    connection: Connection,
    center_id: int,
    today: date,
    left_out: Sequence[int],
    after: tuple[date, str],
    limit: int,
) -> list[LateDossier]:
    """Return dossiers that are late without an apology, the longest late first."""
    rows = await connection.fetch(
        QUERIES["late_without_apology"], center_id, today, left_out, *after, limit
    )
    return [LateDossier(**row) for row in rows]


async def count_late_without_apology(
    connection: Connection, center_id: int, today: date, left_out: Sequence[int]
) -> list[tuple[str, int]]:
    """Return how many dossiers are late without an apology, by the names of departments."""
    rows = await connection.fetch(QUERIES["count_late_without_apology"], center_id, today, left_out)
    return [(row["department_name"], row["dossiers"]) for row in rows]
