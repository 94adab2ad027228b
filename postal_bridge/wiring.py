"""Opens everything a process needs, in visible order, and closes it in reverse.

The only place that names concrete outside parties; the rims are handed a `Bridge`.
"""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta

from postal_bridge.clock import utc_now
from postal_bridge.config import STAND_IN, Config, MessageSettings
from postal_bridge.domain.calendar import Clock
from postal_bridge.domain.carrier import CarrierAccount
from postal_bridge.domain.message import Channel
from postal_bridge.domain.portal import Held, PortalAccount
from postal_bridge.gateways.portal_stand_in import PortalStandIn
from postal_bridge.gateways.stand_ins import MessengerStandIn, ReceiptsStandIn
from postal_bridge.ports import Carrier, Carriers, Messenger, OpenPortal, Portal, Receipts, Webhooks
from postal_bridge.sealing import Sealer
from postal_bridge.store.database import Database, connect
from postal_bridge.usecases.hear_carriers import carrier_sources
from postal_bridge.usecases.incoming_sources import Source
from postal_bridge.usecases.keep_portal_account import refuse_host
from postal_bridge.usecases.news import News
from postal_bridge.usecases.read_pushes import PORTAL_SOURCE, PushReader
from postal_bridge.usecases.read_reports import report_sources
from postal_bridge.usecases.scan_answers import ScanRules
from postal_bridge.usecases.scan_desk import ScanDesk
from postal_bridge.usecases.scenes import Scenes
from postal_bridge.usecases.walk_stories import Storyteller

#: A trial may go on for months.
_STAND_IN_KEEPS = 1000


@dataclass(frozen=True, slots=True)
class Bridge:
    """What the rims and the use cases work with."""

    config: Config
    database: Database
    clock: Clock
    sealer: Sealer
    scan_desk: ScanDesk
    news: News
    receipts: Receipts | None = None
    messengers: Mapping[Channel, Messenger] = field(default_factory=dict)
    sources: Mapping[str, Source] = field(default_factory=dict)
    carriers: Carriers | None = None
    open_portal: OpenPortal = field(default_factory=lambda: portals(utc_now, ()))

    @property
    def storyteller(self) -> Storyteller:
        """What carries the consignments of sandbox centres."""
        rules = ScanRules(self.clock, self.sealer, self.config.label_keys, Scenes())
        return Storyteller(self.database, rules, timedelta(seconds=self.config.sandbox_seconds))

    @asynccontextmanager
    async def open_webhooks(self) -> AsyncIterator[Webhooks]:
        """Yield who tells programs of others, for as long as there is something to tell."""
        # Where nobody is told anything, nobody waits for what speaks HTTP.
        from postal_bridge.gateways.webhooks import open_webhooks  # noqa: PLC0415

        async with open_webhooks(self.config.private_webhook_hosts) as webhooks:
            yield webhooks


@asynccontextmanager
async def open_bridge(
    config: Config, database_url: str, *, clock: Clock = utc_now
) -> AsyncIterator[Bridge]:
    """Open the pool on a migrated database and yield the bridge."""
    async with (
        connect(database_url, pool_size=config.pool_size) as database,
        _open_receipts(config) as receipts,
        _open_messengers(config, clock) as messengers,
        AsyncExitStack() as stack,
    ):
        carriers = _CarriersWhenAsked(stack, config)
        bridge = build_bridge(config, database, clock, receipts, messengers, carriers)
        try:
            yield bridge
        finally:
            await bridge.scan_desk.close()
            await bridge.news.close()


def build_bridge(
    config: Config,
    database: Database,
    clock: Clock,
    receipts: Receipts | None = None,
    messengers: Mapping[Channel, Messenger] | None = None,
    carriers: Carriers | None = None,
) -> Bridge:
    """Put a bridge together over a database that is open already."""
    sealer = Sealer(config)
    rules = ScanRules(clock, sealer, config.label_keys, Scenes())
    desk, news = ScanDesk(database, rules), News(database)
    messengers = messengers or {}
    # Whoever calls in is a line here, under the name that stands in the address of its calls.
    sources = {
        **report_sources(database, clock, messengers),
        **carrier_sources(database, sealer, carriers),
        PORTAL_SOURCE: PushReader(database, clock, _read_push, _push_id).source(),
    }
    return Bridge(
        config=config,
        database=database,
        clock=clock,
        sealer=sealer,
        scan_desk=desk,
        news=news,
        receipts=receipts,
        messengers=messengers,
        sources=sources,
        carriers=carriers,
        open_portal=portals(clock, config.portal_hosts),
    )


@dataclass(slots=True)
class _CarriersWhenAsked:
    """Opens carriers when the first is asked for: most processes speak with none."""

    stack: AsyncExitStack
    config: Config
    opened: Carriers | None = None

    async def of(self, account: CarrierAccount) -> Carrier:
        """Return a carrier, as `ports.Carriers` has it."""
        if self.opened is None:
            from postal_bridge.gateways.carriers import open_carriers  # noqa: PLC0415

            opening = open_carriers(self.config.carriers_lie_in, self.config.private_carrier_hosts)
            self.opened = await self.stack.enter_async_context(opening)
        return await self.opened.of(account)


def _read_push(body: bytes) -> Sequence[Held]:
    from postal_bridge.gateways.portal import read_push  # noqa: PLC0415 - it speaks HTTP

    return read_push(body)


def _push_id(body: bytes) -> str | None:
    from postal_bridge.gateways.portal import push_id  # noqa: PLC0415 - as above

    return push_id(body)


def portals(clock: Clock, hosts: Collection[str]) -> OpenPortal:
    """Return what opens the portal for an account; stand-ins are remembered by their units.

    Whoever opens it is refused (`PortalNotNamed`) where an address is of a host that is not named.
    """
    stand_ins: dict[str, PortalStandIn] = {}

    @asynccontextmanager
    async def opened(account: PortalAccount) -> AsyncIterator[Portal]:
        if account.address == STAND_IN:
            yield stand_ins.setdefault(account.unit_code, PortalStandIn(clock, _STAND_IN_KEEPS))
            return
        for address in (account.address, account.login_address):
            refuse_host(address, hosts)
        # Where no portal is told, nobody waits for what speaks HTTP.
        from postal_bridge.gateways.portal import open_portal  # noqa: PLC0415

        async with open_portal(account) as portal:
            yield portal

    return opened


@asynccontextmanager
async def _open_receipts(config: Config) -> AsyncIterator[Receipts | None]:
    # Where nobody takes receipts, nobody waits for what speaks HTTP.
    if config.receipts_url is None:
        yield None
    elif config.receipts_url == STAND_IN:
        yield ReceiptsStandIn()
    else:
        from postal_bridge.gateways.receipts import open_receipts  # noqa: PLC0415

        async with open_receipts(config.receipts_url, config.receipts_key) as receipts:
            yield receipts


@asynccontextmanager
async def _open_messengers(
    config: Config, clock: Clock
) -> AsyncIterator[Mapping[Channel, Messenger]]:
    """Yield who carries messages by which channel; those that nobody carries are left out."""
    settings, found = config.messages, dict[Channel, Messenger]()
    addresses = {
        Channel.ZALO: settings.zalo_url,
        Channel.SMS: settings.sms_url,
        Channel.EMAIL: settings.mail_url,
    }
    async with AsyncExitStack() as stack:
        for channel, address in addresses.items():
            if address == STAND_IN:
                found[channel] = MessengerStandIn(keeps=_STAND_IN_KEEPS)
            elif address is not None:
                found[channel] = await _open_messenger(stack, channel, address, settings, clock)
        yield found


async def _open_messenger(
    stack: AsyncExitStack, channel: Channel, address: str, settings: MessageSettings, clock: Clock
) -> Messenger:
    # Where nobody carries messages, nobody waits for what speaks HTTP and SMTP.
    if channel is Channel.EMAIL:
        from postal_bridge.gateways.email import MailServer, SmtpMail  # noqa: PLC0415

        server = MailServer.at(address, settings.mail_from or "", settings.mail_password)
        return SmtpMail(server, clock)
    if channel is Channel.SMS:
        from postal_bridge.gateways.sms import open_sms  # noqa: PLC0415

        shape, key = settings.sms_shape, settings.sms_key
        return await stack.enter_async_context(open_sms(address, shape, key, settings.report_key))
    from postal_bridge.gateways.zalo import ZaloAccount, open_zalo  # noqa: PLC0415

    key_file = settings.zalo_key_file
    assert key_file is not None, "the configuration asks for it beside the address"
    account = ZaloAccount(
        lambda: key_file.read_text("utf-8").strip(), settings.zalo_app, settings.zalo_secret
    )
    return await stack.enter_async_context(open_zalo(address, account))
