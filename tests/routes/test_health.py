"""Alive, ready, figures: what monitoring is told."""

import re
from urllib.parse import quote

import asyncpg
from aiohttp.test_utils import TestClient, TestServer

from postal_bridge.clock import utc_now
from postal_bridge.config import Config
from postal_bridge.store.database import Database, connect
from postal_bridge.store.readiness import is_outage
from postal_bridge.wiring import build_bridge
from routes.app import create_app
from tests.routes.conftest import Client


async def test_a_process_that_answers_is_alive(client: Client) -> None:
    answer = await client.get("/healthz")
    assert (answer.status, await answer.json()) == (200, {"status": "alive"})


async def test_a_migrated_database_makes_a_process_ready(client: Client) -> None:
    answer = await client.get("/readyz")
    assert (answer.status, await answer.json()) == (200, {"status": "ready"})


async def test_a_database_that_lacks_migrations_does_not(client: Client, database_url: str) -> None:
    connection = await asyncpg.connect(database_url)
    await connection.execute(
        "delete from schema_migration where name = (select max(name) from schema_migration)"
    )
    await connection.close()
    answer = await client.get("/readyz")
    assert answer.status == 503
    assert (await answer.json())["code"] == "schema_too_old"


async def test_a_database_that_is_gone_is_told_while_the_process_stays_alive(
    config: Config, database_url: str
) -> None:
    async with connect(database_url, pool_size=2) as database:
        app = create_app(build_bridge(config, database, utc_now))
        async with TestClient(TestServer(app)) as client:
            name = database_url.partition("?")[0].rpartition("/")[2]
            maintenance = await asyncpg.connect(database_url.replace(f"/{name}?", "/postgres?"))
            try:
                await maintenance.execute(f"alter database {name} allow_connections false")
                await maintenance.execute(
                    "select pg_terminate_backend(pid) from pg_stat_activity where datname = $1",
                    name,
                )
                answer = await client.get("/readyz")
                assert answer.status == 503
                assert (await answer.json())["code"] == "database_unavailable"
                assert (await client.get("/healthz")).status == 200
                await maintenance.execute(f"alter database {name} allow_connections true")
                assert (await client.get("/readyz")).status == 200
            finally:
                await maintenance.close()


async def test_a_request_while_the_database_is_away_is_told_to_come_back(config: Config) -> None:
    nowhere = f"postgresql://nobody@/nothing?host={quote(str(config.data_dir), safe='')}"
    pool = await asyncpg.create_pool(nowhere, min_size=0)
    bridge = build_bridge(config, Database(pool), utc_now)
    async with TestClient(TestServer(create_app(bridge))) as client:
        headers = {"Authorization": "Bearer pb_1_" + "x" * 43}
        answer = await client.get("/api/v1/me", headers=headers)
        assert answer.status == 503
        assert answer.headers["Retry-After"] == "5"
        assert (await answer.json())["code"] == "database_unavailable"
    await pool.close()


def test_an_outage_is_told_from_a_mistake() -> None:
    assert is_outage(asyncpg.ConnectionDoesNotExistError())
    assert is_outage(asyncpg.CannotConnectNowError())
    assert not is_outage(asyncpg.UniqueViolationError())
    assert not is_outage(ConnectionRefusedError())  # of another party, for all we know
    assert not is_outage(ValueError())


async def test_figures_count_by_template_and_status(client: Client) -> None:
    await client.get("/api/v1/me")
    await client.delete("/api/v1/tokens/abc")
    await client.get("/nobody/knows/this")
    text = await (await client.get("/metrics")).text()
    for labels in (
        'method="GET",route="/api/v1/me",status="401"',
        'method="DELETE",route="/api/v1/tokens/{token_id}",status="401"',
        'method="GET",route="unmatched",status="404"',
    ):
        assert f"postal_bridge_http_requests_total{{{labels}}}" in text
    assert "postal_bridge_http_request_seconds_bucket" in text
    # This one, and streams to listeners of other tests of this process that have just left.
    in_flight = re.search(r"^postal_bridge_http_requests_in_flight (\d+)\.0$", text, re.MULTILINE)
    assert in_flight
    assert int(in_flight[1]) >= 1
    assert "abc" not in text
    assert "nobody" not in text


async def test_a_health_check_may_ask_for_the_headers_alone(client: Client) -> None:
    answer = await client.head("/healthz")
    assert (answer.status, await answer.read()) == (200, b"")
