"""Reads what a supervisor of a post office watches: the house, what goes out, couriers, cash.

The post sees its own office; administrators look at each of them.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from postal_bridge.domain.access import OfficeKind, Viewer
from postal_bridge.domain.calendar import Clock
from postal_bridge.domain.custody import State
from postal_bridge.domain.forwarding import next_trip
from postal_bridge.domain.refusals import UnknownOffice
from postal_bridge.store import desks, post_offices, settlements
from postal_bridge.store.database import Connection, Database
from postal_bridge.store.desks import DeskThing, OpenedBag
from postal_bridge.store.post_offices import (
    CashTaken,
    DeliveryCounts,
    InState,
    OfficeName,
    Parcel,
    ToCarry,
)
from postal_bridge.store.rules import load_calendar
from postal_bridge.store.settlements import CourierSettlement
from postal_bridge.store.trips import trips_of
from postal_bridge.usecases.look_up_desk import due_place, today_of

SHOWN_MAX = 50
#: What was refused longer ago has been forgotten by everybody who could explain it.
REFUSED_DAYS = 30
COUNTED_MAX = 1_000
#: No post office delivers more within some days.
DELIVERIES_COUNTED_MAX = 5_000

BEGINNING = (datetime(1, 1, 2, tzinfo=UTC), "")
Place = tuple[datetime, str]


@dataclass(frozen=True, slots=True)
class Courier:
    """One person of a post office on a day: what is out with them, what cash they took.

    Amounts in whole đồng; `settlement` is what was counted, if it was. `since` is when the first
    thing that is still out left.
    """

    login: str
    name: str
    things: int
    since: datetime | None
    collect_dong: int
    cash_dong: int
    cash_times: int
    settlement: CourierSettlement | None

    @property
    def is_counted(self) -> bool:
        """Whether all cash there is has been counted."""
        return self.settlement is not None and self.settlement.expected_dong == self.cash_dong


@dataclass(frozen=True, slots=True)
class House:
    """A post office as it stands now; lists are the beginnings of longer ones."""

    office: OfficeName
    offices: list[OfficeName]
    states: list[InState]
    to_deliver: DeliveryCounts
    due: list[Parcel]
    offered: list[DeskThing]
    given: list[DeskThing]
    refused: int
    bags: list[OpenedBag]
    couriers: list[Courier]
    #: What is to be carried on to offices, each with the next trip there.
    carry: list[tuple[ToCarry, datetime | None]]
    today: date
    day: date


@dataclass(frozen=True, slots=True)
class CourierDay:
    """What one person of a post office is out with, and the cash they took on a day."""

    office: OfficeName
    courier: Courier
    day: date
    things: list[Parcel]
    takings: list[CashTaken]


async def look_up_post_office(
    database: Database, clock: Clock, viewer: Viewer, office: str | None, day: date | None = None
) -> House:
    """Return a post office as it stands now, and its couriers as of a day.

    Raises:
        UnknownOffice: the centre has no such post office, or it is not the viewer's to see.

    """
    center_id, now = viewer.center_id, clock().astimezone(viewer.center.zone)
    today = now.date()
    async with database.snapshot() as connection:
        calendar = await load_calendar(connection)
        trips = await trips_of(connection, center_id)
        offices = await _offices(connection, viewer)
        shown = _chosen(viewer, offices, office)
        code = shown.code
        return House(
            office=shown,
            offices=offices,
            states=await post_offices.house_of(connection, center_id, code),
            to_deliver=await post_offices.count_to_deliver(
                connection, center_id, code, today, DELIVERIES_COUNTED_MAX
            ),
            due=await post_offices.things_to_deliver(
                connection, center_id, code, today, due_place(None), SHOWN_MAX
            ),
            offered=await desks.offered_to_office(
                connection, center_id, code, BEGINNING, SHOWN_MAX
            ),
            given=await desks.offered_by_office(connection, center_id, code, BEGINNING, SHOWN_MAX),
            refused=await settlements.count_refused(
                connection, center_id, code, refused_since(clock), COUNTED_MAX
            ),
            bags=await desks.bags_to_count(connection, center_id, code, SHOWN_MAX),
            couriers=await couriers_of(connection, center_id, code, day or today),
            carry=[
                (each, next_trip(trips, each.office_code, now, calendar))
                for each in await post_offices.to_carry(connection, center_id, code)
            ],
            today=today,
            day=day or today,
        )


async def list_house(
    database: Database,
    viewer: Viewer,
    office: str | None,
    which: State | str | None,
    after: Place,
    limit: int,
) -> tuple[OfficeName, list[DeskThing], Place | None]:
    """Return (office, a page of things, where the next starts); `which` may be a state.

    "incoming" and "given" are what others gave to the office and what it gave to others.

    Raises:
        UnknownOffice: as `look_up_post_office`.

    """
    async with database.snapshot() as connection:
        shown = _chosen(viewer, await _offices(connection, viewer), office)
        where = (connection, viewer.center_id, shown.code)
        if which == "incoming":
            found = await desks.offered_to_office(*where, after, limit + 1)
        elif which == "given":
            found = await desks.offered_by_office(*where, after, limit + 1)
        else:
            found = await desks.held_by_office(*where, which, after, limit + 1)
    page = found[:limit]
    last = (page[-1].happened_at, page[-1].code) if len(found) > limit else None
    return shown, page, last


async def list_to_deliver(
    database: Database,
    clock: Clock,
    viewer: Viewer,
    office: str | None,
    when: str | None,
    after: tuple[str, str] | None,
    limit: int,
) -> tuple[OfficeName, list[Parcel], tuple[str, str] | None]:
    """Return (office, a page of things for citizens, where the next page starts).

    `when` may be "late" or "today", which leaves nothing out that is late.

    Raises:
        UnknownOffice: as `look_up_post_office`.
        InvalidInput: `after` is no place in this list.

    """
    today = today_of(viewer, clock)
    due_by = {"late": today - timedelta(days=1), "today": today}.get(when or "")
    async with database.snapshot() as connection:
        shown = _chosen(viewer, await _offices(connection, viewer), office)
        found = await post_offices.things_to_deliver(
            connection, viewer.center_id, shown.code, due_by, due_place(after), limit + 1
        )
    page = found[:limit]
    if len(found) <= limit:
        return shown, page, None
    last = page[-1]
    return shown, page, (last.norm_on.isoformat() if last.norm_on else "", last.code)


async def look_up_courier(
    database: Database,
    clock: Clock,
    viewer: Viewer,
    office: str | None,
    login: str,
    day: date | None,
) -> CourierDay | None:
    """Return one person's load and cash; None when they have neither at this office.

    Raises:
        UnknownOffice: as `look_up_post_office`.

    """
    center_id = viewer.center_id
    day = day or today_of(viewer, clock)
    async with database.snapshot() as connection:
        shown = _chosen(viewer, await _offices(connection, viewer), office)
        couriers = await couriers_of(connection, center_id, shown.code, day)
        courier = next((each for each in couriers if each.login == login), None)
        if courier is None:
            return None
        return CourierDay(
            office=shown,
            courier=courier,
            day=day,
            things=await post_offices.load_of_courier(
                connection, center_id, shown.code, login, BEGINNING, SHOWN_MAX
            ),
            takings=await post_offices.cash_of_courier(
                connection,
                center_id,
                day,
                (shown.code, login),
                (BEGINNING[0], UUID(int=0)),
                SHOWN_MAX,
            ),
        )


async def couriers_of(
    connection: Connection, center_id: int, office: str, day: date
) -> list[Courier]:
    """Return who of an office is out with something, or took cash on a day, by login."""
    loads = {
        load.login: load
        for load in await post_offices.loads_of_couriers(connection, center_id, office)
    }
    cash = {
        each.login: each
        for each in await post_offices.cash_of_day(connection, center_id, day, office)
    }
    counted = await settlements.settlements_of_day(connection, center_id, day, office)
    logins = sorted({*loads, *cash, *counted})
    names = await post_offices.names_of_people(connection, center_id, logins)
    return [
        Courier(
            login=login,
            name=names.get(login, login),
            things=loads[login].things if login in loads else 0,
            since=loads[login].since if login in loads else None,
            collect_dong=loads[login].collect_dong if login in loads else 0,
            cash_dong=cash[login].amount_dong if login in cash else 0,
            cash_times=cash[login].times if login in cash else 0,
            settlement=counted.get(login),
        )
        for login in logins
    ]


def refused_since(clock: Clock) -> datetime:
    """Return the moment from which on refused scans are looked into."""
    return clock() - timedelta(days=REFUSED_DAYS)


async def choose_post_office(
    connection: Connection, viewer: Viewer, office: str | None
) -> OfficeName:
    """Return the post office that a viewer asks for, or their own; raises UnknownOffice."""
    return _chosen(viewer, await _offices(connection, viewer), office)


async def _offices(connection: Connection, viewer: Viewer) -> list[OfficeName]:
    found = await post_offices.post_offices(connection, viewer.center_id)
    if viewer.sees_whole_center:
        return found
    return [office for office in found if office.code == viewer.office_code]


def _chosen(viewer: Viewer, offices: list[OfficeName], office: str | None) -> OfficeName:
    usual = viewer.office_code if viewer.office_kind is OfficeKind.POST else None
    wanted = office or usual
    for each in offices:
        if wanted in (None, each.code):
            return each
    raise UnknownOffice(office=wanted)
