"""Goal: a party that accepts every call and answers none slows nobody else.

Method: at one centre a receiver of webhooks, the carrier, the portal and whoever carries messages
are silent, over real HTTP, while the whole timetable is followed. Meanwhile a service process takes
scans, and the other centre tells and orders what is due, twice, as in two minutes. Nothing waits
for a moment that is measured: the silent calls last until all the rest is done.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import aiohttp
import pytest

from bench.silent import SilentParty, serving_silence
from jobs.schedule import TIMETABLE
from jobs.scheduler import following
from postal_bridge.clock import utc_now
from postal_bridge.config import Config
from postal_bridge.domain.carrier import CarrierKind
from postal_bridge.domain.custody import Leg
from postal_bridge.domain.job_refusals import JobUnderWay
from postal_bridge.domain.tracking_code import CodeRange
from postal_bridge.gateways.portal_server import LOGIN_PATH, PortalServer, serving_portal
from postal_bridge.gateways.portal_stand_in import PortalStandIn
from postal_bridge.gateways.vnpost_stand_in import VnpostStandIn, standing_in
from postal_bridge.usecases import keep_carriers
from postal_bridge.usecases.issue_token import issue_token
from postal_bridge.usecases.keep_jobs import Keeping
from postal_bridge.usecases.keep_webhooks import KeepingWebhooks, WebhookOrder
from postal_bridge.usecases.once import Asked
from postal_bridge.usecases.portal_account import PortalTools
from postal_bridge.wiring import open_bridge
from tests.conftest import SettableClock
from tests.durability.test_three_processes import answers, free_port, serving
from tests.gateways.carrier_players import account_of
from tests.journeys import PROCEDURE, Stage, found_center
from tests.usecases.carrying import let_carry
from tests.usecases.portal_case import PASSWORD, PortalCase
from tests.usecases.receiver import Receiver, listening
from tests.usecases.test_send_messages import dossier_of, tell

HERE = "127.0.0.1"
PATIENCE_SECONDS, LOOK_SECONDS = 120, 0.05
SCANS = 100
#: Each job that waits for somebody silent, and where they are called.
SILENT = {
    "webhooks": "/nghe",
    "carrier_orders": "/customer/orders",
    "portal": LOGIN_PATH,
    "messages": "/sms",
}
#: Those that speak with somebody of each centre's own.
ANSWERED = ("webhooks", "carrier_orders", "portal")
#: Those that ask nobody, or nobody who is silent.
OTHERS = ("incoming", "figures", "receipts", "stories", "carrier_tracking", "tidy")
CODES = CodeRange("EV", 300, 400, "VN")


@dataclass(slots=True)
class Shores:
    """A centre whose parties are silent, and one whose parties answer, with whoever they are."""

    silent: SilentParty
    hung: PortalCase
    other: PortalCase
    #: Told by a second webhook of the centre whose first receiver is silent.
    beside: Receiver
    receiver: Receiver
    carrier: VnpostStandIn
    service: str

    async def happen(self, number: int) -> None:
        """Let something happen at both centres that everybody is to be told of."""
        for case in (self.hung, self.other):
            dossier = await case.stage.add_dossier(number)
            await case.step(dossier, 2)
            await case.stage.register(case.stage.clerk, Leg.OUTBOUND, dossier_code=dossier)
        self.hung.stage.clock.advance(timedelta(minutes=1))

    def told(self) -> int:
        """Return of how many dossiers everybody was told who answers."""
        accepted = types(self.receiver).count("dossier.accepted")
        return min(accepted, len(self.carrier.orders), len(self.other.theirs.taken))

    async def value(self, query: str, *values: object) -> Any:
        """Return what a query of one value finds."""
        return await self.other.stage.value(query, *values)


@asynccontextmanager
async def shores(config: Config, database_url: str, clock: SettableClock) -> AsyncIterator[Shores]:
    """Yield two centres with everybody they speak to."""
    async with AsyncExitStack() as stack:
        service = stack.enter_context(serving(database_url, config.secret, free_port()))
        silent, carrier = SilentParty(), VnpostStandIn(clock)
        portal = PortalServer(PortalStandIn(clock), password=PASSWORD)
        silence = await stack.enter_async_context(serving_silence(silent))
        carrier_at = await stack.enter_async_context(standing_in(carrier))
        portal_at = await stack.enter_async_context(serving_portal(portal))
        beside, receiver = [await stack.enter_async_context(listening()) for _ in range(2)]
        config = replace(
            config,
            messages=replace(config.messages, sms_url=f"{silence}/sms"),
            portal_hosts=frozenset(each.removeprefix("http://") for each in (silence, portal_at)),
            private_webhook_hosts=frozenset({HERE}),
            private_carrier_hosts=frozenset({HERE}),
        )
        bridge = await stack.enter_async_context(open_bridge(config, database_url, clock=clock))
        tools = PortalTools(bridge.database, clock, bridge.sealer, bridge.open_portal)
        hung, other = [
            PortalCase(await found_center(bridge, clock, code, codes), portal, tools, at)
            for code, codes, at in (("H26", CODES, silence), ("H53", None, portal_at))
        ]
        for case, at in ((hung, silence), (other, carrier_at)):
            await case.let_in()
            account = account_of(CarrierKind.VNPOST_CUSTOMER, at)
            keeping = keep_carriers.Keeping(case.asked(), {HERE})
            await let_carry(keeping, replace(account, center_code=case.stage.center.code))
        for case, url in ((hung, f"{silence}/nghe"), (hung, beside.url), (other, receiver.url)):
            await KeepingWebhooks(case.asked(), {HERE}).add(WebhookOrder(url, ()))
        yield Shores(silent, hung, other, beside, receiver, carrier, service)


@pytest.fixture
def endless_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let calls wait for as long as the test does, however busy the machine is."""
    forever = aiohttp.ClientTimeout(total=None)
    monkeypatch.setattr(aiohttp, "ClientTimeout", lambda total: forever)  # noqa: ARG005 - its name


@pytest.mark.usefixtures("endless_patience")
async def test_parties_that_are_silent_slow_nobody_else(
    config: Config, database_url: str, clock: SettableClock
) -> None:
    async with (
        asyncio.timeout(PATIENCE_SECONDS),
        shores(config, database_url, clock) as around,
        following(around.hung.stage.bridge, TIMETABLE, LOOK_SECONDS),
    ):
        hung, other = around.hung.stage, around.other.stage
        await tell(hung, await dossier_of(hung, 90, "0912345678"), "a")
        await around.happen(1)
        for job in SILENT:
            await ask(hung, job)
        await around.silent.until_called(SILENT.values())
        all_silent_at = await around.value("select clock_timestamp()")

        for minute in (1, 2):
            for job in ANSWERED:
                await ask(other, job)
            await until(around.told, minute)
            await around.happen(minute + 1)
        await until(lambda: types(around.beside).count("dossier.accepted"), 1)
        assert await scan(around) == SCANS
        for job in OTHERS:
            await ask(hung, job)
            await until_done(hung, job)

        running = (
            "select array_agg(job order by job) from job_run"
            " where center_id = $1 and state = 'running'"
        )
        assert await around.value(running, hung.center.center_id) == sorted(SILENT)
        held = "select count(*) from pg_stat_activity where xact_start < $1"
        assert await around.value(held, all_silent_at) == 0
        around.silent.let_go()


def types(receiver: Receiver) -> list[str]:
    return [each["type"] for each in receiver.payloads()]


async def ask(stage: Stage, job: str) -> None:
    """Have a job done as soon as somebody looks; if it is being done, when that has ended."""
    bridge = stage.bridge
    asked = Asked(bridge.database, stage.clock, bridge.sealer, stage.admin)
    while True:
        try:
            await Keeping(asked, TIMETABLE).ask(job, None)
        except JobUnderWay:
            await asyncio.sleep(LOOK_SECONDS)
        else:
            return


async def until(count: Callable[[], int], least: int) -> None:
    """Wait until others have brought something about so often."""
    while count() < least:  # noqa: ASYNC110 - nobody who brings it about sets an event of ours
        await asyncio.sleep(LOOK_SECONDS)


async def until_done(stage: Stage, job: str) -> None:
    """Wait until a run of a job has ended well."""
    done = "select count(*) from job_run where center_id = $1 and job = $2 and state = 'done'"
    while not await stage.value(done, stage.center.center_id, job):  # noqa: ASYNC110 - as above
        await asyncio.sleep(LOOK_SECONDS)


async def scan(around: Shores) -> int:
    """Scan papers of both centres by way of the service; return how many scans were recorded."""
    recorded = 0
    for stage in (around.hung.stage, around.other.stage):
        code = (await stage.register(stage.post, Leg.INBOUND, procedure_code=PROCEDURE))["code"]
        token = await issue_token(stage.bridge.database, utc_now, stage.post.login)
        headers = {"Authorization": f"Bearer {token.text}"}
        async with aiohttp.ClientSession(around.service, headers=headers) as session:
            while not await answers(session, "/readyz"):  # noqa: ASYNC110 - as above
                await asyncio.sleep(LOOK_SECONDS)
            for number in range(SCANS // 2):
                document = {
                    "scan_id": str(uuid4()),
                    "code": code,
                    "action": "arrive" if number else "collect",
                    "scanned_at": utc_now().isoformat(),
                }
                async with session.post("/api/v1/scans", json={"scans": [document]}) as response:
                    (result,) = (await response.json())["results"]
                    recorded += result["outcome"] == "recorded"
    return recorded
