"""Money and scans: what was paid before is not asked again, and what was is never lost sight of."""

from datetime import date
from typing import Any

import pytest

from postal_bridge.domain.custody import Leg
from postal_bridge.domain.dossier import ReceivedVia
from postal_bridge.domain.fees import PaidBy
from postal_bridge.domain.scan import Collected, PaymentMethod
from postal_bridge.usecases.expect_scans import list_expected
from postal_bridge.usecases.record_payment import WantedPayment, record_payment
from postal_bridge.usecases.register_dossier import Filing, register_dossier
from postal_bridge.wiring import Bridge
from tests.conftest import SettableClock
from tests.journeys import PROCEDURE, Stage, found_center

CODE = "H53.14-260313-0001"
CASH = Collected(50_000, PaymentMethod.CASH)


@pytest.fixture
async def stage(bridge: Bridge, clock: SettableClock) -> Stage:
    return await found_center(bridge, clock)


async def announced(stage: Stage, fee_dong: int | None) -> str:
    """File a dossier and announce what a citizen brings with 50,000 đồng; return its code."""
    filing = Filing(CODE, PROCEDURE, ReceivedVia.POSTAL, "SNV", fee_dong=fee_dong)
    tools = stage.bridge.database, stage.clock, stage.bridge.sealer
    await register_dossier(*tools, stage.clerk, filing, None)
    made = await stage.register(
        stage.clerk,
        Leg.INBOUND,
        dossier_code=CODE,
        collect_dong=50_000,
        post_office=stage.post.office_code,
    )
    code: str = made["code"]
    return code


async def pay_online(stage: Stage, amount_dong: int) -> None:
    """Let the citizen pay online."""
    tools = stage.bridge.database, stage.clock, stage.bridge.sealer
    wanted = WantedPayment(CODE, amount_dong, PaidBy.ONLINE, paid_on=date(2026, 3, 13))
    await record_payment(*tools, stage.clerk, wanted, None)


async def asked(stage: Stage) -> Any:
    """Return what the post office's list asks."""
    listed = await list_expected(stage.bridge.database, stage.clock, stage.post)
    (item,) = listed.items
    return item["collect_dong"]


async def told(stage: Stage) -> list[dict[str, Any]]:
    """Return the differences about money that scans opened."""
    async with stage.bridge.database.snapshot() as connection:
        rows = await connection.fetch(
            "select detail from difference where kind = 'collection' order by opened_at"
        )
    return [row["detail"] for row in rows]


@pytest.mark.parametrize("fee_dong", [50_000, None])
async def test_what_was_paid_online_is_not_asked_again(stage: Stage, fee_dong: int | None) -> None:
    code = await announced(stage, fee_dong)
    assert await asked(stage) == 50_000
    await pay_online(stage, 20_000)
    assert await asked(stage) == 30_000
    await pay_online(stage, 30_000)
    assert await asked(stage) == 0
    answer = await stage.scan(stage.post, code, "collect")
    assert (answer.outcome, answer.due_dong) == ("recorded", None)
    assert await told(stage) == []


async def test_an_answer_says_what_is_still_to_be_collected(stage: Stage) -> None:
    code = await announced(stage, 50_000)
    await pay_online(stage, 20_000)
    answer = await stage.scan(stage.post, code, "collect")
    assert (answer.outcome, answer.due_dong) == ("recorded", 30_000)


async def test_what_is_collected_all_the_same_is_told_and_kept_for_the_payer(stage: Stage) -> None:
    code = await announced(stage, 50_000)
    await pay_online(stage, 50_000)
    await stage.recorded(stage.post, code, "collect", collected=CASH)
    assert await told(stage) == [{"asked_dong": 0, "taken_dong": 50_000, "paid_dong": 50_000}]
    kept = (
        "select -sum(amount_dong) from ledger_posting where account = 'suspense' and subject = $1"
    )
    assert await stage.value(kept, CODE) == 50_000


async def test_what_was_taken_back_is_asked_again(stage: Stage) -> None:
    code = await announced(stage, 50_000)
    first = await stage.scan(stage.post, code, "collect", collected=CASH)
    assert first.due_dong is None
    await stage.recorded(stage.post, code, "correct", corrects=first.scan_id)
    assert await asked(stage) == 50_000
    await stage.recorded(stage.post, code, "collect", collected=CASH)
    assert await told(stage) == []
