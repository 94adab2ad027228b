"""Prepares apologies a working day before a day is missed, for the department to sign.

Nothing is sent to a citizen by this: a person looks the prepared words through and signs them
(`usecases/apologise.py`), once for a dossier. The head of the department is told what waits.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Any

from postal_bridge.domain.access import Center, Viewer
from postal_bridge.domain.calendar import Calendar, Clock
from postal_bridge.domain.delay import CLOCK_STANDS
from postal_bridge.domain.message import Announcement, HeadOf, MessageKind
from postal_bridge.domain.refusals import UnknownCode
from postal_bridge.sealing import Sealer
from postal_bridge.store import apologies
from postal_bridge.store.apologies import Draft, DraftToSign, LateSoon
from postal_bridge.store.database import Database
from postal_bridge.store.rules import load_apology_terms, load_calendar
from postal_bridge.usecases.announce import announce_all
from postal_bridge.usecases.apologise import NOT_AWAITED
from postal_bridge.usecases.look_up_dossier import stored_code

#: Where the list of those that wait begins.
FIRST = date.min, ""
#: What is left over is prepared on the next working day.
PREPARED_MAX = 2_000
#: A desk shows no more; they are the longest due.
SHOWN_MAX = 50
#: In these states no result is awaited, or its clock stands.
NOBODY_LATE = sorted(NOT_AWAITED | CLOCK_STANDS)


async def prepare_apologies(
    database: Database, clock: Clock, sealer: Sealer, center: Center, today: date
) -> Mapping[str, int]:
    """Prepare what has to be signed on a working day, forget what has not; return counts."""
    async with database.transaction() as connection:
        calendar = await load_calendar(connection)
        if not calendar.is_working_day(today):
            return {}
        terms = await load_apology_terms(connection, today)
        due_by = calendar.add_working_days(today, terms["before"])
        center_id = center.center_id
        await apologies.drop_needless(connection, center_id, NOBODY_LATE, due_by)
        found = await apologies.to_apologise_for(
            connection, center_id, (due_by, today), NOBODY_LATE, PREPARED_MAX
        )
        drafts = [_draft(each, today, terms["extension"], calendar) for each in found]
        await apologies.prepare_apologies(connection, center_id, drafts, clock())
        waiting = Counter(each.department_code for each in found)
        reminders = [_reminder(office, count, today) for office, count in waiting.items()]
        await announce_all(connection, sealer, clock, center, reminders)
    return {"prepared": len(found), "departments": len(waiting)}


async def find_prepared(database: Database, viewer: Viewer, code: str) -> Draft | None:
    """Return the apology that waits to be signed for a dossier which the viewer may see."""
    async with database.snapshot() as connection:
        return await apologies.find_draft(connection, viewer.center_id, stored_code(code))


async def list_prepared(
    database: Database,
    viewer: Viewer,
    after: tuple[date, str] = FIRST,
    limit: int = SHOWN_MAX,
) -> tuple[list[DraftToSign], tuple[date, str] | None]:
    """Return a page of the apologies that wait to be signed, the longest due first.

    A department sees its own, the centre those of all. Beside them, where the next page starts.
    """
    async with database.snapshot() as connection:
        found = await apologies.drafts_to_sign(
            connection, viewer.center_id, (_department_of(viewer), None), after, limit + 1
        )
    page = found[:limit]
    last = (page[-1].due_on, page[-1].dossier_code) if len(found) > limit else None
    return page, last


async def read_prepared(database: Database, viewer: Viewer, code: str) -> DraftToSign:
    """Return the apology that waits to be signed for a dossier.

    Raises:
        UnknownCode: none waits, or it is not the viewer's to sign.

    """
    wanted = _department_of(viewer), stored_code(code)
    async with database.snapshot() as connection:
        found = await apologies.drafts_to_sign(connection, viewer.center_id, wanted, FIRST, 1)
    if not found:
        raise UnknownCode
    return found[0]


def prepared_document(viewer: Viewer, draft: DraftToSign) -> dict[str, Any]:
    """Return a prepared apology as it goes out."""
    return {
        "dossier_code": draft.dossier_code,
        "department_code": draft.department_code,
        "reason": draft.reason,
        "due_on": draft.due_on.isoformat(),
        "new_due_on": draft.new_due_on.isoformat(),
        "prepared_at": draft.prepared_at.astimezone(viewer.center.zone).isoformat(),
    }


def _department_of(viewer: Viewer) -> str | None:
    return None if viewer.sees_whole_center else viewer.office_code


def _draft(each: LateSoon, today: date, extension: int, calendar: Calendar) -> Draft:
    reason = f"Hồ sơ cần thêm thời gian giải quyết tại {each.department_name}."
    return Draft(each.code, reason, calendar.add_working_days(max(each.due_on, today), extension))


def _reminder(office: str, count: int, today: date) -> Announcement:
    text = f"có {count} văn bản xin lỗi đã soạn, chờ xem và ký trước khi hồ sơ quá hạn."
    return Announcement(
        f"apologies_prepared {office} {today}",
        MessageKind.OFFICE_REMINDER,
        HeadOf(office),
        {"day_on": today, "text": text},
    )
