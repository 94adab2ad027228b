"""What the post has to send on of what it took: all but its own price."""

import pytest

from postal_bridge.domain.custody import Leg
from postal_bridge.domain.dossier import ReceivedVia
from postal_bridge.domain.fees import MoneyKind
from postal_bridge.domain.scan import Collected, PaymentMethod
from postal_bridge.usecases.audit import audit
from postal_bridge.usecases.register_dossier import Filing, register_dossier
from postal_bridge.usecases.work_fees import WantedFee, add_fee
from postal_bridge.wiring import Bridge
from tests.conftest import SettableClock
from tests.journeys import PROCEDURE, found_center
from tests.usecases.test_decide_money_difference import Workbench
from tests.usecases.test_reconcile import counts, sent

CODE = "H53.14-260313-0001"


@pytest.fixture
async def bench(bridge: Bridge, clock: SettableClock) -> Workbench:
    return Workbench(await found_center(bridge, clock))


async def charge(bench: Workbench, fee_dong: int | None, postage_dong: int) -> str:
    """File a dossier with a fee and postage; return the consignment that brings the result."""
    stage = bench.stage
    bridge, clerk = stage.bridge, stage.clerk
    tools = bridge.database, stage.clock, bridge.sealer
    filing = Filing(CODE, PROCEDURE, ReceivedVia.POSTAL, "SNV", fee_dong=fee_dong)
    await register_dossier(*tools, clerk, filing, None)
    wanted = WantedFee(CODE, MoneyKind.POSTAGE, "Cước ví dụ", postage_dong)
    await add_fee(*tools, clerk, wanted, None)
    made = await stage.register(clerk, Leg.INBOUND, dossier_code=CODE)
    code: str = made["code"]
    return code


@pytest.mark.parametrize("method", PaymentMethod)
async def test_the_post_sends_on_what_it_took_without_its_own_price(
    bench: Workbench, method: PaymentMethod
) -> None:
    code, stage = await charge(bench, 50_000, 20_000), bench.stage
    await stage.recorded(stage.post, code, "collect", collected=Collected(70_000, method))
    await bench.hand_in(sent(1, CODE, 50_000))
    assert counts(await bench.run()) == {}
    assert not [name for name in await bench.accounts() if name[0] == "post_payable"] or (
        method is PaymentMethod.CASH
    )
    report = await audit(stage.bridge.database, stage.center, lambda *_: None)
    assert report.findings == []


async def test_nobody_waits_for_postage_alone(bench: Workbench) -> None:
    code, stage = await charge(bench, None, 20_000), bench.stage
    money = Collected(20_000, PaymentMethod.TRANSFER)
    await stage.recorded(stage.post, code, "collect", collected=money)
    document = await bench.run()
    assert (counts(document), document["outstanding_dong"]) == ({}, 0)
    assert await bench.accounts() == {}
