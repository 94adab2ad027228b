"""Lines of a file on their way into the dossiers: set down in batches, settled by set-based SQL.

Everything here works on one batch of one centre inside the caller's transaction. What a fault or
a stated amount means is told by `domain.dossier_intake`.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID, uuid4

from postal_bridge.domain.dossier_intake import (
    CollectionEntry,
    ConflictingLine,
    Fault,
    KeptCollection,
    StatedCollection,
)
from postal_bridge.store.database import Connection, load_queries

QUERIES = load_queries("dossier_intake")


class IntakeRow(NamedTuple):
    """One line as it is set down: personal data sealed, with the keys by which it is found."""

    center_id: int
    batch: int
    code: str
    line: int
    procedure_code: str
    procedure_name: str | None
    department_code: str
    department_name: str | None
    received_via: str
    received_at: datetime
    received_on: date
    due_on: date | None
    resolved_on: date | None
    returned_on: date | None
    returned_via: str | None
    filer_name: str | None
    filer_phone_sealed: bytes | None
    filer_phone_index: bytes | None
    filer_address_sealed: bytes | None
    filer_address_index: bytes | None
    fee_dong: int | None
    collected_dong: int | None
    collected_on: date | None
    satisfaction: str | None


class CatalogueName(NamedTuple):
    """A department or procedure by its code and name."""

    code: str
    name: str


async def plan_for_many(connection: Connection) -> None:
    """Let the rest of the transaction settle batches in time that grows with their size only."""
    await connection.execute(QUERIES["plan_for_many"])


async def set_down(connection: Connection, rows: Sequence[IntakeRow]) -> None:
    """Copy a batch of lines to where they are settled; no code twice in one batch."""
    await connection.copy_records_to_table(
        "dossier_intake", records=rows, columns=IntakeRow._fields
    )


async def lock_known(connection: Connection, center_id: int, batch: int) -> int:
    """Lock the dossiers a batch is about and return how many of them there are."""
    known: int = await connection.fetchval(QUERIES["lock_known"], center_id, batch)
    return known


async def conflicting_lines(
    connection: Connection, center_id: int, batch: int
) -> list[ConflictingLine]:
    """Return the lines that the database would refuse, one fault each."""
    rows = await connection.fetch(QUERIES["conflicting_lines"], center_id, batch)
    return [
        ConflictingLine(
            line=row["line"],
            fault=Fault(row["fault"]),
            department_code=row["department_code"],
            received_on=row["received_on"],
            resolved_on=row["resolved_on"],
            returned_on=row["returned_on"],
            returned_via=row["returned_via"],
            kept_resolved_on=row["kept_resolved_on"],
            kept_returned_on=row["kept_returned_on"],
        )
        for row in rows
    ]


async def drop_lines(
    connection: Connection, center_id: int, batch: int, lines: Iterable[int]
) -> None:
    """Take lines out of a batch."""
    await connection.execute(QUERIES["drop_lines"], center_id, batch, list(lines))


async def add_departments(
    connection: Connection, center_id: int, batch: int, now: datetime
) -> list[CatalogueName]:
    """Add the departments of a batch that the catalogue lacks and return them."""
    rows = await connection.fetch(QUERIES["add_departments"], center_id, batch, now)
    return [CatalogueName(row["code"], row["name"]) for row in rows]


async def add_procedures(connection: Connection, center_id: int, batch: int) -> list[CatalogueName]:
    """Add the procedures of a batch that the catalogue lacks and return them."""
    rows = await connection.fetch(QUERIES["add_procedures"], center_id, batch)
    return [CatalogueName(row["code"], row["name"]) for row in rows]


async def add_dossiers(
    connection: Connection, center_id: int, batch: int, now: datetime
) -> set[str]:
    """Add the dossiers of a batch that are not known and return their codes."""
    rows = await connection.fetch(QUERIES["add_dossiers"], center_id, batch, now)
    return {row["code"] for row in rows}


async def update_dossiers(
    connection: Connection, center_id: int, batch: int, now: datetime
) -> set[str]:
    """Lay a batch over the known dossiers and return the codes of those that changed."""
    rows = await connection.fetch(QUERIES["update_dossiers"], center_id, batch, now)
    return {row["code"] for row in rows}


async def stated_collections(
    connection: Connection, center_id: int, batch: int
) -> list[StatedCollection]:
    """Return what a batch says of money, beside what is kept of the same dossiers."""
    lines = await connection.fetch(QUERIES["stated_collections"], center_id, batch)
    codes = [line["code"] for line in lines]
    kept = await connection.fetch(QUERIES["kept_collections"], center_id, codes)
    reversed_ids = {entry["reverses"] for entry in kept}
    imported: dict[str, KeptCollection] = {}
    scanned: Counter[str] = Counter()
    for entry in kept:
        identity, code = entry["collection_id"], entry["dossier_code"]
        if entry["reverses"] or identity in reversed_ids:
            continue
        if entry["source"] == "import":
            imported[code] = KeptCollection(identity, entry["amount_dong"], entry["collected_on"])
        else:
            scanned[code] += entry["amount_dong"]
    return [
        StatedCollection(
            line=line["line"],
            dossier_code=line["code"],
            amount_dong=line["collected_dong"],
            collected_on=line["collected_on"],
            kept=imported.get(line["code"]),
            scanned_dong=scanned[line["code"]],
        )
        for line in lines
    ]


async def add_collections(
    connection: Connection, center_id: int, entries: Sequence[CollectionEntry], now: datetime
) -> list[UUID]:
    """Write entries of money that the post collected, as stated by a file; return their keys."""
    identities: list[UUID] = [uuid4() for _ in entries]
    await connection.execute(
        QUERIES["add_collections"],
        center_id,
        now,
        identities,
        [entry.dossier_code for entry in entries],
        [entry.amount_dong for entry in entries],
        [entry.collected_on for entry in entries],
        [entry.reverses for entry in entries],
    )
    return identities


async def codes_without_number(connection: Connection, center_id: int) -> list[str]:
    """Return the codes of the lines that are left whose dossiers have no number in the register."""
    rows = await connection.fetch(QUERIES["codes_without_number"], center_id)
    return [row["code"] for row in rows]


async def clear_intake(connection: Connection, center_id: int) -> None:
    """Empty the place where the lines were set down."""
    await connection.execute(QUERIES["clear_intake"], center_id)


async def refresh_statistics(connection: Connection) -> None:
    """Tell the planner at once that the table has grown; it would find out within minutes."""
    await connection.execute(QUERIES["refresh_statistics"])
