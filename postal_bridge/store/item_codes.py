"""By which codes of their own carriers know consignments; kept, and never taken as ours."""

from collections.abc import Iterable

from postal_bridge.store.database import Connection, load_queries

QUERIES = load_queries("item_codes")


async def things_of_items(
    connection: Connection, center_id: int, codes: Iterable[str]
) -> dict[str, str]:
    """Return the consignments that carriers know by `codes`, which are in capitals."""
    rows = await connection.fetch(QUERIES["things_of_items"], center_id, sorted(set(codes)))
    return {row["item_code"]: row["consignment_code"] for row in rows}


async def items_of_thing(connection: Connection, center_id: int, code: str) -> list[str]:
    """Return the codes by which carriers know a consignment, and which are not its own."""
    rows = await connection.fetch(QUERIES["items_of_thing"], center_id, code)
    return [row["item_code"] for row in rows]
