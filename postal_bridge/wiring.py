"""Opens everything a process needs, in visible order, and closes it in reverse.

The only place that names concrete outside parties; the rims are handed a `Bridge`.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from postal_bridge.config import Config
from postal_bridge.domain.calendar import Clock
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


def utc_now() -> datetime:
    """Read the server's clock; the only reading of time that orders anything."""
    return datetime.now(UTC)


@asynccontextmanager
async def open_bridge(
    config: Config, database_url: str, *, clock: Clock = utc_now
) -> AsyncIterator[Bridge]:
    """Open the pool on a migrated database and yield the bridge."""
    async with connect(database_url, pool_size=config.pool_size) as database:
        bridge = build_bridge(config, database, clock)
        try:
            yield bridge
        finally:
            await bridge.scan_desk.close()
            await bridge.news.close()


def build_bridge(config: Config, database: Database, clock: Clock) -> Bridge:
    """Put a bridge together over a database that is open already."""
    sealer = Sealer(config)
    rules = ScanRules(clock, sealer, config.label_keys, Scenes())
    return Bridge(config, database, clock, sealer, ScanDesk(database, rules), News(database))
