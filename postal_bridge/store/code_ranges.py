"""Running numbers: ranges of tracking codes that the post granted, and how far they are used."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import asyncpg

from postal_bridge.domain.tracking_code import CodeRange, TrackingCode
from postal_bridge.store.database import Connection, load_queries

QUERIES = load_queries("code_ranges")


@dataclass(frozen=True, slots=True)
class GrantedRange:
    """A range with the paper it was granted by; numbers from `next_serial` on are unused."""

    codes: CodeRange
    granted_on: date
    document: str
    next_serial: int

    @property
    def series(self) -> str:
        """The name under which its numbers are counted; the query of all ranges makes the same."""
        codes = self.codes
        return f"S10 {codes.service} {codes.first} {codes.country}"


async def code_ranges(connection: Connection, center_id: int) -> list[GrantedRange]:
    """Return the ranges granted to a centre, oldest first."""
    rows = await connection.fetch(QUERIES["code_ranges"], center_id)
    return [
        GrantedRange(
            CodeRange(row["service"], row["first_serial"], row["last_serial"], row["country"]),
            row["granted_on"],
            row["document"],
            row["next_serial"],
        )
        for row in rows
    ]


async def add_code_range(
    connection: Connection, center_id: int, granted: CodeRange, granted_on: date, document: str
) -> bool:
    """Note a granted range; False when it overlaps one that was granted before."""
    try:
        async with connection.transaction():
            await connection.execute(
                QUERIES["add_code_range"],
                granted.service,
                granted.country,
                granted.first,
                granted.last,
                center_id,
                granted_on,
                document,
            )
    except (asyncpg.UniqueViolationError, asyncpg.ExclusionViolationError):
        return False
    return True


async def granted_to(connection: Connection, code: TrackingCode) -> int | None:
    """Return the centre to which the post granted this number, if it granted it to one of ours."""
    query = QUERIES["granted_to"]
    center_id = await connection.fetchval(query, code.service, code.country, code.serial)
    return None if center_id is None else int(center_id)


async def codes_taken(
    connection: Connection, center_id: int, codes: Iterable[TrackingCode]
) -> set[str]:
    """Return those of `codes` that are in custody already."""
    rows = await connection.fetch(QUERIES["codes_taken"], center_id, [str(code) for code in codes])
    return {row["code"] for row in rows}


async def take_number(connection: Connection, center_id: int, series: str, first: int) -> int:
    """Take the next number of a series that begins at `first`."""
    number = await connection.fetchval(QUERIES["take_number"], center_id, series, first)
    assert isinstance(number, int)
    return number


async def go_on_after(connection: Connection, center_id: int, series: str, number: int) -> None:
    """Let a series that is locked by `take_number` go on after `number`."""
    await connection.execute(QUERIES["go_on_after"], center_id, series, number)
