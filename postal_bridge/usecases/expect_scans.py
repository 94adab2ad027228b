"""Lists what a person with a scanner should meet today, to be kept on the device beforehand.

The list names things and how they stand, and nothing about citizens.
"""

from postal_bridge.domain.access import OfficeKind, Viewer
from postal_bridge.domain.calendar import Clock
from postal_bridge.store.database import Database
from postal_bridge.store.expectations import Expected, expected_at_office
from postal_bridge.store.rules import load_scene
from postal_bridge.usecases.look_up_consignment import actions_for

EXPECTED_MAX = 2_000

Document = dict[str, object]


async def list_expected(
    database: Database, clock: Clock, viewer: Viewer
) -> tuple[list[Document], bool]:
    """Return what the viewer's office is to take, holds or has out, and whether there is more.

    A post office is also told what citizens have announced to it for collection.
    """
    today = clock().astimezone(viewer.center.zone).date()
    async with database.snapshot() as connection:
        scene, _ = await load_scene(connection, viewer.center_id, today)
        found = await expected_at_office(
            connection,
            viewer.center_id,
            viewer.office_code,
            collects=viewer.office_kind is OfficeKind.POST,
            limit=EXPECTED_MAX + 1,
        )

    def document(each: Expected) -> Document:
        thing, standing = each.thing, each.standing
        return {
            "code": thing.code,
            "kind": thing.kind.value,
            "leg": thing.leg.value if thing.leg else None,
            "destination": thing.destination,
            "dossier_code": each.dossier_code,
            "state": standing.state.value,
            "holder": standing.holder,
            "offered_to": standing.offered_to,
            "bag": standing.bag,
            "collect_dong": each.collect_dong,
            "next_actions": actions_for(viewer, thing, standing, scene),
        }

    return [document(each) for each in found[:EXPECTED_MAX]], len(found) > EXPECTED_MAX
