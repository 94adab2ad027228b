"""Every table has its place in a cluster, and no foreign key leads where Citus cannot follow."""

import pytest

from postal_bridge.domain.upkeep_refusals import CitusMissing
from postal_bridge.store.database import Connection
from postal_bridge.store.distribution import (
    CENTER_TABLES,
    COORDINATOR_TABLES,
    REFERENCE_TABLES,
    distribute,
    foreign_keys,
)

PLACES = (REFERENCE_TABLES, CENTER_TABLES, COORDINATOR_TABLES)


async def test_every_table_has_one_place(connection: Connection) -> None:
    rows = await connection.fetch("select tablename from pg_tables where schemaname = 'public'")
    placed = [table for place in PLACES for table in place]
    assert sorted(placed) == sorted(row["tablename"] for row in rows)


async def test_every_spread_table_has_the_centre(connection: Connection) -> None:
    rows = await connection.fetch(
        "select table_name from information_schema.columns"
        " where table_schema = 'public' and column_name = 'center_id'"
    )
    assert set(CENTER_TABLES) <= {row["table_name"] for row in rows}


async def test_foreign_keys_lead_to_the_same_centre_or_to_a_reference(
    connection: Connection,
) -> None:
    rows = await connection.fetch(
        "select conrelid::regclass::text as source, confrelid::regclass::text as target, conname,"
        " (select attname from pg_attribute where attrelid = conrelid and attnum = conkey[1])"
        " as first from pg_constraint"
        " where contype = 'f' and connamespace = 'public'::regnamespace"
    )
    assert rows
    for row in rows:
        source, target = row["source"], row["target"]
        assert source not in COORDINATOR_TABLES, row["conname"]
        if source in REFERENCE_TABLES:
            assert target in REFERENCE_TABLES, row["conname"]
        elif target in CENTER_TABLES:
            assert row["first"] == "center_id", row["conname"]
        else:
            assert target in REFERENCE_TABLES, row["conname"]


async def test_foreign_keys_can_be_taken_off_and_put_on_again(connection: Connection) -> None:
    tables = [*REFERENCE_TABLES, *CENTER_TABLES]
    before = await foreign_keys(connection, tables)
    assert before
    for table, name, _ in before:
        await connection.execute(f"alter table {table} drop constraint {name}")
    assert await foreign_keys(connection, tables) == []
    for table, name, definition in before:
        await connection.execute(f"alter table {table} add constraint {name} {definition}")
    assert await foreign_keys(connection, tables) == before


async def test_without_citus_nothing_is_spread(database_url: str) -> None:
    with pytest.raises(CitusMissing):
        await distribute(database_url)
