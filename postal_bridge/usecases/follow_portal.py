"""Shows what the national portal was told, what waits and why, and where both sides differ.

A person lets what was refused be tried again, or says what became of it; both is in the list of
changes.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from postal_bridge.domain.access import Center, Viewer
from postal_bridge.domain.calendar import Clock
from postal_bridge.domain.changes import ChangeKind
from postal_bridge.domain.portal import TellingPlace, TellingState
from postal_bridge.domain.portal_refusals import (
    TellingUnderWay,
    UnknownFinding,
    UnknownTelling,
)
from postal_bridge.store import portal_accounts, portal_dossiers, portal_tellings
from postal_bridge.store.database import Connection, Database
from postal_bridge.store.portal_accounts import PortalState
from postal_bridge.store.portal_dossiers import Finding, Registered, Unlike
from postal_bridge.store.portal_tellings import OpenTelling
from postal_bridge.usecases.keep_portal_account import look_up_account
from postal_bridge.usecases.note_change import note_change
from postal_bridge.usecases.once import Answer, Asked

#: After so many failures in a row the portal is said to be out of order.
_FAILURES_TOLD = 3


async def look_up_portal(database: Database, clock: Clock, viewer: Viewer) -> dict[str, Any]:
    """Return how the viewer's centre stands with the portal."""
    center_id, center = viewer.center_id, viewer.center
    async with database.snapshot() as connection:
        account = await look_up_account(connection, viewer)
        state = await portal_accounts.state_of(connection, center_id)
        counted = await portal_tellings.count_tellings(connection, center_id)
        findings = await portal_dossiers.count_findings(connection, center_id)
        sides = await portal_dossiers.count_sides(connection, center_id)
    counts = {each.state: each for each in counted}
    taken = counts.get(TellingState.SENT)
    open_since = [
        each.since
        for each in counted
        if each.state in (TellingState.WAITING, TellingState.TELLING, TellingState.REFUSED)
    ]
    return {
        "account": account,
        "health": _health(center, state, clock()),
        "tellings": {
            each.value: counts[each].tellings if each in counts else 0 for each in TellingState
        },
        "oldest_at": _told(min(open_since, default=None), center),
        "last_taken_at": _told(taken.latest if taken else None, center),
        "findings": findings,
        "sides": [
            {"ours": each.ours or None, "theirs": each.theirs or None, "dossiers": each.dossiers}
            for each in sides
        ],
    }


def _health(center: Center, state: PortalState, now: datetime) -> dict[str, Any]:
    waits = state.closed_until is not None and state.closed_until > now
    return {
        "works": state.failures < _FAILURES_TOLD,
        "first_failed_at": _told(state.failing_since, center),
        "next_try_at": _told(state.closed_until, center) if waits else None,
        "trouble": state.trouble,
        "said": state.said,
        "followed_at": _told(state.followed_to, center),
    }


async def list_tellings(
    database: Database, viewer: Viewer, after: TellingPlace | None, limit: int
) -> tuple[list[dict[str, Any]], TellingPlace | None]:
    """Return a page of the tellings that wait or were refused, and where to go on."""
    async with database.snapshot() as connection:
        found = await portal_tellings.open_tellings(connection, viewer.center_id, after, limit + 1)
    page = found[:limit]
    place = None
    if len(found) > limit:
        last = page[-1]
        place = last.state is not TellingState.REFUSED, last.recorded_at, last.step_id
    return [_telling(viewer.center, each) for each in page], place


def _telling(center: Center, each: OpenTelling) -> dict[str, Any]:
    return {
        "dossier_code": each.dossier_code,
        "step_id": str(each.step_id),
        "status": each.status.value,
        "recorded_at": _told(each.recorded_at, center),
        "state": each.state.value,
        "tries": each.tries,
        "next_try_at": None
        if each.state is TellingState.REFUSED
        else _told(each.next_try_at, center),
        "in_doubt": each.in_doubt,
        "is_behind": each.is_behind,
        "trouble": each.trouble,
        "said": each.said,
    }


async def try_again(asked: Asked, step_id: UUID | None) -> Answer:
    """Let one telling be tried at once, or all that were refused, and answer how many those are.

    Raises:
        UnknownTelling: there is no such telling to be done.
        TellingUnderWay: somebody is at it.

    """
    center_id, now = asked.viewer.center_id, asked.clock()

    async def act(connection: Connection) -> Answer:
        count = await portal_tellings.try_again(connection, center_id, step_id, now)
        if step_id is not None and not count:
            raise await _missing(connection, center_id, step_id)
        await note_change(
            connection,
            center_id,
            asked.viewer.login,
            now,
            ChangeKind.PORTAL_TRIED_AGAIN,
            tellings=count,
        )
        return Answer(200, {"tellings": count})

    return await asked.once(act)


async def settle_telling(asked: Asked, step_id: UUID, reason: str) -> Answer:
    """Note that a telling is done with as somebody says, so that what is behind it goes on.

    Raises:
        UnknownTelling: there is no such telling to be done.
        TellingUnderWay: somebody is at it.

    """
    center_id, now, login = asked.viewer.center_id, asked.clock(), asked.viewer.login

    async def act(connection: Connection) -> Answer:
        settled = await portal_tellings.settle(connection, center_id, step_id, now, (login, reason))
        if settled is None:
            raise await _missing(connection, center_id, step_id)
        code, status = settled
        await note_change(
            connection,
            center_id,
            login,
            now,
            ChangeKind.PORTAL_TELLING_SETTLED,
            dossier=code,
            status=status.value,
            reason=reason,
        )
        return Answer(200, {"dossier_code": code, "status": status.value})

    return await asked.once(act)


async def _missing(
    connection: Connection, center_id: int, step_id: UUID
) -> UnknownTelling | TellingUnderWay:
    found = await portal_tellings.one_telling(connection, center_id, step_id)
    return UnknownTelling() if found is None else TellingUnderWay()


@dataclass(frozen=True, slots=True)
class Page:
    """A part of a list of documents, and where it goes on."""

    items: list[dict[str, Any]]
    last: Any


async def list_findings(
    database: Database, viewer: Viewer, after: tuple[datetime, UUID], limit: int
) -> Page:
    """Return a page of what came from the portal and could not be taken over, the oldest first."""
    async with database.snapshot() as connection:
        found = await portal_dossiers.findings_after(connection, viewer.center_id, after, limit + 1)
    page = found[:limit]
    last = (page[-1].found_at, page[-1].finding_id) if len(found) > limit else None
    return Page([_finding(viewer.center, each) for each in page], last)


def _finding(center: Center, each: Finding) -> dict[str, Any]:
    return {
        "finding_id": str(each.finding_id),
        "dossier_code": each.dossier_code,
        "kind": each.kind.value,
        "ours": each.ours and each.ours.value,
        "theirs": each.theirs,
        "refusal": each.refusal,
        "found_at": _told(each.found_at, center),
    }


async def settle_finding(asked: Asked, finding_id: UUID, reason: str) -> Answer:
    """Note that somebody has dealt with a finding, and how.

    Raises:
        UnknownFinding: no such finding is open.

    """
    center_id, now, login = asked.viewer.center_id, asked.clock(), asked.viewer.login

    async def act(connection: Connection) -> Answer:
        found = await portal_dossiers.settle_finding(
            connection, center_id, finding_id, now, (login, reason)
        )
        if found is None:
            raise UnknownFinding
        await note_change(
            connection,
            center_id,
            login,
            now,
            ChangeKind.PORTAL_FINDING_SETTLED,
            dossier=found.dossier_code,
            finding=found.kind.value,
            reason=reason,
        )
        return Answer(200, _finding(asked.viewer.center, found))

    return await asked.once(act)


async def ask_again(asked: Asked, finding_id: UUID) -> Answer:
    """Have the portal asked again what it holds of the dossier of a finding.

    What is put right thereby is closed: a dossier that can be registered now, or of which the
    portal tells now.

    Raises:
        UnknownFinding: no such finding is open.

    """
    center_id, now = asked.viewer.center_id, asked.clock()

    async def act(connection: Connection) -> Answer:
        found = await portal_dossiers.open_finding(connection, center_id, finding_id)
        if found is None:
            raise UnknownFinding
        await portal_dossiers.ask_soon(connection, center_id, found.dossier_code, now)
        await note_change(
            connection,
            center_id,
            asked.viewer.login,
            now,
            ChangeKind.PORTAL_ASKED,
            dossier=found.dossier_code,
        )
        return Answer(202, {"dossiers": 1})

    return await asked.once(act)


async def list_registered(
    database: Database, viewer: Viewer, before: tuple[datetime, str], limit: int
) -> Page:
    """Return a page of the dossiers that began at the portal, the latest registered first."""
    async with database.snapshot() as connection:
        found = await portal_dossiers.registered_before(
            connection, viewer.center_id, before, limit + 1
        )
    page = found[:limit]
    last = (page[-1].registered_at, page[-1].dossier_code) if len(found) > limit else None
    return Page([_registered(viewer.center, each) for each in page], last)


def _registered(center: Center, each: Registered) -> dict[str, Any]:
    return {
        "dossier_code": each.dossier_code,
        "procedure_name": each.procedure_name,
        "registered_at": _told(each.registered_at, center),
        "status": each.status.value,
        "received_at": _told(each.received_at, center),
    }


async def list_unlike(database: Database, viewer: Viewer, after: str, limit: int) -> Page:
    """Return a page of the dossiers of which both sides hold different statuses, by code."""
    async with database.snapshot() as connection:
        found = await portal_dossiers.unlike(connection, viewer.center_id, after, limit + 1)
    page = found[:limit]
    last = page[-1].dossier_code if len(found) > limit else None
    return Page([_unlike(viewer.center, each) for each in page], last)


def _unlike(center: Center, each: Unlike) -> dict[str, Any]:
    return {
        "dossier_code": each.dossier_code,
        "ours": each.ours and each.ours.value,
        "theirs": each.theirs and each.theirs.value,
        "asked_at": _told(each.asked_at, center),
        "is_waiting": each.is_waiting,
    }


async def ask_all(asked: Asked) -> Answer:
    """Have the portal asked anew what it holds of every dossier; answer how many those are."""
    center_id, now = asked.viewer.center_id, asked.clock()

    async def act(connection: Connection) -> Answer:
        await portal_accounts.lock_state(connection, center_id)
        count = await portal_dossiers.ask_all(connection, center_id, now)
        await note_change(
            connection,
            center_id,
            asked.viewer.login,
            now,
            ChangeKind.PORTAL_ASKED,
            dossiers=count,
        )
        return Answer(202, {"dossiers": count})

    return await asked.once(act)


def _told(moment: datetime | None, center: Center) -> str | None:
    if moment is None:
        return None
    return moment.astimezone(center.zone).isoformat(timespec="seconds")
