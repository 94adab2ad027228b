"""An audit finds whatever is wrong in the books, and nothing where nothing is.

Every test books an honest day, then changes one thing as the owner of the tables can, and sees it
found.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from uuid import uuid4

import pytest

from postal_bridge.domain.custody import Leg
from postal_bridge.domain.custody_audit import Check
from postal_bridge.domain.dossier import ReceivedVia
from postal_bridge.domain.fees import MoneyKind, Part
from postal_bridge.domain.ledger import Account, Entry, Fact, transfer
from postal_bridge.domain.money import Money
from postal_bridge.domain.scan import Collected, PaymentMethod
from postal_bridge.store.database import Connection
from postal_bridge.usecases import audit_books
from postal_bridge.usecases.audit import audit
from postal_bridge.usecases.keep_books import Journal
from postal_bridge.usecases.register_dossier import Filing, register_dossier
from postal_bridge.wiring import Bridge
from tests.conftest import SettableClock
from tests.journeys import PROCEDURE, Stage, found_center

CODE = "H53.14-260313-0001"
TABLES = ("collection", "collection_part", "obligation", "ledger_entry", "ledger_posting")


@pytest.fixture
async def stage(bridge: Bridge, clock: SettableClock) -> Stage:
    """Return a centre with a dossier that owes 100,000 đồng, of which 60,000 were taken and back.

    Entry 1 books what is owed, 2 what was taken, 3 that it was taken back.
    """
    stage = await found_center(bridge, clock)
    filing = Filing(CODE, PROCEDURE, ReceivedVia.POSTAL, "SNV", fee_dong=100_000)
    await register_dossier(bridge.database, clock, bridge.sealer, stage.clerk, filing, None)
    code = (await stage.register(stage.post, Leg.INBOUND, dossier_code=CODE))["code"]
    money = Collected(60_000, PaymentMethod.CASH)
    taken = await stage.scan(stage.post, code, "collect", collected=money)
    await stage.recorded(stage.post, code, "correct", corrects=taken.scan_id)
    return stage


@asynccontextmanager
async def behind_its_back(stage: Stage) -> AsyncIterator[Connection]:
    """Yield a connection on which neither triggers nor foreign keys guard anything."""
    async with stage.bridge.database.transaction() as connection:
        for table in TABLES:
            await connection.execute(f"alter table {table} disable trigger all")
        yield connection
        for table in TABLES:
            await connection.execute(f"alter table {table} enable trigger all")


async def found(stage: Stage) -> set[tuple[str, Check]]:
    """Return what an audit finds of the books."""
    report = await audit(stage.bridge.database, stage.center, lambda *_: None)
    checks = {(finding.code, finding.check) for finding in report.findings}
    return {each for each in checks if each[1] not in (Check.COLLECTION, Check.FIGURES)}


async def test_honest_books_hold(stage: Stage) -> None:
    report = await audit(stage.bridge.database, stage.center, lambda *_: None)
    assert report.findings == []
    assert report.entries == 3


async def test_pages_join_without_a_gap(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit_books, "PAGE_ENTRIES", 1)
    assert await found(stage) == set()


async def test_a_dossier_that_went_to_another_department_changes_no_entry(stage: Stage) -> None:
    async with stage.bridge.database.transaction() as connection:
        await connection.execute("update dossier set department_code = 'STP'")
    assert await found(stage) == set()


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ("update ledger_entry set login = 'x' where sequence = 2", {Check.JOURNAL, Check.BOOKED}),
        ("update ledger_entry set happened_on = '2026-01-01' where sequence = 1",
         {Check.JOURNAL, Check.BOOKED, Check.BALANCE}),
        ("update ledger_posting set subject = 'other' where sequence = 2 and place = 0",
         {Check.JOURNAL, Check.BOOKED}),
        ("update ledger_posting set amount_dong = amount_dong * 2 where sequence = 3",
         {Check.JOURNAL, Check.BOOKED, Check.BALANCE}),
        ("update ledger_day set amount_dong = amount_dong + 1 where account = 'agency_due'",
         {Check.BALANCE}),
        ("delete from ledger_day where account = 'agency_due'", {Check.BALANCE}),
        ("update collection_part set amount_dong = 59999 where amount_dong > 0", {Check.PARTS}),
        ("delete from collection_part where amount_dong < 0", {Check.PARTS}),
        ("update collection set amount_dong = 59999 where reverses is null", {Check.BOOKED}),
        ("update obligation set kind = 'fine'", {Check.BOOKED}),
        ("delete from collection where reverses is not null", {Check.BOOKED}),
    ],
)  # fmt: skip
async def test_whatever_was_changed_is_found(
    stage: Stage, change: str, expected: set[Check]
) -> None:
    async with behind_its_back(stage) as connection:
        await connection.execute(change)
    assert {check for _, check in await found(stage)} == expected


async def test_an_entry_that_does_not_balance_is_told_and_stops_nothing(stage: Stage) -> None:
    async with behind_its_back(stage) as connection:
        await connection.execute("delete from ledger_posting where sequence = 2 and place = 1")
    told = await found(stage)
    assert ("entry 2", Check.JOURNAL) in told
    assert ("entry 1", Check.JOURNAL) not in told


async def test_a_journal_cut_short_is_found(stage: Stage) -> None:
    async with behind_its_back(stage) as connection:
        await connection.execute("delete from ledger_posting where sequence = 3")
        await connection.execute("delete from ledger_entry where sequence = 3")
    assert ("journal", Check.JOURNAL) in await found(stage)


async def test_an_entry_taken_out_of_the_middle_is_found(stage: Stage) -> None:
    async with behind_its_back(stage) as connection:
        await connection.execute("delete from ledger_posting where sequence = 2")
        await connection.execute("delete from ledger_entry where sequence = 2")
    assert ("entry 3", Check.JOURNAL) in await found(stage)


async def test_money_and_fee_lines_that_are_not_booked_are_found(stage: Stage) -> None:
    async with behind_its_back(stage) as connection:
        await connection.execute(
            "insert into collection (center_id, collection_id, dossier_code, source, amount_dong,"
            " method, collected_on, recorded_at) values ($1, $2, $3, 'import', 5, 'unstated', $4,"
            " now())",
            stage.center.center_id,
            uuid4(),
            CODE,
            date(2026, 3, 13),
        )
    assert await found(stage) == {(CODE, Check.BOOKED)}
    async with behind_its_back(stage) as connection:
        await connection.execute("delete from collection where source = 'import'")
        await connection.execute(
            "insert into obligation select center_id, $1, dossier_code, kind, name, 7, 7, null,"
            " payer, due_when, route, owed_on, null, recorded_at, login, office_code"
            " from obligation",
            uuid4(),
        )
    assert await found(stage) == {(CODE, Check.BOOKED)}


async def test_facts_whose_rules_lie_elsewhere_are_looked_at_for_their_seal_alone(
    stage: Stage,
) -> None:
    fact = Fact("elsewhere", str(uuid4()), "sent", date(2026, 3, 13), "an")
    told = [Part(MoneyKind.UNSTATED, Money(5))]
    moved = transfer(told, (Account.IN_TRANSIT, "1"), (Account.SUSPENSE, "1"))
    async with stage.bridge.database.transaction() as connection:
        journal = await Journal.lock(connection, stage.center.center_id, stage.clock())
        journal.write(Entry(fact, tuple(moved)))
        await journal.save()
    assert await found(stage) == set()
    async with behind_its_back(stage) as connection:
        await connection.execute("update ledger_entry set login = 'x' where sequence = 4")
    assert await found(stage) == {("entry 4", Check.JOURNAL)}
