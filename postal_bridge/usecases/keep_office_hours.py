"""Keeps when a centre is open, from a day on.

Due days that were promised stay as they were promised. Hours that have begun are followed by
others, never changed; hours that are yet to begin may be stated anew or withdrawn.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any

from postal_bridge.domain.access import Viewer
from postal_bridge.domain.changes import ChangeKind
from postal_bridge.domain.effect import require_free_day
from postal_bridge.domain.office_hours import OfficeHours
from postal_bridge.domain.refusals import FieldProblem, InvalidInput
from postal_bridge.domain.said import Said
from postal_bridge.store import catalogue
from postal_bridge.store import office_hours as store
from postal_bridge.store.database import Connection, Database
from postal_bridge.usecases.note_change import note_change
from postal_bridge.usecases.once import Answer, Asked
from postal_bridge.usecases.pages import cut


async def list_hours(
    database: Database, viewer: Viewer, before: date, limit: int
) -> tuple[Sequence[OfficeHours], date | None]:
    """Return a page of the hours of a centre, the newest first, and where the next page starts.

    The last are those of the installation, which hold until a centre's first own ones.
    """
    async with database.snapshot() as connection:
        hours = await store.load_hours(connection, viewer.center_id)
    found = [each for each in hours if each.valid_from < before]
    return cut(found, limit, lambda each: each.valid_from)


@dataclass(frozen=True, slots=True)
class Opening:
    """One change to when a centre is open on its way."""

    asked: Asked

    async def keep(self, hours: OfficeHours) -> Answer:
        """Keep hours from a day on; the first of a centre may begin on any day.

        Raises:
            InvalidInput: days gone by would have other hours.

        """

        async def act(connection: Connection) -> Answer:
            own, today = await self._own(connection), self._today()
            begun = [day for day in own if day <= today]
            require_free_day(
                hours.valid_from,
                # What was received today was counted by the hours that began today.
                held_until=max(*begun, today - timedelta(days=1)) if begun else None,
                closed_through=None,
            )
            await store.put_hours(connection, self.asked.viewer.center_id, hours)
            corrects = hours.valid_from in own
            what = ChangeKind.OFFICE_HOURS_CORRECTED if corrects else ChangeKind.OFFICE_HOURS_KEPT
            await self._note(connection, what, hours)
            return Answer(201, document_of(hours))

        return await self.asked.once(act)

    async def withdraw(self, valid_from: date) -> Answer:
        """Take away hours whose first day is yet to come.

        Raises:
            InvalidInput: none begin on that day, or they have begun.

        """

        async def act(connection: Connection) -> Answer:
            hours = (await self._own(connection)).get(valid_from)
            if hours is None:
                detail = Said("no hours begin on that day")
                raise InvalidInput(FieldProblem("valid_from", "unknown_hours", detail))
            if valid_from <= self._today():
                detail = Said("have begun already, so only others can follow them")
                raise InvalidInput(FieldProblem("valid_from", "already_in_force", detail))
            await store.drop_hours(connection, self.asked.viewer.center_id, valid_from)
            await self._note(connection, ChangeKind.OFFICE_HOURS_WITHDRAWN, hours)
            return Answer(200, document_of(hours))

        return await self.asked.once(act)

    async def _own(self, connection: Connection) -> dict[date, OfficeHours]:
        """Return the centre's own hours by their first days; nobody else changes them meanwhile."""
        center_id = self.asked.viewer.center_id
        await catalogue.lock_center(connection, center_id)
        hours = await store.load_hours(connection, center_id)
        return {each.valid_from: each for each in hours if each.source is not None}

    async def _note(self, connection: Connection, what: ChangeKind, hours: OfficeHours) -> None:
        viewer = self.asked.viewer
        told = document_of(hours)
        await note_change(
            connection, viewer.center_id, viewer.login, self.asked.clock(), what, **told
        )

    def _today(self) -> date:
        return self.asked.clock().astimezone(self.asked.viewer.center.zone).date()


def document_of(hours: OfficeHours) -> dict[str, Any]:
    """Return hours, a centre's own or those of the installation, as they go out."""
    return {
        "opens_at": _told(hours.opens_at),
        "lunch_from": _told(hours.lunch_from),
        "lunch_until": _told(hours.lunch_until),
        "closes_at": _told(hours.closes_at),
        "valid_from": hours.valid_from.isoformat(),
        "source": hours.source,
    }


def _told(hour: time | None) -> str | None:
    return hour.isoformat("minutes") if hour else None
