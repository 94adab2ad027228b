"""The procedures that the national portal lists, beside those of a centre."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from postal_bridge.domain.portal import PortalProcedure
from postal_bridge.domain.portal_catalogue import OurProcedure
from postal_bridge.store.database import Connection, load_queries

QUERIES = load_queries("portal_procedures")


@dataclass(frozen=True, slots=True)
class ListState:
    """When the list is read next, when it was read, and why it could not be read since."""

    next_at: datetime | None = None
    read_at: datetime | None = None
    trouble: str | None = None


async def list_state(connection: Connection, center_id: int) -> ListState:
    """Return how far a centre is with the portal's list."""
    row = await connection.fetchrow(QUERIES["list_state"], center_id)
    return ListState() if row is None else ListState(**row)


async def keep_list_state(connection: Connection, center_id: int, state: ListState) -> None:
    """Note when the list is read next; without `read_at` the time of the last reading stands."""
    await connection.execute(
        QUERIES["keep_list_state"], center_id, state.next_at, state.read_at, state.trouble
    )


async def replace_listed(
    connection: Connection, center_id: int, listed: Sequence[PortalProcedure]
) -> None:
    """Note what the portal lists, in the place of what it listed before."""
    await connection.execute(QUERIES["drop_listed"], center_id)
    await connection.execute(
        QUERIES["add_listed"],
        center_id,
        [each.code for each in listed],
        [each.name for each in listed],
        [each.term_days for each in listed],
    )


async def listed(connection: Connection, center_id: int) -> list[PortalProcedure]:
    """Return what the portal lists."""
    rows = await connection.fetch(QUERIES["listed"], center_id)
    return [PortalProcedure(**row) for row in rows]


async def ours(connection: Connection, center_id: int) -> list[OurProcedure]:
    """Return the procedures of a centre."""
    return [OurProcedure(**row) for row in await connection.fetch(QUERIES["ours"], center_id)]
