"""The steps that the national portal is to be told, was told, and did not take."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import asyncpg

from postal_bridge.domain.dossier import PortalStatus, ReceivedVia, ReturnedVia, ServiceForm
from postal_bridge.domain.fees import DueWhen, MoneyKind
from postal_bridge.domain.portal import OwedLine, TellingPlace, TellingState
from postal_bridge.domain.portal_rules import SEEN_AFTER, LoggedStep
from postal_bridge.store.database import Connection, load_queries

QUERIES = load_queries("portal_tellings")


@dataclass(frozen=True, slots=True)
class NewTelling:
    """A step with its place among the new ones of its dossier, and whether it is to be told."""

    step: LoggedStep
    place: int
    is_needed: bool


@dataclass(frozen=True, slots=True)
class TakenTelling:
    """A telling as whoever tells it has it; `tries` is the number of this try."""

    dossier_code: str
    step_id: UUID
    from_status: PortalStatus | None
    status: PortalStatus
    tries: int
    failures: int
    in_doubt: bool


@dataclass(frozen=True, slots=True)
class NotSent:
    """Why a telling was not taken, if it was told, and what is to be done.

    It waits until `next_try_at`, or for people.
    """

    telling: TakenTelling
    state: TellingState
    failures: int
    next_try_at: datetime
    in_doubt: bool
    trouble: str | None
    said: str | None


@dataclass(frozen=True, slots=True)
class ToldStep:
    """A step and its dossier as they are told, with what is sealed still sealed."""

    step_id: UUID
    dossier_code: str
    status: PortalStatus
    from_status: PortalStatus | None
    happened_at: datetime
    recorded_at: datetime
    login: str
    office_code: str
    note: str | None
    reason: str | None
    due_moved_from: date | None
    handler: str | None
    handler_office: str
    procedure_code: str
    procedure_name: str
    field_name: str | None
    department_name: str
    received_via: ReceivedVia
    service_form: ServiceForm | None
    announced_at: datetime
    received_at: datetime | None
    due_on: date | None
    due_at: datetime | None
    resolved_on: date | None
    returned_on: date | None
    returned_via: ReturnedVia | None
    filer_name: str | None
    filer_phone_sealed: bytes | None
    filer_email_sealed: bytes | None


@dataclass(frozen=True, slots=True)
class SupplementStep:
    """A step of a dossier that asked for supplements at some time."""

    step_id: UUID
    status: PortalStatus
    happened_at: datetime
    note: str | None
    reason: str | None
    due_moved_from: date | None
    office_name: str


@dataclass(frozen=True, slots=True)
class Counted:
    """How many tellings are in a state.

    `since` is of when the oldest step among them is, `latest` when the latest was done with.
    """

    state: TellingState
    tellings: int
    since: datetime
    latest: datetime | None


@dataclass(frozen=True, slots=True)
class OpenTelling:
    """A telling that waits or was refused; `is_behind` another of its dossier."""

    dossier_code: str
    step_id: UUID
    status: PortalStatus
    recorded_at: datetime
    state: TellingState
    tries: int
    next_try_at: datetime
    in_doubt: bool
    trouble: str | None
    said: str | None
    is_behind: bool


async def new_steps(
    connection: Connection, center_id: int, since: datetime, limit: int, *, all_dossiers: bool
) -> list[LoggedStep]:
    """Return steps recorded since a moment that are not noted yet, the earliest first.

    There may be more than `limit`: what a dossier took at once comes together.
    """
    rows = await connection.fetch(
        QUERIES["new_steps"], center_id, since, all_dossiers, limit, SEEN_AFTER
    )
    return [LoggedStep(**{**row, **_statuses(row)}) for row in rows]


async def add_tellings(
    connection: Connection, center_id: int, now: datetime, new: Sequence[NewTelling]
) -> None:
    """Note steps that are to be told, or need not be."""
    await connection.execute(
        QUERIES["add_tellings"],
        center_id,
        now,
        [each.step.dossier_code for each in new],
        [each.step.step_id for each in new],
        [each.place for each in new],
        [each.step.from_status for each in new],
        [each.step.status for each in new],
        [each.step.recorded_at for each in new],
        [each.is_needed for each in new],
    )


async def drop_needless(connection: Connection, center_id: int, now: datetime) -> None:
    """Give up returns that were taken back before anybody was told."""
    await connection.execute(QUERIES["drop_needless"], center_id, now)


async def take_tellings(
    connection: Connection, center_id: int, now: datetime, lease_until: datetime, most: int
) -> list[TakenTelling]:
    """Take what is due for the time of a lease, of each dossier one."""
    rows = await connection.fetch(QUERIES["take_tellings"], center_id, now, lease_until, most)
    return [TakenTelling(**{**row, **_statuses(row)}) for row in rows]


async def note_sent(
    connection: Connection, center_id: int, now: datetime, tellings: Sequence[TakenTelling]
) -> None:
    """Note that tellings were taken."""
    codes = [each.dossier_code for each in tellings]
    steps = [each.step_id for each in tellings]
    await connection.execute(QUERIES["note_sent"], center_id, now, codes, steps)


async def note_not_sent(connection: Connection, center_id: int, failed: Sequence[NotSent]) -> None:
    """Note why tellings were not taken."""
    await connection.execute(
        QUERIES["note_not_sent"],
        center_id,
        [each.telling.dossier_code for each in failed],
        [each.telling.step_id for each in failed],
        [each.telling.tries for each in failed],
        [each.state for each in failed],
        [each.failures for each in failed],
        [each.next_try_at for each in failed],
        [each.in_doubt for each in failed],
        [each.trouble for each in failed],
        [each.said for each in failed],
    )


async def facts_of_tellings(
    connection: Connection, center_id: int, steps: Sequence[tuple[str, UUID]]
) -> dict[UUID, ToldStep]:
    """Return what is told of steps, each named by (dossier code, identity), by their identity."""
    codes, ids = [code for code, _ in steps], [step_id for _, step_id in steps]
    rows = await connection.fetch(QUERIES["facts_of_tellings"], center_id, codes, ids)
    return {
        row["step_id"]: ToldStep(
            **{
                **row,
                **_statuses(row),
                "received_via": ReceivedVia(row["received_via"]),
                "service_form": row["service_form"] and ServiceForm(row["service_form"]),
                "returned_via": row["returned_via"] and ReturnedVia(row["returned_via"]),
            }
        )
        for row in rows
    }


async def fees_of_dossiers(
    connection: Connection, center_id: int, codes: Sequence[str]
) -> Mapping[str, list[OwedLine]]:
    """Return what is owed to agencies for dossiers, by their codes."""
    found: defaultdict[str, list[OwedLine]] = defaultdict(list)
    for row in await connection.fetch(QUERIES["fees_of_dossiers"], center_id, codes):
        kind, due_when = MoneyKind(row["kind"]), DueWhen(row["due_when"])
        line = OwedLine(row["name"], kind, row["amount_dong"], due_when)
        found[row["dossier_code"]].append(line)
    return found


async def steps_of_dossiers(
    connection: Connection, center_id: int, codes: Sequence[str]
) -> Mapping[str, list[SupplementStep]]:
    """Return all steps of those dossiers that asked for supplements, by their codes."""
    found: defaultdict[str, list[SupplementStep]] = defaultdict(list)
    for row in await connection.fetch(QUERIES["steps_of_dossiers"], center_id, codes):
        said = {**row, "status": PortalStatus(row["status"])}
        found[said.pop("dossier_code")].append(SupplementStep(**said))
    return found


async def untold_of(
    connection: Connection, center_id: int, codes: Sequence[str]
) -> Mapping[str, frozenset[PortalStatus]]:
    """Return the statuses that the portal is still to be told of dossiers, by their codes."""
    found: defaultdict[str, frozenset[PortalStatus]] = defaultdict(frozenset)
    for row in await connection.fetch(QUERIES["untold_of"], center_id, codes):
        found[row["dossier_code"]] |= {PortalStatus(row["status"])}
    return found


async def count_tellings(connection: Connection, center_id: int) -> list[Counted]:
    """Return how many tellings of a centre are in each state, those that there are."""
    rows = await connection.fetch(QUERIES["count_tellings"], center_id)
    return [Counted(**{**row, "state": TellingState(row["state"])}) for row in rows]


async def open_tellings(
    connection: Connection, center_id: int, after: TellingPlace | None, limit: int
) -> list[OpenTelling]:
    """Return tellings that wait or were refused, refused ones first."""
    place = after or (False, None, None)
    rows = await connection.fetch(
        QUERIES["open_tellings"], center_id, after is not None, *place, limit
    )
    return [_open(row) for row in rows]


async def one_telling(connection: Connection, center_id: int, step_id: UUID) -> OpenTelling | None:
    """Return the telling of a step that is not done with, or None."""
    row = await connection.fetchrow(QUERIES["one_telling"], center_id, step_id)
    return None if row is None else _open(row)


async def try_again(
    connection: Connection, center_id: int, step_id: UUID | None, now: datetime
) -> int:
    """Let one telling be tried at once, or all that were refused; return how many there were."""
    return len(await connection.fetch(QUERIES["try_again"], center_id, step_id, now))


async def settle(
    connection: Connection, center_id: int, step_id: UUID, now: datetime, said: tuple[str, str]
) -> tuple[str, PortalStatus] | None:
    """Note who said what became of a telling: (login, reason); return its dossier and status."""
    row = await connection.fetchrow(QUERIES["settle"], center_id, step_id, now, *said)
    return None if row is None else (row["dossier_code"], PortalStatus(row["status"]))


def _open(row: asyncpg.Record) -> OpenTelling:
    status, state = PortalStatus(row["status"]), TellingState(row["state"])
    return OpenTelling(**{**row, "status": status, "state": state})


def _statuses(row: asyncpg.Record) -> dict[str, PortalStatus | None]:
    before, status = row["from_status"], PortalStatus(row["status"])
    return {"from_status": None if before is None else PortalStatus(before), "status": status}
