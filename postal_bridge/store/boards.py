"""What the dispatch board of an office shows: what waits, what comes, what is due.

Figures stop counting at a limit, so that a board opens as fast on a bad day as on a good one.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from postal_bridge.store.database import Connection, load_queries

QUERIES = load_queries("boards")

#: Nobody works through more on one screen; a figure that says so much says "many".
FIGURE_MAX = 1_000


@dataclass(frozen=True, slots=True)
class OfficeNamed:
    """An office of the centre by its code, kind and name."""

    code: str
    kind: str
    name: str
    active: bool


@dataclass(frozen=True, slots=True)
class WaitingForOffice:
    """How many things lie here for another office, and since when the first of them."""

    office_code: str
    waiting: int
    waiting_since: datetime


@dataclass(frozen=True, slots=True)
class WaitingThing:
    """A consignment that lies here for another office."""

    code: str
    leg: str
    happened_at: datetime
    label_prints: int
    dossier_code: str | None
    procedure_name: str | None
    further: Sequence[str] | None


@dataclass(frozen=True, slots=True)
class ToSend:
    """What was taken in for a department and is to go there.

    `unsent` dossiers have no consignment to it yet; `due` ones have to leave today, `late` ones had
    to before.
    """

    office_code: str
    unsent: int
    unsent_since: date | None
    due: int
    late: int


@dataclass(frozen=True, slots=True)
class BagHere:
    """A bag that is being packed, is sealed, or is given and waits to be taken."""

    code: str
    to_office: str
    state: str
    offered_to: str | None
    seal_number: str | None
    happened_at: datetime
    inside: int


@dataclass(frozen=True, slots=True)
class OfferedThing:
    """A thing that another office gave; of a bag, how many things are inside."""

    code: str
    kind: str
    leg: str | None
    state: str
    holder: str
    happened_at: datetime
    dossier_code: str | None
    further: Sequence[str] | None
    inside: int


@dataclass(frozen=True, slots=True)
class ResultToReturn:
    """A dossier whose result is back at the centre, and its consignment to the citizen, if any."""

    code: str
    procedure_name: str
    department_name: str
    filer_name: str | None = field(repr=False)
    resolved_on: date
    service_form: str | None
    received_via: str
    sent_code: str | None
    sent_state: str | None


@dataclass(frozen=True, slots=True)
class DueDossier:
    """A dossier that nobody has resolved, with the day it is due."""

    code: str
    procedure_name: str
    department_code: str
    department_name: str
    due_on: date
    status: int


async def offices_of_center(connection: Connection, center_id: int) -> list[OfficeNamed]:
    """Return the offices of a centre by kind and name."""
    rows = await connection.fetch(QUERIES["offices_of_center"], center_id)
    return [OfficeNamed(**row) for row in rows]


async def waiting_by_office(
    connection: Connection, center_id: int, office: str, counter: str
) -> list[WaitingForOffice]:
    """Return what waits at `office` for each other one; `counter` takes what goes to citizens."""
    rows = await connection.fetch(QUERIES["waiting_by_office"], center_id, office, counter)
    return [WaitingForOffice(**row) for row in rows]


async def things_waiting(
    connection: Connection, center_id: int, office: str, to_office: str, counter: str, limit: int
) -> list[WaitingThing]:
    """Return what waits at `office` for another, the longest waiting first."""
    query = QUERIES["things_waiting"]
    rows = await connection.fetch(query, center_id, office, to_office, counter, limit)
    return [WaitingThing(**row) for row in rows]


async def to_send(
    connection: Connection, center_id: int, office: str, until: tuple[datetime, datetime]
) -> list[ToSend]:
    """Return what is to be sent from `office`, by department; `until` is (late, due)."""
    rows = await connection.fetch(QUERIES["to_send"], center_id, office, *until)
    return [ToSend(**row) for row in rows]


async def unsent_dossiers(
    connection: Connection, center_id: int, department: str, limit: int
) -> list[str]:
    """Return the codes of dossiers still to be sent to a department, oldest first."""
    rows = await connection.fetch(QUERIES["unsent_dossiers"], center_id, department, limit)
    return [row["code"] for row in rows]


async def bags_here(
    connection: Connection, center_id: int, office: str, limit: int
) -> list[BagHere]:
    """Return the bags that are on their way out of an office, the first begun first."""
    rows = await connection.fetch(QUERIES["bags_here"], center_id, office, limit)
    return [BagHere(**row) for row in rows]


async def offered_here(
    connection: Connection, center_id: int, office: str, limit: int
) -> list[OfferedThing]:
    """Return what was given to an office and not taken, the longest given first."""
    rows = await connection.fetch(QUERIES["offered_here"], center_id, office, limit)
    return [OfferedThing(**row) for row in rows]


async def count_coming(connection: Connection, center_id: int, office: str) -> int:
    """Count what the post has for an office, up to `FIGURE_MAX`."""
    found = await connection.fetchval(QUERIES["count_coming"], center_id, office, FIGURE_MAX)
    return int(found)


async def results_to_return(
    connection: Connection, center_id: int, office: str
) -> list[ResultToReturn]:
    """Return results at `office` that no citizen has and the post has not, oldest first.

    Looked for among the `FIGURE_MAX` dossiers resolved last that are not returned.
    """
    rows = await connection.fetch(QUERIES["results_to_return"], center_id, office, FIGURE_MAX)
    return [ResultToReturn(**row) for row in rows]


async def dossiers_due(
    connection: Connection, center_id: int, days: Sequence[date], limit: int
) -> list[DueDossier]:
    """Return dossiers not resolved that are due between two days, the first due first."""
    first, last = days
    rows = await connection.fetch(QUERIES["dossiers_due"], center_id, first, last, limit)
    return [DueDossier(**row) for row in rows]


async def count_due(connection: Connection, center_id: int, days: Sequence[date]) -> int:
    """Count dossiers not resolved that are due between two days, up to `FIGURE_MAX`."""
    first, last = days
    found = await connection.fetchval(QUERIES["count_due"], center_id, first, last, FIGURE_MAX)
    return int(found)


async def count_open_differences(connection: Connection, center_id: int) -> int:
    """Count the differences nobody has closed, up to `FIGURE_MAX`."""
    found = await connection.fetchval(QUERIES["count_open_differences"], center_id, FIGURE_MAX)
    return int(found)
