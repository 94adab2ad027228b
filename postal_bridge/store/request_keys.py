"""The answers to writes that carried an Idempotency-Key, kept in the transaction of the write."""

from dataclasses import dataclass
from datetime import datetime

from postal_bridge.store.database import Connection, load_queries

QUERIES = load_queries("request_keys")


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """The hash of the request that was carried out, and the answer as it was kept."""

    request_hash: bytes
    status: int
    answer: str


async def claim_key(
    connection: Connection,
    center_id: int,
    login: str,
    key: str,
    request_hash: bytes,
    now: datetime,
) -> bool:
    """Take a key; return False when a request of this key was carried out before."""
    claimed = await connection.fetchval(
        QUERIES["claim_key"], center_id, login, key, request_hash, now
    )
    return claimed is not None


async def kept_answer(
    connection: Connection, center_id: int, login: str, key: str
) -> KeptAnswer | None:
    """Return what was answered to the request of a key."""
    row = await connection.fetchrow(QUERIES["kept_answer"], center_id, login, key)
    return KeptAnswer(*row) if row else None


async def keep_answer(
    connection: Connection, center_id: int, login: str, key: str, status: int, answer: str
) -> None:
    """Keep the answer to the request that has just been carried out."""
    await connection.execute(QUERIES["keep_answer"], center_id, login, key, status, answer)


async def forget_keys(connection: Connection, center_id: int, before: datetime) -> None:
    """Remove the answers of a centre that were kept before a time."""
    await connection.execute(QUERIES["forget_keys"], center_id, before)
