"""Looks at a year that has passed: every run once, every message once, every figure recounted."""

from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from bench.year.provider import Provider
from jobs.schedule import TIMETABLE
from postal_bridge.domain.access import Center
from postal_bridge.store.database import Connection
from postal_bridge.usecases.audit import audit
from postal_bridge.usecases.summarise import summarise
from postal_bridge.wiring import Bridge

Fault = str


async def faults_of(
    bridge: Bridge, center: Center, provider: Provider, acknowledged: Sequence[UUID]
) -> list[Fault]:
    """Return what does not hold, a line each."""
    async with bridge.database.snapshot() as connection:
        found = [fault async for fault in _runs(connection, bridge, center)]
        found += [fault async for fault in _messages(connection, center, provider)]
        scans = await _count_scans(connection, center, acknowledged)
        if scans != len(acknowledged):
            found.append(f"{len(acknowledged)} scans were acknowledged, {scans} are there")
        rows = await connection.fetch(_DOSSIERS, center.center_id)
    for first, last in _months(center, bridge):
        found += _unlike(first, last, rows, await summarise(bridge.database, center, first, last))
    report = await audit(bridge.database, center, lambda _done, _all: None)
    return found + [f"audit: {each}" for each in report.findings]


async def _count_scans(connection: Connection, center: Center, acknowledged: Sequence[UUID]) -> int:
    found = 0
    for start in range(0, len(acknowledged), _SCANS_AT_ONCE):
        found += await connection.fetchval(
            "select count(*) from scan where center_id = $1 and scan_id = any($2::uuid[])",
            center.center_id,
            acknowledged[start : start + _SCANS_AT_ONCE],
        )
    return found


_SCANS_AT_ONCE = 10_000
_DOSSIERS = """
    select received_on, due_on, resolved_on, returned_on, received_via, returned_via from dossier
    where center_id = $1 and received_on is not null"""


async def _runs(connection: Connection, bridge: Bridge, center: Center) -> AsyncIterator[Fault]:
    """Yield runs that were not done, or of which nobody knows why they were."""
    now = bridge.clock().astimezone(center.zone)
    for entry in TIMETABLE:
        since = await connection.fetchval(
            "select known_since from job where center_id = $1 and job = $2",
            center.center_id,
            entry.name,
        )
        if since is None:
            yield f"nobody ever looked at {entry.name}"
            continue
        rows = await connection.fetch(
            "select period, state from job_run where center_id = $1 and job = $2",
            center.center_id,
            entry.name,
        )
        if entry.newest_only:
            newest = max(rows, key=lambda row: row["period"])
            if newest["state"] != "done":
                yield f"{entry.name} was {newest['state']} in the end"
        else:
            states = Counter(row["state"] for row in rows)
            if set(states) - {"done"}:
                yield f"{entry.name}: {dict(states)}"
            due = entry.due.latest_first(since.astimezone(center.zone), now)
            expected = {entry.period(moment) for moment in due}
            if lost := sorted(expected - {row["period"] for row in rows}):
                yield f"{entry.name} was not done for {', '.join(lost[:5])}"
            if strange := sorted({row["period"] for row in rows} - expected):
                yield f"{entry.name} was done for {', '.join(strange[:5])}"


async def _messages(
    connection: Connection, center: Center, provider: Provider
) -> AsyncIterator[Fault]:
    """Yield messages that were not taken, were taken twice, or came in another order."""
    rows = await connection.fetch(
        "select replace(message_id::text, '-', '') || '.' || round as key, state"
        " from message where center_id = $1"
        " order by written_at, message_id",
        center.center_id,
    )
    sent = [row for row in rows if row["state"] in ("sent", "delivered")]
    states = Counter(row["state"] for row in rows)
    if states["waiting"] or states["sending"]:
        yield f"messages: {dict(states)}"
    keys = {row["key"] for row in sent}
    if keys != provider.texts.keys():
        unknown, lost = provider.texts.keys() - keys, keys - provider.texts.keys()
        yield f"messages: {len(lost)} sent and never taken, {len(unknown)} taken and not sent"
    if provider.changed:
        yield f"messages: {len(provider.changed)} told otherwise when told again"
    place = {row["key"]: number for number, row in enumerate(rows)}
    for phone_keys in provider.of_phone.values():
        places = [place.get(key, -1) for key in phone_keys]
        if places != sorted(places):
            yield f"messages came in another order: {places}"


def _months(center: Center, bridge: Bridge) -> Iterator[tuple[date, date]]:
    first = date(2026, 1, 1)
    today = bridge.clock().astimezone(center.zone).date()
    while first <= today:
        following = (first + timedelta(days=31)).replace(day=1)
        yield first, following - timedelta(days=1)
        first = following


def _unlike(first: date, last: date, rows: list[Any], summary: Any) -> Iterator[Fault]:
    """Yield figures of a month that a plain count of all dossiers does not give."""

    def within(day: date | None) -> bool:
        return day is not None and first <= day <= last

    resolved = [row for row in rows if within(row["resolved_on"])]
    counted = {
        "received": sum(within(row["received_on"]) for row in rows),
        "received by post": sum(
            within(row["received_on"]) and row["received_via"] == "postal" for row in rows
        ),
        "resolved": len(resolved),
        "late": sum(
            row["due_on"] is not None and row["resolved_on"] > row["due_on"] for row in resolved
        ),
        "returned": sum(within(row["returned_on"]) for row in rows),
        "returned by post": sum(
            within(row["returned_on"]) and row["returned_via"] == "postal" for row in rows
        ),
        "pending": sum(
            row["received_on"] <= last and (row["resolved_on"] is None or row["resolved_on"] > last)
            for row in rows
        ),
    }
    told = {
        "received": summary.received.total,
        "received by post": summary.received.postal,
        "resolved": summary.resolved.total,
        "late": summary.resolved.late,
        "returned": summary.returned.total,
        "returned by post": summary.returned.postal,
        "pending": summary.pending.total,
    }
    for name, figure in counted.items():
        if told[name] != figure:
            yield f"{first:%m/%Y}: {name} is {told[name]}, counted {figure}"
