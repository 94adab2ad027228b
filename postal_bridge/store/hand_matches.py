"""What people decide about lines and collections: matches by hand, kept beside those of runs."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

import asyncpg

from postal_bridge.domain.fees import MoneyKind
from postal_bridge.domain.hand_matching import HandMatch
from postal_bridge.domain.money import Money
from postal_bridge.domain.reconciliation import Collected, Line, Standing
from postal_bridge.store.database import Connection, load_queries

QUERIES = load_queries("hand_matches")


@dataclass(frozen=True, slots=True)
class FreeLine:
    """A line that no collection is matched with, and what it is now."""

    line: Line
    line_class: str
    about: UUID | None


@dataclass(frozen=True, slots=True)
class FreeCollection:
    """A collection that nothing has settled; when its money is due is for others to say."""

    dossier_code: str
    collected: Collected


@dataclass(frozen=True, slots=True)
class Behind:
    """What stands behind a difference: the line with its batch, the collection with its kinds."""

    line: Line | None
    rule: str | None
    account: str | None
    covered_dong: int
    collection_id: UUID | None
    collected_dong: int | None
    collected_on: date | None
    office_code: str | None
    kinds: Mapping[MoneyKind, Money]
    taken_back: bool
    is_summed: bool


async def free_lines(
    connection: Connection, center_id: int, line_ids: Iterable[int]
) -> dict[int, FreeLine]:
    """Return those of these lines that a person may match."""
    rows = await connection.fetch(QUERIES["lines_to_match"], center_id, list(line_ids))
    return {row["line_id"]: FreeLine(_line(row), row["class"], row["about"]) for row in rows}


async def free_collections(
    connection: Connection, center_id: int, collection_ids: Iterable[UUID]
) -> dict[UUID, FreeCollection]:
    """Return those of these collections that a person may match; due the day they count for."""
    query = QUERIES["collections_to_match"]
    rows = await connection.fetch(query, center_id, list(collection_ids))
    return {
        row["collection_id"]: FreeCollection(
            row["dossier_code"],
            Collected(
                collection_id=row["collection_id"],
                amount_dong=row["amount_dong"],
                collected_on=row["collected_on"],
                due_on=row["collected_on"] + timedelta(days=row["after_cutoff"]),
                item_code=row["item_code"],
                receipt_number=row["receipt_number"],
                kinds=frozenset(row["kinds"]),
                standing=Standing.OPEN,
            ),
        )
        for row in rows
    }


async def keep_matches(
    connection: Connection, center_id: int, act_id: UUID, matches: Sequence[HandMatch]
) -> None:
    """Keep matches that a person made, instead of what their lines were."""
    lines = list(dict.fromkeys(each.line_id for each in matches))
    await connection.execute(QUERIES["clear_lines"], center_id, lines)
    await connection.execute(
        QUERIES["keep_matches"],
        center_id,
        act_id,
        [each.line_id for each in matches],
        [each.share for each in matches],
        [each.line_class for each in matches],
        [each.collection_id for each in matches],
        [each.covered_dong for each in matches],
        [each.part for each in matches],
    )


async def undo_matches(
    connection: Connection,
    center_id: int,
    line_ids: Sequence[int],
    undoing: tuple[datetime, str, str],
) -> set[tuple[int, UUID]]:
    """Take away matches that a person made, and keep them as undone; return what they were.

    `undoing` says when, by whom and why.
    """
    rows = await connection.fetch(QUERIES["undo_matches"], center_id, line_ids, *undoing)
    await connection.execute(QUERIES["clear_matches"], center_id, line_ids)
    return {(row["line_id"], row["collection_id"]) for row in rows}


async def give_back(
    connection: Connection,
    center_id: int,
    act_id: UUID,
    lines: Sequence[tuple[int, str, UUID | None]],
) -> None:
    """Give (line, class, what it is about) back to lines, for the next run to judge anew."""
    await connection.execute(
        QUERIES["give_back"],
        center_id,
        act_id,
        [line_id for line_id, _, _ in lines],
        [line_class for _, line_class, _ in lines],
        [about for _, _, about in lines],
    )


async def change_rule(
    connection: Connection,
    center_id: int,
    line_id: int,
    *,
    before: tuple[str, str],
    after: tuple[str, str],
) -> bool:
    """Change (rule, class) of a line from what it was; tell whether it still was that."""
    status = await connection.execute(
        QUERIES["change_rule"], center_id, line_id, before[0], *after, before[1]
    )
    return status != "UPDATE 0"


async def settle_collection(
    connection: Connection, center_id: int, collection_id: UUID, difference_id: UUID
) -> None:
    """Wait for no line of a collection any more."""
    await connection.execute(QUERIES["settle_collection"], center_id, collection_id, difference_id)


async def wait_again(
    connection: Connection, center_id: int, collection_id: UUID, difference_id: UUID
) -> None:
    """Wait for a line of a collection again."""
    await connection.execute(QUERIES["wait_again"], center_id, collection_id, difference_id)


async def wait_for_none(
    connection: Connection, center_id: int, difference_ids: Sequence[UUID]
) -> None:
    """Forget which collections were settled by decisions that fell."""
    await connection.execute(QUERIES["wait_for_none"], center_id, difference_ids)


async def rests_on_match(
    connection: Connection, center_id: int, line_ids: Sequence[int], but: UUID
) -> bool:
    """Tell whether another decision but one moved money beside the matches of these lines."""
    found: bool = await connection.fetchval(QUERIES["rests_on_match"], center_id, line_ids, but)
    return found


async def pairs_of_line(
    connection: Connection, center_id: int, line_id: int
) -> list[tuple[int, UUID, int]]:
    """Return (line, collection, amount covered) of each share of a line."""
    rows = await connection.fetch(QUERIES["pairs_of_line"], center_id, line_id)
    return [(row["line_id"], row["collection_id"], row["covered_dong"]) for row in rows]


async def behind(connection: Connection, center_id: int, difference_id: UUID) -> Behind:
    """Return what stands behind a difference that there is."""
    row = await connection.fetchrow(QUERIES["whereabouts"], center_id, difference_id)
    assert row is not None
    line = None
    if row["line_id"] is not None:
        line = Line(
            line_id=row["line_id"],
            key=row["line_key"],
            remittance_id=row["remittance_id"],
            sent_on=row["sent_on"],
            amount_dong=row["amount_dong"],
            item_code=row["item_code"],
            receipt_number=row["receipt_number"],
            kind=row["kind"],
            account=row["line_account"],
            found_by=row["rule"] or "",
        )
    parts = zip(row["kinds"], row["amounts"], strict=True)
    return Behind(
        line=line,
        rule=row["rule"],
        account=row["account"],
        covered_dong=row["covered_dong"],
        collection_id=row["collection_id"],
        collected_dong=row["collected_dong"],
        collected_on=row["collected_on"],
        office_code=row["office_code"],
        kinds={MoneyKind(kind): Money(amount) for kind, amount in parts},
        taken_back=row["taken_back"],
        is_summed=row["is_summed"],
    )


def _line(row: asyncpg.Record) -> Line:
    return Line(
        line_id=row["line_id"],
        key=row["line_key"],
        remittance_id=row["remittance_id"],
        sent_on=row["sent_on"],
        amount_dong=row["amount_dong"],
        item_code=row["item_code"],
        receipt_number=row["receipt_number"],
        kind=row["kind"],
        account=row["account"],
        found_by=row["found_by"],
    )
