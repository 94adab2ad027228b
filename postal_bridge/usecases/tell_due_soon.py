"""Tells the head of each department in the morning what falls due and what is overdue."""

from collections.abc import Mapping
from datetime import date

from postal_bridge.domain.access import Center
from postal_bridge.domain.calendar import Clock
from postal_bridge.domain.delay import CLOCK_STANDS
from postal_bridge.domain.message import Announcement, HeadOf, MessageKind
from postal_bridge.sealing import Sealer
from postal_bridge.store import alarms
from postal_bridge.store.alarms import DueOfDepartment
from postal_bridge.store.database import Database
from postal_bridge.store.rules import load_calendar, load_due_soon
from postal_bridge.usecases.announce import announce_all

#: A message names so many; the desk of the department has them all.
NAMED = 5


async def tell_due_soon(
    database: Database, clock: Clock, sealer: Sealer, center: Center, today: date
) -> Mapping[str, int]:
    """Announce the digest of a day to each department that has to hurry; return counts.

    Nobody is told anything on a day off. Dossiers whose clock stands are left out.
    """
    async with database.transaction() as connection:
        calendar = await load_calendar(connection)
        if not calendar.is_working_day(today):
            return {}
        soon = calendar.add_working_days(today, await load_due_soon(connection, today))
        found = await alarms.due_by_department(
            connection, center.center_id, (today, soon), sorted(CLOCK_STANDS), NAMED
        )
        digests = [_digest(each, today) for each in found]
        await announce_all(connection, sealer, clock, center, digests)
    return {
        "departments": len(found),
        "due": sum(each.due for each in found),
        "overdue": sum(each.overdue for each in found),
    }


def _digest(each: DueOfDepartment, today: date) -> Announcement:
    named = [f"{code} ({day:%d/%m})" for code, day in zip(each.codes, each.days, strict=True)]
    more = ["…"] if each.due + each.overdue > len(named) else []
    facts: dict[str, str | int | date] = {
        "day_on": today,
        "count": each.due,
        "dossiers": ", ".join(named + more),
    }
    if each.overdue:
        facts["overdue"] = each.overdue
    office = each.department_code
    key = f"due_soon_digest {office} {today}"
    return Announcement(key, MessageKind.DUE_SOON_DIGEST, HeadOf(office), facts)
