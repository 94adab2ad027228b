"""What a receipt states is told by the money it was given for."""

from uuid import UUID, uuid4

import pytest

from postal_bridge.domain.dossier import ReceivedVia
from postal_bridge.domain.fees import PaidBy
from postal_bridge.domain.money_refusals import UnknownReceipt
from postal_bridge.domain.refusals import UnknownOffice
from postal_bridge.usecases.note_change import list_changes
from postal_bridge.usecases.record_payment import (
    WantedPayment,
    record_payment,
    take_payment_back,
)
from postal_bridge.usecases.register_dossier import Filing, register_dossier
from postal_bridge.usecases.tell_receipt import (
    keep_particulars,
    look_up_particulars,
    tell_receipt,
)
from postal_bridge.wiring import Bridge
from tests.conftest import SettableClock
from tests.journeys import PROCEDURE, Stage, found_center

CODE = "H53.14-260313-0001"
PLACE = ("5300000001", "1 đường Ví Dụ")


@pytest.fixture
async def stage(bridge: Bridge, clock: SettableClock) -> Stage:
    stage = await found_center(bridge, clock)
    department = stage.department.office_code
    filing = Filing(CODE, PROCEDURE, ReceivedVia.POSTAL, department, fee_dong=0)
    await register_dossier(bridge.database, clock, bridge.sealer, stage.post, filing, None)
    return stage


async def pay(stage: Stage, receipt_number: str | None) -> UUID:
    bridge = stage.bridge
    wanted = WantedPayment(CODE, 30_001, PaidBy.CASH, receipt_number=receipt_number)
    answer = await record_payment(
        bridge.database, stage.clock, bridge.sealer, stage.post, wanted, None
    )
    assert answer.document is not None
    return UUID(answer.document["payment_id"])


async def test_a_receipt_names_the_agency_and_who_collects_for_it(stage: Stage) -> None:
    database, office = stage.bridge.database, stage.department.office_code
    await keep_particulars(database, stage.clock, stage.admin, office, PLACE)
    told = await tell_receipt(database, stage.post, await pay(stage, "AB/26T 0000007"))
    assert told["agency"]["tax_code"] == "5300000001"
    assert told["delegate"]["address"] is None
    assert (told["symbol"], told["number"], told["amount_dong"]) == ("AB/26T", 7, 30_001)
    assert told["amount_in_words"] == "ba mươi nghìn không trăm linh một đồng"
    assert told["lines"] == [{"kind": "unstated", "amount_dong": 30_001}]


async def test_a_void_receipt_says_why(stage: Stage) -> None:
    bridge, payment = stage.bridge, await pay(stage, "7")
    tools = bridge.database, stage.clock, bridge.sealer
    await take_payment_back(*tools, stage.post, payment, "Ghi nhầm", None)
    told = await tell_receipt(bridge.database, stage.accountant, payment)
    assert told["void_reason"] == "Ghi nhầm"


async def test_a_receipt_is_told_to_those_of_its_office_and_who_sees_all(stage: Stage) -> None:
    database = stage.bridge.database
    payment, without = await pay(stage, "7"), await pay(stage, None)
    for viewer, asked in ((stage.post2, payment), (stage.post, without), (stage.post, uuid4())):
        with pytest.raises(UnknownReceipt):
            await tell_receipt(database, viewer, asked)
    assert (await tell_receipt(database, stage.accountant, payment))["number"] == 7


async def test_the_particulars_of_an_office_are_kept_and_listed(stage: Stage) -> None:
    database, office = stage.bridge.database, stage.post.office_code
    assert await look_up_particulars(database, stage.admin, office) == (None, None)
    await keep_particulars(database, stage.clock, stage.admin, office, PLACE)
    assert await look_up_particulars(database, stage.admin, office) == PLACE
    changes, _ = await list_changes(database, stage.admin, None, 1)
    assert changes[0].detail == {"office": office, "tax_code": PLACE[0], "address": PLACE[1]}
    with pytest.raises(UnknownOffice):
        await keep_particulars(database, stage.clock, stage.admin, "KHONG", PLACE)
