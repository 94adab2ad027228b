"""Every named query is described, used as it is meant, taken by PostgreSQL and kept to a centre."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from postal_bridge.store.database import Connection
from tests.structure.named_queries import (
    NamedQuery,
    columns_read,
    queries_in,
    queries_used,
    query_files,
    sendings,
)

#: Queries that may look beyond one centre.
ACROSS_CENTERS = {
    "offices_of_code": "the command line names an office before it knows the centre",
}
#: What reads a clock of the server's; times come from our Clock, as parameters.
SERVER_CLOCKS = re.compile(
    r"\b(?:now|clock_timestamp|statement_timestamp|transaction_timestamp|timeofday)\s*\("
    r"|\b(?:current_date|current_time|current_timestamp|localtime|localtimestamp)\b"
)
CHANGES_ROWS = re.compile(r"\bupdate\s+\w+(?:\s+\w+)?\s+set\b|\bdo\s+update\b")
TABLE_NAMED = re.compile(
    r"\b(?:from|join|into|using|update|table)\s+(?:only\s+)?(?P<table>[a-z_]+)\b(?!\s*\.)"
    r"(?:\s+(?:as\s+)?(?P<alias>[a-z_]+))?"
)


@pytest.fixture(params=query_files(), ids=lambda path: path.stem)
def path(request: pytest.FixtureRequest) -> Path:
    """Return each file of named queries in turn."""
    assert isinstance(request.param, Path)
    return request.param


@pytest.fixture
def queries(path: Path) -> list[NamedQuery]:
    """Return the named queries of the file."""
    return queries_in(path)


def tables_named(query: NamedQuery, tables: set[str]) -> Iterator[tuple[str, str | None]]:
    """Yield those of `tables` that a query names, each with what it calls it there."""
    for found in TABLE_NAMED.finditer(query.bare):
        if found["table"] in tables:
            alias = found["alias"]
            # What follows a table without a name of its own is the next word of the statement.
            is_alias = alias and re.search(rf"\b{alias}\.", query.bare)
            yield found["table"], alias if is_alias else None


async def tables_of_centers(connection: Connection) -> set[str]:
    """Return the tables in which each row belongs to one centre, by their primary keys."""
    rows = await connection.fetch(
        "select conrelid::regclass::text as name from pg_constraint"
        " join pg_attribute on attrelid = conrelid and attnum = conkey[1]"
        " where contype = 'p' and cardinality(conkey) > 1 and attname = 'center_id'"
    )
    return {row["name"] for row in rows}


def test_a_file_has_a_module_beside_it(path: Path) -> None:
    assert queries_used(path.with_suffix(".py")), "nothing beside it uses its queries"


def test_queries_are_described_in_one_sentence(queries: list[NamedQuery]) -> None:
    for query in queries:
        assert re.fullmatch(r"[A-Z].*\.", query.description), f"{query.name}: no sentence"
        assert not re.search(r"[.!?] [A-Z]", query.description), f"{query.name}: several sentences"


def test_every_query_is_used_by_the_module_beside_it(path: Path, queries: list[NamedQuery]) -> None:
    names = [query.name for query in queries]
    assert sorted(names) == sorted(queries_used(path.with_suffix(".py")))


async def test_postgresql_takes_queries_with_the_values_they_are_sent(
    path: Path, queries: list[NamedQuery], connection: Connection
) -> None:
    taken = {}
    for query in queries:
        prepared = await connection.prepare(query.text)
        taken[query.name] = len(prepared.get_parameters())
    for sending in sendings(path.with_suffix(".py")):
        assert sending.values == taken[sending.query], f"{sending.query}, line {sending.line}"


async def test_a_module_reads_only_columns_that_its_queries_return(
    path: Path, queries: list[NamedQuery], connection: Connection
) -> None:
    returned = set()
    for query in queries:
        prepared = await connection.prepare(query.text)
        returned |= {attribute.name for attribute in prepared.get_attributes()}
    for column, line in columns_read(path.with_suffix(".py")):
        assert column in returned, f"line {line}"


async def test_queries_name_the_centre_of_every_table(
    queries: list[NamedQuery], connection: Connection
) -> None:
    tables = await tables_of_centers(connection)
    for query in queries:
        for table, alias in tables_named(query, tables):
            said = rf"\b{alias}\.center_id" if alias else rf"(?:\b{table}\.|(?<![\w.]))center_id"
            kept = re.search(said, query.bare) or query.name in ACROSS_CENTERS
            assert kept, f"{query.name}: {alias or table} is not kept to one centre"


def test_queries_ask_no_clock_of_the_server(queries: list[NamedQuery]) -> None:
    for query in queries:
        assert not SERVER_CLOCKS.search(query.bare), query.name


async def test_changes_of_rows_call_nothing_volatile(
    queries: list[NamedQuery], connection: Connection
) -> None:
    rows = await connection.fetch("select proname from pg_proc where provolatile = 'v'")
    volatile = {row["proname"] for row in rows}
    for query in queries:
        if CHANGES_ROWS.search(query.bare):
            called = volatile & set(re.findall(r"\b(\w+)\s*\(", query.bare))
            assert not called, f"{query.name} calls {called}"
