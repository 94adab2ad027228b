"""Keeps what holds at a centre from a day on, until something else of its sort begins.

Office hours, cut-off hours, norms of the post and agreements with it are kept alike: days gone by
stay as they were judged; what has begun is followed by another and never changed; what is yet to
begin may be stated anew or withdrawn. What a sort says and where it is kept, its own module tells.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any, Generic, Protocol, TypeVar

from postal_bridge.domain.access import Viewer
from postal_bridge.domain.changes import ChangeKind
from postal_bridge.domain.effect import require_free_day
from postal_bridge.domain.refusals import FieldProblem, InvalidInput
from postal_bridge.domain.said import Said
from postal_bridge.store import catalogue
from postal_bridge.store.database import Connection, Database
from postal_bridge.usecases.note_change import note_change
from postal_bridge.usecases.once import Answer, Asked
from postal_bridge.usecases.pages import cut


class Dated(Protocol):
    """What holds from a day on; `source` is the paper that says so, None for the installation's."""

    @property
    def valid_from(self) -> date: ...  # noqa: D102 - the class says it
    @property
    def source(self) -> str | None: ...  # noqa: D102 - the class says it


DatedT = TypeVar("DatedT", bound=Dated)


@dataclass(frozen=True, slots=True)
class Sort(Generic[DatedT]):
    """One sort of what is kept: where, how it is told, and how its changes are called.

    `load` returns all of a centre, the newest first, and after its own the rules of the
    installation. `closed_through` tells the last day of the last closed period, where such days
    bind.
    """

    load: Callable[[Connection, int], Awaitable[Sequence[DatedT]]]
    put: Callable[[Connection, int, DatedT], Awaitable[None]]
    drop: Callable[[Connection, int, date], Awaitable[None]]
    document_of: Callable[[DatedT], dict[str, Any]]
    told_of: Callable[[DatedT], Mapping[str, object]]
    kept: ChangeKind
    corrected: ChangeKind
    withdrawn: ChangeKind
    unknown: str
    closed_through: Callable[[Connection, int], Awaitable[date | None]] | None = None


async def list_kept(
    database: Database, viewer: Viewer, sort: Sort[DatedT], before: date, limit: int
) -> tuple[Sequence[DatedT], date | None]:
    """Return a page of what is kept of a sort, the newest first, and where the next page starts.

    The last are the rules of the installation, which hold until a centre's first own.
    """
    async with database.snapshot() as connection:
        kept = await sort.load(connection, viewer.center_id)
    found = [each for each in kept if each.valid_from < before]
    return cut(found, limit, lambda each: each.valid_from)


@dataclass(frozen=True, slots=True)
class KeepingFromDay(Generic[DatedT]):
    """One change to what is kept of a sort on its way."""

    asked: Asked
    sort: Sort[DatedT]

    @property
    def center_id(self) -> int:
        """Whose."""
        return self.asked.viewer.center_id

    async def keep(self, stated: DatedT) -> Answer:
        """Keep something from a day on; the first of a centre may begin on any day.

        Raises:
            InvalidInput: days gone by would be judged anew.

        """

        async def act(connection: Connection) -> Answer:
            own, today, closed = await self._own(connection), self._today(), None
            if self.sort.closed_through:
                closed = await self.sort.closed_through(connection, self.center_id)
            begun = [day for day in own if day <= today]
            require_free_day(
                stated.valid_from,
                # What began today has judged today already.
                held_until=max(*begun, today - timedelta(days=1)) if begun else None,
                closed_through=closed,
            )
            await self.sort.put(connection, self.center_id, stated)
            is_known = stated.valid_from in own
            what = self.sort.corrected if is_known else self.sort.kept
            await self._note(connection, what, stated)
            return Answer(201, self.sort.document_of(stated))

        return await self.asked.once(act)

    async def withdraw(self, valid_from: date) -> Answer:
        """Take away something whose first day is yet to come.

        Raises:
            InvalidInput: nothing begins on that day, or it has begun.

        """

        async def act(connection: Connection) -> Answer:
            stated = (await self._own(connection)).get(valid_from)
            if stated is None:
                detail = Said("nothing begins on that day")
                raise InvalidInput(FieldProblem("valid_from", self.sort.unknown, detail))
            if valid_from <= self._today():
                detail = Said("has begun already, so only another can follow it")
                raise InvalidInput(FieldProblem("valid_from", "already_in_force", detail))
            await self.sort.drop(connection, self.center_id, valid_from)
            await self._note(connection, self.sort.withdrawn, stated)
            return Answer(200, self.sort.document_of(stated))

        return await self.asked.once(act)

    async def _own(self, connection: Connection) -> dict[date, DatedT]:
        """Return the centre's own by their first days; nobody else changes them meanwhile."""
        await catalogue.lock_center(connection, self.center_id)
        kept = await self.sort.load(connection, self.center_id)
        return {each.valid_from: each for each in kept if each.source is not None}

    async def _note(self, connection: Connection, what: ChangeKind, stated: DatedT) -> None:
        asked = self.asked
        told = self.sort.told_of(stated)
        await note_change(
            connection, self.center_id, asked.viewer.login, asked.clock(), what, **told
        )

    def _today(self) -> date:
        return self.asked.clock().astimezone(self.asked.viewer.center.zone).date()


def told_hour(hour: time | None) -> str | None:
    """Return an hour as it goes out."""
    return hour.isoformat("minutes") if hour else None
