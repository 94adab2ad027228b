"""The fee lines of dossiers as they are kept."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import asyncpg

from postal_bridge.domain.fees import DueWhen, MoneyKind, Obligation, Payer, PaymentRoute
from postal_bridge.domain.money import Money
from postal_bridge.store.database import Connection, load_queries

QUERIES = load_queries("obligations")


async def add_obligations(
    connection: Connection,
    center_id: int,
    lines: Sequence[Obligation],
    recorded: tuple[datetime, str, str],
) -> None:
    """Keep fee lines, recorded (when, by whom, at which office)."""
    columns = zip(*(_row(line) for line in lines), strict=True)
    query = QUERIES["add_obligations"]
    await connection.execute(query, center_id, *recorded, *(list(column) for column in columns))


async def obligations_of(
    connection: Connection, center_id: int, dossier_code: str
) -> list[Obligation]:
    """Return every fee line of a dossier, in the order in which they came."""
    rows = await connection.fetch(QUERIES["obligations_of"], center_id, dossier_code)
    return [obligation_of(row) for row in rows]


async def find_obligation(
    connection: Connection, center_id: int, obligation_id: UUID
) -> Obligation | None:
    """Return one fee line, if there is one of this identity."""
    row = await connection.fetchrow(QUERIES["find_obligation"], center_id, obligation_id)
    return obligation_of(row) if row else None


def _row(line: Obligation) -> tuple[object, ...]:
    return (
        line.obligation_id,
        line.dossier_code,
        line.kind,
        line.name,
        line.tariff.amount_dong,
        line.amount.amount_dong,
        line.owed_on,
        line.ground,
        line.payer,
        line.due_when,
        line.route,
        line.cancels,
    )


def obligation_of(row: asyncpg.Record) -> Obligation:
    """Return the fee line that a row tells."""
    return Obligation(
        obligation_id=row["obligation_id"],
        dossier_code=row["dossier_code"],
        kind=MoneyKind(row["kind"]),
        name=row["name"],
        tariff=Money(row["tariff_dong"]),
        amount=Money(row["amount_dong"]),
        owed_on=row["owed_on"],
        ground=row["ground"],
        payer=Payer(row["payer"]),
        due_when=DueWhen(row["due_when"]),
        route=PaymentRoute(row["route"]),
        cancels=row["cancels"],
    )


async def postage_of(
    connection: Connection, center_id: int, dossier_codes: Sequence[str]
) -> list[tuple[str, int]]:
    """Return the postage of dossiers as (name, đồng), less what was cancelled."""
    rows = await connection.fetch(QUERIES["postage_of"], center_id, dossier_codes)
    return [(row["name"], row["amount_dong"]) for row in rows]
