"""Tells what a receipt states, and keeps what it has to state of offices."""

from typing import Any
from uuid import UUID

from postal_bridge.domain.access import Viewer
from postal_bridge.domain.calendar import Clock
from postal_bridge.domain.changes import ChangeKind
from postal_bridge.domain.money_refusals import UnknownReceipt
from postal_bridge.domain.receipt_content import receipt_content
from postal_bridge.domain.refusals import UnknownOffice
from postal_bridge.store import receipts
from postal_bridge.store.database import Database
from postal_bridge.usecases.allot_receipts import office_seen
from postal_bridge.usecases.note_change import note_change


async def tell_receipt(database: Database, viewer: Viewer, collection_id: UUID) -> dict[str, Any]:
    """Return the content of the receipt that was given for some money.

    Raises:
        UnknownReceipt: there is none with a number that the viewer may see.

    """
    async with database.snapshot() as connection:
        facts = await receipts.receipt_of_collection(
            connection, viewer.center_id, collection_id, office_seen(viewer)
        )
    if facts is None:
        raise UnknownReceipt
    return receipt_content(facts)


async def look_up_particulars(
    database: Database, viewer: Viewer, office_code: str
) -> tuple[str | None, str | None]:
    """Return the tax code and the address of an office of the viewer's centre."""
    async with database.snapshot() as connection:
        return await receipts.particulars_of(connection, viewer.center_id, office_code)


async def keep_particulars(
    database: Database, clock: Clock, viewer: Viewer, office_code: str, particulars: tuple[str, str]
) -> None:
    """Keep the tax code and the address of an office, as receipts state them.

    Raises:
        UnknownOffice: the viewer's centre has no such office.

    """
    tax_code, address = particulars
    async with database.transaction() as connection:
        if not await receipts.keep_particulars(
            connection, viewer.center_id, office_code, particulars
        ):
            raise UnknownOffice(office=office_code)
        await note_change(
            connection,
            viewer.center_id,
            viewer.login,
            clock(),
            ChangeKind.OFFICE_PARTICULARS_KEPT,
            office=office_code,
            tax_code=tax_code,
            address=address,
        )
