"""Things in custody and their logs: locking, reading, appending, moving."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

import asyncpg

from postal_bridge.domain.custody import (
    Event,
    Kind,
    Leg,
    Standing,
    State,
    Thing,
)
from postal_bridge.domain.custody_log import CustodyLog, LoggedEvent
from postal_bridge.store.database import Connection, load_queries

QUERIES = load_queries("custody")
_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


@dataclass(slots=True)
class LockedThing:
    """A thing locked for this transaction, with what its consignment says, if it is one.

    `collect_dong` is what it says is to be collected, `due_dong` what of that is still to be.
    `further` are the dossiers it carries beside `dossier_code`, which money taken is for.
    """

    log: CustodyLog
    label_prints: int
    refusals_waiting: bool
    dossier_code: str | None
    further: Sequence[str]
    post_office: str | None
    collect_dong: int
    due_dong: int
    scope: str | None
    posted_on: date | None
    reached_on: date | None

    @property
    def dossier_codes(self) -> Sequence[str]:
        """All dossiers it carries."""
        return (self.dossier_code, *self.further) if self.dossier_code else self.further

    def copied(self) -> "LockedThing":
        """Copy a thing so far that recording in the copy leaves the original as it was."""
        log = self.log
        history = None if log.history is None else list(log.history)
        return replace(self, log=replace(log, history=history, fresh=list(log.fresh)))


async def lock_things(
    connection: Connection, center_id: int, codes: Iterable[str]
) -> dict[str, LockedThing]:
    """Lock the rows of `codes` until the transaction ends; unknown codes are absent."""
    rows = await connection.fetch(QUERIES["lock_things"], center_id, sorted(codes))
    return await _locked_things(connection, center_id, rows)


async def lock_contents(
    connection: Connection, center_id: int, bags: Iterable[str]
) -> dict[str, LockedThing]:
    """Lock what lies directly in `bags`."""
    rows = await connection.fetch(QUERIES["lock_contents"], center_id, sorted(bags))
    return await _locked_things(connection, center_id, rows)


async def _locked_things(
    connection: Connection, center_id: int, rows: Sequence[asyncpg.Record]
) -> dict[str, LockedThing]:
    """Return locked things; what was bound while we waited for one is read again."""
    things = {row["code"]: _locked(row) for row in rows}
    stale = [row["code"] for row in rows if not row["is_fresh"]]
    if stale:
        again = await connection.fetch(QUERIES["lock_things"], center_id, sorted(stale))
        things |= {row["code"]: _locked(row) for row in again}
    return things


async def load_histories(
    connection: Connection, center_id: int, codes: Iterable[str]
) -> dict[str, list[LoggedEvent]]:
    """Return the whole log of each of `codes` in the order of recording."""
    histories: dict[str, list[LoggedEvent]] = {code: [] for code in codes}
    rows = await connection.fetch(QUERIES["history_of_things"], center_id, sorted(histories))
    for row in rows:
        histories[row["code"]].append(logged_event(row))
    return histories


async def things_of_scans(
    connection: Connection, center_id: int, scan_ids: Iterable[UUID]
) -> list[str]:
    """Return the codes of all things that the given earlier scans moved."""
    rows = await connection.fetch(QUERIES["things_of_scan"], center_id, list(scan_ids))
    return [row["code"] for row in rows]


async def things_of_dossiers(
    connection: Connection, center_id: int, dossier_codes: Iterable[str]
) -> dict[str, list[str]]:
    """Return for each dossier the codes of its consignments that are still on their way."""
    found: dict[str, list[str]] = {code: [] for code in dossier_codes}
    rows = await connection.fetch(QUERIES["things_of_dossiers"], center_id, sorted(found))
    for row in rows:
        found[row["dossier_code"]].append(row["code"])
    return found


async def dossier_things_of_scans(
    connection: Connection, center_id: int, scan_ids: Iterable[UUID]
) -> dict[tuple[UUID, str], str]:
    """Return for (scan, dossier) the consignment that the earlier scan meant."""
    query = QUERIES["dossier_things_of_scans"]
    rows = await connection.fetch(query, center_id, list(scan_ids))
    return {(row["scan_id"], row["dossier_code"]): row["code"] for row in rows}


async def bags_standing_open(
    connection: Connection, center_id: int, offices: Iterable[str]
) -> list[tuple[str, str]]:
    """Return (office, bag) of the bags that offices are packing or counting."""
    rows = await connection.fetch(QUERIES["bags_standing_open"], center_id, sorted(offices))
    return [(row["holder"], row["code"]) for row in rows]


async def append_events(
    connection: Connection, center_id: int, events: Sequence[LoggedEvent]
) -> None:
    """Append `events` to their logs in one statement."""
    await connection.execute(QUERIES["append_events"], center_id, [_event_row(e) for e in events])


async def move_things(connection: Connection, center_id: int, logs: Sequence[CustodyLog]) -> None:
    """Bring the present standing of the things of `logs` to the end of their logs."""
    codes = [log.thing.code for log in logs]
    await connection.execute(
        QUERIES["move_things"], center_id, [_moved_row(log) for log in logs], codes
    )


async def let_refusals_wait(connection: Connection, center_id: int, codes: Iterable[str]) -> None:
    """Note that scans of these things were refused which later news may still make right."""
    await connection.execute(QUERIES["let_refusals_wait"], center_id, sorted(codes))


async def register_thing(connection: Connection, center_id: int, log: CustodyLog) -> None:
    """Put a newly begun log and its thing into custody."""
    thing = log.thing
    await append_events(connection, center_id, log.fresh)
    await connection.execute(
        QUERIES["register_thing"],
        center_id,
        thing.code,
        thing.kind,
        thing.leg,
        thing.origin,
        thing.destination,
        log.standing.state,
        log.standing.holder,
        log.version,
        log.happened_at,
        log.last_hash,
    )


def _event_row(event: LoggedEvent) -> tuple[object, ...]:
    """Return a row of the database's type logged_event."""
    return (
        event.code,
        event.sequence,
        event.kind,
        event.event,
        event.from_state,
        event.to_state,
        event.state_after,
        event.holder_after,
        event.happened_at,
        event.recorded_at,
        event.office,
        event.login,
        event.scan_id,
        event.corrects,
        _JSON.encode(event.detail) if event.detail else "{}",
        event.hash,
    )


def _moved_row(log: CustodyLog) -> tuple[object, ...]:
    """Return a row of the database's type moved_thing."""
    standing = log.standing
    return (
        log.thing.code,
        standing.state,
        standing.holder,
        standing.offered_to,
        standing.bag,
        standing.invitations,
        standing.invited_on,
        standing.damaged,
        log.version,
        log.happened_at,
        log.last_hash,
    )


def logged_event(row: asyncpg.Record) -> LoggedEvent:
    """Read one row of the log."""
    return LoggedEvent(
        code=row["code"],
        sequence=row["sequence"],
        kind=row["kind"],
        event=Event(row["event"]),
        from_state=State(row["from_state"]),
        to_state=State(row["to_state"]),
        state_after=State(row["state_after"]),
        holder_after=row["holder_after"],
        happened_at=row["happened_at"],
        recorded_at=row["recorded_at"],
        office=row["office_code"],
        login=row["login"],
        scan_id=row["scan_id"],
        corrects=row["corrects"],
        detail=row["detail"],
        hash=row["hash"],
    )


def thing_of(row: asyncpg.Record) -> Thing:
    """Read what never changes of a thing."""
    return Thing(
        code=row["code"],
        kind=Kind(row["kind"]),
        leg=Leg(row["leg"]) if row["leg"] else None,
        origin=row["origin"],
        destination=row["destination"],
    )


def standing_of(row: asyncpg.Record) -> Standing:
    """Read how a thing stands."""
    return Standing(
        state=State(row["state"]),
        holder=row["holder"],
        offered_to=row["offered_to"],
        bag=row["bag_code"],
        invitations=row["invitations"],
        invited_on=row["invited_on"],
        damaged=row["damaged"],
    )


def _locked(row: asyncpg.Record) -> LockedThing:
    return LockedThing(
        log=CustodyLog(
            thing=thing_of(row),
            standing=standing_of(row),
            version=row["version"],
            happened_at=row["happened_at"],
            last_hash=row["last_hash"],
        ),
        label_prints=row["label_prints"],
        refusals_waiting=row["refusals_waiting"],
        dossier_code=row["dossier_code"],
        further=row["further"] or (),
        post_office=row["post_office"],
        collect_dong=row["collect_dong"] or 0,
        due_dong=row["due_dong"],
        scope=row["scope"],
        posted_on=row["posted_on"],
        reached_on=row["reached_on"],
    )
