"""Credits of the bank in a run: batches arrive, citizens' payments count once, the rest stays."""

from datetime import date, timedelta
from typing import Any

import pytest

from postal_bridge.domain.statement import StatementLine
from postal_bridge.store.database import Connection
from postal_bridge.usecases.audit import audit
from postal_bridge.usecases.register_dossier import Filing, register_dossier
from postal_bridge.wiring import Bridge
from tests.conftest import SettableClock
from tests.journeys import PROCEDURE, found_center
from tests.usecases.test_reconcile import DAY, Desk, sent

BATCH = "LO-260302-A"


@pytest.fixture
async def desk(bridge: Bridge, clock: SettableClock) -> Desk:
    return Desk(await found_center(bridge, clock))


def came(place: int, amount_dong: int, **more: Any) -> StatementLine:
    return sent(place, None, amount_dong, **more)


async def standing(desk: Desk) -> dict[str, int]:
    async with desk.stage.bridge.database.snapshot() as connection:
        return await _standing(connection)


async def _standing(connection: Connection) -> dict[str, int]:
    rows = await connection.fetch(
        "select account, kind, sum(amount_dong)::bigint as amount_dong from ledger_posting"
        " group by account, kind having sum(amount_dong) <> 0"
    )
    return {f"{row['account']} {row['kind']}": row["amount_dong"] for row in rows}


async def honest(desk: Desk) -> bool:
    """Tell whether an audit finds nothing."""
    report = await audit(desk.stage.bridge.database, desk.stage.center, lambda *_: None)
    assert not report.findings
    return True


async def file(desk: Desk, number: int, fee_dong: int) -> str:
    """File a dossier of which a fee is owed."""
    code, stage = f"H53.14-260313-{number:04}", desk.stage
    filing = Filing(code, PROCEDURE, "postal", "SNV", fee_dong=fee_dong)  # type: ignore[arg-type]
    await register_dossier(
        stage.bridge.database, stage.clock, stage.bridge.sealer, stage.clerk, filing, None
    )
    return code


async def test_a_batch_arrives_and_its_money_leaves_transit_by_kind(desk: Desk) -> None:
    first, second = await desk.dossier(), await desk.dossier()
    await desk.collect(first, 50_000)
    await desk.collect(second, 70_000)
    await desk.hand_in(
        sent(1, first, 50_000, remittance_batch=BATCH),
        sent(2, second, 70_000, remittance_batch=BATCH),
    )
    await desk.hand_in(came(1, 120_000, narration=f"BUU DIEN CT {BATCH}"), kind="bank")
    assert await standing(desk) == {
        "post_payable unstated": 120_000,
        "agency_due unstated": -120_000,
        "in_transit unstated": 120_000,
        "suspense unstated": -240_000,
        "agency_account unstated": 120_000,
    }
    await desk.run()
    assert await standing(desk) == {
        "agency_due unstated": -120_000,
        "agency_account unstated": 120_000,
    }
    assert await desk.stage.value("select rule from credit_group") == "text"
    assert await honest(desk)


async def test_what_a_batch_is_found_to_cover_later_follows_it_to_the_account(desk: Desk) -> None:
    code = await file(desk, 1, 80_000)
    await desk.hand_in(sent(1, code, 80_000, remittance_batch=BATCH))
    await desk.hand_in(came(1, 80_000, bank_reference=BATCH), kind="bank")
    await desk.run()
    await desk.collect(code, 80_000)
    await desk.run()
    owed = [kind for kind in await standing(desk) if kind.startswith(("in_transit", "post"))]
    assert owed == []
    assert sum((await standing(desk)).values()) == 0
    assert await honest(desk)


async def test_running_again_books_nothing_again(desk: Desk) -> None:
    dossier = await desk.dossier()
    await desk.collect(dossier, 50_000)
    await desk.hand_in(sent(1, dossier, 50_000, remittance_batch=BATCH))
    await desk.hand_in(came(1, 50_000, bank_reference=BATCH), came(2, 7), kind="bank")
    await desk.run()
    entries = await desk.stage.value("select count(*) from ledger_entry")
    await desk.run()
    assert await desk.stage.value("select count(*) from ledger_entry") == entries
    assert await desk.stage.value("select count(*) from credit_group") == 1


async def test_a_citizen_who_paid_the_agency_owes_no_more_and_once(desk: Desk) -> None:
    code = await file(desk, 1, 80_000)
    await desk.hand_in(
        came(1, 80_000, narration=f"NOP LE PHI {code}"),
        came(2, 80_000, narration=f"NOP LE PHI LAN 2 {code}"),
        kind="bank",
    )
    await desk.run()
    await desk.run()
    assert await desk.stage.value("select count(*) from collection where source = 'bank'") == 1
    kept = await standing(desk)
    assert sum(dong for kind, dong in kept.items() if kind.startswith("agency_account")) == 160_000
    assert sum(dong for kind, dong in kept.items() if kind.startswith("suspense")) == -80_000
    assert not [kind for kind in kept if kind.startswith("citizen_receivable")]
    assert await honest(desk)


async def test_another_amount_than_is_owed_is_nobodys_payment(desk: Desk) -> None:
    code = await file(desk, 1, 80_000)
    await desk.hand_in(came(1, 79_999, narration=f"NOP {code}"), kind="bank")
    await desk.run()
    assert await desk.stage.value("select count(*) from collection") == 0


async def test_a_tie_is_proposed_and_not_decided(desk: Desk) -> None:
    dossier = await desk.dossier()
    await desk.hand_in(sent(1, dossier, 50_000, remittance_batch=BATCH))
    twice = [came(n, 50_000, narration=f"lan {n} {BATCH}") for n in (1, 2)]
    await desk.hand_in(*twice, kind="bank")
    await desk.run()
    assert await desk.stage.value("select count(*) from credit_group") == 0
    assert await desk.stage.value("select count(*) from credit_proposal") == 2


async def test_money_for_the_treasury_stands_with_the_treasury(desk: Desk) -> None:
    account = {"center_id": desk.stage.center.center_id, "office_code": "SNV", "account": "3713"}
    more = {"holder": "Kho bạc Ví Dụ", "is_treasury": True, "valid_from": date(2026, 1, 1)}
    await desk.stage.insert("agency_account", {**account, **more})
    await desk.hand_in(came(1, 500), came(2, -200), kind="bank", account="3713")
    kept = await standing(desk)
    assert kept == {"treasury unstated": 300, "suspense unstated": -300}
    assert await honest(desk)


async def test_an_audit_sees_a_statement_that_was_booked_otherwise(desk: Desk) -> None:
    await desk.hand_in(came(1, 500), kind="bank")
    async with desk.stage.bridge.database.transaction() as connection:
        await connection.execute("alter table bank_line disable trigger all")
        await connection.execute("update bank_line set amount_dong = 400")
        await connection.execute("alter table bank_line enable trigger all")
    report = await audit(desk.stage.bridge.database, desk.stage.center, lambda *_: None)
    details = [finding.detail for finding in report.findings]
    assert details == ["books its statement otherwise than the rules"]


async def test_two_runs_at_once_take_each_credit_once(desk: Desk) -> None:
    code = await file(desk, 1, 80_000)
    await desk.hand_in(sent(1, None, 50_000, remittance_batch=BATCH))
    await desk.hand_in(
        came(1, 50_000, bank_reference=BATCH),
        came(2, 80_000, narration=code, value_on=DAY + timedelta(days=1)),
        kind="bank",
    )
    await desk.run_at_once()
    assert await desk.stage.value("select count(*) from credited_line") == 1
    assert await desk.stage.value("select count(*) from credited_collection") == 1
    assert await honest(desk)
