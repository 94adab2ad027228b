"""Credits of banks: what explains them, what is proposed, and what of them is to be booked."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import asyncpg

from postal_bridge.domain.bank_credits import Batch, Credit, Group, Proposal
from postal_bridge.domain.fees import MoneyKind, Part
from postal_bridge.domain.ledger import Account
from postal_bridge.domain.money import Money
from postal_bridge.domain.remittance_booking import Payment, StatedCredit, StatedSum
from postal_bridge.store.database import Connection, load_queries

QUERIES = load_queries("bank_credits")


@dataclass(frozen=True, slots=True)
class OpenCredit:
    """A credit that nothing explains, and the dossier of ours that it names, if it names one."""

    credit: Credit
    dossier_code: str | None


@dataclass(frozen=True, slots=True)
class ToldPayment:
    """For which dossier a credit pays, as somebody says at a moment."""

    dossier_code: str
    login: str
    at: datetime


@dataclass(frozen=True, slots=True)
class KeptPayment:
    """A payment with its collection, the day on which that counts, and whether it was undone."""

    payment: Payment
    collection_id: UUID
    counts_on: date
    is_undone: bool


@dataclass(frozen=True, slots=True)
class Remitted:
    """What a batch comes to, and the group in which it was credited."""

    remittance_id: UUID
    sent_on: date
    group_id: UUID | None
    amount_dong: int


async def open_batches(
    connection: Connection, center_id: int, among: Sequence[UUID] | None = None
) -> list[Batch]:
    """Return the batches for which no credit has come; of those `among`, where they are given."""
    rows = await connection.fetch(QUERIES["open_batches"], center_id, among)
    return [Batch(**row) for row in rows]


async def open_credits(
    connection: Connection, center_id: int, among: Sequence[int] | None = None
) -> list[OpenCredit]:
    """Return the credits that nothing explains; of those `among`, where they are given."""
    rows = await connection.fetch(QUERIES["open_credits"], center_id, among)
    return [
        OpenCredit(
            credit=Credit(
                line_id=row["line_id"],
                account=row["account"],
                amount_dong=row["amount_dong"],
                booked_on=row["booked_on"],
                references=frozenset(
                    filter(None, (row["batch"], row["end_to_end_id"], row["bank_reference"]))
                ),
                text=row["narration"],
            ),
            dossier_code=row["dossier_code"],
        )
        for row in rows
    ]


async def add_groups(
    connection: Connection,
    center_id: int,
    run_id: UUID,
    at: datetime,
    groups: Mapping[UUID, Group],
) -> None:
    """Keep groups by their identities, with their rows."""
    await connection.execute(
        QUERIES["add_groups"],
        center_id,
        run_id,
        at,
        list(groups),
        [group.rule for group in groups.values()],
        [group.remitted_dong for group in groups.values()],
        [group.credited_dong for group in groups.values()],
    )
    batches = [(b.remittance_id, key) for key, group in groups.items() for b in group.batches]
    lines = [(line.line_id, key) for key, group in groups.items() for line in group.credits]
    for query, rows in (
        (QUERIES["add_credited_remittances"], batches),
        (QUERIES["add_credited_lines"], lines),
    ):
        ids, keys = [row for row, _ in rows], [key for _, key in rows]
        await connection.execute(query, center_id, ids, keys)


async def propose(
    connection: Connection, center_id: int, run_id: UUID, proposals: Sequence[Proposal]
) -> None:
    """Keep these proposals in place of those before."""
    await connection.execute(QUERIES["forget_proposals"], center_id)
    await connection.execute(
        QUERIES["add_proposals"],
        center_id,
        run_id,
        [each.credit.line_id for each in proposals],
        [each.batch.remittance_id for each in proposals],
        [each.rule for each in proposals],
        [each.score for each in proposals],
    )


async def add_payments(
    connection: Connection,
    center_id: int,
    run_id: UUID,
    at: datetime,
    payments: Mapping[int, UUID],
) -> None:
    """Keep collections for the credits by which citizens paid an agency straight."""
    lines, collections = list(payments), list(payments.values())
    await connection.execute(QUERIES["add_payments"], center_id, at, lines, collections, None, None)
    query = QUERIES["add_credited_collections"]
    await connection.execute(query, center_id, run_id, lines, collections)


async def add_payment(
    connection: Connection, center_id: int, line_id: int, collection_id: UUID, told: ToldPayment
) -> None:
    """Keep a collection for a credit of which a person says that it is a payment."""
    kept = [line_id], [collection_id]
    query = QUERIES["add_payments"]
    await connection.execute(query, center_id, told.at, *kept, told.login, told.dossier_code)
    await connection.execute(QUERIES["add_credited_collections"], center_id, None, *kept)


async def forget_payment(connection: Connection, center_id: int, line_id: int) -> None:
    """Let a line be no payment any more."""
    await connection.execute(QUERIES["forget_payment"], center_id, line_id)


async def count_contradictions(connection: Connection, center_id: int) -> dict[str, int]:
    """Count what must not be: credits explained twice, groups unlike their rows."""
    return {
        "credits explained twice": await connection.fetchval(
            QUERIES["doubly_explained"], center_id
        ),
        "groups unlike their rows": await connection.fetchval(
            QUERIES["groups_unlike_rows"], center_id
        ),
    }


async def list_credits(
    connection: Connection, center_id: int, before: tuple[date, int], limit: int, *, unknown: bool
) -> list[dict[str, Any]]:
    """Return a page of credits, the newest first."""
    query = QUERIES["list_credits"]
    rows = await connection.fetch(query, center_id, *before, unknown, limit)
    return [dict(row) for row in rows]


async def list_remittances(
    connection: Connection, center_id: int, before: tuple[date, UUID], limit: int
) -> list[dict[str, Any]]:
    """Return a page of batches, the newest first."""
    rows = await connection.fetch(QUERIES["list_remittances"], center_id, *before, limit)
    return [dict(row) for row in rows]


async def sums_stated(
    connection: Connection, center_id: int, file_id: UUID
) -> list[tuple[StatedSum, Account]]:
    """Return what a file's statements state, and on which account each is to be booked."""
    rows = await connection.fetch(QUERIES["sums_stated"], center_id, file_id)
    return [
        (
            _stated(row | {"file_id": file_id}),
            Account.TREASURY if row["is_treasury"] else Account.AGENCY_ACCOUNT,
        )
        for row in map(dict, rows)
    ]


async def in_transit_though_credited(
    connection: Connection, center_id: int
) -> list[tuple[UUID, UUID]]:
    """Return (group, batch) of what was credited and still stands as in transit."""
    rows = await connection.fetch(QUERIES["in_transit_though_credited"], center_id)
    return [(row["group_id"], row["remittance_id"]) for row in rows]


async def lines_of_groups(
    connection: Connection, center_id: int, group_ids: Iterable[UUID]
) -> dict[UUID, list[StatedCredit]]:
    """Return the credits of each group."""
    rows = await connection.fetch(QUERIES["lines_of_groups"], center_id, list(group_ids))
    found: dict[UUID, list[StatedCredit]] = {}
    for row in rows:
        found.setdefault(row["group_id"], []).append(stated_credit(row))
    return found


async def payments(
    connection: Connection, center_id: int, lines: Iterable[int]
) -> list[KeptPayment]:
    """Return what credits are, or were, as collections."""
    rows = await connection.fetch(QUERIES["payments"], center_id, list(lines))
    return [
        KeptPayment(
            payment=Payment(
                line_id=row["line_id"],
                credit=stated_credit(row),
                office_code=row["office_code"],
                parts=tuple(
                    Part(MoneyKind(kind), Money(amount))
                    for kind, amount in zip(row["kinds"], row["amounts"], strict=True)
                ),
                booked_on=row["recognised_on"],
                turn=row["turn"],
            ),
            collection_id=row["collection_id"],
            counts_on=row["counts_on"],
            is_undone=row["is_undone"],
        )
        for row in rows
    ]


async def payment_of(connection: Connection, center_id: int, line_id: int) -> KeptPayment | None:
    """Return the payment that a line is now, if it is one."""
    found = await payments(connection, center_id, [line_id])
    return next((each for each in found if not each.is_undone), None)


async def stated_by(
    connection: Connection, center_id: int, file_ids: Iterable[UUID]
) -> list[StatedSum]:
    """Return what the statements of files state, day by day."""
    rows = await connection.fetch(QUERIES["stated_by"], center_id, list(file_ids))
    return [_stated(dict(row)) for row in rows]


async def remitted_by(
    connection: Connection,
    center_id: int,
    remittance_ids: Iterable[UUID],
    group_ids: Iterable[UUID],
) -> list[Remitted]:
    """Return what given batches, and those of given groups, come to."""
    query = QUERIES["remitted_by"]
    rows = await connection.fetch(query, center_id, list(remittance_ids), list(group_ids))
    return [Remitted(**row) for row in rows]


async def places_of_statements(
    connection: Connection, center_id: int, names: Iterable[str]
) -> dict[str, Account]:
    """Return on which account each statement was booked."""
    rows = await connection.fetch(QUERIES["places_of_statements"], center_id, sorted(names))
    return {row["source_id"]: Account(row["account"]) for row in rows}


def stated_credit(row: asyncpg.Record | Mapping[str, Any]) -> StatedCredit:
    """Return a line of a bank as the books name it."""
    return StatedCredit(_name(row), row["account"], row["amount_dong"], row["booked_on"])


def _name(row: asyncpg.Record | Mapping[str, Any]) -> str:
    return f"{row['file_id']}/{row['statement_place']}"


def _stated(row: Mapping[str, Any]) -> StatedSum:
    return StatedSum(
        statement=_name(row),
        account=row["account"],
        booked_on=row["booked_on"],
        credited_dong=row["credited_dong"],
        debited_dong=row["debited_dong"],
    )
