"""Periods as they were closed and reopened, and what is counted when one is closed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from postal_bridge.domain.period import BANK_LINE, Closing, Period, Standing
from postal_bridge.store.database import Connection, load_queries

QUERIES = load_queries("periods")

#: Before all entries, for the first period that is closed.
NO_DAY = date.min
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Counted:
    """Which entries of the journal a closing counts: up to a day and a number, less those before.

    Entries that an earlier closing counted happened up to `before_on` and have numbers up to
    `before_entry`; what came later for such a day counts here.
    """

    last_on: date
    last_entry: int
    before_on: date
    before_entry: int


@dataclass(frozen=True, slots=True)
class NewAct:
    """Something done to a period; the last five fields are those of a closing."""

    at: datetime
    login: str
    action: str
    reason: str | None = None
    closing: int | None = None
    last_entry: int | None = None
    figures: str | None = None
    previous_seal: bytes | None = None
    seal: bytes | None = None


@dataclass(frozen=True, slots=True)
class Frozen:
    """The figures of the newest closing of a period, as the text that was sealed."""

    figures: str
    seal: bytes
    at: datetime
    closing: int


async def rows_of_standings(connection: Connection, center_id: int) -> list[Row]:
    """Return every period that was ever closed, the oldest first."""
    return [dict(row) for row in await connection.fetch(QUERIES["standings"], center_id)]


async def load_standings(connection: Connection, center_id: int) -> list[Standing]:
    """Return how the periods stand, the oldest first."""
    return [
        Standing(
            period=Period(row["period_id"], row["first_on"], row["last_on"]),
            is_closed=row["is_closed"],
            action=row["action"],
            last_entry=row["last_entry"],
        )
        for row in await rows_of_standings(connection, center_id)
    ]


async def open_day(connection: Connection, center_id: int, day: date, otherwise: date) -> date:
    """Return a day, or another where it is closed."""
    closed = await closed_through(connection, center_id)
    return otherwise if closed is not None and day <= closed else day


async def first_day_of_money(connection: Connection, center_id: int) -> date | None:
    """Return the first day on which money of the post counts."""
    found: date | None = await connection.fetchval(QUERIES["first_day_of_money"], center_id)
    return found


async def closed_through(connection: Connection, center_id: int) -> date | None:
    """Return the last day that is closed."""
    found: date | None = await connection.fetchval(QUERIES["closed_through"], center_id)
    return found


async def add_act(connection: Connection, center_id: int, period: Period, act: NewAct) -> None:
    """Write down what was done to a period."""
    await connection.execute(
        QUERIES["add_period"], center_id, period.period_id, period.first_on, period.last_on
    )
    await connection.execute(
        QUERIES["add_act"],
        center_id,
        period.period_id,
        act.at,
        act.login,
        act.action,
        act.reason,
        act.closing,
        act.last_entry,
        act.figures,
        act.previous_seal,
        act.seal,
    )


async def acts_of(connection: Connection, center_id: int, period_id: str) -> list[Row]:
    """Return what was done to a period, in order."""
    rows = await connection.fetch(QUERIES["acts_of"], center_id, period_id)
    return [dict(row) for row in rows]


async def last_seal(connection: Connection, center_id: int) -> tuple[int, bytes] | None:
    """Return the number and the seal of the newest closing."""
    row = await connection.fetchrow(QUERIES["last_seal"], center_id)
    return (row["closing"], row["seal"]) if row else None


async def closings(connection: Connection, center_id: int) -> list[Closing]:
    """Return every closing in the order of the chain."""
    return [Closing(**row) for row in await connection.fetch(QUERIES["closings"], center_id)]


async def frozen_figures(connection: Connection, center_id: int, period_id: str) -> Frozen | None:
    """Return the figures of the newest closing of a period."""
    row = await connection.fetchrow(QUERIES["frozen_figures"], center_id, period_id)
    return Frozen(**row) if row else None


async def unexplained(
    connection: Connection, center_id: int, first_on: date, last_on: date
) -> list[Row]:
    """Return class, count and amount of what nothing explains in a period.

    What came up since about days that are closed is among it.
    """
    days = first_on, last_on
    lines = await connection.fetch(QUERIES["unexplained_lines"], center_id, *days)
    missing = await connection.fetchrow(QUERIES["unexplained_collections"], center_id, *days)
    assert missing is not None
    found = [
        {"class": row["class"], "count": row["lines"], "amount_dong": row["amount_dong"]}
        for row in lines
    ]
    if missing["collections"]:
        count, amount_dong = missing["collections"], missing["amount_dong"]
        found.append({"class": "missing", "count": count, "amount_dong": amount_dong})
    since = await connection.fetch(QUERIES["unexplained_since"], center_id, first_on)
    for row in since:
        same = next((each for each in found if each["class"] == row["class"]), None)
        if same is None:
            same = {"class": row["class"], "count": 0, "amount_dong": 0}
            found.append(same)
        same["count"] += row["differences"]
        same["amount_dong"] += row["amount_dong"]
    unknown = await connection.fetchrow(QUERIES["unexplained_bank_lines"], center_id, last_on)
    assert unknown is not None
    if unknown["lines"]:
        count, amount_dong = unknown["lines"], unknown["amount_dong"]
        found.append({"class": BANK_LINE, "count": count, "amount_dong": amount_dong})
    return found


async def is_sealed(
    connection: Connection, center_id: int, difference_id: UUID, at: datetime
) -> bool:
    """Tell whether a closing that holds counts what was decided about a difference at a moment."""
    sealed: bool = await connection.fetchval(QUERIES["is_sealed"], center_id, difference_id, at)
    return sealed


async def carry_forward(
    connection: Connection, center_id: int, days: tuple[date, date], classes: Iterable[str]
) -> list[tuple[UUID, int]]:
    """Carry open differences of a period forward; return each with its version."""
    query = QUERIES["carry_forward"]
    rows = await connection.fetch(query, center_id, *days, sorted(classes))
    return [(row["difference_id"], row["version"]) for row in rows]


async def note_late(connection: Connection, center_id: int, collection_ids: Sequence[UUID]) -> None:
    """Let money of closed days, just told and not yet booked, count on the next open day."""
    await connection.execute(QUERIES["note_late"], center_id, collection_ids)


async def counts_of(
    connection: Connection, center_id: int, days: tuple[date, date]
) -> dict[str, list[Row]]:
    """Return what is counted of the rows of a period, each count by its name."""
    counted: dict[str, list[Row]] = {}
    for name, query in (
        ("lines", QUERIES["lines_counted"]),
        ("late_lines", QUERIES["late_lines"]),
        ("collections", QUERIES["collections_counted"]),
        ("late_collections", QUERIES["late_collections"]),
        ("collected_by_unit", QUERIES["collected_by_unit"]),
        ("remitted_by_unit", QUERIES["remitted_by_unit"]),
        ("remitted_besides", QUERIES["remitted_besides"]),
        ("credits", QUERIES["credits_of"]),
        ("debits", QUERIES["debits_of"]),
        ("batches", QUERIES["batches_of"]),
    ):
        counted[name] = [dict(row) for row in await connection.fetch(query, center_id, *days)]
    return counted


async def differences_of(
    connection: Connection, center_id: int, days: tuple[date, date], limit: int
) -> list[Row]:
    """Return the differences of a period and those carried into it."""
    rows = await connection.fetch(QUERIES["differences_of"], center_id, *days, limit)
    return [dict(row) for row in rows]


async def trial_balance(connection: Connection, center_id: int, counted: Counted) -> list[Row]:
    """Return opening, debits and credits of each account and kind."""
    query = QUERIES["trial_balance"]
    rows = await connection.fetch(
        query,
        center_id,
        counted.last_on,
        counted.last_entry,
        counted.before_on,
        counted.before_entry,
    )
    return [dict(row) for row in rows]


async def journal_of(
    connection: Connection, center_id: int, counted: Counted, limit: int
) -> list[Row]:
    """Return the postings that count in a period, in the order of the journal."""
    rows = await connection.fetch(
        QUERIES["journal_of"],
        center_id,
        counted.last_on,
        counted.last_entry,
        counted.before_on,
        counted.before_entry,
        limit,
    )
    return [dict(row) for row in rows]
