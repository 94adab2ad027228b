"""The named queries of the store and the Python beside them, taken apart for the tests."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.structure.source_tree import files_ending, our_files, text_of, tree_of

STORE = Path("postal_bridge/store")
_FETCHES = ("execute", "fetch", "fetchrow", "fetchval", "cursor")


@dataclass(frozen=True, slots=True)
class NamedQuery:
    """One query: its file, its name, the sentence above it, and what is sent to PostgreSQL."""

    path: Path
    name: str
    description: str
    text: str

    @property
    def bare(self) -> str:
        """The text without comments and without what stands in strings."""
        return re.sub(r"--[^\n]*|'(?:[^']|'')*'", "''", self.text)


def query_files() -> list[Path]:
    """Return the files of named queries."""
    return [path for path in files_ending(".sql") if path.parent == STORE]


def queries_in(path: Path) -> list[NamedQuery]:
    """Return the named queries of a file."""
    queries = []
    for section in text_of(path).split("-- name: ")[1:]:
        name, _, body = section.partition("\n")
        comments = re.match(r"(?:-- .*\n)*", body)
        assert comments is not None
        spoken = [line.removeprefix("-- ") for line in comments[0].splitlines()]
        queries.append(NamedQuery(path, name.strip(), " ".join(spoken), body))
    return queries


def subscripts(tree: ast.AST) -> Iterator[tuple[str, str, ast.Subscript]]:
    """Yield every `name["text"]` of a tree as (name, text, node)."""
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Subscript)
            and isinstance(node.value, ast.Name)
            and isinstance(node.slice, ast.Constant)
            and isinstance(node.slice.value, str)
        ):
            yield node.value.id, node.slice.value, node


def queries_used(path: Path) -> set[str]:
    """Return the names of the queries that a store module uses."""
    if path not in our_files():
        return set()
    return {text for name, text, _ in subscripts(tree_of(path)) if name == "QUERIES"}


@dataclass(frozen=True, slots=True)
class Sending:
    """A place where a query is sent with a known number of values."""

    query: str
    values: int
    line: int


def sendings(path: Path) -> Iterator[Sending]:
    """Yield the places of a store module at which the query and its values can be counted."""
    for function in _functions(path):
        held = _held_queries(function)
        for node in ast.walk(function):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
                continue
            if node.func.attr not in _FETCHES or not node.args:
                continue
            query = _query_named(node.args[0], held)
            if query and not any(isinstance(value, ast.Starred) for value in node.args):
                yield Sending(query, len(node.args) - 1, node.lineno)


def columns_read(path: Path) -> Iterator[tuple[str, int]]:
    """Yield the columns that a store module reads from records, with the line."""
    for function in _functions(path):
        records = _records(function)
        for name, column, node in subscripts(function):
            if name in records:
                yield column, node.lineno


def _functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    if path not in our_files():
        return
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def _query_named(node: ast.expr, held: dict[str, str]) -> str | None:
    if isinstance(node, ast.Name):
        return held.get(node.id)
    found = [text for name, text, at in subscripts(node) if name == "QUERIES" and at is node]
    return found[0] if found else None


def _held_queries(function: ast.AST) -> dict[str, str]:
    """Return which variable holds which query, for those that are set once."""
    held: dict[str, list[str | None]] = {}
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            held.setdefault(node.targets[0].id, []).append(_query_named(node.value, {}))
    return {name: found[0] for name, found in held.items() if len(found) == 1 and found[0]}


def _records(function: ast.FunctionDef | ast.AsyncFunctionDef) -> set[str]:
    """Return the variables that hold one record: parameters, fetched rows, what loops go over."""
    arguments = function.args.args + function.args.kwonlyargs
    records = {a.arg for a in arguments if a.annotation and "Record" in ast.unparse(a.annotation)}
    lists = set()
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            fetched = ast.unparse(node.value)
            if ".fetchrow(" in fetched and isinstance(node.value, ast.Await):
                records.add(node.targets[0].id)
            elif ".fetch(" in fetched and isinstance(node.value, ast.Await):
                lists.add(node.targets[0].id)
    for node in ast.walk(function):
        if isinstance(node, ast.For | ast.AsyncFor | ast.comprehension):
            over = ast.unparse(node.iter)
            if isinstance(node.target, ast.Name) and (over in lists or ".fetch(" in over):
                records.add(node.target.id)
    return records
