"""What is measured on: centres with two post offices and thousands of consignments at the first.

Things are written straight into the tables, with the logs that the domain makes, because scanning
them in one by one would take longer than all measurements together. Counts afterwards whether
anything was lost or doubled.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg

from postal_bridge.clock import utc_now
from postal_bridge.domain.access import Center, OfficeKind, Role, counter_of
from postal_bridge.domain.custody import CITIZEN, Event, Happening, Kind, Leg, Thing
from postal_bridge.domain.custody_log import CustodyLog, Recorder
from postal_bridge.domain.tracking_code import TrackingCode
from postal_bridge.store import people
from postal_bridge.store.database import Connection, connect
from postal_bridge.usecases.issue_token import issue_token
from postal_bridge.usecases.manage_people import NewPerson, add_center, add_person

#: Eight digits each, so that a program that only knows numbers can write them, too.
FIRST_SERIAL = 10_000_000
PASSWORD = "mat-khau-de-do-1"  # noqa: S105 - it opens what is measured and thrown away
SECOND_OFFICE = "P2"
_SCOPE = "between_districts"
#: Everything was registered and arrived long enough ago for no scan to come before it.
_SINCE = timedelta(days=2)


class CountsDoNotAgreeError(Exception):
    """What the database holds is not what was acknowledged."""


@dataclass(frozen=True, slots=True)
class Town:
    """A centre, its post offices in the order in which things travel, a token at each."""

    center: Center
    offices: tuple[str, str]
    logins: tuple[str, str]
    tokens: tuple[str, str]
    codes: tuple[str, ...]


async def found_town(url: str, code: str, things: int) -> Town:
    """Make a centre with two post offices, a person at each, and consignments at the first."""
    async with connect(url, pool_size=2) as database:
        center = await add_center(database, utc_now, code, f"Trung tâm đo {code}")
        offices = (counter_of(code), SECOND_OFFICE)
        async with database.transaction() as connection:
            await people.add_office(
                connection,
                center.center_id,
                SECOND_OFFICE,
                OfficeKind.POST,
                "Bưu cục đo",
                utc_now(),
            )
        logins, tokens = [], []
        for number, office in enumerate(offices, 1):
            login = f"{code.lower()}.{number}"
            person = NewPerson(login, "Người Đo Thử", Role.POST, office, code, PASSWORD)
            await add_person(database, utc_now, person)
            logins.append(login)
            tokens.append((await issue_token(database, utc_now, login)).text)
    codes = tuple(str(TrackingCode("EV", FIRST_SERIAL + n, "VN")) for n in range(things))
    town = Town(center, offices, (logins[0], logins[1]), (tokens[0], tokens[1]), codes)
    await _put_into_custody(url, town)
    return town


async def _put_into_custody(url: str, town: Town) -> None:
    """Copy every thing in with its log: registered with its sender, arrived at the first office."""
    registered_at = datetime.now(UTC) - _SINCE
    logs = [_log_of(code, town, registered_at) for code in town.codes]
    center_id = town.center.center_id
    connection = await asyncpg.connect(url)
    try:
        async with connection.transaction():
            await _copy(connection, "custody_event", _events(center_id, logs))
            await _copy(connection, "custody", _standings(center_id, logs))
            await _copy(connection, "consignment", _slips(town, registered_at))
    finally:
        await connection.close()


def _log_of(code: str, town: Town, registered_at: datetime) -> CustodyLog:
    thing = Thing(code, Kind.CONSIGNMENT, Leg.INBOUND, CITIZEN, town.center.code)
    office, login = town.offices[0], town.logins[0]
    log = CustodyLog.begin(thing, Recorder(login, office, registered_at))
    arrived_at = registered_at + timedelta(hours=1)
    arrived = Happening(Event.ARRIVED, office, arrived_at)
    log.record(
        lambda _standing: arrived,
        arrived_at,
        Recorder(login, office, arrived_at),
        tolerance=timedelta(),
        notes={},
    )
    return log


Rows = Iterator[dict[str, Any]]


def _events(center_id: int, logs: list[CustodyLog]) -> Rows:
    for log in logs:
        for event in log.fresh:
            yield {
                "center_id": center_id,
                "code": event.code,
                "sequence": event.sequence,
                "kind": event.kind,
                "event": event.event,
                "from_state": event.from_state,
                "to_state": event.to_state,
                "state_after": event.state_after,
                "holder_after": event.holder_after,
                "happened_at": event.happened_at,
                "recorded_at": event.recorded_at,
                "office_code": event.office,
                "login": event.login,
                "detail": "{}",
                "hash": event.hash,
            }


def _standings(center_id: int, logs: list[CustodyLog]) -> Rows:
    for log in logs:
        yield {
            "center_id": center_id,
            "code": log.thing.code,
            "kind": log.thing.kind,
            "leg": log.thing.leg,
            "origin": log.thing.origin,
            "destination": log.thing.destination,
            "state": log.standing.state,
            "holder": log.standing.holder,
            "version": log.version,
            "happened_at": log.happened_at,
            "last_hash": log.last_hash,
        }


def _slips(town: Town, created_at: datetime) -> Rows:
    for code in town.codes:
        yield {
            "center_id": town.center.center_id,
            "code": code,
            "leg": Leg.INBOUND,
            "scope": _SCOPE,
            "posted_on": created_at.date(),
            "norm_on": created_at.date() + timedelta(days=3),
            "created_at": created_at,
            "created_by": town.logins[0],
            "created_office": town.offices[0],
        }


async def _copy(connection: Connection, table: str, rows: Rows) -> None:
    first = next(rows)
    records = (tuple(row.values()) for row in (first, *rows))
    await connection.copy_records_to_table(table, columns=list(first), records=records)


async def tidy(url: str) -> None:
    """Let the server know its tables, as it does by itself when it has a minute."""
    connection = await asyncpg.connect(url)
    try:
        await connection.execute("vacuum analyze")
        await connection.execute("checkpoint")
    finally:
        await connection.close()


@dataclass(slots=True)
class Tally:
    """What a centre must hold: all that was there, and every scan acknowledged since."""

    url: str
    center_id: int
    scans: int = 0
    events: int = 0

    async def open(self) -> None:
        """Count what is there before the first scan."""
        self.scans, self.events = await self._counts()

    async def add(self, acknowledged: int) -> None:
        """Add what was acknowledged and compare.

        Raises:
            CountsDoNotAgreeError: something was lost or doubled.

        """
        self.scans += acknowledged
        self.events += acknowledged
        counted = await self._counts()
        if counted != (self.scans, self.events):
            raise CountsDoNotAgreeError(
                f"scans and events: {counted} counted, {(self.scans, self.events)} acknowledged"
            )

    async def _counts(self) -> tuple[int, int]:
        connection = await asyncpg.connect(self.url)
        try:
            scans = await connection.fetchval(
                "select count(*) from scan where center_id = $1", self.center_id
            )
            logs = await connection.fetchrow(
                "select sum(events)::bigint as events, sum(version)::bigint as versions,"
                " count(*) filter (where version <> events) as wrong"
                " from (select code, count(*) as events from custody_event"
                "  where center_id = $1 group by code) log"
                " join custody using (code) where custody.center_id = $1",
                self.center_id,
            )
        finally:
            await connection.close()
        assert logs is not None, "an aggregate without groups is always one row"
        if logs["wrong"] or logs["events"] != logs["versions"]:
            raise CountsDoNotAgreeError(
                f"{logs['wrong']} things stand elsewhere than their logs say"
            )
        return scans, logs["events"]
