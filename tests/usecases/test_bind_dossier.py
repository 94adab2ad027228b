"""Dossiers bound afterwards: what happened to the consignment counts from when it happened."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from postal_bridge.domain.custody import Leg
from postal_bridge.domain.refusals import DossierBound, UnknownCode
from postal_bridge.domain.scan import Action, Scan
from postal_bridge.usecases.bind_dossier import bind as bind_within
from postal_bridge.usecases.bind_dossier import bind_dossier
from postal_bridge.usecases.carry_together import find_dossier
from postal_bridge.usecases.record_scan import record_scans
from postal_bridge.usecases.scan_answers import Submitted
from postal_bridge.wiring import Bridge
from tests.conftest import SettableClock
from tests.journeys import PROCEDURE, Stage, found_center
from tests.locks import until_waited


@pytest.fixture
async def stage(bridge: Bridge, clock: SettableClock) -> Stage:
    return await found_center(bridge, clock)


async def bind(stage: Stage, code: str, dossier: str) -> dict[str, Any]:
    bridge = stage.bridge
    answer = await bind_dossier(
        bridge.database, stage.clock, bridge.sealer, stage.clerk, None, code, dossier
    )
    assert answer.document is not None
    return answer.document


async def test_a_dossier_bound_late_was_filed_when_it_was_handed_over(stage: Stage) -> None:
    code = (await stage.register(stage.post, Leg.INBOUND))["code"]
    await stage.recorded(stage.post, code, "collect", "give")
    await stage.recorded(stage.clerk, code, "take")
    handed_over_at = stage.clock()
    dossier = await stage.add_dossier()
    document = await bind(stage, code, dossier)
    assert (document["dossier_code"], document["procedure_code"]) == (dossier, PROCEDURE)
    query = "select received_at from dossier where code = $1"
    assert await stage.value(query, dossier) == handed_over_at
    assert await stage.value("select due_on from dossier where code = $1", dossier) is not None
    assert (await bind(stage, code, dossier))["dossier_code"] == dossier
    assert await stage.value("select count(*) from dossier_step") == 1
    with pytest.raises(DossierBound):
        await bind(stage, code, await stage.add_dossier(2))
    with pytest.raises(UnknownCode):
        await bind(stage, "EV999999995VN", dossier)


@pytest.mark.parametrize("beside", [False, True])
async def test_a_scan_that_waits_while_a_dossier_is_bound_knows_it_afterwards(
    stage: Stage, *, beside: bool
) -> None:
    bridge = stage.bridge
    first, second = [await stage.add_dossier(number) for number in (1, 2)]
    more = {"dossier_code": first} if beside else {}
    code = str((await stage.register(stage.post, Leg.INBOUND, **more))["code"])
    await stage.recorded(stage.post, code, "collect", "give")
    stage.clock.advance(timedelta(seconds=1))
    taking = Submitted(stage.clerk, Scan(uuid4(), code, Action.TAKE, stage.clock()))
    async with bridge.database.transaction() as connection:
        dossier = await find_dossier(connection, stage.clerk, second)
        await bind_within(
            connection, bridge.sealer, stage.clerk, code, dossier, stage.clock(), beside=beside
        )
        scan = asyncio.create_task(
            record_scans(bridge.database, stage.rules, stage.center, [taking])
        )
        await until_waited(bridge.database)
    (answer,) = await scan
    assert answer.outcome == "recorded"
    codes = [first, second] if beside else [second]
    query = "select status from dossier where code = $1"
    assert [await stage.value(query, each) for each in codes] == [2] * len(codes)
