"""What the database refuses of the books, should Python ever forget: what is off, what changes."""

from datetime import UTC, date, datetime

import asyncpg
import pytest

from postal_bridge.domain.fees import MoneyKind, Part
from postal_bridge.domain.ledger import (
    FIRST_HASH,
    SIDES,
    Account,
    Entry,
    Fact,
    Posting,
    chain,
    transfer,
)
from postal_bridge.domain.money import Money
from postal_bridge.store import ledger
from postal_bridge.store.database import Connection

NOW = datetime(2026, 3, 13, 2, 30, tzinfo=UTC)
TODAY = date(2026, 3, 13)
CENTER = 1
CASH, DUE = (Account.COURIER_CASH, "P1/an"), (Account.AGENCY_DUE, "STP")


def entry_of(source_id: str, amount: int, kind: MoneyKind = MoneyKind.FEE) -> Entry:
    fact = Fact("collection", source_id, "collected", TODAY, "an")
    return Entry(fact, tuple(transfer([Part(kind, Money(amount))], CASH, DUE)))


async def write(connection: Connection, *entries: Entry) -> None:
    sequence, last_hash = await ledger.lock_journal(connection, CENTER)
    await ledger.append(connection, CENTER, chain(entries, sequence, last_hash, NOW))


async def look_at_commit(connection: Connection) -> None:
    """Let the database look now at what it looks at when a transaction commits."""
    await connection.execute("set constraints all immediate")


async def add_entry(connection: Connection, sequence: int, *postings: tuple[str, int]) -> None:
    """Write an entry by hand: (kind, amount) of its postings."""
    await connection.execute(
        "insert into ledger_entry values ($1, $2, 'collection', $3, 'collected', $4, $5, 'an',"
        " null, null, '')",
        CENTER,
        sequence,
        str(sequence),
        TODAY,
        NOW,
    )
    for place, (kind, amount) in enumerate(postings):
        await connection.execute(
            "insert into ledger_posting values ($1, $2, $3, 'suspense', '', $4, $5)",
            CENTER,
            sequence,
            place,
            kind,
            amount,
        )


async def test_the_chart_in_python_is_the_table(connection: Connection) -> None:
    rows = await connection.fetch("select code, side from ledger_account")
    assert {(row["code"], row["side"]) for row in rows} == {(a.value, s) for a, s in SIDES.items()}


async def test_what_was_written_is_read_as_it_was(connection: Connection) -> None:
    entries = [entry_of("a", 10), entry_of("b", 7, MoneyKind.TAX)]
    await write(connection, entries[0])
    await write(connection, entries[1])
    read = await ledger.page_of_journal(connection, CENTER, 0, 10)
    assert read == chain(entries, 1, FIRST_HASH, NOW)
    assert await ledger.page_of_journal(connection, CENTER, 1, 10) == read[1:]
    found = await ledger.entries_of_facts(connection, CENTER, "collection", {"b", "c"})
    assert found == read[1:]
    await look_at_commit(connection)


async def test_balances_are_those_of_a_moment_and_a_day(connection: Connection) -> None:
    await write(connection, entry_of("a", 10), entry_of("b", 7))
    balances = await ledger.balances(connection, CENTER, NOW, TODAY)
    assert [(b.account, b.debit_dong, b.credit_dong) for b in balances] == [
        (Account.AGENCY_DUE, 0, 17),
        (Account.COURIER_CASH, 17, 0),
    ]
    assert await ledger.balances(connection, CENTER, NOW.replace(hour=1), TODAY) == []
    assert await ledger.balances(connection, CENTER, NOW, TODAY.replace(day=12)) == []


@pytest.mark.parametrize(
    "postings",
    [
        [],
        [("fee", 10)],
        [("fee", 10), ("fee", -9)],
        [("fee", 10), ("charge", -10)],
        [("fee", 10), ("fee", -10), ("tax", 1)],
    ],
)
async def test_an_entry_that_does_not_balance_is_refused_at_commit(
    connection: Connection, postings: list[tuple[str, int]]
) -> None:
    await add_entry(connection, 1, *postings)
    with pytest.raises(asyncpg.RestrictViolationError, match=r"off in|no postings"):
        await look_at_commit(connection)


async def test_an_entry_that_balances_for_each_kind_is_kept(connection: Connection) -> None:
    await add_entry(connection, 1, ("fee", 10), ("charge", 3), ("fee", -10), ("charge", -3))
    await look_at_commit(connection)


async def test_a_posting_added_to_an_older_entry_is_refused(connection: Connection) -> None:
    await write(connection, entry_of("a", 10))
    await look_at_commit(connection)
    with pytest.raises(asyncpg.RestrictViolationError):
        await connection.execute(
            "insert into ledger_posting values ($1, 1, 9, 'suspense', '', 'fee', 1)", CENTER
        )


@pytest.mark.parametrize("table", ["ledger_entry", "ledger_posting"])
@pytest.mark.parametrize("change", ["update {} set center_id = 2", "delete from {}"])
async def test_nothing_written_is_changed(connection: Connection, table: str, change: str) -> None:
    await write(connection, entry_of("a", 10))
    with pytest.raises(asyncpg.RestrictViolationError):
        await connection.execute(change.format(table))


async def test_a_fact_is_booked_once(connection: Connection) -> None:
    await write(connection, entry_of("a", 10))
    with pytest.raises(asyncpg.UniqueViolationError, match="ledger_entry_once"):
        await write(connection, entry_of("a", 10))


async def test_an_account_outside_the_chart_is_refused(connection: Connection) -> None:
    await add_entry(connection, 1)
    with pytest.raises(asyncpg.ForeignKeyViolationError, match="ledger_posting_account"):
        await connection.execute(
            "insert into ledger_posting values ($1, 1, 0, 'pocket', '', 'fee', 1)", CENTER
        )


async def test_what_stands_on_an_account_is_told_by_subject_and_kind(
    connection: Connection,
) -> None:
    fact = Fact("obligation", "x", "owed", TODAY, "an")
    receivable = (Account.CITIZEN_RECEIVABLE, "H53.1")
    postings = (
        *transfer([Part(MoneyKind.FEE, Money(5))], receivable, DUE),
        Posting(Account.SUSPENSE, "H53.1", MoneyKind.TAX, Money(-2)),
        Posting(*CASH, MoneyKind.TAX, Money(2)),
    )
    await write(connection, Entry(fact, postings))
    codes = {"H53.1", "H53.2"}
    standing = await ledger.how_it_stands(
        connection, CENTER, {Account.CITIZEN_RECEIVABLE: codes, Account.SUSPENSE: codes}
    )
    assert standing.owed_for("H53.1") == {MoneyKind.FEE: Money(5)}
    assert standing.on(Account.SUSPENSE, "H53.1") == {MoneyKind.TAX: Money(-2)}
    assert not standing.was_asked("H53.2")
