"""A database in which something is brings it along to the schema of this release."""

import hashlib
from collections.abc import AsyncIterator
from datetime import timedelta
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import asyncpg
import pytest

from postal_bridge.config import Config
from postal_bridge.domain.incoming import IncomingState, Received, Understood
from postal_bridge.sealing import Sealer
from postal_bridge.store import incoming_desk, migrator, people
from postal_bridge.store.database import connect
from postal_bridge.store.migrator import migrate, shipped_migrations
from postal_bridge.usecases.incoming_sources import Source
from postal_bridge.usecases.understand_incoming import Understanding, open_call
from tests.conftest import MORNING, SettableClock

#: Before this, reports of those who carry messages had a table of their own.
CALLS = "0073_incoming_calls.sql"
MESSAGE = UUID(int=7)
#: Reports as they were kept: which centre, the channel, the state, what was wrong with them.
REPORTS = [
    ("H26", "sms", "new", None, None),
    ("H53", "sms", "new", None, None),
    ("H53", "zalo", "understood", MESSAGE, None),
    ("H53", "email", "unknown", None, "unknown_message"),
    ("H53", "sms", "unknown", None, None),
]


@pytest.fixture
async def empty(server_url: str) -> AsyncIterator[str]:
    """Yield the address of a database in which nothing is."""
    name = f"empty_{uuid4().hex}"
    maintenance = await asyncpg.connect(server_url)
    try:
        await maintenance.execute(f"create database {name}")
        yield urlsplit(server_url)._replace(path=f"/{name}").geturl()
        await maintenance.execute(f"drop database {name} with (force)")
    finally:
        await maintenance.close()


def body_of(number: int) -> bytes:
    return b'{"message_id": "%d", "phone": "0912345678"}' % number


async def test_reports_on_messages_are_calls_like_others_and_none_of_them_is_lost(
    empty: str, config: Config, clock: SettableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    sealer, before = Sealer(config), [m for m in shipped_migrations() if m.name < CALLS]
    with monkeypatch.context() as patched:
        patched.setattr(migrator, "shipped_migrations", lambda: before)
        await migrate(empty)
    await _keep_reports(empty, sealer)
    assert CALLS in await migrate(empty)

    async with connect(empty, pool_size=4) as database:
        found = {}
        async with database.snapshot() as connection:
            centers = {each.code: each for each in await people.all_centers(connection)}
            for code, center in centers.items():
                rows = await connection.fetch(
                    "select call_id, state, outcome, about, trouble, body_bytes"
                    " from incoming_call where center_id = $1",
                    center.center_id,
                )
                for row in rows:
                    sealed = await incoming_desk.sealed_call(
                        connection, center.center_id, row["call_id"]
                    )
                    assert sealed is not None
                    opened = open_call(sealer, center, sealed)
                    assert row["body_bytes"] == len(opened.call.body)
                    found[opened.call.body] = (code, opened.source, row["state"], row["trouble"])
                    if row["state"] == IncomingState.UNDERSTOOD:
                        assert (row["outcome"], row["about"]) == ("delivery_noted", str(MESSAGE))
        assert found == {
            body_of(0): ("H26", "sms", "waiting", None),
            body_of(1): ("H53", "sms", "waiting", None),
            body_of(2): ("H53", "zalo", "understood", None),
            body_of(3): ("H53", "email", "not_understood", "unknown_message"),
            body_of(4): ("H53", "sms", "not_understood", "unreadable"),
        }

        understood: list[bytes] = []

        async def understand(received: Received) -> Understood:
            understood.append(received.call.body)
            return Understood("delivery_noted")

        doing = Understanding(database, clock, sealer, {"sms": Source(understand)})
        for center in centers.values():
            assert await doing.understand_due(center) == 1
        assert understood == [body_of(0), body_of(1)]


async def _keep_reports(url: str, sealer: Sealer) -> None:
    """Keep reports as the release did that had a table for them."""
    connection = await asyncpg.connect(url)
    try:
        for number, code in enumerate(("H26", "H53"), start=1):
            await connection.execute(
                "insert into center (center_id, code, name, created_at) values ($1, $2, $2, $3)",
                number,
                code,
                MORNING,
            )
        for number, (code, channel, state, message_id, trouble) in enumerate(REPORTS):
            body = body_of(number)
            digest = hashlib.sha256(body).digest()
            place = f"message_report.body {code} {channel} {digest.hex()}"
            await connection.execute(
                "insert into message_report (center_id, channel, digest, received_at, body_sealed,"
                " state, message_id, trouble) values ($1, $2, $3, $4, $5, $6, $7, $8)",
                1 if code == "H26" else 2,
                channel,
                digest,
                MORNING - timedelta(minutes=number),
                sealer.seal_bytes(body, place),
                state,
                message_id,
                trouble,
            )
    finally:
        await connection.close()
