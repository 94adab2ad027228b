"""Ends the count of an opened bag: what was packed and not found is asked after."""

from uuid import uuid4

from postal_bridge.domain.access import Viewer
from postal_bridge.domain.calendar import Clock
from postal_bridge.domain.custody import State
from postal_bridge.domain.refusals import BagNotOpen, NotInYourHands
from postal_bridge.sealing import Sealer
from postal_bridge.store import custody, differences, manifests
from postal_bridge.store.database import Connection, Database
from postal_bridge.store.differences import Difference
from postal_bridge.store.rules import load_scene
from postal_bridge.usecases.look_up_manifest import (
    disagreement,
    find_visible_bag,
    whole_manifest,
)
from postal_bridge.usecases.once import Answer, RequestKey, once

KIND = "bag_missing"


async def check_manifest(
    database: Database,
    clock: Clock,
    sealer: Sealer,
    viewer: Viewer,
    request_key: RequestKey | None,
    code: str,
) -> Answer:
    """Say that everything found in a bag was counted, and answer the bag.

    Opens one difference for each thing that is missing. What was found beside the list opened one
    when it was scanned. Saying so again changes nothing.

    Raises:
        UnknownCode: the viewer may see no bag of this code.
        NotInYourHands: another office holds it.
        BagNotOpen: it was not opened yet.

    """

    async def act(connection: Connection) -> Answer:
        now, center_id = clock(), viewer.center_id
        seen = await find_visible_bag(connection, viewer, code)
        # A scan that finds something at this moment comes before the count is over, or after.
        await custody.lock_things(connection, center_id, [seen.code])
        found = await find_visible_bag(connection, viewer, code)
        if found.holder != viewer.office_code:
            raise NotInYourHands(code=found.code)
        if found.state is not State.OPENED:
            raise BagNotOpen(bag=found.code)
        if await manifests.finish_check(connection, center_id, found.code, now):
            lines = await manifests.manifest_lines(connection, center_id, found.code)
            missing = [
                Difference(
                    difference_id=uuid4(),
                    kind=KIND,
                    office_code=viewer.office_code,
                    opened_at=now,
                    detail={"from_office": found.from_office},
                    code=item,
                    manifest_code=found.code,
                )
                for item in disagreement(found.state, lines).missing
            ]
            if missing:
                await differences.open_differences(connection, center_id, missing)
            found = await find_visible_bag(connection, viewer, code)
        scene, _ = await load_scene(
            connection, center_id, now.astimezone(viewer.center.zone).date()
        )
        return Answer(200, await whole_manifest(connection, viewer, scene, found))

    return await once(database, clock, sealer, viewer, request_key, act)
