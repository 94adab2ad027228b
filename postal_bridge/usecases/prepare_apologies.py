"""Prepares apologies a working day before a day is missed, for the department to sign.

Nothing is sent to a citizen by this: a person looks the prepared words through and signs them
(`usecases/apologise.py`), once for a dossier. The head of the department is told what waits.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

from postal_bridge.domain.access import Center, Viewer
from postal_bridge.domain.calendar import Calendar, Clock
from postal_bridge.domain.delay import CLOCK_STANDS
from postal_bridge.domain.message import Announcement, HeadOf, MessageKind
from postal_bridge.sealing import Sealer
from postal_bridge.store import apologies
from postal_bridge.store.apologies import Draft, DraftToSign, LateSoon
from postal_bridge.store.database import Database
from postal_bridge.store.rules import load_apology_terms, load_calendar
from postal_bridge.usecases.announce import announce_all
from postal_bridge.usecases.apologise import NOT_AWAITED
from postal_bridge.usecases.look_up_dossier import stored_code

#: What is left over is prepared on the next working day.
PREPARED_MAX = 2_000
#: A desk shows no more; they are the longest due.
SHOWN_MAX = 50
_LEFT_OUT = sorted(NOT_AWAITED | CLOCK_STANDS)


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
        await apologies.drop_needless(connection, center_id, _LEFT_OUT, due_by)
        found = await apologies.to_apologise_for(
            connection, center_id, (due_by, today), _LEFT_OUT, PREPARED_MAX
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


async def list_prepared(database: Database, viewer: Viewer) -> Sequence[DraftToSign]:
    """Return the apologies that the viewer's department has to sign, the longest due first."""
    async with database.snapshot() as connection:
        return await apologies.drafts_of_department(
            connection, viewer.center_id, viewer.office_code, SHOWN_MAX
        )


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
