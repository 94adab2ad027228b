"""Looks up where the money of a centre is: owed, with couriers, with the post, sent, credited.

Owns what an accountant sees first. What stands where is told by the books; how late it is, by the
lists of what nobody has sent on or credited yet and by what was agreed with the post. Days are
working days.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from postal_bridge.domain.access import Viewer
from postal_bridge.domain.calendar import Calendar, Clock
from postal_bridge.domain.fees import MoneyKind
from postal_bridge.domain.ledger import Account
from postal_bridge.domain.reconciliation import DIFFERENCES
from postal_bridge.domain.remittance import RemittanceTerms, batch_due, due_days
from postal_bridge.store import difference_desk, money_board
from postal_bridge.store.database import Connection, Database
from postal_bridge.store.remittances import load_terms
from postal_bridge.store.rules import load_calendar
from postal_bridge.usecases.pages import cut
from postal_bridge.usecases.work_money_differences import WantedDifferences, filter_of

#: The way of money, and the accounts it stands on at each stage.
STAGES: Mapping[str, tuple[Account, ...]] = {
    "owed": (Account.CITIZEN_RECEIVABLE,),
    "pockets": (Account.COURIER_CASH,),
    "post": (Account.POST_PAYABLE,),
    "sent": (Account.IN_TRANSIT,),
    "credited": (Account.AGENCY_ACCOUNT, Account.TREASURY),
}
#: Up to how many working days late money is in which column, the first of what is not due or due
#: today; what is later still is in the last.
LATENESS = (0, 5, 30)
BATCHES_MAX = 10


@dataclass(frozen=True, slots=True)
class Stage:
    """How much is at a stage, and of which kinds."""

    name: str
    kinds: Mapping[MoneyKind, int]

    @property
    def amount_dong(self) -> int:
        """All of it; nothing where more was taken than is booked."""
        return max(sum(self.kinds.values()), 0)


@dataclass(frozen=True, slots=True)
class OfficeStanding:
    """What a post office has not sent on, by how late it is, and how late the latest is."""

    office_code: str | None
    name: str | None
    by_lateness_dong: tuple[int, ...]
    late_days: int

    @property
    def amount_dong(self) -> int:
        """All of it."""
        return sum(self.by_lateness_dong)


@dataclass(frozen=True, slots=True)
class MoneyBoard:
    """What an accountant sees first."""

    day: date
    is_today: bool
    stages: tuple[Stage, ...]
    disputed_dong: int
    classes: Mapping[str, Mapping[str, Any]]
    offices: tuple[OfficeStanding, ...]
    batches: tuple[Mapping[str, Any], ...]


async def look_up_money(
    database: Database, clock: Clock, viewer: Viewer, day: date | None
) -> MoneyBoard:
    """Return where the money of the viewer's centre is, at the end of a day or now."""
    center_id = viewer.center_id
    today = clock().astimezone(viewer.center.zone).date()
    asked = day if day is not None and day < today else None
    async with database.snapshot() as connection:
        standing = await money_board.standing(connection, center_id, asked)
        disputed_dong = await money_board.disputed(connection, center_id, asked)
        classes = await _open_classes(connection, center_id)
        rows = await money_board.outstanding(connection, center_id)
        batches = await money_board.not_credited(connection, center_id, BATCHES_MAX)
        terms = await load_terms(connection, center_id)
        calendar = await load_calendar(connection)
    return MoneyBoard(
        day=asked or today,
        is_today=asked is None,
        stages=tuple(_stage(name, accounts, standing) for name, accounts in STAGES.items()),
        disputed_dong=disputed_dong,
        classes=classes,
        offices=_by_lateness(rows, today, terms, calendar),
        batches=tuple(
            {
                **each,
                "due": batch_due(each["oldest_on"], each["sent_on"], today, terms, calendar),
            }
            for each in batches
        ),
    )


async def count_open(database: Database, viewer: Viewer) -> dict[str, dict[str, Any]]:
    """Return what is not settled by class, in the order of the classes."""
    async with database.snapshot() as connection:
        return await _open_classes(connection, viewer.center_id)


async def _open_classes(connection: Connection, center_id: int) -> dict[str, dict[str, Any]]:
    found = await money_board.open_classes(connection, center_id)
    return {str(name): found[name] for name in DIFFERENCES if name in found}


async def list_open(
    database: Database,
    clock: Clock,
    viewer: Viewer,
    wanted: WantedDifferences,
    place: tuple[Any, UUID],
    limit: int,
) -> tuple[list[dict[str, Any]], tuple[Any, UUID] | None]:
    """Return a page of what is not settled, each with its age, and where the next page starts.

    After a day come the oldest first, after an amount the largest.
    """
    today = clock().astimezone(viewer.center.zone).date()
    asked, by_amount = filter_of(viewer, wanted, today), isinstance(place[0], int)
    read: Any = difference_desk.list_largest if by_amount else difference_desk.list_oldest
    async with database.snapshot() as connection:
        found = await read(connection, viewer.center_id, asked, place, limit + 1)
        page, last = cut(
            found,
            limit,
            lambda each: (each.amount_dong if by_amount else each.day, each.difference_id),
        )
        told = await money_board.beside(
            connection, viewer.center_id, [each.difference_id for each in page]
        )
        calendar = await load_calendar(connection)
    aged = [
        {
            "difference": each,
            "working_days": working_days(each.day, today, calendar),
            **told[each.difference_id],
        }
        for each in page
    ]
    return aged, last


def working_days(since: date, today: date, calendar: Calendar) -> int:
    """Return how many working days have begun since a day."""
    return calendar.working_days_between(since, today) if since < today else 0


def _stage(
    name: str, accounts: Iterable[Account], standing: Mapping[tuple[Account, MoneyKind], int]
) -> Stage:
    kinds: dict[MoneyKind, int] = {}
    for account in accounts:
        for kind in MoneyKind:
            kinds[kind] = kinds.get(kind, 0) + standing.get((account, kind), 0)
    return Stage(name, {kind: amount for kind, amount in kinds.items() if amount})


def _by_lateness(
    rows: Sequence[Mapping[str, Any]],
    today: date,
    terms: Sequence[RemittanceTerms],
    calendar: Calendar,
) -> tuple[OfficeStanding, ...]:
    if not rows:
        return ()
    days = [row["counts_for"] for row in rows]
    due_on = due_days(min(days), max(days), terms, calendar)
    sums: dict[tuple[str | None, str | None], list[int]] = {}
    latest: dict[tuple[str | None, str | None], int] = {}
    for row in rows:
        office = row["office_code"], row["name"]
        late = calendar.working_days_between(due_on[row["counts_for"]], today)
        column = next((place for place, most in enumerate(LATENESS) if late <= most), len(LATENESS))
        of_office = sums.setdefault(office, [0] * (len(LATENESS) + 1))
        of_office[column] += row["amount_dong"]
        latest[office] = max(late, latest.get(office, 0))
    found = [
        OfficeStanding(*office, tuple(of_office), latest[office])
        for office, of_office in sums.items()
    ]
    return tuple(sorted(found, key=lambda each: (each.late_days, each.amount_dong), reverse=True))
