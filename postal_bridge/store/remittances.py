"""What the post sends on: when it was agreed to, and what its batches cover of what it took."""

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


async def load_terms(connection: Connection) -> list[RemittanceTerms]:
    """Return every agreement, the oldest first."""
    rows = await connection.fetch(QUERIES["remittance_terms"])
    return [
        RemittanceTerms(
            cycle=Cycle(row["value"]["cycle"]),
            working_days=row["value"]["working_days"],
            valid_from=row["effective_from"],
        )
        for row in rows
    ]


async def sums_of_file(connection: Connection, center_id: int, file_id: UUID) -> list[Sent]:
    """Return the batches of a file with what the lines that it brought come to."""
    rows = await connection.fetch(QUERIES["sums_of_file"], center_id, file_id)
    return [Sent(**row) for row in rows]


async def covered_by_run(connection: Connection, center_id: int, run_id: UUID) -> list[Covered]:
    """Return what a run found that batches cover, by batch, post office and kind."""
    whole = await connection.fetch(QUERIES["covered_whole"], center_id, run_id)
    partly = await connection.fetch(QUERIES["covered_in_part"], center_id, run_id)
    covered = [
        _covered(row, Part(MoneyKind(row["kind"]), Money(row["amount_dong"]))) for row in whole
    ]
    return covered + list(_shared_out(partly))


async def covered_by_lines(
    connection: Connection, center_id: int, fallen: Sequence[tuple[int, UUID, int]]
) -> list[Covered]:
    """Return what (line, collection, amount) had covered, whose matches fell."""
    rows = await connection.fetch(
        QUERIES["covered_by_lines"],
        center_id,
        [line_id for line_id, _, _ in fallen],
        [collection_id for _, collection_id, _ in fallen],
        [covered_dong for _, _, covered_dong in fallen],
    )
    return list(_shared_out(rows))


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
            yield _covered(row, part)


def _covered(row: asyncpg.Record, part: Part) -> Covered:
    return Covered(row["remittance_id"], row["sent_on"], row["office_code"], part)
