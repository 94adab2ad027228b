"""Addresses whose owners want no messages, by the keys that stand for them."""

from collections.abc import Sequence
from datetime import datetime

from postal_bridge.store.database import Connection, load_queries

QUERIES = load_queries("opt_outs")


async def opt_out(
    connection: Connection,
    center_id: int,
    indexes: Sequence[bytes],
    now: datetime,
    login: str | None,
) -> None:
    """Note that the owners of addresses want no messages, as they or a clerk said."""
    await connection.execute(QUERIES["opt_out"], center_id, list(indexes), now, login)


async def opt_in(connection: Connection, center_id: int, indexes: Sequence[bytes]) -> bool:
    """Note that the owners of addresses want messages again; False when they never did not."""
    return bool(await connection.fetch(QUERIES["opt_in"], center_id, list(indexes)))


async def opted_out_of(
    connection: Connection, center_id: int, indexes: Sequence[bytes]
) -> set[bytes]:
    """Return which of some addresses are opted out."""
    rows = await connection.fetch(QUERIES["opted_out_of"], center_id, list(indexes))
    return {row["address_index"] for row in rows}


async def count_opt_outs(connection: Connection, center_id: int) -> int:
    """Return how many addresses are opted out."""
    count: int = await connection.fetchval(QUERIES["count_opt_outs"], center_id)
    return count
