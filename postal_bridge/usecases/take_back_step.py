"""Take back what somebody said of a dossier by mistake, while nothing came of it.

The step stays in the history, followed by one that says it was taken back.
"""

from uuid import UUID

from postal_bridge.domain.access import Role, Viewer
from postal_bridge.domain.calendar import Clock
from postal_bridge.domain.dossier import ENDS_PROCESSING, TAKEN_BACK
from postal_bridge.domain.refusals import StepStands, UnknownCode
from postal_bridge.sealing import Sealer
from postal_bridge.store import dossiers
from postal_bridge.store.database import Connection, Database
from postal_bridge.store.dossier_steps import Step, add_step, last_step, take_back
from postal_bridge.usecases.announce_steps import take_back_step_told
from postal_bridge.usecases.look_up_dossier import read_dossier, stored_code
from postal_bridge.usecases.once import Answer, RequestKey, once

#: How the history calls a step that takes the one before it back.
TAKEN_BACK_NOTE = "step undone"


async def take_back_step(
    database: Database,
    clock: Clock,
    sealer: Sealer,
    viewer: Viewer,
    request_key: RequestKey | None,
    code: str,
    step_id: UUID,
) -> Answer:
    """Give a dossier the status it had before a step, and answer with it as it is then.

    Raises:
        UnknownCode: there is no such dossier, or the viewer may not see it.
        StepStands: it is not the viewer's own or not the last, or something came of it.

    """
    now = clock()
    department = viewer.office_code if viewer.role is Role.DEPARTMENT else None

    async def act(connection: Connection) -> Answer:
        center_id, stored = viewer.center_id, stored_code(code)
        dossier = await dossiers.lock_dossier(connection, center_id, stored, department)
        if dossier is None:
            raise UnknownCode
        last = await last_step(connection, center_id, stored)
        if (
            last is None
            or last.from_status is None
            or (last.step_id, last.login) != (step_id, viewer.login)
            or last.status is not dossier.status
            or last.status not in TAKEN_BACK
            or last.note == TAKEN_BACK_NOTE
            or last.has_consequence
        ):
            raise StepStands(code=stored)
        before = last.from_status
        await take_back(
            connection,
            center_id,
            stored,
            before,
            now,
            is_resolved=before in ENDS_PROCESSING,
            due_on=last.due_moved_from,
        )
        step = Step(
            dossier_code=stored,
            from_status=dossier.status,
            status=before,
            happened_at=now,
            recorded_at=now,
            login=viewer.login,
            office_code=viewer.office_code,
            note=TAKEN_BACK_NOTE,
        )
        await add_step(connection, center_id, step)
        await take_back_step_told(connection, clock, viewer.center, stored, last)
        return Answer(200, await read_dossier(connection, sealer, viewer, stored, now))

    return await once(database, clock, sealer, viewer, request_key, act)
