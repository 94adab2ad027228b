"""Centres with everybody they speak to: a receiver, a carrier, the portal, a provider of messages.

At most of them all those parties are silent, at the others they answer. What is told is made by the
use cases that people use; what was told in vain is made due again, so that nobody has to wait.
"""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import date, time
from pathlib import Path

from aiohttp import web

from bench.silent import SilentParty, serving_silence
from jobs.schedule import TIMETABLE
from postal_bridge.clock import utc_now
from postal_bridge.config import read_config
from postal_bridge.domain.access import Center, OfficeKind, Role, Viewer
from postal_bridge.domain.carrier import CarrierKind, LegTerms
from postal_bridge.domain.custody import Leg
from postal_bridge.domain.dossier import ReceivedVia
from postal_bridge.domain.job_refusals import JobUnderWay
from postal_bridge.domain.portal import Tells
from postal_bridge.domain.tracking_code import CodeRange
from postal_bridge.gateways.portal_server import (
    LOGIN_PATH,
    SERVICES_PATH,
    PortalServer,
    serving_portal,
)
from postal_bridge.gateways.portal_stand_in import PortalStandIn
from postal_bridge.gateways.vnpost_stand_in import VnpostStandIn, settings_of_customer, standing_in
from postal_bridge.store import carriers, code_ranges, people
from postal_bridge.store.people import Person
from postal_bridge.usecases import keep_carriers, keep_jobs
from postal_bridge.usecases.keep_message_rules import keep_setting
from postal_bridge.usecases.keep_portal_account import WantedAccount, keep_portal_account
from postal_bridge.usecases.keep_webhooks import KeepingWebhooks, WebhookOrder
from postal_bridge.usecases.manage_people import add_center
from postal_bridge.usecases.once import Asked
from postal_bridge.usecases.register_consignment import ConsignmentOrder, register_consignment
from postal_bridge.usecases.register_dossier import Filing, register_dossier
from postal_bridge.wiring import Bridge, open_bridge

#: So many centres have parties that are silent, and so many have parties that answer.
SILENT, ANSWERED = 8, 2
#: Each job that asks another party, and where the silent ones are called.
PATHS = {
    "webhooks": "/webhooks",
    "carrier_orders": "/customer/orders",
    "portal": LOGIN_PATH,
    "messages": "/sms",
}
_HOST, _CARRIER, _PROCEDURE, _DEPARTMENT = "127.0.0.1", "VNPOST", "1.000001", "SMAU"
_CODES = 100
_DUE_AGAIN = """
update webhook_delivery set next_try_at = $1, failures = 0 where state = 'waiting';
update carrier_order set next_try_at = $1, failures = 0 where next_try_at is not null;
update portal_telling set next_try_at = $1, failures = 0 where state = 'waiting';
update portal_state set closed_until = null, failures = 0;
update message set next_try_at = $1, failures = 0 where state = 'waiting';
update message_circuit set closed_until = null, failures = 0;
"""


@dataclass(frozen=True, slots=True)
class Shore:
    """One centre: somebody who works there, and an administrator."""

    center: Center
    clerk: Viewer
    admin: Viewer
    is_silent: bool


@dataclass(slots=True)
class Coast:
    """All centres with those they speak to; `told` counts what the receiver that listens took."""

    bridge: Bridge
    silent: SilentParty
    carrier: VnpostStandIn
    portal: PortalStandIn
    #: What `postal-bridge work` is to be started with.
    settings: dict[str, str]
    told: set[str] = field(default_factory=set)
    shores: list[Shore] = field(default_factory=list)
    happened: int = 0

    async def take(self, request: web.Request) -> web.Response:
        """Take a webhook."""
        self.told.add(request.headers["webhook-id"])
        return web.Response(status=204)

    async def happen(self) -> None:
        """File a dossier at each centre and send its result, of which everybody is to be told."""
        bridge, number = self.bridge, self.happened + 1
        for shore in self.shores:
            code = f"{shore.center.code}.01-261130-{number:04}"
            filing = Filing(
                code,
                _PROCEDURE,
                ReceivedVia.DIRECT,
                filer_name="Người Đo Thử",
                filer_phone=f"09000{number:05}",
                filer_address="1 đường Ví Dụ",
            )
            parts = bridge.database, utc_now, bridge.sealer, shore.clerk
            await register_dossier(*parts, filing, None)
            order = ConsignmentOrder(Leg.OUTBOUND, dossier_code=code)
            await register_consignment(*parts, None, order)
        self.happened = number

    async def make_due(self) -> None:
        """Let what was told in vain be due again, as if more had come meanwhile."""
        now = utc_now()
        async with self.bridge.database.transaction() as connection:
            for statement in filter(str.strip, _DUE_AGAIN.split(";")):
                await connection.execute(statement, *([now] if "$1" in statement else []))

    async def ask(self) -> None:
        """Have what is due told as soon as somebody looks."""
        for shore in self.shores:
            for job in PATHS:
                with suppress(JobUnderWay):
                    await keep_jobs.Keeping(self.asked(shore), TIMETABLE).ask(job, None)

    def asked(self, shore: Shore) -> Asked:
        """Return what a write of an administrator is asked for with."""
        return Asked(self.bridge.database, utc_now, self.bridge.sealer, shore.admin)

    async def is_quiet(self) -> bool:
        """Tell whether no job waits for another party."""
        running = (
            "select not exists (select from job_run where state = 'running' and job = any($1))"
        )
        async with self.bridge.database.snapshot() as connection:
            quiet: bool = await connection.fetchval(running, [*PATHS])
        return quiet

    async def is_all_told(self) -> bool:
        """Tell whether those who answer were told of all that happened."""
        due = self.happened * ANSWERED
        # A dossier is filed and a consignment registered.
        told = len(self.told) >= 2 * due
        return told and len(self.portal.taken) >= due and len(self.carrier.orders) >= due


@asynccontextmanager
async def coast(url: str, folder: Path) -> AsyncIterator[Coast]:
    """Found the centres and yield them with whoever they speak to."""
    async with AsyncExitStack() as stack:
        silent, carrier, portal = SilentParty(), VnpostStandIn(utc_now), PortalStandIn(utc_now)
        silence = await stack.enter_async_context(serving_silence(silent))
        carrier_at = await stack.enter_async_context(standing_in(carrier))
        portal_at = await stack.enter_async_context(serving_portal(PortalServer(portal)))
        hosts = ",".join(each.removeprefix("http://") for each in (silence, portal_at))
        settings = {
            "POSTAL_BRIDGE_DATA_DIR": str(folder),
            "POSTAL_BRIDGE_SMS_URL": f"{silence}{PATHS['messages']}",
            "POSTAL_BRIDGE_PORTAL_HOSTS": hosts,
            "POSTAL_BRIDGE_WEBHOOK_PRIVATE_HOSTS": _HOST,
            "POSTAL_BRIDGE_CARRIER_PRIVATE_HOSTS": _HOST,
        }
        bridge = await stack.enter_async_context(open_bridge(read_config(settings), url))
        found = Coast(bridge, silent, carrier, portal, settings)
        receiver = await stack.enter_async_context(_listening(found))
        answered = receiver, carrier_at, portal_at
        silences = f"{silence}{PATHS['webhooks']}", silence, silence
        for number in range(SILENT + ANSWERED):
            is_silent = number < SILENT
            shore = await _found_shore(bridge, number, is_silent=is_silent)
            found.shores.append(shore)
            await _acquaint(found, shore, silences if is_silent else answered)
        yield found


async def _found_shore(bridge: Bridge, number: int, *, is_silent: bool) -> Shore:
    code = f"H{number:02}"
    center = await add_center(bridge.database, utc_now, code, f"Trung tâm đo {code}")
    now, viewers = utc_now(), []
    async with bridge.database.transaction() as connection:
        await people.add_office(
            connection, center.center_id, _DEPARTMENT, OfficeKind.DEPARTMENT, "Sở Đo Thử", now
        )
        for role in (Role.CENTER, Role.ADMIN):
            login = f"{code.lower()}.{role}"
            person = Person(login, center.center_id, code, role, "Người Đo Thử", None, active=True)
            await people.add_person(connection, person, now)
            viewers.append(Viewer(center, login, role, code, OfficeKind.CENTER))
        await connection.execute(
            "insert into procedure (center_id, code, name, department_code, postal_eligible,"
            " processing_days) values ($1, $2, 'Thủ tục đo thử', $3, true, 5)",
            center.center_id,
            _PROCEDURE,
            _DEPARTMENT,
        )
        codes = CodeRange("EW", number * _CODES + 1, (number + 1) * _CODES, "VN")
        await code_ranges.add_code_range(
            connection, center.center_id, codes, date(2026, 1, 5), "Văn bản đo thử"
        )
    clerk, admin = viewers
    return Shore(center, clerk, admin, is_silent)


async def _acquaint(coast: Coast, shore: Shore, at: tuple[str, str, str]) -> None:
    """Tell a centre where its receiver, its carrier and the portal are."""
    asked, center_id = coast.asked(shore), shore.center.center_id
    receiver, carrier_at, portal_at = at
    await KeepingWebhooks(asked, {_HOST}).add(WebhookOrder(receiver, ()))
    settings, secrets = settings_of_customer(carrier_at)
    kind = CarrierKind.VNPOST_CUSTOMER
    stated = keep_carriers.StatedCarrier(_CARRIER, "Bưu điện đo thử", kind, settings, secrets)
    await keep_carriers.Keeping(asked, {_HOST}).keep(stated)
    async with asked.database.transaction() as connection:
        terms = LegTerms(Leg.OUTBOUND, date(2026, 1, 1), _CARRIER, "Hợp đồng đo thử")
        await carriers.put_leg(connection, center_id, terms)
    account = WantedAccount(
        enabled=True,
        address=f"{portal_at}{SERVICES_PATH}",
        login_address=f"{portal_at}{LOGIN_PATH}",
        login="do-thu",
        password="mat-khau-do-thu",  # noqa: S106 - it opens what is measured and thrown away
        unit_code=f"000.00.00.{shore.center.code}",
        ask_hours=0,
        tells=Tells.ALL,
    )
    await keep_portal_account(asked, account, coast.bridge.config.portal_hosts)
    # Whatever hour it is, nothing is too late to be told.
    quiet = time(3, 0), time(3, 1)
    await keep_setting(asked.database, utc_now, shore.admin, quiet, 100)


@asynccontextmanager
async def _listening(coast: Coast) -> AsyncIterator[str]:
    app = web.Application()
    app.router.add_post("/", coast.take)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    try:
        site = web.TCPSite(runner, _HOST, 0)
        await site.start()
        yield f"http://{_HOST}:{runner.addresses[0][1]}/"
    finally:
        await runner.cleanup()
