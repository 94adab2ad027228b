"""Cancels a consignment between offices that was registered by mistake and never left.

Its log ends with its sender, and the reason stands in the list of changes. What it was to carry
waits to be sent again.
"""

from datetime import timedelta

from postal_bridge.domain.cancelling import cancelling
from postal_bridge.domain.changes import ChangeKind
from postal_bridge.domain.custody_log import Recorder
from postal_bridge.store import custody
from postal_bridge.store.database import Connection
from postal_bridge.store.rules import load_scene
from postal_bridge.usecases.look_up_consignment import find_visible, whole_document
from postal_bridge.usecases.note_change import note_change
from postal_bridge.usecases.once import Answer, Asked


async def cancel_consignment(asked: Asked, code: str, reason: str) -> Answer:
    """Cancel a consignment, and answer with it as it is then.

    Raises:
        UnknownCode: there is none of this code among those the viewer may see.
        NotToBeCancelled: it is a citizen's or one of several parts, it left, or lies in a bag.
        NotInYourHands: another office sends it.

    """
    viewer, now = asked.viewer, asked.clock()
    today = now.astimezone(viewer.center.zone).date()

    async def act(connection: Connection) -> Answer:
        center_id, office = viewer.center_id, viewer.office_code
        plain = (await find_visible(connection, viewer, code)).code
        log = (await custody.lock_things(connection, center_id, [plain]))[plain].log
        in_parts = (await find_visible(connection, viewer, plain)).part_of is not None
        log.record(
            lambda standing: cancelling(log.thing, standing, office, now, in_parts=in_parts),
            now,
            Recorder(viewer.login, office, now),
            tolerance=timedelta(0),
            notes={},
        )
        await custody.append_events(connection, center_id, log.fresh)
        await custody.move_things(connection, center_id, [log])
        what = ChangeKind.CONSIGNMENT_CANCELLED
        said = {"consignment": plain, "reason": reason}
        await note_change(connection, center_id, viewer.login, now, what, **said)
        scene, _ = await load_scene(connection, center_id, today)
        found = await find_visible(connection, viewer, plain)
        document = await whole_document(connection, asked.sealer, viewer, scene, found, today)
        return Answer(200, document)

    return await asked.once(act)
