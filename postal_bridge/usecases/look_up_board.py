"""Reads the dispatch board of a centre: what comes, what waits for whom, what is due.

All of it is one moment of the database. What is done from the board is done by other use cases.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from postal_bridge.domain.access import OfficeKind, Viewer, counter_of
from postal_bridge.domain.calendar import Clock
from postal_bridge.domain.custody import State
from postal_bridge.domain.dossier import ReturnedVia, ServiceForm
from postal_bridge.domain.forwarding import CutOff, cut_off_at, next_trip
from postal_bridge.store import boards
from postal_bridge.store.boards import (
    FIGURE_MAX,
    BagHere,
    DueDossier,
    OfferedThing,
    OfficeNamed,
    ResultToReturn,
    ToSend,
    WaitingThing,
)
from postal_bridge.store.database import Database
from postal_bridge.store.forwarding import load_cutoff
from postal_bridge.store.rules import load_calendar
from postal_bridge.store.trips import trips_of

#: More rows than this are counted and not shown.
SHOWN_MAX = 50
BAGS_MAX = 200
#: A bag holds no more; what is left waits for the next.
BAG_ITEMS_MAX = 500
#: So many working days ahead a dossier is due soon.
SOON_DAYS = 2
LONG_AGO = date(1990, 1, 1)


class NextStep(StrEnum):
    """What is to be done for an office next."""

    PREPARE = "prepare"
    OPEN_BAG = "open_bag"
    PACK = "pack"
    SEAL = "seal"
    GIVE = "give"
    AWAIT = "await"


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures on top of the board; all but `waiting` stop at `FIGURE_MAX`, which means many."""

    coming: int
    waiting: int
    results: int
    due_soon: int
    overdue: int
    differences: int


@dataclass(frozen=True, slots=True)
class Dispatch:
    """What is on its way out of here to one office: dossiers, consignments, and one bag."""

    office_code: str
    office_name: str
    unsent: int
    unsent_since: date | None
    waiting: int
    waiting_since: datetime | None
    bag: BagHere | None
    #: Dossiers that have to leave today, how many of them had to before, and the next trip there.
    due: int = 0
    late: int = 0
    trip: datetime | None = None

    @property
    def next_step(self) -> NextStep:
        """What is to be done for this office next."""
        if self.bag is None:
            return NextStep.OPEN_BAG if self.waiting else NextStep.PREPARE
        if self.bag.state == State.SEALED:
            return NextStep.GIVE
        if self.bag.state == State.OFFERED:
            return NextStep.AWAIT
        return NextStep.PACK if self.waiting or not self.bag.inside else NextStep.SEAL


@dataclass(frozen=True, slots=True)
class Result:
    """A result that is here, and the way on which the citizen is to get it."""

    found: ResultToReturn
    returned_via: ReturnedVia


@dataclass(frozen=True, slots=True)
class Board:
    """Everything the board shows; lists hold `SHOWN_MAX` rows, figures tell how many there are."""

    figures: Figures
    cut_off: CutOff
    trip: datetime | None
    dispatches: list[Dispatch]
    offered: list[OfferedThing]
    offered_more: bool
    results: list[Result]
    overdue: list[DueDossier]
    due_soon: list[DueDossier]
    office_names: dict[str, str]
    today: date


async def look_up_board(database: Database, clock: Clock, viewer: Viewer) -> Board:
    """Return the board of the viewer's office."""
    center_id, office = viewer.center_id, viewer.office_code
    now = clock().astimezone(viewer.center.zone)
    today = now.date()
    async with database.snapshot() as connection:
        calendar = await load_calendar(connection)
        cut_off = cut_off_at(now, await load_cutoff(connection, center_id, today), calendar)
        to_send = await boards.to_send(
            connection, center_id, office, (cut_off.late_until, cut_off.due_until)
        )
        trips = await trips_of(connection, center_id)
        yesterday = LONG_AGO, date.fromordinal(today.toordinal() - 1)
        soon = today, calendar.add_working_days(today, SOON_DAYS)
        offices = await boards.offices_of_center(connection, center_id)
        counter = counter_of(viewer.center.code)
        waiting = await boards.waiting_by_office(connection, center_id, office, counter)
        bags = await boards.bags_here(connection, center_id, office, BAGS_MAX)
        offered = await boards.offered_here(connection, center_id, office, SHOWN_MAX + 1)
        results = await boards.results_to_return(connection, center_id, office)
        figures = Figures(
            coming=await boards.count_coming(connection, center_id, office),
            waiting=sum(each.waiting for each in waiting) + sum(each.unsent for each in to_send),
            results=len(results),
            due_soon=await boards.count_due(connection, center_id, soon),
            overdue=await boards.count_due(connection, center_id, yesterday),
            differences=await boards.count_open_differences(connection, center_id),
        )
        overdue = await boards.dossiers_due(connection, center_id, yesterday, SHOWN_MAX)
        due_soon = await boards.dossiers_due(connection, center_id, soon, SHOWN_MAX)
    names = {each.code: each.name for each in offices}
    leaving = {each.office_code: (each.due, each.late) for each in to_send}
    return Board(
        figures=figures,
        cut_off=cut_off,
        trip=next_trip(trips, None, now, calendar),
        dispatches=[
            replace(
                each,
                due=due,
                late=late,
                trip=next_trip(trips, each.office_code, now, calendar),
            )
            for each in _dispatches(
                names,
                {each.office_code: (each.waiting, each.waiting_since) for each in waiting},
                to_send,
                bags,
            )
            for due, late in [leaving.pop(each.office_code, (0, 0))]
        ],
        offered=offered[:SHOWN_MAX],
        offered_more=len(offered) > SHOWN_MAX,
        results=[Result(each, way_of(each)) for each in results[:SHOWN_MAX]],
        overdue=overdue,
        due_soon=due_soon,
        office_names=names,
        today=today,
    )


async def list_receivers(database: Database, viewer: Viewer) -> list[OfficeNamed]:
    """Return the offices that a bag can be made for at the viewer's: all others that work."""
    async with database.snapshot() as connection:
        offices = await boards.offices_of_center(connection, viewer.center_id)
    return [each for each in offices if each.active and each.code != viewer.office_code]


async def list_post_offices(database: Database, viewer: Viewer) -> list[OfficeNamed]:
    """Return the post offices of the viewer's centre that work."""
    found = await list_receivers(database, viewer)
    return [office for office in found if office.kind == OfficeKind.POST]


async def list_departments(database: Database, viewer: Viewer) -> list[OfficeNamed]:
    """Return the departments of the viewer's centre that work."""
    found = await list_receivers(database, viewer)
    return [office for office in found if office.kind == OfficeKind.DEPARTMENT]


async def list_waiting(database: Database, viewer: Viewer, to_office: str) -> list[WaitingThing]:
    """Return what waits at the viewer's office for another, as much as a bag holds."""
    counter = counter_of(viewer.center.code)
    async with database.snapshot() as connection:
        return await boards.things_waiting(
            connection, viewer.center_id, viewer.office_code, to_office, counter, BAG_ITEMS_MAX
        )


async def list_unsent(database: Database, viewer: Viewer, department: str) -> list[str]:
    """Return the codes of dossiers that have no consignment to their department, oldest first."""
    async with database.snapshot() as connection:
        return await boards.unsent_dossiers(connection, viewer.center_id, department, SHOWN_MAX)


def way_of(result: ResultToReturn) -> ReturnedVia:
    """Tell how a result goes back: by post where the citizen asked so, else at the counter."""
    by_post = (ServiceForm.RETURN, ServiceForm.BOTH)
    if result.sent_code or result.service_form in by_post:
        return ReturnedVia.POSTAL
    return ReturnedVia.COUNTER


def is_many(figure: int) -> bool:
    """Tell whether a figure stands for itself or for more."""
    return figure >= FIGURE_MAX


def _dispatches(
    names: dict[str, str],
    waiting: dict[str, tuple[int, datetime]],
    to_send: Iterable[ToSend],
    bags: Iterable[BagHere],
) -> list[Dispatch]:
    """Return a line for each office and bag; what waits stands with the first open bag."""
    unsent = {each.office_code: (each.unsent, each.unsent_since) for each in to_send if each.unsent}
    bags_of: dict[str, list[BagHere]] = {}
    for bag in bags:
        bags_of.setdefault(bag.to_office, []).append(bag)
    found = []
    for office in sorted({*waiting, *unsent, *bags_of}, key=lambda code: names.get(code, code)):
        own = sorted(bags_of.get(office, ()), key=lambda bag: bag.state != State.PACKING)
        is_packing = bool(own) and own[0].state == State.PACKING
        has_more = office in waiting or office in unsent
        first = own.pop(0) if is_packing or (own and not has_more) else None
        waits, since = waiting.get(office, (0, None))
        unsent_count, unsent_since = unsent.get(office, (0, None))
        name = names.get(office, office)
        found.append(Dispatch(office, name, unsent_count, unsent_since, waits, since, first))
        found += [Dispatch(office, name, 0, None, 0, None, bag) for bag in own]
    return found
