"""Money is booked in the transaction in which it moved: once, to the right place, in full."""

import asyncio
from collections.abc import AsyncIterator, Coroutine, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from postal_bridge.domain.access import Viewer
from postal_bridge.domain.custody import Leg
from postal_bridge.domain.dossier import DossierLine, ReceivedVia
from postal_bridge.domain.scan import Action, Collected, PaymentMethod, Scan
from postal_bridge.sealing import Sealer
from postal_bridge.store import ledger
from postal_bridge.store.audit import unlike_days
from postal_bridge.usecases import import_dossiers as import_module
from postal_bridge.usecases import keep_books
from postal_bridge.usecases.import_dossiers import import_dossiers
from postal_bridge.usecases.keep_books import catch_up, sum_up_days
from postal_bridge.usecases.record_scan import record_scans
from postal_bridge.usecases.register_dossier import Filing, register_dossier
from postal_bridge.usecases.scan_answers import Submitted
from postal_bridge.wiring import Bridge
from tests.conftest import SettableClock
from tests.journeys import PROCEDURE, Stage, found_center
from tests.locks import until_waited

CODE = "H53.14-260313-0001"
BALANCES = """
select account, subject, kind, sum(amount_dong)::bigint as amount from ledger_posting
where center_id = $1 group by account, subject, kind having sum(amount_dong) <> 0
"""


@pytest.fixture
async def stage(bridge: Bridge, clock: SettableClock) -> Stage:
    stage = await found_center(bridge, clock)
    for kind, name, amount in (("fee", "Phí ví dụ", 70_000), ("charge", "Lệ phí ví dụ", 30_000)):
        row = {"center_id": stage.center.center_id, "procedure_code": PROCEDURE, "kind": kind}
        tariff = {"name": name, "amount_dong": amount, "valid_from": date(2026, 1, 1)}
        await stage.insert("procedure_fee", {**row, **tariff})
    return stage


async def file(stage: Stage, code: str = CODE, who: Viewer | None = None, **more: Any) -> str:
    told = {"received_via": ReceivedVia.POSTAL, "department_code": "SNV", **more}
    filing = Filing(code, PROCEDURE, **told)
    await register_dossier(
        stage.bridge.database, stage.clock, stage.bridge.sealer, who or stage.clerk, filing, None
    )
    return code


async def pay(
    stage: Stage, code: str, amount: int, method: PaymentMethod = PaymentMethod.CASH
) -> tuple[str, UUID]:
    """Let the post take money with a dossier; return the consignment and the scan."""
    made = await stage.register(stage.post, Leg.INBOUND, dossier_code=code)
    answer = await stage.scan(
        stage.post, made["code"], "collect", collected=Collected(amount, method, "BL-1")
    )
    assert answer.outcome == "recorded", answer.detail
    return made["code"], answer.scan_id


async def load(stage: Stage, *lines: DossierLine) -> None:
    sealer: Sealer = stage.bridge.sealer
    stage.clock.advance(timedelta(minutes=1))
    await import_dossiers(
        stage.bridge.database,
        stage.clock,
        sealer,
        stage.center,
        lines,
        dry_run=False,
        progress=lambda _: None,
    )


def line_of(stage: Stage, code: str, amount: int | None) -> DossierLine:
    return DossierLine(
        line=2,
        code=code,
        procedure_code=PROCEDURE,
        department_code="SNV",
        received_via=ReceivedVia.DIRECT,
        received_at=stage.clock() - timedelta(days=1),
        collected_by_post_dong=amount,
        collected_on=date(2026, 3, 13) if amount else None,
    )


async def balances(stage: Stage) -> dict[tuple[str, str, str], int]:
    """Return what stands on the accounts by subject and kind."""
    async with stage.bridge.database.snapshot() as connection:
        rows = await connection.fetch(BALANCES, stage.center.center_id)
    return {(row["account"], row["subject"], row["kind"]): row["amount"] for row in rows}


async def entries(stage: Stage) -> Sequence[tuple[str, str]]:
    async with stage.bridge.database.snapshot() as connection:
        rows = await connection.fetch("select source_kind, reason from ledger_entry order by 1, 2")
    return [(row["source_kind"], row["reason"]) for row in rows]


async def test_a_dossier_that_is_filed_owes_its_tariff_kind_by_kind(stage: Stage) -> None:
    await file(stage)
    assert await balances(stage) == {
        ("citizen_receivable", CODE, "fee"): 70_000,
        ("agency_due", "SNV", "fee"): -70_000,
        ("citizen_receivable", CODE, "charge"): 30_000,
        ("agency_due", "SNV", "charge"): -30_000,
    }


async def test_money_taken_is_in_the_hands_that_took_it_and_covers_what_is_owed(
    stage: Stage,
) -> None:
    await file(stage)
    await pay(stage, CODE, 100_001)
    assert await balances(stage) == {
        ("courier_cash", "H53.BC/post.h53", "fee"): 70_000,
        ("courier_cash", "H53.BC/post.h53", "charge"): 30_000,
        ("courier_cash", "H53.BC/post.h53", "unstated"): 1,
        ("agency_due", "SNV", "fee"): -70_000,
        ("agency_due", "SNV", "charge"): -30_000,
        ("suspense", CODE, "unstated"): -1,
    }
    parts = "select kind, amount_dong from collection_part order by amount_dong"
    async with stage.bridge.database.snapshot() as connection:
        kept = [tuple(row) for row in await connection.fetch(parts)]
    assert kept == [("unstated", 1), ("charge", 30_000), ("fee", 70_000)]


async def test_a_transfer_is_with_the_post(stage: Stage) -> None:
    await file(stage)
    await pay(stage, CODE, 70_000, PaymentMethod.TRANSFER)
    assert (await balances(stage))["post_payable", "H53.BC", "fee"] == 70_000


async def test_a_scan_sent_twice_is_booked_once(stage: Stage) -> None:
    await file(stage)
    made = await stage.register(stage.post, Leg.INBOUND, dossier_code=CODE)
    money = Collected(70_000, PaymentMethod.CASH)
    scan = Scan(uuid4(), made["code"], Action.COLLECT, stage.clock(), collected=money)
    for _ in range(2):
        submitted = [Submitted(stage.post, scan)]
        await record_scans(stage.bridge.database, stage.rules, stage.center, submitted)
    assert (await entries(stage)).count(("collection", "collected")) == 1


async def test_a_corrected_scan_takes_its_money_back(stage: Stage) -> None:
    await file(stage)
    before = await balances(stage)
    code, scan_id = await pay(stage, CODE, 70_000)
    await stage.recorded(stage.post, code, "correct", corrects=scan_id)
    assert await balances(stage) == before
    assert ("collection", "taken_back") in await entries(stage)


async def test_money_taken_and_corrected_in_one_batch_is_booked_both_ways(stage: Stage) -> None:
    await file(stage)
    before = await balances(stage)
    made = await stage.register(stage.post, Leg.INBOUND, dossier_code=CODE)
    stage.clock.advance(timedelta(minutes=1))
    money = Collected(70_000, PaymentMethod.CASH)
    scan = Scan(uuid4(), made["code"], Action.COLLECT, stage.clock(), collected=money)
    back = Scan(uuid4(), made["code"], Action.CORRECT, stage.clock(), corrects=scan.scan_id)
    submitted = [Submitted(stage.post, scan), Submitted(stage.post, back)]
    answers = await record_scans(stage.bridge.database, stage.rules, stage.center, submitted)
    assert [answer.outcome for answer in answers] == ["recorded", "recorded"]
    assert await balances(stage) == before


async def test_money_of_a_list_without_fee_lines_is_what_the_department_is_owed(
    stage: Stage,
) -> None:
    await load(stage, line_of(stage, CODE, 12_345))
    assert await balances(stage) == {
        ("post_payable", "-", "unstated"): 12_345,
        ("agency_due", "SNV", "unstated"): -12_345,
    }


async def test_another_amount_in_a_file_covers_what_the_first_one_leaves_open(
    stage: Stage,
) -> None:
    await file(stage)
    await load(stage, line_of(stage, CODE, 100_000))
    await load(stage, line_of(stage, CODE, 90_000))
    assert await balances(stage) == {
        ("citizen_receivable", CODE, "charge"): 10_000,
        ("post_payable", "-", "fee"): 70_000,
        ("post_payable", "-", "charge"): 20_000,
        ("agency_due", "SNV", "fee"): -70_000,
        ("agency_due", "SNV", "charge"): -30_000,
    }


async def test_the_same_file_again_books_nothing(stage: Stage) -> None:
    await load(stage, line_of(stage, CODE, 12_345))
    before = await entries(stage)
    await load(stage, line_of(stage, CODE, 12_345))
    assert await entries(stage) == before


async def test_money_taken_by_several_at_once_covers_what_is_owed_once(stage: Stage) -> None:
    await file(stage)
    made = [(await stage.register(stage.post, Leg.INBOUND, dossier_code=CODE))["code"]]
    made += [
        (await stage.register(stage.post, Leg.INBOUND, part_of=made[0]))["code"] for _ in range(5)
    ]
    stage.clock.advance(timedelta(minutes=1))

    async def take(code: str) -> None:
        money = Collected(30_000, PaymentMethod.CASH)
        scan = Scan(uuid4(), code, Action.COLLECT, stage.clock(), collected=money)
        submitted = [Submitted(stage.post, scan)]
        await record_scans(stage.bridge.database, stage.rules, stage.center, submitted)

    await asyncio.gather(*(take(code) for code in made))
    kept = await balances(stage)
    assert not [key for key in kept if key[0] == "citizen_receivable"]
    assert kept["suspense", CODE, "unstated"] == -80_000
    assert sum(amount for key, amount in kept.items() if key[0] == "courier_cash") == 180_000


@asynccontextmanager
async def journal_held(stage: Stage, waiting: Coroutine[Any, Any, Any]) -> AsyncIterator[None]:
    """Yield while somebody waits for the journal that we hold; let them have it then."""
    center_id, task = stage.center.center_id, None
    async with stage.bridge.database.transaction() as connection:
        await ledger.lock_journal(connection, center_id)
        task = asyncio.create_task(waiting)
        await until_waited(stage.bridge.database)
        yield
    await task


async def is_locked(stage: Stage, table: str, code: str) -> bool:
    query = f"select from {table} where code = $1 for update nowait"
    try:
        async with stage.bridge.database.transaction() as connection:
            await connection.execute(query, code)
    except asyncpg.LockNotAvailableError:
        return True
    return False


async def test_a_filing_waits_for_the_journal_after_everything_else(stage: Stage) -> None:
    """Whoever holds the journal waits for nobody: a scan could hold what they wait for."""
    carried = (await stage.register(stage.post, Leg.INBOUND))["code"]
    async with journal_held(stage, file(stage, consignment_code=carried)):
        assert await is_locked(stage, "custody", carried)


async def test_an_import_waits_for_the_journal_after_its_last_line(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_module, "BATCH_LINES", 1)
    codes = [await file(stage, f"H53.14-260313-000{number}") for number in (1, 2)]
    lines = [replace(line_of(stage, code, 7), line=n) for n, code in enumerate(codes, start=2)]
    async with journal_held(stage, load(stage, *lines)):
        assert await is_locked(stage, "dossier", codes[1])


async def test_money_of_a_time_before_there_were_books_is_caught_up(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keep_books, "BOOK_ROWS", 2)
    await file(stage)
    first = uuid4()
    for number, (identity, amount, reverses) in enumerate(
        [(first, 70_000, None), (uuid4(), -70_000, first), (uuid4(), 60_000, None)]
    ):
        row = {"center_id": stage.center.center_id, "collection_id": identity, "reverses": reverses}
        row |= {"dossier_code": CODE, "source": "import", "amount_dong": amount}
        row |= {"method": "unstated", "collected_on": date(2026, 3, 12)}
        await stage.insert(
            "collection", {**row, "recorded_at": stage.clock() + timedelta(seconds=number)}
        )
    caught = await asyncio.gather(
        *(catch_up(stage.bridge.database, stage.clock, stage.center) for _ in range(3))
    )
    assert sum(caught) == 3
    assert await catch_up(stage.bridge.database, stage.clock, stage.center) == 0
    kept = await balances(stage)
    assert kept["citizen_receivable", CODE, "fee"] == 10_000
    assert kept["post_payable", "-", "fee"] == 60_000


async def test_what_was_booked_without_sums_of_days_is_summed_up(stage: Stage) -> None:
    await file(stage)
    await load(stage, line_of(stage, CODE, 70_000))
    async with stage.bridge.database.transaction() as connection:
        await connection.execute("delete from ledger_day")
        assert await unlike_days(connection, stage.center.center_id, 10)
    await sum_up_days(stage.bridge.database, stage.center)
    async with stage.bridge.database.snapshot() as connection:
        assert await unlike_days(connection, stage.center.center_id, 10) == []
