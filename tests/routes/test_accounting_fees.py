"""A fee that is not the tariff's is shown to accountants, until somebody says why."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from postal_bridge.domain.dossier import ReceivedVia
from postal_bridge.domain.fees import LetOff, MoneyKind
from postal_bridge.usecases.register_dossier import Filing, register_dossier
from postal_bridge.usecases.work_fees import WantedFee, add_fee
from postal_bridge.wiring import Bridge
from tests.conftest import SettableClock
from tests.journeys import PROCEDURE, Stage, found_center
from tests.routes.conftest import Client
from tests.routes.test_thing_pages import headers_of, send

PAGE = "/accounting/fees"
CODE = "H53.14-260313-0001"
FEE = {"kind": "fee", "name": "Phí ví dụ", "amount_dong": 200_000}


@pytest.fixture
async def stage(bridge: Bridge, clock: SettableClock) -> Stage:
    stage = await found_center(bridge, clock)
    row = {"center_id": stage.center.center_id, "procedure_code": PROCEDURE}
    await stage.insert("procedure_fee", {**row, **FEE, "valid_from": date(2026, 1, 1)})
    return stage


def tools(stage: Stage) -> tuple[Any, Any, Any]:
    return stage.bridge.database, stage.clock, stage.bridge.sealer


async def file(stage: Stage, fee_dong: int | None, code: str = CODE) -> None:
    filing = Filing(code, PROCEDURE, ReceivedVia.DIRECT, "SNV", fee_dong=fee_dong)
    await register_dossier(*tools(stage), stage.clerk, filing, None)


async def reads(client: Client, stage: Stage, path: str = PAGE) -> str:
    answer = await client.get(path, headers=await headers_of(stage, stage.accountant))
    assert answer.status == 200
    return (await answer.text()).replace("\N{NO-BREAK SPACE}", " ")


async def test_a_fee_off_the_tariff_waits_for_an_accountant_who_says_why(
    client: Client, stage: Stage
) -> None:
    await file(stage, 1_000)
    page = await reads(client, stage)
    assert "Biểu phí 200.000 đ, đã nhập 1.000 đ." in page
    assert CODE in page
    told = await client.get("/differences", headers=await headers_of(stage, stage.clerk))
    assert "Biểu phí" in await told.text()
    difference_id = await stage.value("select difference_id from difference")
    path = f"{PAGE}/{difference_id}"
    answer = await send(client, stage, stage.accountant, path, remark="x")
    assert answer.status == 422
    answer = await send(client, stage, stage.clerk, path, remark="Miễn phí cho hộ nghèo")
    assert answer.status == 403
    answer = await send(client, stage, stage.accountant, path, remark="Miễn phí cho hộ nghèo")
    assert (answer.status, answer.headers["Location"]) == (303, f"{PAGE}?done=difference_closed")
    assert CODE not in await reads(client, stage)
    assert await stage.value("select resolution from difference") == "Miễn phí cho hộ nghèo"
    answer = await send(client, stage, stage.accountant, path, remark="Lần nữa")
    assert answer.status == 409


async def test_a_fee_by_the_tariff_or_let_off_with_its_ground_is_no_difference(
    client: Client, stage: Stage
) -> None:
    await file(stage, None)
    await file(stage, 200_000, "H53.14-260313-0002")
    wanted = WantedFee(CODE, MoneyKind.FEE, "Phí ví dụ", let_off=LetOff(50, "Hộ nghèo"))
    await add_fee(*tools(stage), stage.clerk, wanted, None)
    assert "H53.14-260313" not in await reads(client, stage)
    wanted = WantedFee(CODE, MoneyKind.FEE, "Phí ví dụ", amount_dong=150_000)
    await add_fee(*tools(stage), stage.clerk, wanted, None)
    assert "Biểu phí 200.000 đ, đã nhập 150.000 đ." in await reads(client, stage)


async def test_other_differences_are_not_explained_there(client: Client, stage: Stage) -> None:
    difference_id = uuid4()
    row = {"center_id": stage.center.center_id, "difference_id": difference_id, "kind": "seal"}
    more = {"office_code": "H53", "detail": {"put_on": "1", "found": "2"}}
    await stage.insert("difference", {**row, **more, "opened_at": stage.clock()})
    for place in (difference_id, "x"):
        path = f"{PAGE}/{place}"
        answer = await send(client, stage, stage.accountant, path, remark="Không phải phí")
        assert answer.status == 404
    assert await stage.value("select closed_at from difference") is None
