"""Statements of banks and lists of the post as they are kept: files, what is in them, batches."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from postal_bridge.domain.dossier import LineProblem
from postal_bridge.domain.statement import StatementKind
from postal_bridge.store.database import Connection, load_queries

QUERIES = load_queries("statements")

#: A file of so many lines changes what the planner has to know.
MANY_LINES = 5_000


@dataclass(frozen=True, slots=True)
class KnownFile:
    """A file whose content was stored before."""

    file_id: UUID
    name: str
    lines: int
    repeated: int
    stored_at: datetime
    login: str
    holds: bool


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file that is being stored; `repeated` counts lines that other files had brought."""

    file_id: UUID
    kind: StatementKind
    format: str
    name: str
    content_hash: bytes
    office_code: str | None
    lines: int
    repeated: int
    set_aside: Sequence[LineProblem]
    stored_at: datetime
    login: str


class NewPostLine(NamedTuple):
    """A line of the post's list; the fields are those of the database's type of this row."""

    line_id: int
    line_key: UUID
    remittance_id: UUID
    place: int
    day: date
    sent_on: date
    amount_dong: int
    dossier_code: str | None
    item_code: str | None
    receipt_number: str | None
    kind: str | None
    account: str | None
    narration: str | None
    found_by: str | None


class NewBankLine(NamedTuple):
    """A line of an account statement; the fields are those of the database's type of this row."""

    line_id: int
    line_key: UUID
    statement_place: int
    place: int
    account: str | None
    booked_on: date
    value_on: date
    amount_dong: int
    bank_reference: str | None
    end_to_end_id: str | None
    dossier_code: str | None
    batch: str | None
    narration: str
    counterparty_sealed: bytes | None


class NewStatement(NamedTuple):
    """One statement of a file; amounts in whole đồng, null balances where the file has none."""

    place: int
    account: str | None
    currency: str
    number: str | None
    first_on: date | None
    last_on: date | None
    opening_dong: int | None
    closing_dong: int | None
    credit_dong: int
    debit_dong: int
    holds: bool


class NewRemittance(NamedTuple):
    """A batch of the post with what it declares and what its lines come to."""

    remittance_id: UUID
    batch: str
    account: str | None
    declared_dong: int | None
    lines: int
    lines_dong: int
    sent_on: date


async def file_by_content(
    connection: Connection, center_id: int, kind: StatementKind, content_hash: bytes
) -> KnownFile | None:
    """Return the file of the same content that was stored before, if there is one."""
    row = await connection.fetchrow(QUERIES["file_by_content"], center_id, kind, content_hash)
    return KnownFile(**row) if row else None


async def take_lines(
    connection: Connection, center_id: int, kind: StatementKind, count: int
) -> int:
    """Return the first of `count` numbers for lines of a kind, which are taken from here on."""
    query = QUERIES["take_lines"]
    first: int = await connection.fetchval(query, center_id, f"{kind}_line", count)
    return first


async def add_post_lines(
    connection: Connection, center_id: int, lines: Sequence[NewPostLine]
) -> int:
    """Keep lines of the post's list; return how many were not known."""
    status = await connection.execute(QUERIES["add_post_lines"], center_id, lines)
    return int(status.rpartition(" ")[2])


async def add_bank_lines(
    connection: Connection, center_id: int, file_id: UUID, lines: Sequence[NewBankLine]
) -> int:
    """Keep lines of an account statement; return how many were not known."""
    status = await connection.execute(QUERIES["add_bank_lines"], center_id, file_id, lines)
    return int(status.rpartition(" ")[2])


async def add_file(connection: Connection, center_id: int, file: NewFile) -> None:
    """Keep what is known of a file."""
    await connection.execute(
        QUERIES["add_file"],
        center_id,
        file.file_id,
        file.kind,
        file.format,
        file.name,
        file.content_hash,
        file.office_code,
        file.lines,
        file.repeated,
        [problem.to_kept() for problem in file.set_aside],
        file.stored_at,
        file.login,
    )


async def add_statements(
    connection: Connection, center_id: int, file_id: UUID, statements: Sequence[NewStatement]
) -> None:
    """Keep the statements of a file."""
    columns = [list(column) for column in zip(*statements, strict=True)]
    await connection.execute(QUERIES["add_statements"], center_id, file_id, *columns)


async def add_remittances(
    connection: Connection,
    center_id: int,
    file_id: UUID,
    office_code: str,
    remittances: Sequence[NewRemittance],
) -> None:
    """Keep the batches that a post office's file brings."""
    columns = [list(column) for column in zip(*remittances, strict=True)]
    query = QUERIES["add_remittances"]
    await connection.execute(query, center_id, file_id, office_code, *columns)


async def refresh_statistics(connection: Connection) -> None:
    """Tell the planner at once that lists have grown; it would find out within minutes."""
    await connection.execute(QUERIES["refresh_statistics"])
