"""Reads what an audit compares: things page by page, and what contradicts itself."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

import asyncpg

from postal_bridge.domain.books_audit import KeptLine
from postal_bridge.domain.custody_audit import Check, Finding, Kept
from postal_bridge.domain.fees import MoneyKind, Part
from postal_bridge.domain.money import Money
from postal_bridge.store.custody import standing_of, thing_of
from postal_bridge.store.database import Connection, load_queries
from postal_bridge.store.obligations import obligation_of

QUERIES = load_queries("audit")


async def count_things(connection: Connection, center_id: int) -> int:
    """Return how many things of a centre are in custody."""
    count = await connection.fetchval(QUERIES["count_things"], center_id)
    assert isinstance(count, int)
    return count


async def page_of_codes(
    connection: Connection, center_id: int, after: str, limit: int
) -> list[str]:
    """Return the next codes after one that are in custody or have a log."""
    rows = await connection.fetch(QUERIES["page_of_codes"], center_id, after, limit)
    return [row["code"] for row in rows]


async def kept_things(
    connection: Connection, center_id: int, codes: Iterable[str]
) -> dict[str, Kept]:
    """Return what is kept of things beside their logs; codes not in custody are absent."""
    rows = await connection.fetch(QUERIES["kept_things"], center_id, list(codes))
    return {row["code"]: _kept(row) for row in rows}


async def contradictions(connection: Connection, center_id: int, limit: int) -> list[Finding]:
    """Return what contradicts itself between things, scans, steps and money; of each `limit`."""
    findings: list[Finding] = []
    for row in await connection.fetch(QUERIES["misplaced"], center_id, limit):
        detail = f"is with {row['holder']}, its bag {row['bag_code']} with {row['bag_holder']}"
        findings.append(Finding(row["code"], Check.BAG, detail))
    for row in await connection.fetch(QUERIES["scans_without_event"], center_id, limit):
        detail = f"scan {row['scan_id']} was recorded and left no event"
        findings.append(Finding(row["item_code"], Check.SCAN, detail))
    for row in await connection.fetch(QUERIES["events_without_scan"], center_id, limit):
        detail = f"event {row['sequence']} names a scan that was not recorded"
        findings.append(Finding(row["code"], Check.SCAN, detail))
    for row in await connection.fetch(QUERIES["unlike_clocks"], center_id, limit):
        detail = "its clock stood on other days than its steps tell"
        findings.append(Finding(row["code"], Check.CLOCK, detail))
    findings += await _money(connection, center_id, limit)
    return findings


async def _money(connection: Connection, center_id: int, limit: int) -> list[Finding]:
    findings: list[Finding] = []
    for row in await connection.fetch(QUERIES["money_unlike_scans"], center_id, limit):
        told, booked = row["told_dong"], row["booked_dong"]
        detail = f"scan {row['scan_id']} took {told or 0} đồng, {booked or 0} are booked"
        findings.append(Finding(row["item_code"], Check.COLLECTION, detail))
    for row in await connection.fetch(QUERIES["money_without_scan"], center_id, limit):
        detail = f"{row['amount_dong']} đồng are booked by a scan that was not recorded"
        findings.append(Finding(row["dossier_code"], Check.COLLECTION, detail))
    for row in await connection.fetch(QUERIES["bad_reversals"], center_id, limit):
        detail = f"{row['amount_dong']} đồng are booked to reverse {row['reversed_dong']}"
        findings.append(Finding(row["dossier_code"], Check.COLLECTION, detail))
    for row in await connection.fetch(QUERIES["reversals_unlike_corrections"], center_id, limit):
        state = "reversed without a correction" if row["is_reversed"] else "corrected, not reversed"
        detail = f"{row['amount_dong']} đồng are {state}"
        findings.append(Finding(row["dossier_code"], Check.COLLECTION, detail))
    return findings


async def next_entry(connection: Connection, center_id: int) -> int:
    """Return the number that the next entry of the journal will have."""
    found: int | None = await connection.fetchval(QUERIES["next_entry"], center_id)
    return found or 1


async def not_booked(
    connection: Connection, center_id: int, limit: int
) -> list[tuple[UUID, str, str]]:
    """Return (identity, dossier, source) of rows that should be in the books and are not."""
    rows = await connection.fetch(QUERIES["not_booked"], center_id, limit)
    return [(row["identity"], row["dossier_code"], row["source"]) for row in rows]


async def unlike_days(
    connection: Connection, center_id: int, limit: int
) -> list[tuple[date, str, str, int, int]]:
    """Return (day, account, kind, đồng that stand, đồng that were booked) where they differ."""
    rows = await connection.fetch(QUERIES["unlike_days"], center_id, limit)
    return [tuple(row) for row in rows]


async def kept_lines(
    connection: Connection, center_id: int, identities: Iterable[UUID]
) -> dict[str, KeptLine]:
    """Return fee lines by identity, with who recorded them."""
    rows = await connection.fetch(QUERIES["kept_lines"], center_id, list(identities))
    return {str(row["obligation_id"]): KeptLine(obligation_of(row), row["login"]) for row in rows}


async def kept_parts(
    connection: Connection, center_id: int, identities: Iterable[UUID]
) -> dict[UUID, list[Part]]:
    """Return how much of each collection is kept as being of which kind."""
    rows = await connection.fetch(QUERIES["kept_parts"], center_id, list(identities))
    parts: dict[UUID, list[Part]] = {}
    for row in rows:
        part = Part(MoneyKind(row["kind"]), Money(row["amount_dong"]))
        parts.setdefault(row["collection_id"], []).append(part)
    return parts


def _kept(row: asyncpg.Record) -> Kept:
    return Kept(
        thing=thing_of(row),
        standing=standing_of(row),
        version=row["version"],
        happened_at=row["happened_at"],
        last_hash=row["last_hash"],
    )
