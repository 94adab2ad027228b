"""Whose dossiers somebody may see, and what a post office has to do with where that is little.

A list of a post office is read in the order of the whole centre's and passes over what is not its
own; that is quick where much is its own. Where little is, the few are read instead.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from postal_bridge.store.database import Connection, load_queries

QUERIES = load_queries("scopes")

#: Up to so many dossiers or consignments of a post office are few.
FEW_MAX = 20_000


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose dossiers may be seen: a department's, a post office's, or all of the centre.

    `codes` are all of a post office's, and stand in its place, where they are few. With
    `co_ordinates`, those that a department co-ordinates on are its own as well: whose papers go or
    went there.
    """

    department: str | None = None
    co_ordinates: bool = False
    post_office: str | None = None
    codes: Sequence[str] | None = None


async def narrowed(connection: Connection, center_id: int, scope: Scope) -> Scope:
    """Return a scope that holds the same and from which lists are read quickly."""
    if scope.post_office is None:
        return scope
    things = await few_things(connection, center_id, scope.post_office)
    if things is None:
        return scope
    query = QUERIES["dossiers_of_post_office"]
    found = await connection.fetch(query, center_id, scope.post_office, things, FEW_MAX + 1)
    if len(found) > FEW_MAX:
        return scope
    return Scope(codes=[row["dossier_code"] for row in found])


async def few_things(connection: Connection, center_id: int, post_office: str) -> list[str] | None:
    """Return all consignments that may have to do with a post office; None when they are many."""
    query = QUERIES["things_of_post_office"]
    found = await connection.fetch(query, center_id, post_office, FEW_MAX + 1)
    return [row["code"] for row in found] if len(found) <= FEW_MAX else None
