"""Reads the portal's list of procedures, and shows where it and the centre's catalogue differ.

Nothing is changed by itself: a procedure has a department, papers and fees, of which the portal's
list says nothing, so people put right what differs, on whichever side is wrong.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from postal_bridge.domain.access import Center, Viewer
from postal_bridge.domain.changes import ChangeKind
from postal_bridge.domain.portal import PortalProcedure
from postal_bridge.domain.portal_catalogue import Difference, Differing, compare
from postal_bridge.ports import OutsideError, Portal, Trouble
from postal_bridge.store import portal_accounts, portal_procedures
from postal_bridge.store.database import Connection, Database
from postal_bridge.store.portal_procedures import ListState
from postal_bridge.usecases.note_change import note_change
from postal_bridge.usecases.once import Answer, Asked
from postal_bridge.usecases.portal_account import PortalTools

READ_EACH = timedelta(hours=24)
READ_LATER = timedelta(hours=1)


async def read_list_due(tools: PortalTools, center: Center, portal: Portal) -> int:
    """Read the list when it is due; return how many procedures were found."""
    center_id, now = center.center_id, tools.clock()
    async with tools.database.snapshot() as connection:
        state = await portal_procedures.list_state(connection, center_id)
        health = await portal_accounts.state_of(connection, center_id)
    if (state.next_at and now < state.next_at) or not health.circuit.allowance(now, 1, 1):
        return 0
    found: Sequence[PortalProcedure] = ()
    try:
        found = await portal.procedures()
        # An empty list would say that the portal knows nothing of what is done here.
        trouble = None if found else Trouble.UNREADABLE
    except OutsideError as error:
        trouble = error.trouble
    async with tools.database.transaction() as connection:
        if trouble is None:
            await portal_procedures.replace_listed(connection, center_id, found)
            state = ListState(now + READ_EACH, now)
        else:
            state = ListState(now + READ_LATER, None, trouble.value)
        await portal_procedures.keep_list_state(connection, center_id, state)
    return len(found)


@dataclass(frozen=True, slots=True)
class Compared:
    """The differences of both catalogues, and when the portal's was read."""

    center: Center
    state: ListState
    listed: int
    differing: list[Differing]

    def document(self) -> dict[str, Any]:
        """Return how many there are of each kind, and how old this is."""
        counts = Counter(each.kind for each in self.differing)
        return {
            "read_at": _told(self.state.read_at, self.center),
            "trouble": self.state.trouble,
            "listed": self.listed,
            "counts": {each.value: counts[each] for each in Difference},
        }

    def page(
        self, after: tuple[str, str], limit: int
    ) -> tuple[list[dict[str, Any]], tuple[str, str] | None]:
        """Return the differences after a place, and where to go on."""
        rest = [each for each in self.differing if each.place > after]
        last = rest[limit - 1].place if len(rest) > limit else None
        return [_document(each) for each in rest[:limit]], last


async def compare_catalogues(database: Database, viewer: Viewer) -> Compared:
    """Lay the portal's list beside the catalogue of the viewer's centre."""
    center_id = viewer.center_id
    async with database.snapshot() as connection:
        state = await portal_procedures.list_state(connection, center_id)
        listed = await portal_procedures.listed(connection, center_id)
        ours = await portal_procedures.ours(connection, center_id)
    # What was never read differs in nothing that anybody knows.
    differing = compare(ours, listed) if state.read_at else []
    return Compared(viewer.center, state, len(listed), differing)


async def want_list(asked: Asked) -> Answer:
    """Have the portal's list read soon."""
    center_id, now = asked.viewer.center_id, asked.clock()

    async def act(connection: Connection) -> Answer:
        state = await portal_procedures.list_state(connection, center_id)
        wanted = ListState(now, None, state.trouble)
        await portal_procedures.keep_list_state(connection, center_id, wanted)
        login = asked.viewer.login
        await note_change(connection, center_id, login, now, ChangeKind.PORTAL_LIST_WANTED)
        return Answer(202, {"wanted_at": _told(now, asked.viewer.center)})

    return await asked.once(act)


def _document(each: Differing) -> dict[str, Any]:
    ours, theirs = each.ours, each.theirs
    return {
        "kind": each.kind.value,
        "our_code": ours and ours.code,
        "their_code": theirs and theirs.code,
        "our_name": ours and ours.name,
        "their_name": theirs and theirs.name,
        "our_term_days": ours and ours.term_days,
        "their_term_days": theirs and theirs.term_days,
    }


def _told(moment: datetime | None, center: Center) -> str | None:
    return moment.astimezone(center.zone).isoformat(timespec="seconds") if moment else None
