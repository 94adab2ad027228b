"""Works through differences in money: the queue, whose turn it is, by when, and what was said.

Accountants and administrators see the whole centre; a department and a post office see the list of
what is theirs, without what accountants say among themselves.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from postal_bridge.domain.access import Role, Viewer
from postal_bridge.domain.calendar import Clock
from postal_bridge.domain.difference_refusals import UnknownAssignee
from postal_bridge.domain.money_difference import ACTIVE, MoneyDifference, State
from postal_bridge.store import difference_desk, people
from postal_bridge.store.database import Connection, Database
from postal_bridge.store.difference_desk import DifferenceFilter
from postal_bridge.usecases.difference_steps import (
    MONEY_ROLES,
    Document,
    Looked,
    begin_step,
    difference_document,
    take_step,
    today,
)
from postal_bridge.usecases.once import Answer, Asked
from postal_bridge.usecases.pages import cut

#: Of a centre with more people the first are offered.
STAFF_MAX = 1_000
#: Where a list begins, the oldest or the largest first.
OLDEST_FIRST = (date.min, UUID(int=0))
LARGEST_FIRST = (2**63 - 1, UUID(int=2**128 - 1))

OldestPlace = tuple[date, UUID]
LargestPlace = tuple[int, UUID]


@dataclass(frozen=True, slots=True)
class WantedDifferences:
    """Which differences are wanted; None leaves a question open. Amounts in whole đồng.

    Without a state those are meant that nobody has settled.
    """

    state: State | None = None
    difference_class: str | None = None
    office: str | None = None
    department: str | None = None
    assignee: str | None = None
    least_days: int | None = None
    least_dong: int | None = None
    most_dong: int | None = None


@dataclass(frozen=True, slots=True)
class Assignment:
    """Whose a difference is to settle, and by when; None is nobody's, or no day.

    Where the `rest_stays`, None leaves what was said before as it is.
    """

    assignee: str | None
    due_on: date | None
    rest_stays: bool = False


async def list_staff(database: Database, viewer: Viewer) -> list[str]:
    """Return the logins of those who may be given a difference in the viewer's centre."""
    async with database.snapshot() as connection:
        return await staff_of(connection, viewer)


async def staff_of(connection: Connection, viewer: Viewer) -> list[str]:
    """Return the logins of those who work on money in the viewer's centre, in their order."""
    staff = await people.people_after(connection, viewer.center_id, "", STAFF_MAX)
    return [each.login for each in staff if each.active and each.role in MONEY_ROLES]


async def list_oldest(
    database: Database,
    clock: Clock,
    viewer: Viewer,
    wanted: WantedDifferences,
    after: OldestPlace,
    limit: int,
) -> tuple[list[Document], OldestPlace | None]:
    """Return a page of differences, the oldest first, and where the next page starts."""
    asked = filter_of(viewer, wanted, today(viewer, clock()))
    async with database.snapshot() as connection:
        found = await difference_desk.list_oldest(
            connection, viewer.center_id, asked, after, limit + 1
        )
    page, last = cut(found, limit, lambda each: (each.day, each.difference_id))
    return [difference_document(each) for each in page], last


async def list_largest(
    database: Database,
    clock: Clock,
    viewer: Viewer,
    wanted: WantedDifferences,
    after: LargestPlace,
    limit: int,
) -> tuple[list[Document], LargestPlace | None]:
    """Return a page of differences, the largest first, and where the next page starts."""
    asked = filter_of(viewer, wanted, today(viewer, clock()))
    async with database.snapshot() as connection:
        found = await difference_desk.list_largest(
            connection, viewer.center_id, asked, after, limit + 1
        )
    page, last = cut(found, limit, lambda each: (each.amount_dong, each.difference_id))
    return [difference_document(each) for each in page], last


async def assign_money_difference(
    asked: Asked,
    looked: Looked,
    assignment: Assignment,
) -> Answer:
    """Say whose a difference is to settle and by when, or nobody's; answer it.

    Raises:
        UnknownDifference, DifferenceChanged: as `begin_step`.
        DifferenceNotOpen: there is nothing left to settle.
        UnknownAssignee: they do not work on money here.

    """

    async def act(connection: Connection) -> Answer:
        difference = await begin_step(connection, asked.viewer, looked)
        after = await assign(connection, asked.viewer, asked.clock(), difference, assignment)
        return Answer(200, difference_document(after))

    return await asked.once(act)


async def assign(
    connection: Connection,
    viewer: Viewer,
    now: datetime,
    difference: MoneyDifference,
    assignment: Assignment,
) -> MoneyDifference:
    """Say whose a locked difference is to settle; refuses as `assign_money_difference`."""
    difference.require(ACTIVE)
    assignee, due_on = assignment.assignee, assignment.due_on
    if assignee is not None:
        await _require_assignee(connection, viewer, assignee)
    if assignment.rest_stays:
        assignee, due_on = assignee or difference.assignee, due_on or difference.due_on
    assigned = replace(difference, assignee=assignee, due_on=due_on)
    detail = {"assignee": assignee, "due_on": due_on.isoformat() if due_on else None}
    return await take_step(connection, viewer, now, assigned, "assigned", detail)


async def _require_assignee(connection: Connection, viewer: Viewer, login: str) -> None:
    """Let those pass who work on money in the viewer's centre.

    Raises:
        UnknownAssignee: they do not.

    """
    person = await people.person_by_login(connection, login)
    if (
        person is None
        or person.center_id != viewer.center_id
        or not person.active
        or person.role not in MONEY_ROLES
    ):
        raise UnknownAssignee(login=login)


async def comment_on_money_difference(
    asked: Asked,
    looked: Looked,
    text: str,
) -> Answer:
    """Say something about a difference; answer it.

    Raises:
        UnknownDifference, DifferenceChanged: as `begin_step`.

    """

    async def act(connection: Connection) -> Answer:
        difference = await begin_step(connection, asked.viewer, looked)
        now, detail = asked.clock(), {"text": text}
        after = await take_step(connection, asked.viewer, now, difference, "commented", detail)
        return Answer(200, difference_document(after))

    return await asked.once(act)


def filter_of(viewer: Viewer, wanted: WantedDifferences, day: date) -> DifferenceFilter:
    """Return what is wanted on a day, of what the viewer may see."""
    own = viewer.office_code
    days = timedelta(days=wanted.least_days) if wanted.least_days is not None else None
    return DifferenceFilter(
        states=(wanted.state,) if wanted.state else tuple(sorted(ACTIVE)),
        difference_class=wanted.difference_class,
        office_code=own if viewer.role is Role.POST else wanted.office,
        department_code=own if viewer.role is Role.DEPARTMENT else wanted.department,
        assignee=wanted.assignee,
        last_day=None if days is None else day - days,
        least_dong=wanted.least_dong,
        most_dong=wanted.most_dong,
    )
