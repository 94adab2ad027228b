"""An installation of the release before is brought to this one, and no address stays in clear."""

from uuid import UUID

import asyncpg
import pytest

from postal_bridge.config import read_config
from postal_bridge.sealing import Sealer
from postal_bridge.store import migrator
from postal_bridge.store.migrator import migrate, shipped_migrations
from postal_bridge.usecases.know_secret import fingerprint_of
from tests.cli.conftest import Shell
from tests.conftest import MORNING

#: Before this, where webhooks lead was in clear.
SEALED = "0093_webhook_addresses.sql"
KEY = "khoa-trong-dia-chi"
#: Which centre a webhook is of, and whether it was removed.
WEBHOOKS = [(1, False), (2, False), (2, True)]


def address_of(number: int) -> str:
    return f"https://mot-cua.example/{KEY}/{number}"


async def test_where_webhooks_lead_is_sealed_under_the_secret_of_the_database_alone(
    empty: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = read_config(empty.settings())
    before = [each for each in shipped_migrations() if each.name < SEALED]
    with monkeypatch.context() as patched:
        patched.setattr(migrator, "shipped_migrations", lambda: before)
        await migrate(empty.url)
    connection = await asyncpg.connect(empty.url)
    try:
        await _keep_webhooks(connection, fingerprint_of(config))
        empty.environment["POSTAL_BRIDGE_SECRET"] = "Zm9y" * 11
        assert SEALED in empty.done("migrate").text
        assert await _in_clear(connection) == [address_of(number) for number in range(3)]

        del empty.environment["POSTAL_BRIDGE_SECRET"]
        empty.done("migrate")
        assert await _in_clear(connection) == ["", "", ""]
        opened = await _opened(connection, Sealer(config))
        assert opened == [address_of(number) for number in range(3)]

        # A process of the release before is there still.
        await connection.execute(
            "update webhook set url = $1 where webhook_id = $2", address_of(7), UUID(int=0)
        )
        backup = empty.data_dir / "saved.backup"
        empty.done("backup", backup)
        assert await _in_clear(connection) == ["", "", ""]
        assert (await _opened(connection, Sealer(config)))[0] == address_of(7)
    finally:
        await connection.close()


async def _keep_webhooks(connection: asyncpg.Connection, fingerprint: bytes) -> None:
    """Keep webhooks as the release before did, in a database that knows its secret."""
    await connection.execute(
        "insert into center (center_id, code, name, created_at)"
        " values (1, 'H26', 'H26', $1), (2, 'H53', 'H53', $1)",
        MORNING,
    )
    for number, (center_id, is_removed) in enumerate(WEBHOOKS):
        await connection.execute(
            "insert into webhook (center_id, webhook_id, url, kinds, state, created_at, created_by,"
            " follows_from, followed_to, removed_at)"
            " values ($1, $2, $3, '{}', 'active', $4, 'quan.tri', $4, $4, $5)",
            center_id,
            UUID(int=number),
            address_of(number),
            MORNING,
            MORNING if is_removed else None,
        )
    await connection.execute(
        "insert into installation (secret_fingerprint, noted_at) values ($1, $2)",
        fingerprint,
        MORNING,
    )


async def _in_clear(connection: asyncpg.Connection) -> list[str]:
    rows = await connection.fetch("select url from webhook order by webhook_id")
    return [row["url"] for row in rows]


async def _opened(connection: asyncpg.Connection, sealer: Sealer) -> list[str]:
    rows = await connection.fetch(
        "select code, webhook_id, url_sealed from webhook join center using (center_id)"
        " order by webhook_id"
    )
    return [
        sealer.open(row["url_sealed"], f"webhook.url {row['code']} {row['webhook_id']}")
        for row in rows
    ]
