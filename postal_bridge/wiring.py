"""Opens everything a process needs, in visible order, and closes it in reverse.

The only place that names concrete outside parties; the rims are handed a `Bridge`.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from postal_bridge.config import STAND_IN, Config
from postal_bridge.domain.calendar import Clock
from postal_bridge.gateways.stand_ins import ReceiptsStandIn
from postal_bridge.ports import Receipts
from postal_bridge.sealing import Sealer
from postal_bridge.store.database import Database, connect
from postal_bridge.usecases.news import News
from postal_bridge.usecases.scan_answers import ScanRules
from postal_bridge.usecases.scan_desk import ScanDesk
from postal_bridge.usecases.scenes import Scenes


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


def utc_now() -> datetime:
    """Read the server's clock; the only reading of time that orders anything."""
    return datetime.now(UTC)


@asynccontextmanager
async def open_bridge(
    config: Config, database_url: str, *, clock: Clock = utc_now
) -> AsyncIterator[Bridge]:
    """Open the pool on a migrated database and yield the bridge."""
    async with (
        connect(database_url, pool_size=config.pool_size) as database,
        _open_receipts(config) as receipts,
    ):
        bridge = build_bridge(config, database, clock, receipts)
        try:
            yield bridge
        finally:
            await bridge.scan_desk.close()
            await bridge.news.close()


def build_bridge(
    config: Config, database: Database, clock: Clock, receipts: Receipts | None = None
) -> Bridge:
    """Put a bridge together over a database that is open already."""
    sealer = Sealer(config)
    rules = ScanRules(clock, sealer, config.label_keys, Scenes())
    desk, news = ScanDesk(database, rules), News(database)
    return Bridge(config, database, clock, sealer, desk, news, receipts)


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
