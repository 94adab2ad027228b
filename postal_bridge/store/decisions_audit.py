"""Reads what an audit compares entries about decided differences with."""

from collections.abc import Iterable, Sequence
from uuid import UUID
from zoneinfo import ZoneInfo

from postal_bridge.domain.decisions_audit import KeptCollection, KeptLine, KeptStep
from postal_bridge.domain.fees import MoneyKind, Part
from postal_bridge.domain.money import Money
from postal_bridge.store.database import Connection, load_queries

QUERIES = load_queries("decisions_audit")


async def kept_steps(
    connection: Connection, center_id: int, difference_ids: Sequence[UUID], zone: ZoneInfo
) -> dict[str, list[KeptStep]]:
    """Return the steps of differences by which money may have moved, in their order."""
    rows = await connection.fetch(QUERIES["kept_steps"], center_id, difference_ids)
    steps: dict[str, list[KeptStep]] = {}
    for row in rows:
        day = row["at"].astimezone(zone).date()
        step = KeptStep(row["step"], day, row["login"], row["action"], row["detail"])
        steps.setdefault(str(row["difference_id"]), []).append(step)
    return steps


async def kept_lines(
    connection: Connection, center_id: int, line_ids: Iterable[int]
) -> dict[int, KeptLine]:
    """Return lines of lists by identity."""
    rows = await connection.fetch(QUERIES["kept_lines"], center_id, list(line_ids))
    return {
        row["line_id"]: KeptLine(str(row["remittance_id"]), row["account"], row["amount_dong"])
        for row in rows
    }


async def kept_collections(
    connection: Connection, center_id: int, collection_ids: Iterable[UUID]
) -> dict[UUID, KeptCollection]:
    """Return collections by identity."""
    rows = await connection.fetch(QUERIES["kept_collections"], center_id, list(collection_ids))
    return {
        row["collection_id"]: KeptCollection(
            row["dossier_code"],
            row["office_code"],
            [
                Part(MoneyKind(kind), Money(amount))
                for kind, amount in zip(row["kinds"], row["amounts"], strict=True)
            ],
        )
        for row in rows
    }
