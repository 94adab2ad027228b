"""Every named query is described, used as it is meant, accepted by PostgreSQL, and kept apart by
centre."""

import re
from collections.abc import Iterator

import asyncpg
import pytest

from postal_bridge.store.database import Connection
from tests.structure.named_queries import (
    STORE,
    NamedQuery,
    columns_read,
    named_queries,
    queries_used,
    sendings,
)

#: Queries that look across centres, or find out which centre somebody belongs to.
ACROSS_CENTERS = {
    "offices_of_code": "the command line names an office before it knows the centre",
}
#: What reads a clock of the server's; times come from our Clock, as parameters.
CLOCKS = re.compile(
    r"\b(?:now|clock_timestamp|statement_timestamp|transaction_timestamp|timeofday)\s*\("
    r"|\b(?:current_date|current_time|current_timestamp|localtime|localtimestamp)\b"
)


@pytest.fixture(params=named_queries(), ids=lambda query: query.place)
def query(request: pytest.FixtureRequest) -> NamedQuery:
    """Return each named query in turn."""
    assert isinstance(request.param, NamedQuery)
    return request.param


def without_remarks(query: NamedQuery) -> str:
    """Return what PostgreSQL makes of a query: no comments, no strings."""
    return re.sub(r"--[^\n]*|'(?:[^']|'')*'", " ", query.text)


def test_names_are_unique_within_a_file() -> None:
    places = [query.place for query in named_queries()]
    assert sorted(set(places)) == sorted(places)


def test_a_query_is_described_in_one_sentence(query: NamedQuery) -> None:
    assert re.fullmatch(r"[A-Z][^\n]*\.", query.description), "no sentence below its name"
    assert not re.search(r"[.!?] [A-ZĐ]", query.description), "more than one sentence"


def test_a_query_is_used_by_the_module_beside_it(query: NamedQuery) -> None:
    assert query.name in queries_used(query.path.with_suffix(".py"))


def test_modules_use_only_queries_that_exist() -> None:
    known = {(query.path.with_suffix(".py"), query.name) for query in named_queries()}
    for path in {query.path.with_suffix(".py") for query in named_queries()}:
        unknown = {name for name in queries_used(path) if (path, name) not in known}
        assert not unknown, f"{path} uses {unknown}"


async def test_postgresql_accepts_a_query(query: NamedQuery, connection: Connection) -> None:
    if query.text.lower().lstrip("- abcdefghijklmnopqrstuvwxyz").startswith("lock table"):
        await connection.execute(query.text)
        return
    prepared = await connection.prepare(query.text)
    values = len(prepared.get_parameters())
    for sending in sendings(query.path.with_suffix(".py")):
        if sending.query == query.name:
            assert sending.values == values, f"line {sending.line}"
