"""Shows who took a consignment over, and where that was, to those who may see it.

Everybody who sees the consignment learns what is enough to recognise somebody they know. The
centre, and the post office that made an attempt, see the whole when they ask for it, which is noted
like the opening of a proof.
"""

from datetime import datetime

from postal_bridge.domain.access import Role, Viewer
from postal_bridge.domain.calendar import Clock
from postal_bridge.domain.changes import ChangeKind
from postal_bridge.domain.masking import mask_name
from postal_bridge.sealing import Sealer
from postal_bridge.store import deliveries
from postal_bridge.store.database import Connection, Database
from postal_bridge.store.deliveries import ToldDelivery
from postal_bridge.usecases.kept_scans import recipient_place
from postal_bridge.usecases.look_up_consignment import find_visible, may_see_person
from postal_bridge.usecases.note_change import note_change

#: Of a thing with more something is the matter.
DELIVERIES_MAX = 100

Document = dict[str, object]


def may_open_delivery(viewer: Viewer, office_code: str) -> bool:
    """Tell whether a viewer may learn to whom an office handed something over, and where."""
    made_it = viewer.role is Role.POST and viewer.office_code == office_code
    return viewer.sees_whole_center or made_it


async def list_deliveries(
    database: Database, sealer: Sealer, viewer: Viewer, code: str
) -> list[Document]:
    """Return the attempts to hand a consignment over, so that nobody learns who took it.

    Raises:
        UnknownCode: there is none of this code among those the viewer may see.

    """
    async with database.snapshot() as connection:
        _, told = await _told(connection, viewer, code)
    return [_document(sealer, viewer, each, whole=False) for each in told]


async def open_deliveries(
    database: Database, clock: Clock, sealer: Sealer, viewer: Viewer, code: str
) -> list[Document]:
    """Return the attempts, those that the viewer may open whole, and note who opened them.

    Raises:
        UnknownCode: there is none of this code among those the viewer may see.

    """
    async with database.transaction() as connection:
        plain, told = await _told(connection, viewer, code)
        documents = [
            _document(sealer, viewer, each, whole=may_open_delivery(viewer, each.office_code))
            for each in told
        ]
        if any(not each["masked"] for each in documents):
            await _note(connection, viewer, clock(), plain)
    return documents


async def _told(
    connection: Connection, viewer: Viewer, code: str
) -> tuple[str, list[ToldDelivery]]:
    consignment = await find_visible(connection, viewer, code)
    told = await deliveries.deliveries_of(
        connection, viewer.center_id, consignment.code, DELIVERIES_MAX
    )
    return consignment.code, told


async def _note(connection: Connection, viewer: Viewer, now: datetime, code: str) -> None:
    kind = ChangeKind.RECIPIENT_OPENED
    await note_change(connection, viewer.center_id, viewer.login, now, kind, consignment=code)


def _document(sealer: Sealer, viewer: Viewer, told: ToldDelivery, *, whole: bool) -> Document:
    known = told.recipient_sealed and sealer.open_json(
        told.recipient_sealed, recipient_place(viewer.center, told.scan_id)
    )
    return {
        "scan_id": str(told.scan_id),
        "event": told.event,
        "happened_at": told.happened_at.isoformat(),
        "office": told.office_code,
        "login": told.login if may_see_person(viewer, told.office_code) else None,
        "reason": told.reason,
        "one_time_code": told.one_time_code,
        "recipient": _recipient(known, whole=whole) if known else None,
        "place": told.place if whole else None,
        "masked": not whole,
    }


def _recipient(known: dict[str, str], *, whole: bool) -> Document:
    name = known.get("name")
    return {
        "kind": known.get("kind"),
        "name": name if whole or not name else mask_name(name),
        "id_kind": known.get("id_kind") if whole else None,
        "id_last4": known.get("id_last4") if whole else None,
        "authorisation": known.get("authorisation") if whole else None,
    }
