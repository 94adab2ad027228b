"""How long the post may take by zone, kept from a day on, and in which zone each office lies.

Consignments that the post has got stay judged by the norms of the day it got them. The map of zones
takes the place of districts, which are no more: whoever registers a consignment need not say how
far it goes.
"""

from collections.abc import Sequence
from typing import Any

from postal_bridge.domain.access import Viewer
from postal_bridge.domain.calendar import Clock
from postal_bridge.domain.changes import ChangeKind
from postal_bridge.domain.refusals import FieldProblem, InvalidInput
from postal_bridge.domain.said import Said
from postal_bridge.domain.transit import TransitNorms
from postal_bridge.store import transit_norms as store
from postal_bridge.store.database import Database
from postal_bridge.store.transit_norms import OfficeInZone
from postal_bridge.usecases.keep_from_day import Sort
from postal_bridge.usecases.note_change import note_change


def document_of(norms: TransitNorms) -> dict[str, Any]:
    """Return norms, a centre's own or those of the law, as they go out."""
    return {
        "carry_days": {scope.value: norms.carry_days[scope] for scope in norms.carry_days},
        "slip_days": {scope.value: norms.slip_days[scope] for scope in norms.slip_days},
        "valid_from": norms.valid_from.isoformat(),
        "source": norms.source,
    }


def _told_of(norms: TransitNorms) -> dict[str, object]:
    told = ", ".join(
        f"{scope} J+{norms.carry_days[scope]}/J+{norms.slip_days[scope]}"
        for scope in norms.carry_days
    )
    return {"norms": told, "valid_from": norms.valid_from, "source": norms.source}


TRANSIT_NORMS = Sort(
    load=store.load_norms,
    put=store.put_norms,
    drop=store.drop_norms,
    document_of=document_of,
    told_of=_told_of,
    kept=ChangeKind.TRANSIT_NORMS_KEPT,
    corrected=ChangeKind.TRANSIT_NORMS_CORRECTED,
    withdrawn=ChangeKind.TRANSIT_NORMS_WITHDRAWN,
    unknown="unknown_norms",
)


async def list_zones(database: Database, viewer: Viewer) -> Sequence[OfficeInZone]:
    """Return the offices of the viewer's centre with the zones they lie in."""
    async with database.snapshot() as connection:
        return await store.zones_of(connection, viewer.center_id)


async def put_in_zone(
    database: Database, clock: Clock, viewer: Viewer, office_code: str, zone: str | None
) -> None:
    """Say in which zone an office lies; None says that it is not known.

    Raises:
        InvalidInput: the centre has no such office.

    """
    async with database.transaction() as connection:
        center_id = viewer.center_id
        offices = {each.code: each for each in await store.zones_of(connection, center_id)}
        if office_code not in offices:
            detail = Said("there is no office {code}", code=office_code)
            raise InvalidInput(FieldProblem("office_code", "unknown_office", detail))
        if offices[office_code].zone == zone:
            return
        await store.put_in_zone(connection, center_id, office_code, zone)
        await note_change(
            connection,
            center_id,
            viewer.login,
            clock(),
            ChangeKind.ZONE_KEPT,
            office=office_code,
            zone=zone or "",
        )
