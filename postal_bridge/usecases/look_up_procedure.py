"""Read the catalogue of the viewer's centre: a procedure with its papers and fees, or a list."""

from postal_bridge.domain.access import Viewer
from postal_bridge.domain.catalogue import Procedure
from postal_bridge.domain.refusals import UnknownCode
from postal_bridge.store import catalogue
from postal_bridge.store.database import Database


async def look_up_procedure(database: Database, viewer: Viewer, code: str) -> Procedure:
    """Return a procedure with its checklist and fees.

    Raises:
        UnknownCode: the centre's catalogue has no such procedure.

    """
    async with database.snapshot() as connection:
        procedure = await catalogue.load_procedure(connection, viewer.center_id, code)
    if procedure is None:
        raise UnknownCode
    return procedure


async def list_procedures(
    database: Database, viewer: Viewer, words: str | None, after: str, limit: int
) -> tuple[list[Procedure], str | None]:
    """Return a page of procedures by their codes, without papers and fees, and what comes next."""
    async with database.snapshot() as connection:
        found = await catalogue.procedures_after(
            connection, viewer.center_id, after, words, limit + 1
        )
    page = found[:limit]
    return page, page[-1].code if len(found) > limit else None
