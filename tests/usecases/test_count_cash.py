"""Cash that is counted goes from the hands that took it to the post, kind by kind."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from postal_bridge.domain.dossier import ReceivedVia
from postal_bridge.domain.fees import MoneyKind, PaidBy
from postal_bridge.usecases.audit import audit
from postal_bridge.usecases.count_cash import Count, count_cash
from postal_bridge.usecases.keep_books import catch_up
from postal_bridge.usecases.record_payment import WantedPayment, record_payment
from postal_bridge.usecases.register_dossier import Filing, register_dossier
from postal_bridge.usecases.work_fees import WantedFee, add_fee
from postal_bridge.wiring import Bridge
from tests.conftest import SettableClock
from tests.journeys import PROCEDURE, Stage, found_center

CODE = "H53.14-260313-0001"
POCKET = "H53.BC/post.h53"
TODAY = date(2026, 3, 13)


@pytest.fixture
async def stage(bridge: Bridge, clock: SettableClock) -> Stage:
    """Return a centre where somebody of the post took 70 đồng of fees and 30 of postage in cash."""
    stage = await found_center(bridge, clock)
    filing = Filing(CODE, PROCEDURE, ReceivedVia.POSTAL, "SNV", fee_dong=0)
    tools: tuple[Any, Any, Any] = bridge.database, clock, bridge.sealer
    await register_dossier(*tools, stage.post, filing, None)
    for kind, amount in ((MoneyKind.POSTAGE, 30), (MoneyKind.FEE, 70)):
        await add_fee(*tools, stage.clerk, WantedFee(CODE, kind, "Khoản ví dụ", amount), None)
    await record_payment(*tools, stage.post, WantedPayment(CODE, 100, PaidBy.CASH), None)
    return stage


async def count(stage: Stage, amount: int, corrects: UUID | None = None) -> UUID:
    """Count as the administrator, and look that an audit finds nothing."""
    identity = uuid4()
    told = Count(identity, "H53.BC", "post.h53", TODAY, amount, "đếm lại", corrects)
    await count_cash(stage.bridge.database, stage.clock, stage.admin, told)
    report = await audit(stage.bridge.database, stage.center, lambda *_: None)
    assert report.findings == []
    return identity


async def stands(stage: Stage) -> dict[tuple[str, str, str], int]:
    """Return what stands where the post has money."""
    query = (
        "select account, subject, kind, sum(amount_dong)::bigint as amount from ledger_posting"
        " where account in ('courier_cash', 'post_payable', 'suspense', 'postage')"
        " group by 1, 2, 3 having sum(amount_dong) <> 0"
    )
    async with stage.bridge.database.snapshot() as connection:
        rows = await connection.fetch(query)
    return {(row["account"], row["subject"], row["kind"]): row["amount"] for row in rows}


async def test_what_was_counted_is_the_posts_to_send_on_but_for_its_postage(stage: Stage) -> None:
    await count(stage, 100)
    assert await stands(stage) == {
        ("post_payable", "H53.BC", "fee"): 70,
    }


async def test_what_is_missing_stays_with_whoever_took_it(stage: Stage) -> None:
    await count(stage, 60)
    kept = await stands(stage)
    assert kept["courier_cash", POCKET, "fee"] == 10
    assert kept["courier_cash", POCKET, "postage"] == 30
    assert kept["post_payable", "H53.BC", "fee"] == 60


async def test_what_is_too_much_is_in_suspense(stage: Stage) -> None:
    identity = await count(stage, 105)
    kept = await stands(stage)
    assert kept["suspense", str(identity), "unstated"] == -5
    assert kept["post_payable", "H53.BC", "unstated"] == 5
    assert not [key for key in kept if key[0] == "courier_cash"]


@pytest.mark.parametrize("wrong", [0, 60, 105])
async def test_a_corrected_count_is_taken_back_and_booked_anew(stage: Stage, wrong: int) -> None:
    first = await count(stage, wrong)
    await count(stage, 100, corrects=first)
    assert (await stands(stage))["post_payable", "H53.BC", "fee"] == 70
    assert not [key for key in await stands(stage) if key[0] in ("courier_cash", "suspense")]


async def test_a_count_corrected_to_nothing_gives_the_cash_back(stage: Stage) -> None:
    first = await count(stage, 100)
    before = await stands(stage)
    await count(stage, 0, corrects=first)
    kept = await stands(stage)
    assert kept != before
    assert kept["courier_cash", POCKET, "fee"] == 70


async def test_counts_of_a_time_before_there_were_books_are_caught_up(stage: Stage) -> None:
    first = uuid4()
    place = {"center_id": stage.center.center_id, "office_code": "H53.BC", "login": "post.h53"}
    row: dict[str, Any] = {**place, "day": TODAY, "expected_dong": 100, "settled_by": "an"}
    for seconds, (identity, counted, corrects) in enumerate(
        ((first, 60, None), (uuid4(), 100, first))
    ):
        told: dict[str, Any] = {
            "settlement_id": identity,
            "counted_dong": counted,
            "corrects": corrects,
        }
        told["settled_at"] = stage.clock() + timedelta(seconds=seconds)
        await stage.insert("courier_settlement", {**row, **told, "remark": "đếm"})
    report = await audit(stage.bridge.database, stage.center, lambda *_: None)
    assert len(report.findings) == 2
    assert await catch_up(stage.bridge.database, stage.clock, stage.center) == 2
    assert (await stands(stage))["post_payable", "H53.BC", "fee"] == 70
    report = await audit(stage.bridge.database, stage.center, lambda *_: None)
    assert report.findings == []
