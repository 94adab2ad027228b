"""The demonstration's portal: told, refusing some, and with dossiers of its own, at each start."""

from dataclasses import replace
from datetime import timedelta

import pytest

from jobs.portal import sync_portal
from postal_bridge.cli.demonstration.place import CENTER_CODE, made_up_catalogue
from postal_bridge.cli.demonstration.portal import let_in, serving_a_portal
from postal_bridge.usecases.follow_portal import list_findings, list_registered, look_up_portal
from postal_bridge.usecases.import_catalogue import import_catalogue
from postal_bridge.wiring import Bridge, portals
from routes.places import BEGINNING, END
from tests.conftest import SettableClock
from tests.journeys import Stage, found_center
from tests.usecases.portal_case import NOBODY, advance


@pytest.fixture
async def stage(bridge: Bridge, clock: SettableClock) -> Stage:
    """Return a centre with what the demonstration's people can ask for."""
    stage = await found_center(bridge, clock, CENTER_CODE)
    await import_catalogue(bridge.database, clock, stage.center, made_up_catalogue())
    return stage


async def start(stage: Stage) -> int:
    """Start the demonstration's portal and let some minutes pass; return how much it took."""
    async with serving_a_portal() as portal:
        config = portal.named_in(stage.bridge.config)
        opens = portals(stage.clock, config.portal_hosts)
        bridge = replace(stage.bridge, config=config, open_portal=opens)
        async with let_in(bridge, portal):
            for _ in range(3):
                stage.clock.advance(timedelta(minutes=1))
                await sync_portal(bridge, stage.center, "")
            return len(portal.server.behind.taken)


async def shown(stage: Stage) -> tuple[int, list[str], list[str]]:
    """Return what people see: how much was refused, what does not fit, what began there."""
    database, admin = stage.bridge.database, stage.admin
    overview = await look_up_portal(database, stage.clock, admin)
    findings = await list_findings(database, admin, (BEGINNING, NOBODY), 10)
    registered = await list_registered(database, admin, (END, ""), 10)
    return (
        overview["tellings"]["refused"],
        sorted(each["refusal"] or each["kind"] for each in findings.items),
        [each["dossier_code"][-4:] for each in registered.items],
    )


async def test_it_is_full_of_life_and_remembers_when_it_is_started_again(stage: Stage) -> None:
    codes = [await stage.add_dossier(number) for number in range(1, 7)]
    for code in codes:
        await advance(stage, code, 2)
    assert await start(stage) == 4
    life = (
        2,
        ["address_missing", "unknown_procedure", "unknown_status"],
        ["9003", "9002", "9001"],
    )
    assert await shown(stage) == life
    await advance(stage, codes[-1], 9)
    assert await start(stage) == 1
    assert await shown(stage) == life
