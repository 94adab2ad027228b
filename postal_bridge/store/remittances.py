"""What the post sends on: when it was agreed to, and what its batches cover of what it took."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import asyncpg

from postal_bridge.domain.fees import MoneyKind, Part, share_among
from postal_bridge.domain.money import Money
from postal_bridge.domain.remittance import Cycle, RemittanceTerms
from postal_bridge.store.database import Connection, load_queries

QUERIES = load_queries("remittances")


@dataclass(frozen=True, slots=True)
class Sent:
    """A batch and what its lines come to, in whole đồng."""

    remittance_id: UUID
    sent_on: date
    amount_dong: int


@dataclass(frozen=True, slots=True)
class Covered:
    """What a batch covers of the money that a post office took, of one kind."""

    remittance_id: UUID
    sent_on: date
    office_code: str | None
    part: Part


async def load_terms(connection: Connection, center_id: int) -> list[RemittanceTerms]:
    """Return all that was or is agreed for a centre, the newest first."""
    rows = await connection.fetch(QUERIES["remittance_terms"], center_id)
    return [
        RemittanceTerms(
            cycle=Cycle(row["cycle"]),
            working_days=row["working_days"],
            valid_from=row["valid_from"],
            cutoff=row["cutoff"],
            source=row["source"],
        )
        for row in rows
    ]


async def put_terms(connection: Connection, center_id: int, terms: RemittanceTerms) -> None:
    """Keep an agreement of a centre, in place of one from the same day."""
    await connection.execute(
        QUERIES["put_terms"],
        center_id,
        terms.valid_from,
        terms.cycle,
        terms.working_days,
        terms.cutoff,
        terms.source,
    )


async def drop_terms(connection: Connection, center_id: int, valid_from: date) -> None:
    """Take away the agreement of a centre that begins on a day."""
    await connection.execute(QUERIES["drop_terms"], center_id, valid_from)


async def sums_of_file(connection: Connection, center_id: int, file_id: UUID) -> list[Sent]:
    """Return the batches of a file with what the lines that it brought come to."""
    rows = await connection.fetch(QUERIES["sums_of_file"], center_id, file_id)
    return [Sent(**row) for row in rows]


async def covered_by_lines(
    connection: Connection, center_id: int, matches: Sequence[tuple[int, UUID, int]]
) -> list[Covered]:
    """Return what batches cover by matches of (line, collection, amount)."""
    rows = await connection.fetch(
        QUERIES["covered_by_lines"],
        center_id,
        [line_id for line_id, _, _ in matches],
        [collection_id for _, collection_id, _ in matches],
        [covered_dong for _, _, covered_dong in matches],
    )
    return list(_shared_out(rows))


def summed(covered: Iterable[Covered]) -> list[Covered]:
    """Return what each batch covers of each post office and kind, in the order of these."""
    sums: Counter[tuple[UUID, date, str | None, MoneyKind]] = Counter()
    for each in covered:
        place = each.remittance_id, each.sent_on, each.office_code, each.part.kind
        sums[place] += each.part.amount.amount_dong
    return [
        Covered(batch, sent_on, office_code, Part(kind, Money(dong)))
        for (batch, sent_on, office_code, kind), dong in sorted(sums.items(), key=_in_order)
    ]


def _in_order(
    place_and_sum: tuple[tuple[UUID, date, str | None, MoneyKind], int],
) -> tuple[UUID, date, str, MoneyKind]:
    (batch, sent_on, office_code, kind), _ = place_and_sum
    return batch, sent_on, office_code or "", kind


def covered_of(row: asyncpg.Record, part: Part) -> Covered:
    """Return whose money a row says is covered, and how much."""
    return Covered(row["remittance_id"], row["sent_on"], row["office_code"], part)


def _shared_out(rows: Iterable[asyncpg.Record]) -> Iterator[Covered]:
    """Share what covers a collection among its kinds, line after line."""
    left: dict[UUID, dict[MoneyKind, Money]] = {}
    for row in rows:
        parts = zip(row["kinds"], row["amounts"], strict=True)
        kinds = {MoneyKind(kind): Money(amount) for kind, amount in parts}
        still_open = left.setdefault(row["collection_id"], kinds)
        covered, _ = share_among(Money(row["covered_dong"]), still_open)
        for part in covered:
            still_open[part.kind] -= part.amount
            yield covered_of(row, part)
