"""Writes down why the result of a dossier will be late, and by when it will be there.

A day is put off once (NĐ 61/2018/NĐ-CP Đ19.9). The day that was promised first stays the due day:
lateness is counted from it, apology or not.
"""

from datetime import date

from postal_bridge.domain.access import Role
from postal_bridge.domain.dossier import ENDS_PROCESSING, PortalStatus
from postal_bridge.domain.message import Announcement, FilerOf, MessageKind
from postal_bridge.domain.refusals import (
    AlreadyApologised,
    FieldProblem,
    InvalidInput,
    PaperNotThere,
    UnknownCode,
)
from postal_bridge.domain.said import Said
from postal_bridge.store import apologies, dossiers
from postal_bridge.store.apologies import Apology
from postal_bridge.store.database import Connection
from postal_bridge.store.rules import load_calendar
from postal_bridge.usecases.announce import announce
from postal_bridge.usecases.look_up_dossier import scope_of, stored_code
from postal_bridge.usecases.once import Answer, Asked

#: Of these nobody waits for a result any more, or does not yet.
NOT_AWAITED = ENDS_PROCESSING | {
    PortalStatus.REGISTERED,
    PortalStatus.NOT_ACCEPTED,
    PortalStatus.RETURNED,
}


async def apologise(asked: Asked, code: str, reason: str, new_due_on: date) -> Answer:
    """Keep the apology and answer with what it says.

    Raises:
        UnknownCode: there is no such dossier, or the viewer may not see it.
        PaperNotThere: no result of the dossier is awaited, or no day was promised.
        AlreadyApologised: its day was put off before.
        InvalidInput: the new day is not after the promised one and today, or is a day off.

    """
    viewer, now = asked.viewer, asked.clock()
    today = now.astimezone(viewer.center.zone).date()

    async def act(connection: Connection) -> Answer:
        center_id, stored = viewer.center_id, stored_code(code)
        department = viewer.office_code if viewer.role is Role.DEPARTMENT else None
        if await dossiers.lock_dossier(connection, center_id, stored, department) is None:
            raise UnknownCode
        dossier = await dossiers.find_dossier(connection, center_id, stored, scope_of(viewer))
        if dossier is None:
            raise UnknownCode
        if dossier.status in NOT_AWAITED or dossier.due_on is None:
            raise PaperNotThere(code=stored)
        promised = max(dossier.due_on, today)
        if new_due_on <= promised:
            detail = Said("must be after {day}", day=promised)
            raise InvalidInput(FieldProblem("new_due_on", "too_early", detail))
        if not (await load_calendar(connection)).is_working_day(new_due_on):
            detail = Said("is a day off")
            raise InvalidInput(FieldProblem("new_due_on", "day_off", detail))
        apology = Apology(reason, new_due_on, now, viewer.login, viewer.office_code)
        if not await apologies.add_apology(connection, center_id, stored, apology):
            raise AlreadyApologised(code=stored)
        await apologies.drop_draft(connection, center_id, stored)
        told = Announcement(
            f"{MessageKind.APOLOGY}:{stored}",
            MessageKind.APOLOGY,
            FilerOf(stored),
            {"reason": reason, "new_due_on": new_due_on},
        )
        await announce(connection, asked.sealer, asked.clock, viewer.center, told)
        document = {"dossier_code": stored, "reason": reason, "new_due_on": new_due_on.isoformat()}
        return Answer(201, document)

    return await asked.once(act)
