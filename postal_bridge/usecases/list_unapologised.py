"""Lists the dossiers that are late without an apology, for those who answer for a centre.

The law wants a written apology a day before a term ends (NĐ 61/2018/NĐ-CP Đ19.9); what is on this
list was missed. What waits to be signed is listed by `usecases/prepare_apologies.py`.
"""

from dataclasses import dataclass
from datetime import date

from postal_bridge.domain.access import Viewer
from postal_bridge.domain.calendar import Clock
from postal_bridge.store import apologies
from postal_bridge.store.apologies import LateDossier
from postal_bridge.store.database import Database
from postal_bridge.usecases.prepare_apologies import FIRST, NOBODY_LATE


@dataclass(frozen=True, slots=True)
class Unapologised:
    """A page of such dossiers, the longest late first, and how many each department has.

    `next_place` is where the next page starts, None where there is none.
    """

    today: date
    departments: list[tuple[str, int]]
    dossiers: list[LateDossier]
    next_place: tuple[date, str] | None


async def list_unapologised(
    database: Database, clock: Clock, viewer: Viewer, after: tuple[date, str] | None, limit: int
) -> Unapologised:
    """Return the dossiers of a centre that are late and for which nobody apologised."""
    today = clock().astimezone(viewer.center.zone).date()
    center_id = viewer.center_id
    async with database.snapshot() as connection:
        found = await apologies.late_without_apology(
            connection, center_id, today, NOBODY_LATE, after or FIRST, limit + 1
        )
        counts = await apologies.count_late_without_apology(
            connection, center_id, today, NOBODY_LATE
        )
    page = found[:limit]
    place = (page[-1].due_on, page[-1].code) if len(found) > limit else None
    return Unapologised(today, counts, page, place)
