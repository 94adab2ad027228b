"""What lies on the desk of an office: things to take, held or given; a department's dossiers.

Lists are shaped for the pages of one office and read the rows of that office alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from postal_bridge.domain.dossier import PortalStatus
from postal_bridge.store.database import Connection, load_queries

QUERIES = load_queries("desks")


@dataclass(frozen=True, slots=True)
class DeskThing:
    """A consignment or bag at an office; `other_name` is the office at the other side, if any.

    `further` are the dossiers it carries beside `dossier_code`. `login` made the last scan of it;
    `contents` counts what lies in a bag.
    """

    code: str
    kind: str
    leg: str | None
    origin: str
    destination: str
    state: str
    holder: str
    offered_to: str | None
    damaged: bool
    happened_at: datetime
    dossier_code: str | None
    further: Sequence[str] | None
    norm_on: date | None
    procedure_name: str | None
    other_name: str | None
    login: str | None
    contents: int


@dataclass(frozen=True, slots=True)
class OpenedBag:
    """A bag that was opened and in which things wait to be counted."""

    code: str
    uncounted: int
    happened_at: datetime


@dataclass(frozen=True, slots=True)
class DossierInHand:
    """A dossier a department has to decide on."""

    code: str
    procedure_code: str
    procedure_name: str
    filer_name: str | None
    status: PortalStatus
    received_on: date
    due_on: date | None


@dataclass(frozen=True, slots=True)
class DossierDone:
    """A dossier a department is done with; `back_code` carries its result once registered."""

    code: str
    procedure_code: str
    procedure_name: str
    filer_name: str | None
    status: PortalStatus
    received_on: date
    due_on: date | None
    resolved_on: date
    back_code: str | None
    back_state: str | None


@dataclass(frozen=True, slots=True)
class DossierWish:
    """Which dossiers in hand are wanted, due within two days; None asks for nothing."""

    status: PortalStatus | None = None
    due_from: date | None = None
    due_by: date | None = None
    words: str | None = None


@dataclass(frozen=True, slots=True)
class HandCounts:
    """How many dossiers are in hand: late, due soon, and all."""

    late: int
    soon: int
    every: int


async def offered_to_office(
    connection: Connection, center_id: int, office: str, after: tuple[datetime, str], limit: int
) -> list[DeskThing]:
    """Return what was given to an office and waits to be taken."""
    rows = await connection.fetch(QUERIES["offered_to_office"], center_id, office, *after, limit)
    return [DeskThing(**row) for row in rows]


async def offered_by_office(
    connection: Connection, center_id: int, office: str, after: tuple[datetime, str], limit: int
) -> list[DeskThing]:
    """Return what an office gave and nobody took."""
    rows = await connection.fetch(QUERIES["offered_by_office"], center_id, office, *after, limit)
    return [DeskThing(**row) for row in rows]


async def held_by_office(
    connection: Connection,
    center_id: int,
    office: str,
    state: str | None,
    after: tuple[datetime, str],
    limit: int,
) -> list[DeskThing]:
    """Return what lies at an office, not in a bag and not offered, in a state or in any."""
    rows = await connection.fetch(
        QUERIES["held_by_office"], center_id, office, state, *after, limit
    )
    return [DeskThing(**row) for row in rows]


async def bags_to_count(
    connection: Connection, center_id: int, office: str, limit: int
) -> list[OpenedBag]:
    """Return bags an office has opened and not counted through."""
    rows = await connection.fetch(QUERIES["bags_to_count"], center_id, office, limit)
    return [OpenedBag(**row) for row in rows]


async def dossiers_in_hand(
    connection: Connection,
    center_id: int,
    department: str,
    wish: DossierWish,
    after: tuple[date, str],
    limit: int,
) -> list[DossierInHand]:
    """Return dossiers a department has to decide on, the earliest due first."""
    query = QUERIES["dossiers_in_hand"]
    wanted = (wish.status, wish.due_from, wish.due_by, wish.words)
    rows = await connection.fetch(query, center_id, department, *wanted, *after, limit)
    return [DossierInHand(**{**row, "status": PortalStatus(row["status"])}) for row in rows]


async def count_in_hand(
    connection: Connection, center_id: int, department: str, days: tuple[date, date], limit: int
) -> HandCounts:
    """Return how many are late before the first of two days, or due from it to the second."""
    row = await connection.fetchrow(QUERIES["count_in_hand"], center_id, department, *days, limit)
    assert row is not None, "a count is always answered"
    return HandCounts(**row)


async def dossiers_to_hand_back(
    connection: Connection,
    center_id: int,
    department: str,
    since: date,
    limit: int,
    looked_at: int,
) -> list[DossierDone]:
    """Return dossiers done since a day whose results a department still has.

    They are looked for among the `looked_at` newest whose results no citizen has yet.
    """
    query = QUERIES["dossiers_to_hand_back"]
    rows = await connection.fetch(query, center_id, department, since, limit, looked_at)
    return [DossierDone(**{**row, "status": PortalStatus(row["status"])}) for row in rows]
