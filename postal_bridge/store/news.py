"""Telling other processes that something of a centre has changed, by PostgreSQL's own post."""

from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from typing import Any

from postal_bridge.store.database import Connection, Database, load_queries

QUERIES = load_queries("news")
_CHANNEL = "postal_bridge_news"


async def tell(connection: Connection, center_ids: Iterable[int]) -> None:
    """Tell all who listen that these centres have news; they hear of it after the commit."""
    told = [str(center_id) for center_id in sorted(center_ids)]
    await connection.execute(QUERIES["tell"], _CHANNEL, told)


@asynccontextmanager
async def listening(
    database: Database, heard: Callable[[int], None], lost: Callable[[], None]
) -> AsyncIterator[None]:
    """Call `heard` with each centre that has news, and `lost` when the connection has ended."""

    def on_notice(_connection: Any, _process: int, _channel: str, payload: object) -> None:
        heard(int(str(payload)))

    def on_end(_connection: Any) -> None:
        lost()

    async with database.kept_connection() as connection:
        await connection.add_listener(_CHANNEL, on_notice)
        connection.add_termination_listener(on_end)
        try:
            yield
        finally:
            connection.remove_termination_listener(on_end)
            if not connection.is_closed():
                await connection.remove_listener(_CHANNEL, on_notice)
