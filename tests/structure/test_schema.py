"""The migrated database keeps the rules by which it can be spread over machines by centre."""

import re
from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import asyncpg
import pytest

from postal_bridge.domain.custody import legal_steps
from postal_bridge.store.database import Connection
from postal_bridge.store.distribution import CENTER_TABLES, COORDINATOR_TABLES, REFERENCE_TABLES
from postal_bridge.store.migrator import shipped_migrations
from tests.structure.schema_page import schema_page
from tests.structure.source_tree import ROOT

_UNIQUE_INDEXES = """
select indrelid::regclass::text as on_table, indexrelid::regclass::text as name,
    (select array_agg(coalesce(attname::text, 'expression') order by place)
        from unnest(indkey::int2[]) with ordinality as key (number, place)
        left join pg_attribute on attrelid = indrelid and attnum = number) as columns
from pg_index
join pg_class on pg_class.oid = indrelid
where relnamespace = 'public'::regnamespace and (indisunique or indisexclusion)
"""
_FOREIGN_KEYS = """
select conname as name, conrelid::regclass::text as on_table,
    confrelid::regclass::text as to_table, confdeltype::text as on_delete,
    confupdtype::text as on_update,
    (select array_agg(attname::text order by place)
        from unnest(conkey) with ordinality as key (number, place)
        join pg_attribute on attrelid = conrelid and attnum = number) as columns,
    (select array_agg(attname::text order by place)
        from unnest(confkey) with ordinality as key (number, place)
        join pg_attribute on attrelid = confrelid and attnum = number) as to_columns
from pg_constraint
where connamespace = 'public'::regnamespace and contype = 'f'
"""


@pytest.fixture
async def tables(connection: Connection) -> set[str]:
    """Return the names of all our tables."""
    rows = await connection.fetch(
        "select oid::regclass::text as name from pg_class"
        " where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')"
    )
    return {row["name"] for row in rows}


@pytest.fixture
async def empty_database(server_url: str) -> AsyncIterator[Connection]:
    """Yield a connection to a database without any tables."""
    maintenance = await asyncpg.connect(server_url)
    try:
        await maintenance.execute("drop database if exists without_tables with (force)")
        await maintenance.execute("create database without_tables template template0")
        url = urlsplit(server_url)._replace(path="/without_tables").geturl()
        connection = await asyncpg.connect(url)
        yield connection
        await connection.close()
        await maintenance.execute("drop database without_tables with (force)")
    finally:
        await maintenance.close()


async def test_the_database_allows_the_steps_that_the_domain_takes(connection: Connection) -> None:
    rows = await connection.fetch(
        "select kind, from_state, event, to_state from custody_transition"
    )
    allowed = sorted((r["kind"], r["from_state"], r["event"], r["to_state"]) for r in rows)
    assert allowed == sorted((str(k), str(s), str(e), str(t)) for k, s, e, t in legal_steps())


def test_migrations_are_numbered_without_a_gap() -> None:
    names = [migration.name for migration in shipped_migrations()]
    assert all(re.fullmatch(r"\d{4}_[a-z_]+\.sql", name) for name in names), names
    assert [int(name[:4]) for name in names] == list(range(1, len(names) + 1))


async def test_every_table_has_its_place_in_a_cluster(tables: set[str]) -> None:
    placed = [*REFERENCE_TABLES, *CENTER_TABLES, *COORDINATOR_TABLES]
    assert sorted(placed) == sorted(tables)


async def test_tables_of_centres_are_keyed_by_the_centre_first(connection: Connection) -> None:
    for index in await connection.fetch(_UNIQUE_INDEXES):
        if index["on_table"] in CENTER_TABLES:
            assert index["columns"][0] == "center_id", index["name"]


async def test_every_table_has_a_primary_key(connection: Connection, tables: set[str]) -> None:
    rows = await connection.fetch(
        "select conrelid::regclass::text as name from pg_constraint where contype = 'p'"
    )
    assert not tables - {row["name"] for row in rows}


async def test_rows_point_to_rows_of_their_own_centre_or_to_reference_tables(
    connection: Connection,
) -> None:
    for key in await connection.fetch(_FOREIGN_KEYS):
        if key["to_table"] in CENTER_TABLES:
            assert key["on_table"] in CENTER_TABLES, f"{key['name']} comes from a reference table"
            firsts = {key["columns"][0], key["to_columns"][0]}
            assert firsts == {"center_id"}, f"{key['name']} may lead to another centre"
        else:
            assert key["to_table"] in REFERENCE_TABLES, key["name"]


async def test_the_key_of_a_centre_is_the_same_everywhere(connection: Connection) -> None:
    rows = await connection.fetch(
        "select attrelid::regclass::text as name from pg_attribute"
        " where attname = 'center_id' and atttypid <> 'smallint'::regtype and attnum > 0"
        " and attrelid::regclass::text = any($1)",
        [*CENTER_TABLES, *REFERENCE_TABLES],
    )
    assert not [row["name"] for row in rows]


async def test_no_foreign_key_changes_rows_by_itself(connection: Connection) -> None:
    for key in await connection.fetch(_FOREIGN_KEYS):
        assert {key["on_delete"], key["on_update"]} <= {"a", "r"}, key["name"]


async def test_the_written_schema_is_the_one_the_migrations_make(connection: Connection) -> None:
    written = (ROOT / "docs/reference/schema.sql").read_text("utf-8")
    assert written == await schema_page(connection), "stale: run make docs"


async def test_the_written_schema_makes_the_database(empty_database: Connection) -> None:
    written = (ROOT / "docs/reference/schema.sql").read_text("utf-8")
    await empty_database.execute(written)
    assert await schema_page(empty_database) == written
