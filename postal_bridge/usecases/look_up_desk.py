"""Reads the desk of a department: what was given to it, what it holds, the dossiers in its hand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from postal_bridge.domain.access import Viewer
from postal_bridge.domain.calendar import Calendar, Clock
from postal_bridge.domain.custody import Kind, Leg, Standing, State, Thing
from postal_bridge.domain.deciding import Scene
from postal_bridge.domain.delay import CLOCK_STANDS, is_overdue
from postal_bridge.domain.dossier import NEXT_STATUSES, STATUSES_OF_ROLE, PortalStatus
from postal_bridge.domain.refusals import FieldProblem, InvalidInput
from postal_bridge.domain.said import Said
from postal_bridge.store import desks
from postal_bridge.store.database import Connection, Database
from postal_bridge.store.desks import (
    DeskThing,
    DossierDone,
    DossierInHand,
    DossierWish,
    HandCounts,
    OpenedBag,
)
from postal_bridge.store.rules import load_calendar, load_scene
from postal_bridge.usecases.look_up_consignment import actions_for

#: What a desk shows of each of its lists; the whole is a page of its own.
SHOWN_MAX = 50
#: Nobody counts further than this to know that there is a lot to do.
COUNTED_MAX = 10_000
SOON_WORKING_DAYS = 2
#: A result that nobody handed back for so long was handed back in another way.
HAND_BACK_DAYS = 90
HAND_BACK_LOOKED_AT = 2_000

_FIRST_MOMENT = datetime(1, 1, 2, tzinfo=UTC)
BEGINNING = (_FIRST_MOMENT, "")


@dataclass(frozen=True, slots=True)
class Handled:
    """A thing at an office with what the viewer may scan next, most likely first."""

    thing: DeskThing
    actions: Sequence[str]


@dataclass(frozen=True, slots=True)
class Due:
    """How a dossier stands to the day it is due: so many days late, or working days left.

    Neither counts while its clock stands.
    """

    late_days: int
    working_days_left: int
    is_today: bool
    stands: bool


@dataclass(frozen=True, slots=True)
class InHand:
    """A dossier with how it stands to its day and which statuses the viewer may give it."""

    dossier: DossierInHand
    due: Due | None
    next_statuses: Sequence[PortalStatus]


@dataclass(frozen=True, slots=True)
class Desk:
    """All that a department begins its day with; each list at most `SHOWN_MAX` long."""

    offered: list[Handled]
    held: list[Handled]
    given: list[Handled]
    bags: list[OpenedBag]
    dossiers: list[InHand]
    done: list[DossierDone]
    counts: HandCounts
    soon_on: date


@dataclass(frozen=True, slots=True)
class HandWish:
    """Which dossiers in hand are wanted: of a status, late or due soon, with words in them."""

    status: PortalStatus | None = None
    due: str | None = None
    words: str | None = None


async def look_up_desk(database: Database, clock: Clock, viewer: Viewer) -> Desk:
    """Return the desk of the viewer's department."""
    center_id, office = viewer.center_id, viewer.office_code
    today = today_of(viewer, clock)
    async with database.snapshot() as connection:
        scene, _ = await load_scene(connection, center_id, today)
        calendar = scene.rules.calendar
        soon = calendar.add_working_days(today, SOON_WORKING_DAYS)
        where = (connection, center_id, office)
        since = today - timedelta(days=HAND_BACK_DAYS)
        done = await desks.dossiers_to_hand_back(*where, since, SHOWN_MAX, HAND_BACK_LOOKED_AT)
        going_back = {each.back_code for each in done}
        held = await desks.held_by_office(*where, None, BEGINNING, SHOWN_MAX)
        offered = await desks.offered_to_office(*where, BEGINNING, SHOWN_MAX)
        given = await desks.offered_by_office(*where, BEGINNING, SHOWN_MAX)
        return Desk(
            offered=[handled(viewer, scene, thing) for thing in offered],
            held=[handled(viewer, scene, thing) for thing in held if thing.code not in going_back],
            given=[handled(viewer, scene, thing) for thing in given],
            bags=await desks.bags_to_count(*where, SHOWN_MAX),
            dossiers=await _in_hand(
                connection, viewer, calendar, today, DossierWish(), None, SHOWN_MAX
            ),
            done=done,
            counts=await desks.count_in_hand(*where, (today, soon), COUNTED_MAX),
            soon_on=soon,
        )


async def list_in_hand(
    database: Database,
    clock: Clock,
    viewer: Viewer,
    wish: HandWish,
    after: tuple[str, str] | None,
    limit: int,
) -> tuple[list[InHand], tuple[str, str] | None]:
    """Return a page of dossiers in hand, the earliest due first, and where the next one starts.

    Raises:
        InvalidInput: `after` is no place in this list.

    """
    today = today_of(viewer, clock)
    async with database.snapshot() as connection:
        calendar = await load_calendar(connection)
        due_from = due_by = None
        if wish.due == "late":
            due_by = today - timedelta(days=1)
        elif wish.due == "soon":
            due_from = today
            due_by = calendar.add_working_days(today, SOON_WORKING_DAYS)
        wanted = DossierWish(wish.status, due_from, due_by, wish.words)
        found = await _in_hand(connection, viewer, calendar, today, wanted, after, limit + 1)
    page = found[:limit]
    if len(found) <= limit:
        return page, None
    last = page[-1].dossier
    return page, (last.due_on.isoformat() if last.due_on else "", last.code)


def handled(viewer: Viewer, scene: Scene, found: DeskThing) -> Handled:
    """Return a thing with what the viewer may scan next."""
    leg = Leg(found.leg) if found.leg else None
    thing = Thing(found.code, Kind(found.kind), leg, found.origin, found.destination)
    standing = Standing(State(found.state), found.holder, found.offered_to)
    return Handled(found, actions_for(viewer, thing, standing, scene))


def today_of(viewer: Viewer, clock: Clock) -> date:
    """Return the day it is at the viewer's centre."""
    return clock().astimezone(viewer.center.zone).date()


def due_place(after: tuple[str, str] | None) -> tuple[date, str]:
    """Return a place in a list that is ordered by days of which some are not known.

    Raises:
        InvalidInput: it names no day.

    """
    if after is None:
        return date.min, ""
    day, code = after
    try:
        return date.fromisoformat(day) if day else date.max, code
    except ValueError:
        problem = FieldProblem("cursor", "bad_cursor", Said("is not a cursor of this list"))
        raise InvalidInput(problem) from None


async def _in_hand(
    connection: Connection,
    viewer: Viewer,
    calendar: Calendar,
    today: date,
    wanted: DossierWish,
    after: tuple[str, str] | None,
    limit: int,
) -> list[InHand]:
    found = await desks.dossiers_in_hand(
        connection, viewer.center_id, viewer.office_code, wanted, due_place(after), limit
    )
    allowed = STATUSES_OF_ROLE[viewer.role]
    return [
        InHand(
            dossier=dossier,
            due=_due(calendar, today, dossier.due_on, dossier.status) if dossier.due_on else None,
            next_statuses=sorted(NEXT_STATUSES[dossier.status] & allowed),
        )
        for dossier in found
    ]


def _due(calendar: Calendar, today: date, due_on: date, status: PortalStatus) -> Due:
    late_days = (today - due_on).days if is_overdue(due_on, None, status, today) else 0
    left = 0 if due_on < today else _days_left(calendar, today, due_on)
    return Due(late_days, left, is_today=due_on == today, stands=status in CLOCK_STANDS)


def _days_left(calendar: Calendar, today: date, due_on: date) -> int:
    # A day mistyped into a far future is far away, whatever the exact number.
    furthest = today + timedelta(days=HAND_BACK_DAYS * 20)
    return calendar.working_days_between(today, min(due_on, furthest))
