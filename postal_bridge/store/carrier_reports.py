"""What carriers tell: reports kept as they came, what became of them, and facts about money."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

import asyncpg

from postal_bridge.domain.carrier import MoneyFact
from postal_bridge.store.database import Connection, load_queries

QUERIES = load_queries("carrier_reports")


@dataclass(frozen=True, slots=True)
class KeptReport:
    """A report of a carrier; what it says in words is sealed."""

    carrier_code: str
    report_id: UUID
    code: str
    order_key: str | None
    item_code: str | None
    happened_at: datetime
    received_at: datetime
    amount_dong: int | None
    said_sealed: bytes | None = field(repr=False)
    state: str = "waiting"
    order_id: UUID | None = None
    scan_id: UUID | None = None
    trouble: str | None = None


@dataclass(frozen=True, slots=True)
class CarrierMoney:
    """A fact about the money of a consignment, as a carrier told it."""

    consignment_code: str
    carrier_code: str
    fact: MoneyFact
    amount_dong: int
    happened_at: datetime


@dataclass(frozen=True, slots=True)
class NotPaidOut:
    """Money that a carrier collected and did not pay out, as far as it said."""

    order_id: UUID
    consignment_code: str
    carrier_code: str
    dossier_code: str | None
    amount_dong: int
    collected_at: datetime
    with_post_at: datetime | None


async def keep_reports(
    connection: Connection, center_id: int, carrier: str, reports: Sequence[KeptReport]
) -> int:
    """Keep what a carrier told at one moment, each report once; return how much was new."""
    if not reports:
        return 0
    done = await connection.execute(
        QUERIES["keep_reports"],
        center_id,
        carrier,
        reports[0].received_at,
        [each.report_id for each in reports],
        [each.code for each in reports],
        [each.order_key for each in reports],
        [each.item_code for each in reports],
        [each.happened_at for each in reports],
        [each.amount_dong for each in reports],
        [each.said_sealed for each in reports],
        [each.state for each in reports],
        [each.trouble for each in reports],
    )
    return int(done.rpartition(" ")[2])


async def waiting_reports(connection: Connection, center_id: int, limit: int) -> list[KeptReport]:
    """Return reports that nobody looked at, in the order in which things happened."""
    rows = await connection.fetch(QUERIES["waiting_reports"], center_id, limit)
    return [_report(row) for row in rows]


async def settle_report(
    connection: Connection,
    center_id: int,
    report: KeptReport,
    state: str,
    about: tuple[UUID | None, UUID | None] = (None, None),
    trouble: str | None = None,
) -> None:
    """Note what came of a report; `about` is the order and the scan it became."""
    await connection.execute(
        QUERIES["settle_report"],
        center_id,
        report.carrier_code,
        report.report_id,
        state,
        about[0],
        about[1],
        trouble,
    )


async def hear_again(
    connection: Connection, center_id: int, carrier: str, report_id: UUID | None
) -> int:
    """Let reports be looked at again, one of them or all that nobody understood."""
    done = await connection.execute(QUERIES["hear_again"], center_id, carrier, report_id)
    return int(done.rpartition(" ")[2])


async def settle_by_hand(
    connection: Connection,
    center_id: int,
    which: tuple[str, UUID],
    at: datetime,
    who: tuple[str, str],
) -> bool:
    """End a report, by somebody and for a reason; False when it does not wait for a person."""
    done = await connection.execute(QUERIES["settle_by_hand"], center_id, *which, at, *who)
    return not done.endswith(" 0")


async def open_reports(
    connection: Connection, center_id: int, after: tuple[datetime, UUID], limit: int
) -> list[tuple[KeptReport, str | None]]:
    """Return reports after a place that wait for a person, each with the thing it is about."""
    rows = await connection.fetch(QUERIES["open_reports"], center_id, *after, limit)
    found = []
    for row in rows:
        parts = dict(row)
        consignment = parts.pop("consignment_code")
        found.append((KeptReport(**parts), consignment))
    return found


async def count_reports(connection: Connection, center_id: int) -> dict[str, dict[str, int]]:
    """Return how many reports of each carrier wait, by what for."""
    counts: dict[str, dict[str, int]] = {}
    for row in await connection.fetch(QUERIES["count_reports"], center_id):
        counts.setdefault(row["carrier_code"], {})[row["state"]] = row["reports"]
    return counts


async def add_money(
    connection: Connection,
    center_id: int,
    order_id: UUID,
    money: CarrierMoney,
    report_id: UUID,
    now: datetime,
) -> bool:
    """Keep a fact about money of an order; False when that fact is known of it."""
    done = await connection.execute(
        QUERIES["add_money"],
        center_id,
        order_id,
        money.fact,
        money.amount_dong,
        money.happened_at,
        report_id,
        now,
    )
    return not done.endswith(" 0")


async def money_of_order(
    connection: Connection, center_id: int, order_id: UUID
) -> dict[MoneyFact, tuple[int, datetime]]:
    """Return what a carrier said of the money of an order: of each fact the amount and moment."""
    rows = await connection.fetch(QUERIES["money_of_order"], center_id, order_id)
    return {MoneyFact(row["fact"]): (row["amount_dong"], row["happened_at"]) for row in rows}


async def money_of_dossier(
    connection: Connection, center_id: int, dossier_code: str
) -> list[CarrierMoney]:
    """Return what carriers said of the money of a dossier."""
    rows = await connection.fetch(QUERIES["money_of_dossier"], center_id, dossier_code)
    return [CarrierMoney(**{**row, "fact": MoneyFact(row["fact"])}) for row in rows]


async def money_not_paid_out(
    connection: Connection, center_id: int, after: tuple[datetime, UUID], limit: int
) -> list[NotPaidOut]:
    """Return what carriers collected after a place and did not pay out, the oldest first."""
    rows = await connection.fetch(QUERIES["money_not_paid_out"], center_id, *after, limit)
    return [NotPaidOut(**row) for row in rows]


async def sum_of_money(connection: Connection, center_id: int) -> dict[MoneyFact, tuple[int, int]]:
    """Return how many facts of each sort carriers told, and of how much money."""
    rows = await connection.fetch(QUERIES["sum_of_money"], center_id)
    return {MoneyFact(row["fact"]): (row["facts"], row["amount_dong"]) for row in rows}


def _report(row: asyncpg.Record) -> KeptReport:
    return KeptReport(**row)
